"""Finds the subject of a reporting verb and the phrase that names it.

A verb's source is, in this order: the noun right before a verb that closes its sentence, its own subject, an
inverted one, the phrase before it that the parser missed, the one of the verb it is coordinated with or hangs
on, or the noun it modifies ("a statement saying").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg.extract.attribution.passage import DOCUMENT_NOUNS, DOUBLE_MARKS, SOURCE_NOUNS, TIME_WORDS, Passage
from kg.extract.cues import Cue, cue_verbs
from kg.extract.document import Token
from kg.record import Span

_UNREAL = frozenset("would could may might should can must will 'll ca wo shall".split())
_REFUSALS = frozenset("declined declines decline refused refuses refuse failed unable unwilling yet".split())
_SPEAKING_PRONOUNS = frozenset("he she they it i we who which that this".split())
_NOMINAL = frozenset({"NN", "NNP", "NNPS", "JJ", "DT", "CD", "POS", "PRP$", "VBN", "HYPH"})
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_INNER_LINKS = frozenset({"in", "at", "from", "of", "for", "near", "on", "with", "to"})
_INVERTING = frozenset("said added reported announced explained wrote noted warned continued insisted read".split())
_NOBODY = frozenset(["no", "none", "nobody", "noone"])


@dataclass(frozen=True, slots=True)
class Citation:
    """A reporting verb with its subject, before its content is known."""

    token: Token
    cue: Cue
    subject: Token | None
    source: Span | None
    cue_span: Span


class SourceReader:
    """Reads who is cited by the reporting verbs of one passage."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.tokens = passage.tokens

    def citations(self) -> Iterator[Citation]:
        """Yield the reporting verbs of the passage that cite somebody."""
        for token in self.passage.document.words(self.passage.sentence):
            citation = self._citation(token)
            if citation is not None:
                yield citation

    def group_start(self, one: Citation, citations: Sequence[Citation]) -> int:
        """Return the token at which a citation's group begins: its source where that stands before the verb."""
        verb, subject = one.token, one.subject
        start = verb.index
        if subject is not None and one.source is not None and self.passage.sentence.first <= subject.index < start:
            first = self.passage.token_at(one.source.start)
            apart = any(first <= o.token.index < subject.index for o in citations if o is not one)
            if self._owns(verb, subject) and not apart and start - subject.index < 12:
                start = min(start, first)
        while start - 1 > self.passage.sentence.first and self._belongs(self.tokens[start - 1], verb):
            start -= 1
        return start

    def _belongs(self, before: Token, verb: Token) -> bool:
        return before.tag in ("RB", "CC", ",", "MD", "VBZ", "VBP") and before.head in (verb.index, verb.head)

    def _citation(self, token: Token) -> Citation | None:
        cue = cue_verbs().get(token.lower)
        if cue is None or not (token.tag.startswith("VB") or token.lower in ("said", "says", "told", "added")):
            return None
        if token.dep in ("amod", "compound") or self.passage.in_quote(token) or self._unreal(token):
            return None
        subject = self._subject(token)
        if subject is not None and not self._can_speak(subject, cue):
            return None
        if subject is None and not (token.tag in ("VBD", "VBZ", "VBP", "VBG") and self.passage.beside_quote(token)):
            return None
        source = self._source_span(subject, token) if subject is not None else None
        return Citation(token, cue, subject, source, self.passage.document.token_span(token.index, token.index))

    def _unreal(self, token: Token) -> bool:
        """True for what was not said: negated, possible, future, refused, asked about."""
        children = self.passage.children(token)
        if any(c.dep == "neg" or c.lower in ("n't", "never") for c in children):
            return True
        if any(c.dep == "aux" and c.lower in _UNREAL for c in children):
            return True
        if any(c.dep == "mark" and c.lower in ("if", "unless", "whether") for c in children):
            return True
        head = self.tokens[token.head]
        if any(c.dep == "aux" and c.lower == "to" for c in children):
            return not (head.lower in ("went", "goes", "go", "continued") and head is not token)
        return head.lower in _REFUSALS and head is not token

    def _subject(self, token: Token) -> Token | None:
        children = self.passage.children(token)
        outside = [c for c in children if c.dep in ("nsubj", "csubj", "nsubjpass") and not self.passage.in_quote(c)]
        if any(c.dep == "auxpass" and not self.passage.in_quote(c) for c in children):
            return self._passive_subject(token, outside[0]) if outside else None
        behind = self._named_behind(token)
        if behind is not None:
            return behind
        trailing = self.tail_source(token)
        if trailing is not None:
            parsed = next((c for c in outside if c.right == trailing.index and self.passage.names_source(c)), None)
            return parsed or trailing
        if outside:
            return self._antecedent(min(outside, key=lambda c: abs(c.index - token.index)), token)
        inverted = self._inverted(token) or self._phrase_before(token)
        if inverted is not None:
            return inverted
        head = self.tokens[token.head]
        if head is token:
            return None
        if token.dep in ("acl", "relcl") and token.tag == "VBG" and head.tag.startswith("NN"):
            return self._issuer(head)
        if token.dep == "acl":
            return None
        quoted = self._quoted_by_another(token)
        if quoted is not None:
            return quoted
        if token.dep in ("conj", "advcl", "xcomp", "ccomp", "pcomp", "dep", "prep", "appos") and (
            head.tag.startswith(("VB", "MD")) or head.tag == "IN"
        ):
            if token.tag == "VBG":
                nearest = self._nearest_speaker(token)
                if nearest is not None:
                    return nearest
            if head.tag == "IN":
                head = self.tokens[head.head]
            return self._subject(head) if head.tag.startswith("VB") and head is not token else None
        if token.tag == "VBG":
            return self._nearest_speaker(token)
        return None

    def _quoted_by_another(self, token: Token) -> Token | None:
        """Return Y of "X quoted Y as saying"."""
        head = self.tokens[token.head]
        verb = self.tokens[head.head] if head.lower == "as" else head
        if token.tag != "VBG" or verb.lower not in ("quoted", "quotes", "quoting", "cited", "citing"):
            return None
        return next((c for c in self.passage.children(verb) if c.dep in ("dobj", "nsubjpass")), None)

    def _antecedent(self, child: Token, token: Token) -> Token:
        if child.tag in ("WP", "WDT") and token.dep == "relcl":
            return self.tokens[token.head]
        return child

    def _passive_subject(self, token: Token, child: Token) -> Token | None:
        """ "X was quoted as saying": the subject speaks; in "it was reported by X" the agent does."""
        if token.lower == "quoted":
            return child
        for by in self.passage.children(token):
            if by.dep == "agent":
                return next((self.tokens[c] for c in by.children if self.tokens[c].dep == "pobj"), None)
        return None

    def tail_source(self, token: Token) -> Token | None:
        """Return the noun right before a verb that closes the sentence ("... the statement said").

        Where commas are missing the parser often makes such a tag part of the clause it follows.
        """
        if token.tag not in ("VBD", "VBZ", "VBP", "VBN") or not self.passage.closes(token):
            return None
        noun = self.tokens[token.index - 1] if token.index > self.passage.sentence.first else None
        while (
            noun is not None
            and noun.tag in ("RB", "VBZ", "VBP", "VBD")
            and noun.head == token.index
            and noun.index > self.passage.sentence.first
        ):
            noun = self.tokens[noun.index - 1]
        if noun is None or noun.tag not in ("NN", "NNS", "NNP", "NNPS", "PRP"):
            return None
        return noun if noun.index > self.passage.sentence.first + 2 and noun.dep != "dobj" else None

    def _phrase_before(self, token: Token) -> Token | None:
        """Return the smallest phrase that ends right before a finite verb and can speak (the parser missed it)."""
        if token.tag not in ("VBD", "VBZ", "VBP") or token.index == self.passage.sentence.first:
            return None
        end = self._before_citing(token.index - 1)
        while end > self.passage.sentence.first and (
            self.tokens[end].text == "," or self.tokens[end].tag in ("RB", "VBZ", "VBP", "VBD")
        ):
            end -= 1
        if token.lower not in cue_verbs():
            return None
        phrases = [
            t
            for t in self.passage.document.words(self.passage.sentence)
            if t.right == end and t.tag in ("NN", "NNS", "NNP", "NNPS", "PRP")
        ]
        phrases = [
            t
            for t in phrases
            if t.index <= end
            and t.dep in ("appos", "nsubj", "dep", "ROOT", "conj", "pobj", "dobj", "nmod")
            and self.passage.names_source(t)
        ]
        if not phrases and end < token.index - 2 and self.passage.names_source(self.tokens[end]):
            return self.tokens[end]
        return self._outermost(max(phrases, key=lambda t: t.index), phrases) if phrases else None

    def _outermost(self, noun: Token, phrases: Sequence[Token]) -> Token:
        """Climb from "Aleppo" to "an AFP journalist in Aleppo"."""
        link = self.tokens[noun.head]
        while noun.dep == "pobj" and link.lower in _INNER_LINKS and self.tokens[link.head] in phrases:
            noun = self.tokens[link.head]
            link = self.tokens[noun.head]
        return noun

    def _named_behind(self, token: Token) -> Token | None:
        """Return the source behind a verb that ends its sentence with it ("... in the city, said Barazi")."""
        first, last = token.index + 1, self.passage.strip_end(self.passage.sentence.last)
        if token.lower not in _INVERTING or first > last or token.index == self.passage.sentence.first:
            return None
        following = self.tokens[first]
        if following.tag not in ("NNP", "DT", "NN", "JJ") or following.lower in TIME_WORDS:
            return None
        finite = any(
            self.passage.finite(i) and not self.passage.relative_before(first, i) for i in range(first, last + 1)
        )
        if finite and not self.passage.closes_quote(self.tokens[token.index - 1]):
            return None
        phrases = [t for t in self.tokens[first : last + 1] if t.left == first and self.passage.names_source(t)]
        return max(phrases, key=lambda t: t.right, default=None)

    def _before_citing(self, end: int) -> int:
        """Step back over ", citing Y," to the source that does the citing."""
        if self.tokens[end].text != ",":
            return end
        for index in range(end - 1, max(self.passage.sentence.first, end - 15), -1):
            if self.tokens[index].lower in ("citing", "quoting") and self.tokens[index - 1].text == ",":
                return index - 2
        return end

    def _inverted(self, token: Token) -> Token | None:
        """Return the subject that follows its verb after a quotation or clause: '"...", read the statement'."""
        before = self.tokens[token.index - 1] if token.index > self.passage.sentence.first else None
        if before is None or before.lower not in (",", "”", '"', "''", "’", "'", "?", "!", "-", "–", "—"):
            return None
        for child in self.passage.children(token):
            if child.dep in ("dobj", "attr", "oprd") and child.index > token.index and child.left - token.index <= 2:
                return child
        return None

    def _issuer(self, noun: Token) -> Token:
        """For "X released a statement saying": X; for "sources saying": the noun itself."""
        verb = self.tokens[noun.head]
        if noun.lower.rstrip("s") in DOCUMENT_NOUNS and verb.tag.startswith("VB") and noun.dep in ("dobj", "pobj"):
            subject = self._subject(verb)
            if subject is not None:
                return subject
        if noun.dep == "pobj":
            governor = self.tokens[verb.head]
            verb_above = self.tokens[governor.head]
            if noun.lower.rstrip("s") in DOCUMENT_NOUNS and governor.dep == "dobj" and verb_above.tag.startswith("VB"):
                return self._subject(verb_above) or noun
        return noun

    def _nearest_speaker(self, token: Token) -> Token | None:
        """Return the subject of the reporting verb closest to the left in this sentence."""
        for index in range(token.index - 1, self.passage.sentence.first - 1, -1):
            other = self.tokens[index]
            if (
                other.tag in ("VBD", "VBZ", "VBP", "VBN")
                and other.lower in cue_verbs()
                and not self.passage.in_quote(other)
            ):
                for child in self.passage.children(other):
                    if child.dep == "nsubj":
                        return self._antecedent(child, other)
                inverted = self._inverted(other)
                if inverted is not None:
                    return inverted
        return None

    def _can_speak(self, subject: Token, cue: Cue) -> bool:
        if subject.lower in TIME_WORDS or subject.lower in _MONTHS:
            return False
        if self.passage.mentions.actor_at(subject.index) is not None:
            return True
        if subject.lower in _SPEAKING_PRONOUNS or subject.tag in ("NNP", "NNPS"):
            return not (subject.lower in ("it", "this", "that", "which") and cue.verb in ("show", "suggest"))
        if subject.left == subject.index and subject.tag in ("EX", "WDT"):
            return False
        if self.passage.names_source(subject):
            words = {self.tokens[c].lower for c in subject.children}
            return not (words & _NOBODY and cue.verb in ("claim", "take", "say", "accept"))
        if any(self.tokens[i].tag == "NNP" for i in range(subject.left, subject.right + 1)) and cue.verb in (
            "say",
            "tell",
            "state",
            "add",
        ):
            return True
        return cue.verb in ("say", "tell", "add", "insist") and subject.tag.startswith(("NN", "PRP", "DT", "JJ", "CD"))

    def _source_span(self, subject: Token, verb: Token) -> Span:
        first, last = self._source_bounds(subject, verb)
        last = self._source_stop(subject, last)
        quote = next(
            (q for q in self.passage.quotes if self.tokens[first].start < q.start < self.tokens[last].end), None
        )
        if quote is not None and subject.start < quote.start:
            while last > subject.index and self.tokens[last].start >= quote.start:
                last -= 1
        while first < subject.index and self._leads_in(self.tokens[first]):
            first += 1
        while last > subject.index and self.tokens[last].tag in (",", ".", ":", "''", "``", "CC", "HYPH", "-LRB-"):
            last -= 1
        return self.passage.document.token_span(first, last)

    def _source_bounds(self, subject: Token, verb: Token) -> tuple[int, int]:
        """Return the first and last token of the phrase around a subject, on its side of the verb."""
        first, last = subject.left, subject.right
        if subject.index > verb.index:
            between = self.tokens[verb.index + 1 : first]
            named = all(t.text[:1].isupper() or t.tag in ("DT", "JJ") for t in between)
            return (verb.index + 1 if named else max(first, verb.index + 1)), last
        if last >= verb.index:
            last = self._before(verb, subject)
            citing = self._before_citing(last if self.tokens[last].text == "," else min(last + 1, verb.index - 1))
            last = citing if subject.index <= citing < last else last
        mention = self.passage.mentions.actor_at(subject.index)
        if self.tail_source(verb) is subject or (subject.head != verb.index and subject.right == verb.index - 1):
            first, last = self._chunk_first(subject), subject.index
        elif mention is not None and mention.first < first:
            first = mention.first
        elif 0 < first - self.passage.sentence.first <= 10 and subject.tag != "PRP":
            lead = self.tokens[self.passage.sentence.first : first]
            if all(t.tag in _NOMINAL or t.tag == "NNS" for t in lead) and not any(t.lower in TIME_WORDS for t in lead):
                first = self.passage.sentence.first
        return first, last

    def _leads_in(self, token: Token) -> bool:
        """True for what stands before a source phrase but is no part of it."""
        if token.tag in (",", "CC", "IN", "''", ".", "RB", "RBR") or token.text in DOUBLE_MARKS:
            return True
        return token.lower in _MONTHS

    def _chunk_first(self, noun: Token) -> int:
        """Return the first token of the noun phrases, joined by "and", that end at noun."""
        first = noun.index
        while first > self.passage.sentence.first:
            before, here = self.tokens[first - 1], self.tokens[first]
            if (
                before.tag == "CC"
                and before.lower == "and"
                and self.tokens[first - 2].lower in _plural_sources()
                and first - 2 >= self.passage.sentence.first
            ):
                first -= 2
            elif before.lower in TIME_WORDS:
                break
            elif self._continues_phrase(before, here):
                first -= 1
            else:
                break
        while first < noun.index and self.tokens[first].tag in ("POS", "HYPH", "VBN", "CC"):
            first += 1
        return self._name_start(first, noun.index)

    def _continues_phrase(self, before: Token, here: Token) -> bool:
        if before.lower in ("al", "el", "bin", "abu") or here.text == "-" or before.text == "-":
            return True
        if before.tag == "NNS":
            return here.tag in ("NN", "NNS", "POS") and before.lower not in _plural_sources()
        return before.tag in _NOMINAL and here.tag not in ("DT", "PRP$", "PRP")

    def _name_start(self, first: int, last: int) -> int:
        """Return where a known name that ends a noun phrase begins, unless what stands before belongs to it."""
        mention = self.passage.mentions.actor_at(last)
        if mention is None or mention.last != last:
            return first
        start = mention.first
        before = self.tokens[start - 1] if start > self.passage.sentence.first else None
        if start < first:
            return start - 1 if before is not None and before.tag == "DT" else start
        own = before is None or self.passage.names_source(before) or before.tag in ("DT", "JJ")
        return first if own else start

    def _before(self, verb: Token, subject: Token) -> int:
        """Return the last token of a subject whose relative clause holds the verb itself."""
        last = verb.index - 1
        while last > subject.index and (
            self.tokens[last].lower in ("who", "which", "that", ",", "has", "have", "had", "also")
            or self.tokens[last].tag in ("RB", "MD")
        ):
            last -= 1
        return last

    def _source_stop(self, subject: Token, last: int) -> int:
        """Cut a source before a time, a place or a further clause."""
        for index in range(subject.index + 1, last + 1):
            token = self.tokens[index]
            if token.tag == "VBG" and token.lower in cue_verbs():
                return index - 1
            if (
                token.lower in ("which", "who")
                and self.tokens[index - 1].text == ","
                and self._cites_within(index, last)
            ):
                return index - 2
            if any(t.dep == "acl" and t.index < index <= t.right for t in self.tokens[subject.index + 1 : index]):
                continue
            if token.lower in ("on", "in", "during", "at", "late", "early", "after", "as", "while") and index < last:
                following = self.tokens[index + 1]
                if following.lower in TIME_WORDS or (
                    following.lower in ("a", "an", "the") and self._statement_ahead(index)
                ):
                    return index - 1
            if token.lower in TIME_WORDS and token.tag in ("NNP", "NN", "RB") and token.lower.endswith("day"):
                return index - 1
        return last

    def _cites_within(self, first: int, last: int) -> bool:
        return any(
            t.lower in cue_verbs() and t.tag.startswith("VB") for t in self.tokens[first + 1 : min(first + 4, last + 1)]
        )

    def _statement_ahead(self, index: int) -> bool:
        ahead = [self.tokens[i].lower for i in range(index, min(index + 5, len(self.tokens)))]
        return bool(DOCUMENT_NOUNS & set(ahead)) or bool({"conference", "briefing", "interview", "news"} & set(ahead))

    def _owns(self, verb: Token, subject: Token) -> bool:
        """True when the verb has this subject itself, not through another verb."""
        return (
            subject.head == verb.index
            or verb.head == subject.index
            or self.tail_source(verb) is subject
            or self._phrase_before(verb) is subject
        )


@cache
def _plural_sources() -> frozenset[str]:
    return (
        frozenset(n + "s" for n in SOURCE_NOUNS)
        | frozenset(n[:-1] + "ies" for n in SOURCE_NOUNS if n.endswith("y"))
        | {"police", "people", "forces"}
    )
