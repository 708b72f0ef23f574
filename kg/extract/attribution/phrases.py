"""Finds the phrase around the subject of a reporting verb: name, title, apposition, but no time or further clause."""

from __future__ import annotations

from kg.extract.attribution.asides import before_aside, behind_lead
from kg.extract.attribution.glued import OPENERS, PLURAL_MODIFIERS, QUANTIFYING, behind_glue
from kg.extract.attribution.namings import asks_for_a_name, names_itself
from kg.extract.attribution.passage import DOCUMENT_NOUNS, DOUBLE_MARKS, TIME_WORDS, TITLES, Passage, plural_sources
from kg.extract.attribution.standing import tail_source
from kg.extract.attribution.subjects import SubjectReader
from kg.extract.cues import cue_verbs
from kg.extract.dates.patterns import MONTHS
from kg.extract.document import Token, token_after
from kg.gazetteer import ActorEntry
from kg.record import Span

_NOMINAL = frozenset({"NN", "NNP", "NNPS", "JJ", "DT", "CD", "POS", "PRP$", "VBN", "HYPH"})
_NOMINAL_ADJECTIVES = frozenset({"dead", "wounded", "injured", "missing"})
_LINKS = frozenset("of for at with in from near".split())
_TRAILING = frozenset({",", ".", ":", "''", "``", "CC", "HYPH", "-LRB-"})
_AMOUNTS = frozenset("at least more than up to about around some nearly over the another".split())
_GIVING = frozenset("gave gives identified goes went known".split())
_LONGEST_GIVING = 7  # words
_ACTING = frozenset({"acting", "leading", "ruling", "outgoing"})
_LONGEST_OFFICE = 25  # words
_VERBS = frozenset({"VBD", "VBZ", "VBP", "VBG", "MD", "TO", "WP", "WDT"})
_WATCHING = frozenset({"monitoring", "documenting", "recording"})  # "a group monitoring the war"
_PREFIXES = frozenset({"al", "el", "bin", "abu"})


