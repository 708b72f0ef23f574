"""Finds the subject of a reporting verb: who speaks.

A finite verb's subject is, in this order: the name behind it that closes the sentence, the noun right before it when it
closes the sentence, its own subject, an inverted one, the phrase before it that the parser missed, that of the verb it
is coordinated with. A participle has the subject of the noun or the verb that it hangs on.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.attribution.asides import CITING, GOING_ON, QUOTING, before_aside, behind_lead
from kg.extract.attribution.passage import DOCUMENT_NOUNS, TIME_WORDS, Passage
from kg.extract.cues import Cue, cue_verbs, tagging_forms
from kg.extract.dates.patterns import MONTHS
from kg.extract.document import Token

_SPEAKING_PRONOUNS = frozenset("he she they it i we who which that this".split())
_QUOTED_PRONOUNS = frozenset({"him", "her", "them"})
_POINTING = frozenset({"it", "this", "that", "which"})
_INNER_LINKS = frozenset({"in", "at", "from", "of", "for", "near", "on", "with", "to"})
_TAGGING = frozenset({"said", "added"})
_SOME = frozenset("one some others many several most both another former latter other".split())  # stand for people
_NOBODY = frozenset(["no", "none", "nobody", "noone", "neither"])
_WEIGHING = frozenset(
    "weighing considering debating discussing rejecting rejected rejects blocked vetoed received obtained denied "
    "denies dismissed dismisses disputed disputes refuted refutes criticised criticized slammed".split()
)
_LONGEST = 15  # words of a source phrase; what is longer and holds a participle is a clause
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_CLOSING_MARKS = frozenset({",", "”", '"', "''", "’", "'", "?", "!", "-", "–", "—"})
_REPORTED = frozenset("reported quoted said believed thought understood heard cited known".split())
_PLAIN_SAYING = frozenset({"say", "tell", "state", "add"})
_LOOSE_SAYING = _PLAIN_SAYING - {"state"} | {"insist"}
_SHOWING = frozenset({"show", "prove", "demonstrate"})
_HANGING = frozenset({"conj", "advcl", "xcomp", "ccomp", "pcomp", "dep", "prep", "appos"})


class SubjectReader:
    """Reads the subjects of the verbs of one passage."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.tokens = passage.tokens
        self._found: dict[tuple[int, str], Token | None] = {}

    def subject(self, token: Token, cue: Cue) -> Token | None:
        """Return who speaks, or None when nobody who can is found."""
        key = (token.index, cue.verb)
        if key not in self._found:
            self._found[key] = self._subject(token, cue)
        return self._found[key]

    def _subject(self, token: Token, cue: Cue) -> Token | None:
        auxiliaries = (c for c in self.passage.children(token) if c.dep == "auxpass" and not self.passage.in_quote(c))
        if any(self.passage.mentions.actor_at(c.index) is None for c in auxiliaries):
            found = self._passive(token)
        elif self._is_participle(token):
            found = self._of_participle(token, cue)
        else:
            found = self._source_of_aside(token) or self._who_spoke_to(self._of_finite(token, cue))
            found = self._behind_lead(token, found)
        able = found is not None and (self.can_speak(found, cue) or self._says_that(token, found, cue))
        return found if able else None

    def _source_of_aside(self, token: Token) -> Token | None:
        """Return the source of "SANA, citing an official, called it a lie", whatever the parse says."""
        if token.index <= self.passage.sentence.first + 1:
            return None
        end = before_aside(self.passage, token.index - 1)
        noun = self.tokens[end]
        while noun.dep in ("pobj", "prep") and noun.head < noun.index:
            noun = self.tokens[noun.head]  # "a doctor in X, reached by phone, said"
        known = self.passage.mentions.actor_at(end) is not None or self.passage.means_source(noun)
        return noun if known and end < token.index - 1 else None

    def _behind_lead(self, token: Token, found: Token | None) -> Token | None:
        """Return the source of "Speaking to the X website, the source said", of which the parser makes one noun."""
        first = behind_lead(self.passage, token.index)
        if first is None or (found is not None and found.index >= first):
            return found
        ahead = self.tokens[first : token.index]
        able = (t for t in ahead if t.left == first and t.tag in _NOUNS and self.passage.names_source(t))
        return next(able, found)

    def _says_that(self, token: Token, subject: Token, cue: Cue) -> bool:
        """True for what no list knows to speak, and does: "the fund warned that ..."."""
        ahead = self.tokens[min(token.index + 1, self.passage.sentence.last)]
        noun = subject.tag in ("NN", "NNS") and subject.index < token.index and subject.head == token.index
        mute = subject.lower in TIME_WORDS or subject.lower in MONTHS or self._is_nobody(subject, cue)
        return noun and not mute and cue.takes("tag", "belief") and ahead.lower == "that" and ahead.dep == "mark"

    def _is_nobody(self, subject: Token, cue: Cue) -> bool:
        """True where nobody speaks: "no group has said that ...", "none of them told us"; nobody's belief is a view."""
        words = [subject.lower, *(self.tokens[c].lower for c in subject.children)]
        if subject.left >= 2 and self.tokens[subject.left - 1].lower == "of":
            words.append(self.tokens[subject.left - 2].lower)
        return not cue.takes("belief") and any(word in _NOBODY for word in words)

    def has_mute_subject(self, token: Token, cue: Cue) -> bool:
        """Tell whether a verb has a subject that cannot speak."""
        return any(not self.can_speak(c, cue) for c in self._own(token))

    def is_reported(self, token: Token) -> bool:
        """Tell whether a verb passes on what its subject says: "was reported to have said"."""
        return token.lower in _REPORTED and any(c.dep == "auxpass" for c in self.passage.children(token))

    def owns(self, verb: Token, subject: Token) -> bool:
        """True when the verb has this subject itself, not through another verb."""
        return (
            subject.head == verb.index
            or verb.head == subject.index
            or self.tail_source(verb) is subject
            or self._phrase_before(verb) is subject
        )

    def tail_source(self, token: Token) -> Token | None:
        """Return the noun right before a verb that closes the sentence ("... the statement said").

        Where commas are missing the parser often makes such a tag part of the clause it follows.
        """
        read = token.tag in ("VBD", "VBZ", "VBP", "VBN") or self.passage.misread(token)
        if not read or not self.passage.closes(token) or self._points_on(token):
            return None
        first = self.passage.sentence.first
        noun = self.tokens[token.index - 1] if token.index > first else None
        while (
            noun is not None
            and noun.tag in ("RB", "VBZ", "VBP", "VBD")
            and noun.head == token.index
            and noun.index > first
        ):
            noun = self.tokens[noun.index - 1]
        if noun is None or noun.tag not in _NOUNS:
            return None
        document = self.tokens[token.head]  # "..., a statement from the ministry read on Sunday"
        apart = document.left > first and self.tokens[document.left - 1].text == ","
        if token.dep == "acl" and token.tag == "VBN" and apart and self.passage.names_document(document):
            return document
        return self._whose_object(noun) if noun.index > first + 2 and noun.dep != "dobj" else None

    def _whose_object(self, noun: Token) -> Token:
        """Return the source of a glued participle whose object closes the phrase: "an organisation monitoring it"."""
        if noun.tag not in ("NN", "NNS") or self.passage.means_source(noun):
            return noun
        at = noun.index - 1
        while self.tokens[at].tag in ("DT", "JJ", "NN") and at > self.passage.sentence.first + 1:
            at -= 1
        source = self.tokens[at - 1]
        acts = self.tokens[at].tag == "VBG" and self.tokens[at].dep == "acl" and self.tokens[at].head == source.index
        return source if acts and self.passage.means_source(source) else noun

    def _runs_on(self, subject: Token, trailing: Token) -> bool:
        """True for a subject whose phrase is a clause about others, which the name of the source ends."""
        words = self.tokens[subject.left : subject.right + 1]
        return len(words) > _LONGEST and self.passage.names_source(trailing) and any(t.tag == "VBG" for t in words)

    def _points_on(self, token: Token) -> bool:
        """True for a verb whose own preposition follows it: "tests on the victims point to gas"."""
        cue, ahead = cue_verbs().get(token.lower), self.tokens[token.index + 1 : token.index + 3]
        return cue is not None and len(ahead) == 2 and ahead[0].lower in cue.frames and ahead[1].lower not in TIME_WORDS

    def can_speak(self, subject: Token, cue: Cue) -> bool:
        """Tell whether a subject can be the source of a verb."""
        before = self.tokens[max(subject.index - 1, self.passage.sentence.first)]
        if before.lower == "via":
            return False  # "residents reached via WhatsApp said", whose commas were lost
        named = before.tag == "NNP"  # "Theresa May"
        if subject.lower in TIME_WORDS or (subject.lower in MONTHS and not named):
            return False
        if cue.verb in _SHOWING:
            return self.passage.names_document(subject)
        if self._is_nobody(subject, cue):
            return False
        if self.passage.mentions.actor_at(subject.index) is not None:
            return True
        if subject.lower in _QUOTED_PRONOUNS and self.tokens[subject.head].lower in QUOTING:
            return True
        if subject.lower in _SPEAKING_PRONOUNS or subject.tag in ("NNP", "NNPS", "ADD"):
            return not (subject.lower in _POINTING and cue.verb == "suggest")
        if subject.left == subject.index and subject.tag in ("EX", "WDT"):
            return False
        if (
            subject.lower in _SOME
            and subject.tag in ("CD", "DT", "JJ", "NN", "NNS")
            and cue.takes("clause", "belief", "toll")
        ):
            return True
        if self.passage.names_source(subject):
            return True
        named = any(self.tokens[i].tag == "NNP" for i in range(subject.left, subject.right + 1))
        if named and cue.verb in _PLAIN_SAYING:
            return True
        if cue.takes("clause") and any(self.tokens[c].dep == "appos" and self._is_name(c) for c in subject.children):
            return True
        return cue.verb in _LOOSE_SAYING and subject.tag.startswith(("NN", "PRP", "DT", "JJ", "CD"))

    def _is_name(self, index: int) -> bool:
        """True for a token that ends a name of two words."""
        return self.tokens[index].tag == "NNP" and self.tokens[index - 1].tag == "NNP"

    # -- kinds of verbs -------------------------------------------------------------------------------------------

    def _own(self, token: Token) -> list[Token]:
        children = self.passage.children(token)
        return [c for c in children if c.dep in ("nsubj", "csubj", "nsubjpass") and not self.passage.in_quote(c)]

    def _is_participle(self, token: Token) -> bool:
        return token.tag == "VBG" and not any(c.dep == "aux" for c in self.passage.children(token))

    def _of_finite(self, token: Token, cue: Cue) -> Token | None:
        own = self._own(token)
        adjoins = any(c.right == token.index - 1 and self.passage.names_source(c) for c in own)
        behind = self._named_behind(token) if token.lower in _TAGGING or not adjoins else None
        if behind is not None:
            return behind
        trailing = self.tail_source(token)
        if trailing is not None:
            ends = (c for c in own if c.right == trailing.index and not self.passage.has_clause(c.left, c.right))
            parsed = next((c for c in ends if self.passage.names_source(c) and not self._runs_on(c, trailing)), None)
            if parsed is not None and self.tokens[parsed.left - 1].tag in ("VBD", "VBG"):
                return trailing  # "killed 80 people in Hama | rights groups said"
            return parsed or trailing
        if own:
            nearest = sorted(own, key=lambda c: abs(c.index - token.index))
            if len(own) > 1 and any(t.lower in CITING for t in self.tokens[own[0].right + 1 : nearest[0].index]):
                nearest = own[:1]
            elif len(own) > 1 and self._is_apposed(own[0], own[1]):
                nearest = own[:1]  # "State TV, citing the governor, Adnan Salman, put the toll at 89"
            found = next((c for c in nearest if self.can_speak(c, cue)), None)
            found = (
                found or self._named_before(token) or self._opening(token) or self._phrase_before(token) or nearest[0]
            )
            return self._antecedent(self._holder(found, own), token)
        inverted = (
            self._opening(token) or self._inverted(token) or self._named_before(token) or self._phrase_before(token)
        )
        if inverted is not None:
            return inverted
        head = self.tokens[token.head]
        if token.dep == "acl" and token.tag == "VBD" and head.dep == "ROOT" and head.index == token.index - 1:
            return head  # "The Coalition called upon ..." read as "the coalition that was called"
        if head is token or token.dep == "acl":
            return None
        if token.tag in ("VB", "VBN") and self.is_reported(head):
            return next((c for c in self.passage.children(head) if c.dep == "nsubjpass"), None)
        if token.dep in _HANGING and (head.tag.startswith(("VB", "MD")) or head.tag == "IN"):
            return self._inherited(token, cue)
        return None

    def _of_participle(self, token: Token, cue: Cue) -> Token | None:
        own = self._own(token)
        accompanying = self._accompanying(token)
        if accompanying is not None:
            return accompanying
        document = self.document_of(token)
        if document is not None:
            return document
        if token.lower in GOING_ON and not any(c.tag in ("NNP", "NNPS", "PRP") for c in own):
            return self._nearest_speaker(token) or self._inherited(token, cue)
        if own:
            return min(own, key=lambda c: abs(c.index - token.index))
        quoted = self._quoted_by_another(token)
        if quoted is not None:
            return quoted
        head = self.tokens[token.head]
        teller = self.tokens[head.head]
        told = cue_verbs().get(teller.lower)
        if (
            token.dep in ("acl", "relcl")
            and head.dep in ("dobj", "dative")
            and told is not None
            and told.takes("person")
        ):
            return self.subject(teller, told)  # "told the channel condemning ..."
        if head is not token and token.dep in ("acl", "relcl") and head.tag.startswith("NN"):
            issuer = self._issuer(head)
            if self.can_speak(issuer, cue) and self.passage.names_source(issuer):
                return issuer
        return self._nearest_speaker(token) or self._inherited(token, cue)

    def document_of(self, token: Token) -> Token | None:
        """Return what accuses in "rejected a report accusing the army": the report, not who rejected it."""
        noun, verb = self.tokens[token.head], self.tokens[self.tokens[token.head].head]
        adjoins = token.tag == "VBG" and token.dep == "acl" and noun.index == token.index - 1
        weighed = adjoins and verb.lower in _WEIGHING and self.passage.names_document(noun)
        return noun if weighed else None

    def _accompanying(self, token: Token) -> Token | None:
        """Return the source of ", with the monitor saying ..."."""
        noun = self.tokens[token.index - 1]
        if noun.tag not in _NOUNS or not self.passage.names_source(noun):
            return None
        for index in range(noun.index, max(self.passage.sentence.first, noun.index - _LONGEST), -1):
            if self.tokens[index].lower == "with":
                return noun
            if self.tokens[index].tag in (*_FINITE, "VBG", ",", "."):
                return None
        return None

    def _passive(self, token: Token) -> Token | None:
        """ "X was quoted as saying": the subject speaks; in "it was reported by X" the agent does."""
        own = self._own(token)
        if token.lower in ("quoted", "cited"):
            return own[-1] if own else None
        for by in self.passage.children(token):
            if by.dep == "agent":
                return next((self.tokens[c] for c in by.children if self.tokens[c].dep == "pobj"), None)
        return None

    def _inherited(self, token: Token, cue: Cue) -> Token | None:
        """Return the subject of the verb that a verb is coordinated with or hangs on.

        ", and called for help" goes on with what the speaker of "X said that Y was near" did.
        """
        head = self.tokens[token.head]
        while head.tag.startswith(("IN", "NN")) and head.head != head.index:
            head = self.tokens[head.head]
        if head is token or not head.tag.startswith("VB"):
            return None
        outer = self.tokens[head.head]
        link = self.tokens[token.index - 1] if token.index > self.passage.sentence.first else token
        resumed = token.dep == "conj" and link.tag == "CC" and self.tokens[link.index - 1].text == ","
        if resumed and head.dep == "ccomp" and outer.lower in cue_verbs() and outer.tag == token.tag:
            head = outer
        infinitive = head.tag == "VB" and any(self.tokens[c].lower == "to" for c in head.children)
        found = self.subject(head, cue_verbs().get(head.lower) or cue) if not infinitive else None
        outer_cue = cue_verbs().get(outer.lower)
        goes_on = token.dep == "conj" and head.dep in ("ccomp", "xcomp") and outer.tag == token.tag
        if found is None and goes_on and outer_cue is not None:
            return self.subject(outer, outer_cue)
        return self.subject(head, cue_verbs().get(head.lower) or cue) if infinitive else found

    # -- where else a subject can stand ---------------------------------------------------------------------------

    def _quoted_by_another(self, token: Token) -> Token | None:
        """Return Y of "X quoted Y as saying"."""
        head = self.tokens[token.head]
        verb = self.tokens[head.head] if head.lower == "as" else head
        if verb.lower not in QUOTING:
            return None
        return next((c for c in self.passage.children(verb) if c.dep in ("dobj", "nsubjpass")), None)

    def _is_apposed(self, name: Token, role: Token) -> bool:
        """True for "Prime Minister X, also the commander of the army", of which the parser makes two subjects."""
        between = [t.lower for t in self.tokens[name.right + 1 : role.left]]
        return name.tag == "NNP" and role.tag == "NN" and between in ([","], [",", "also"])

    def _holder(self, subject: Token, others: Sequence[Token]) -> Token:
        """Return Russia for the Assad of "Russia, an ally of Bashar al-Assad, said", whose name the parser cut."""
        mention = self.passage.mentions.actor_at(subject.index)
        name = self.tokens[mention.first : mention.last + 1] if mention is not None else ()
        link = next((self.tokens[t.head] for t in name if t.dep == "pobj"), subject)
        if mention is None or link.tag != "IN" or link.index >= mention.first:
            return subject
        above = (link, *self.passage.document.ancestors(link.index))
        held = next((one for one in others if one.index < link.index and one in above), subject)
        apposed = (one for one in others if one.right == held.left - 1 and self.passage.mentions.at(one.index))
        return next(apposed, held)

    def _who_spoke_to(self, subject: Token | None) -> Token | None:
        """Return the commander of "Speaking to Rudaw, a commander said", whom the parser takes for another name."""
        link = self.tokens[subject.head] if subject is not None else None
        if (
            subject is None
            or link is None
            or link.lower != "to"
            or self.tokens[link.head].lower not in ("speaking", "talking")
        ):
            return subject
        apposed = (c for c in self.passage.children(subject) if c.dep == "appos" and c.index > subject.index)
        return next(apposed, subject)

    def _antecedent(self, child: Token, token: Token) -> Token:
        if child.tag in ("WP", "WDT") and token.dep == "relcl":
            return self._with_whom(self.tokens[token.head], child)
        if (
            child.tag == "WDT"
        ):  # the parser hung the clause elsewhere: "a statement - signed by twelve - that called for"
            before = reversed(self.tokens[max(self.passage.sentence.first, child.index - 15) : child.index])
            return next((t for t in before if t.tag.startswith("NN") and self.passage.means_source(t)), child)
        return child

    def _with_whom(self, noun: Token, pronoun: Token) -> Token:
        """Return the witnesses of "nine witnesses, including three doctors, who said"."""
        link = self.tokens[noun.head]
        whole = self.tokens[link.head]
        apart = self.tokens[pronoun.index - 1].text == "," and link.lower == "including"
        return whole if apart and whole.tag == "NNS" and self.passage.means_source(whole) else noun

    def _named_before(self, token: Token) -> Token | None:
        """Return the last word of a known actor's name right before a verb, whatever the parser made of it."""
        mention = self.passage.mentions.actor_at(token.index - 1)
        if mention is None or mention.compound or mention.last != token.index - 1:
            return None
        verbs = self.passage.misread(token) or any(
            self.tokens[i].tag.startswith("VB") for i in range(mention.first, mention.last + 1)
        )
        return self.tokens[mention.last] if verbs else None

    def _opening(self, token: Token) -> Token | None:
        """Return the noun that opens the sentence where no verb but participles stands between it and a verb."""
        first = self.passage.sentence.first
        if token.tag not in _FINITE or token.lower not in cue_verbs():
            return None
        between = range(first, token.index)
        if any(self.passage.finite(i) and not self.passage.relative_before(first, i) for i in between):
            return None
        nouns = (self.tokens[i] for i in between if self.tokens[i].dep == "nsubj" and self.tokens[i].left <= first)
        return next((n for n in nouns if n.tag in _NOUNS and self.passage.names_source(n)), None)

    def _phrase_before(self, token: Token) -> Token | None:
        """Return the smallest phrase that ends right before a finite verb and can speak (the parser missed it)."""
        first = self.passage.sentence.first
        if token.tag not in _FINITE or token.index == first or token.lower not in cue_verbs():
            return None
        end = before_aside(self.passage, token.index - 1)
        while end > first and (self.tokens[end].text == "," or self.tokens[end].tag in ("RB", "VBZ", "VBP", "VBD")):
            end -= 1
        phrases = [
            t
            for t in self.passage.document.words(self.passage.sentence)
            if t.right == end
            and t.index <= end
            and t.tag in _NOUNS
            and t.dep in ("appos", "nsubj", "dep", "ROOT", "conj", "pobj", "dobj", "nmod")
            and self.passage.names_source(t)
        ]
        if not phrases and end < token.index - 2 and self.passage.names_source(self.tokens[end]):
            return self.tokens[end]
        return self._outermost(max(phrases, key=lambda t: t.index), phrases) if phrases else None

    def _outermost(self, noun: Token, phrases: Sequence[Token]) -> Token:
        """Climb from "Aleppo" to "an AFP journalist in Aleppo"."""
        if noun.dep == "appos" and self.passage.names_source(self.tokens[noun.head]):
            noun = self.tokens[noun.head]  # "Airwars, a London-based monitor"
        link = self.tokens[noun.head]
        while noun.dep == "pobj" and link.lower in _INNER_LINKS and self.tokens[link.head] in phrases:
            noun = self.tokens[link.head]
            link = self.tokens[noun.head]
        return noun

    def _named_behind(self, token: Token) -> Token | None:
        """Return the source behind a verb that ends its sentence with it ("... in the city, said Barazi")."""
        first, last = token.index + 1, self.passage.strip_end(self.passage.sentence.last)
        if token.lower not in tagging_forms() or first > last or token.index == self.passage.sentence.first:
            return None
        following, quoted = self.tokens[first], self.passage.closes_quote(self.tokens[token.index - 1])
        clause = any(c.dep == "ccomp" and c.index > token.index for c in self.passage.children(token))
        own = any(c.dep == "nsubj" and c.right == token.index - 1 for c in self.passage.children(token))
        if clause and own and not quoted:
            return None  # 'X said Baghdad "reserves the right"'
        if following.tag not in ("NNP", "DT", "NN", "JJ") or following.lower in TIME_WORDS:
            return None
        if not quoted and (self.passage.has_clause(first, last) or cue_verbs()[token.lower].takes("person")):
            return None  # whom "told X" names was told
        phrases = [t for t in self.tokens[first : last + 1] if t.left == first and self.passage.names_source(t)]
        return max(phrases, key=lambda t: t.right, default=None)

    def _inverted(self, token: Token) -> Token | None:
        """Return the subject that follows its verb after a quotation or clause: '"...", read the statement'."""
        before = self.tokens[token.index - 1] if token.index > self.passage.sentence.first else None
        if before is None or before.lower not in _CLOSING_MARKS or token.tag not in _FINITE:
            return None
        if token.lower in cue_verbs() and cue_verbs()[token.lower].verb in ("tell", "inform"):
            return None  # whom "told X" names was told
        for child in self.passage.children(token):
            if child.dep in ("dobj", "attr", "oprd") and child.index > token.index and child.left - token.index <= 2:
                return child
        return None

    def _issuer(self, noun: Token) -> Token:
        """For "X released a statement saying": X; for "sources saying": the noun itself."""
        verb = self.tokens[noun.head]
        is_document = noun.lower.rstrip("s") in DOCUMENT_NOUNS
        if is_document and verb.lower in _WEIGHING:
            return noun
        if is_document and verb.tag.startswith("VB") and noun.dep in ("dobj", "pobj"):
            return self._first_own(verb) or noun
        governor = self.tokens[verb.head]
        above = self.tokens[governor.head]
        if noun.dep == "pobj" and is_document and governor.dep == "dobj" and above.tag.startswith("VB"):
            return self._first_own(above) or noun
        return noun

    def _first_own(self, verb: Token) -> Token | None:
        own = [c for c in self._own(verb) if c.dep == "nsubj"]
        return self._antecedent(own[-1], verb) if own else None

    def _nearest_speaker(self, token: Token) -> Token | None:
        """Return the subject of the reporting verb closest to the left in this sentence."""
        for index in range(token.index - 1, self.passage.sentence.first - 1, -1):
            other = self.tokens[index]
            cue = cue_verbs().get(other.lower)
            if cue is None or other.tag not in ("VBD", "VBZ", "VBP", "VBN") or self.passage.in_quote(other):
                continue
            found = (
                self._first_own(other) or self._named_behind(other) or self._inverted(other) or self.tail_source(other)
            )
            if found is not None and self.can_speak(found, cue):
                return found
        return None