class PhraseReader:
    """Reads source phrases of one passage."""

    def __init__(self, passage: Passage, subjects: SubjectReader) -> None:
        self.passage = passage
        self.subjects = subjects
        self.tokens = passage.tokens

    def source(self, subject: Token, verb: Token) -> Span:
        """Return the phrase around the subject of a verb."""
        first, last = self._bounds(subject, verb)
        first, last = max(first, min(self.passage.sentence.first, subject.index)), self._stop(subject, last)
        quote = next(
            (q for q in self.passage.quotes if self.tokens[first].start < q.start < self.tokens[last].end), None
        )
        if quote is not None and subject.start < quote.start:
            while last > subject.index and self.tokens[last].start >= quote.start:
                last -= 1
        ended = max((q.end for q in self.passage.quotes if q.end <= subject.start), default=0)
        if ended > self.tokens[first].start:
            first = min(self.passage.token_at(ended), subject.index)  # what was quoted is no part of who said it
        closed = next((i for i in range(subject.index, first, -1) if self.tokens[i].text == ")"), None)
        if closed is not None and not any(t.text == "(" for t in self.tokens[first:closed]):
            first = min(closed + 1, subject.index)
        label = next((i for i in range(first, subject.index) if self._parts_off(i)), None)
        first = label + 1 if label is not None else first  # "The Observatory: the Observatory said"
        led = behind_lead(self.passage, verb.index)
        first = max(first, led) if led is not None and led <= subject.index else first
        first = self._with_who_gave(self._with_other_name(self._with_office(first, last)))
        first = behind_glue(self.passage, first, subject.index, last)
        while first < subject.index and self._leads_in(self.tokens[first]):
            first += 1
        first = self._behind_victims(first, last)
        while last > subject.index and self._trails(self.tokens[last]) and not self._closes_name(first, last):
            last -= 1
        if first > last:
            first = last = subject.index  # whatever was cut off, the subject remains
        return self.passage.document.token_span(first, last)

    def _parts_off(self, index: int) -> bool:
        """True for the mark behind a label or a place: "The Observatory: ...", "Baghdad – ..."."""
        mark, before = self.tokens[index], self.tokens[index - 1]
        return mark.text == ":" or (mark.text in ("–", "—") and mark.start > before.end)

    def _with_other_name(self, first: int) -> int:
        """Return where a source begins whose other name alone was found: "the Civil Defense, known as | X, said"."""
        named = range(first - 1, max(first - 5, self.passage.sentence.first), -1)
        comma = next((i for i in named if self.tokens[i].text == ","), None)
        between = [t.lower for t in self.tokens[comma + 1 : first]] if comma is not None else []
        if comma is None or between[-2:] != ["known", "as"] or self.tokens[comma - 1].tag == ",":
            return first
        noun = self.tokens[comma - 1]
        while noun.dep in ("pobj", "prep", "compound") and noun.head < noun.index:
            noun = self.tokens[noun.head]
        return self._chunk_first(noun)

    def _trails(self, token: Token) -> bool:
        """True for what stands behind a source phrase but is no part of it: a comma, "both", ", apparently"."""
        before = self.tokens[token.index - 1]
        quantifies = token.lower in QUANTIFYING and before.tag.startswith("NN")
        return token.tag in _TRAILING or quantifies or (token.tag == "RB" and before.text == ",")

    def _with_who_gave(self, first: int) -> int:
        """Return where a source begins that gave the name: "a mechanic who gave his name as | Abu Samir"."""
        ahead = self.tokens[max(first - _LONGEST_GIVING, self.passage.sentence.first) : first]
        who = next((t.index for t in ahead if t.lower == "who"), None)
        given = bool(ahead) and ahead[-1].lower in ("as", "by") and any(t.lower in _GIVING for t in ahead)
        if who is None or not given or who - 1 <= self.passage.sentence.first:
            return first
        noun = self.tokens[who - (2 if self.tokens[who - 1].text == "," else 1)]
        return self._chunk_first(noun) if self.passage.means_source(noun) or noun.tag == "NN" else first

    def _with_office(self, first: int, last: int) -> int:
        """Return where a source begins whose office a comma opens: "..., head of the Centre in X General Y said"."""
        begin = max(self.passage.sentence.first, first - _LONGEST_OFFICE)
        comma = next((i for i in range(first - 1, begin, -1) if self.tokens[i].text == ","), None)
        if comma is None or not any(t.tag == "NNP" for t in self.tokens[first : last + 1]):
            return first
        lead = self.tokens[comma + 1 : first]
        office = next((n for n, t in enumerate(lead) if t.lower in TITLES and t.tag.startswith("NN")), None)
        plain = all(t.tag in _NOMINAL for t in lead[: office or 0])
        if office is None or not plain or lead[office + 1 : office + 2] == [] or lead[office + 1].lower not in _LINKS:
            return first
        clause = any(t.tag in _VERBS or t.tag == "CC" for t in lead if t.text.islower())
        return first if clause else comma + 1

    def _behind_victims(self, first: int, last: int) -> int:
        """Return where a source begins that the parser took an object for: "have killed 92 fighters, X said"."""
        before = first - 1
        while before > self.passage.sentence.first and self.tokens[before].lower in _AMOUNTS:
            before -= 1
        verb = self.tokens[max(before, 0)]
        comma = next((i for i in range(last, first, -1) if self.tokens[i].text == ","), None)
        included = comma is not None and self.tokens[comma + 1].lower == "including"
        if comma is None or included or verb.tag not in ("VBD", "VBN", "VBG") or verb.lower in cue_verbs():
            return first
        named = any(self.passage.names_source(t) for t in self.tokens[comma + 1 : last + 1])
        return comma + 1 if named and comma < last else first

    def _closes_name(self, first: int, last: int) -> bool:
        """True for the closing mark of a name inside a phrase."""
        mark = self.tokens[last]
        return mark.text in DOUBLE_MARKS and sum(t.text in DOUBLE_MARKS for t in self.tokens[first : last + 1]) == 2

    def _bounds(self, subject: Token, verb: Token) -> tuple[int, int]:
        """Return the first and last token of the phrase around a subject, on its side of the verb."""
        first, last = subject.left, subject.right
        if subject.index > verb.index:
            between = self.tokens[verb.index + 1 : first]
            named = all(t.text[:1].isupper() or t.tag in ("DT", "JJ") for t in between)
            return (verb.index + 1 if named else max(first, verb.index + 1)), self._with_author(subject, verb, last)
        beside = next(
            (c for c in self.passage.children(verb) if c.dep == "nsubj" and c.right == first - 1 and c is not subject),
            None,
        )
        first = beside.left if beside is not None and self.passage.names_source(beside) else first
        if last >= verb.index:
            last = self._before(verb, subject)
            citing = before_aside(
                self.passage, last if self.tokens[last].text == "," else min(last + 1, verb.index - 1)
            )
            last = citing if subject.index <= citing < last else last
        last = self._behind_role(last, verb)
        mention = self.passage.mentions.actor_at(subject.index)
        apposed = beside is not None and first == beside.left
        adjoins = subject.head != verb.index and subject.right == verb.index - 1
        overrun = any(t.tag in ("IN", "TO", "VBD", "VBG") for t in self.tokens[first : subject.index])
        if mention is not None and (verb.dep == "pobj" or self.passage.misread(verb)):
            owned = self.tokens[mention.first - 1].tag == "POS"  # "Syria's | SANA news agency"
            first = self._chunk_first(subject) if owned else mention.first
        elif tail_source(self.passage, verb) is subject or adjoins:
            own = self._chunk_first(subject)
            joint = apposed and self.tokens[own - 1].tag == "CC"  # "the Forces (SDF) and a war monitor"
            first = first if joint else own
            last = max(subject.index, subject.right if adjoins else 0)
            whole = token_after(self.tokens, subject.index).tag == "VBG" or verb.head == subject.index
            last = verb.index - 1 if whole else last
        elif overrun and not apposed:
            first = max(first, self._chunk_first(subject))
        elif mention is not None and mention.first < first:
            first = mention.first
        elif 0 < first - self.passage.sentence.first <= 10 and subject.tag != "PRP":
            lead = self.tokens[self.passage.sentence.first : first]
            if all(t.tag in _NOMINAL or t.tag == "NNS" for t in lead) and not any(t.lower in TIME_WORDS for t in lead):
                first = self.passage.sentence.first
        if self.tokens[first].text == "-":
            first = self._chunk_first(subject)  # "Rami al-Salman", parsed as two names
        return first, last

    def _with_author(self, subject: Token, verb: Token, last: int) -> int:
        """Return the last token of '..." read a tweet by X', where the parser hangs "by X" on the verb."""
        if last != subject.index or not self.passage.names_document(subject):
            return last
        author = (c for c in self.passage.children(verb) if c.index == last + 1 and c.lower in ("by", "from", "of"))
        return next((c.right for c in author), last)

    def _behind_role(self, last: int, verb: Token) -> int:
        """Return the last token of a name behind a role without a comma: "Head of the hospital Dr. Adnan Salman"."""
        quoted = verb.tag == "VBG" and self.tokens[verb.index - 1].lower == "as"  # "cited the spokesman X as saying"
        between = self.tokens[last + 1 : verb.index - 1]
        if quoted and between and between[0].lower in _LINKS and all(t.tag in (*_NOMINAL, "IN") for t in between):
            return verb.index - 2  # "quoted a source at | the Aleppo command as saying"
        end = last
        while end + 1 < verb.index and (
            token_after(self.tokens, end).tag in ("NNP", "HYPH") or token_after(self.tokens, end).text == "-"
        ):
            end += 1
        titled = end > last and token_after(self.tokens, last).lower.rstrip(".") in TITLES
        adjoins = end == verb.index - 1 or (quoted and token_after(self.tokens, end).lower in ("as", "was", "is"))
        return end if titled or (end - last >= 2 and adjoins) else last

    def _leads_in(self, token: Token) -> bool:
        """True for what stands before a source phrase but is no part of it."""
        if token.lower in ("at", "more") and token_after(self.tokens, token.index).lower in ("least", "than"):
            return False
        if token_after(self.tokens, token.index).text == "-":
            return False  # "Under-Secretary-General"
        if token.tag in (",", "CC", "IN", "''", ".", "RB", "RBR") or token.text in DOUBLE_MARKS:
            return True
        return token.lower in MONTHS or (token.text in TIME_WORDS and token.tag == "NN")

    def _chunk_first(self, noun: Token) -> int:
        """Return the first token of the noun phrases, joined by "and" or "of", that end at noun."""
        first = noun.index
        while first > self.passage.sentence.first:
            before, here = self.tokens[first - 1], self.tokens[first]
            mention = self.passage.mentions.actor_at(first)
            if first - 3 >= self.passage.sentence.first and self._is_close_to(first):
                first -= 3
            elif here.lower == "law" and [t.text for t in self.tokens[max(first - 3, 0) : first]] == ["-", "in", "-"]:
                first -= 4  # "his father-in-law"
            elif first - 2 >= self.passage.sentence.first and self._joins(self.tokens[first - 2], before):
                first -= 2
            elif mention is not None and mention.first < first:
                first = mention.first
            elif before.lower == "late" and self.tokens[first - 2].lower == "the":
                first -= 2  # "the late analyst"
            elif before.lower in TIME_WORDS or before.lower in _NOMINAL_ADJECTIVES or self._opens(before, here, noun):
                break
            elif self._continues_phrase(before, here, noun):
                first -= 1
            else:
                break
        while first < noun.index and self.tokens[first].tag in ("POS", "HYPH", "VBN", "CC"):
            first += 1
        return self._behind_object(self._name_start(first, noun.index), noun.index)

    def _is_close_to(self, first: int) -> bool:
        """True for what stands behind "sources close to"."""
        source, *words = self.tokens[first - 3 : first]
        return [w.lower for w in words] == ["close", "to"] and self.passage.means_source(source)

    def _joins(self, noun: Token, link: Token) -> bool:
        """Tell whether a noun that can speak is linked to what follows: "activists and", "the head of"."""
        if not noun.tag.startswith("NN") or not self.passage.means_source(noun):
            return False
        return (link.lower == "and" and link.tag == "CC") or link.lower in _LINKS

    def _opens(self, before: Token, here: Token, noun: Token) -> bool:
        """True for a word that begins a source behind another noun: "the town | state media", "the area | Vasik"."""
        if _is_of_a_centre(here):
            return False
        if here.tag == "NNP" and before.tag == "NN" and before.text.islower() and before.lower not in TITLES:
            return not self.passage.means_source(before)
        opens = here.lower in OPENERS and not (here is noun and here.lower == "official")  # "a US official"
        return opens and before.tag in ("NN", "NNS", "NNP") and not self.passage.means_source(before)

    def _behind_object(self, first: int, last: int) -> int:
        """Return where a phrase begins whose first words a preposition claims: "west of Raqqa | local media".

        What "of" or "for" claims may be a body that the phrase goes on with: "of IS fighters".
        """
        before = self.tokens[first - 1] if first > self.passage.sentence.first else None
        mention = self.passage.mentions.at(first)
        if before is None or before.tag not in ("IN", "TO", "CC") or mention is None:
            return first
        if before.tag == "CC" and not mention.is_place:
            return first
        if not mention.is_place and before.lower in ("of", "for"):
            return first
        following = mention.last + 1
        return following if following <= last and self.tokens[following].tag not in ("POS", "HYPH") else first

    def _continues_phrase(self, before: Token, here: Token, noun: Token) -> bool:
        if before.lower in _PREFIXES or here.text == "-" or before.text == "-":
            return True
        if _is_of_a_centre(before) and before.head == here.index:
            return True
        if before.tag == "NNS":
            apart = noun.lower in plural_sources() and before.lower not in PLURAL_MODIFIERS
            return here.tag in ("NN", "NNS", "POS") and before.lower not in plural_sources() and not apart
        if before.lower in _ACTING:
            return True
        return before.tag in _NOMINAL and here.tag not in ("DT", "PRP$", "PRP")

    def _name_start(self, first: int, last: int) -> int:
        """Return where a known name that ends a noun phrase begins, unless what stands before belongs to it."""
        mention = self.passage.mentions.actor_at(last)
        if mention is None or mention.last != last:
            return first
        start = mention.first
        other = self.passage.mentions.actor_at(start - 1) if start > self.passage.sentence.first else None
        if other is not None and isinstance(mention.entry, ActorEntry) and mention.entry.kind == "outlet":
            return start  # "... the Syrian army | FNA"
        before = self.tokens[start - 1] if start > self.passage.sentence.first else None
        if start < first:
            return start - 1 if before is not None and before.tag == "DT" else start
        run = before is not None and before.tag == "VBN" and self.tokens[before.index - 1].tag == "HYPH"  # "state-run"
        own = before is None or run or self.passage.names_source(before) or before.tag in ("DT", "JJ", "POS")
        return first if own else start

    def _before(self, verb: Token, subject: Token) -> int:
        """Return the last token of a subject whose relative clause holds the verb itself."""
        pronouns = (c.index for c in self.passage.children(verb) if c.tag in ("WP", "WDT") and c.index > subject.index)
        pronoun = next(pronouns, verb.index)
        others = any(t.dep.startswith("nsubj") for t in self.tokens[pronoun + 1 : verb.index])  # "which it said showed"
        last = (verb.index if others else pronoun) - 1
        while last > subject.index and (
            self.tokens[last].lower in ("who", "which", "that", ",", "has", "have", "had", "also")
            or self.tokens[last].tag in ("RB", "MD")
        ):
            last -= 1
        return last

    def _stop(self, subject: Token, last: int) -> int:
        """Cut a source before a time, a place or a further clause."""
        for index in range(subject.index + 1, last + 1):
            token = self.tokens[index]
            cites = token.tag == "VBG" and token.lower in cue_verbs() and not names_itself(self.tokens, index)
            if cites and not (token.lower in _WATCHING and index == subject.index + 1):
                return index - 1
            if (
                token.lower in ("which", "who")
                and self.tokens[index - 1].text == ","
                and self._cites_within(index, last)
                and not asks_for_a_name(self.tokens, index + 1)
            ):
                return index - 2
            if token.lower == "without" and self.tokens[index - 1].text == ",":
                return index - 2
            if token.lower == "where" and self.tokens[index - 1].text == ",":
                return index - 2
            if any(t.dep == "acl" and t.index < index <= t.right for t in self.tokens[subject.index + 1 : index]):
                continue
            if token.lower == "for" and self._is_agent(subject) and token_after(self.tokens, index).text.islower():
                return index - 1  # "was criticised by rights groups for ..."
            if token.lower == "for" and [t.lower for t in self.tokens[index + 1 : index + 3]][1:] == ["part"]:
                return index - 1
            if token.lower in ("on", "in", "during", "at", "late", "early", "after", "as", "while") and index < last:
                following = token_after(self.tokens, index)
                if following.lower in TIME_WORDS or (
                    following.lower in ("a", "an", "the") and self._statement_ahead(index)
                ):
                    return index - 1
            if (
                token.lower in TIME_WORDS
                and token.tag in ("NNP", "NN", "RB")
                and token.text != "Today"
                and token.lower.endswith("day")
            ):
                return index - 1
        return last

    def _is_agent(self, subject: Token) -> bool:
        return subject.dep == "pobj" and self.tokens[subject.head].dep == "agent"

    def _cites_within(self, first: int, last: int) -> bool:
        return any(
            t.lower in cue_verbs() and t.tag.startswith("VB") for t in self.tokens[first + 1 : min(first + 4, last + 1)]
        )

    def _statement_ahead(self, index: int) -> bool:
        ahead = [self.tokens[i].text for i in range(index, min(index + 5, len(self.tokens)))]
        return bool(DOCUMENT_NOUNS & set(ahead)) or bool({"conference", "briefing", "interview", "news"} & set(ahead))


def _is_of_a_centre(word: Token) -> bool:
    """True for the word that says of what kind a centre is: "the SDF media center"."""
    return word.lower == "media" and word.dep == "compound"
