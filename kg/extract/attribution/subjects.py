"""Finds the subject of a reporting verb: who speaks.

A finite verb's subject is, in this order: the name behind it that closes the sentence, the noun right before it when it
closes the sentence, its own subject, an inverted one, the phrase before it that the parser missed, that of the verb it
is coordinated with. A participle has the subject of the noun or the verb that it hangs on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from kg.extract.attribution.asides import CITING, GOING_ON, QUOTING
from kg.extract.attribution.passage import DOCUMENT_NOUNS, Passage
from kg.extract.attribution.speaking import SOME, can_speak, says_that
from kg.extract.attribution.standing import (
    behind_quote,
    described_before,
    inverted_subject,
    named_before,
    named_behind,
    opening,
    phrase_before,
    source_behind_lead,
    source_of_aside,
    tail_source,
)
from kg.extract.cues import Cue, cue_verbs
from kg.extract.document import Token

_DENYING = frozenset({"deny", "dispute", "reject", "refute"})
_TAGGING = frozenset({"said", "added"})
_WEIGHING = frozenset(
    "weighing considering debating discussing rejecting rejected rejects blocked vetoed received obtained denied "
    "denies dismissed dismisses disputed disputes refuted refutes criticised criticized slammed".split()
)
_LONGEST = 15  # words of a source phrase; what is longer and holds a participle is a clause
_REPORTING = frozenset({"reported", "reports"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_REPORTED = frozenset("reported quoted said believed thought understood heard cited known".split())
_LEADING = frozenset("led prompted forced compelled pushed obliged leading prompting forcing compelling".split())
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
            found = source_of_aside(self.passage, token) or self._who_spoke_to(self._of_finite(token, cue))
            found = source_behind_lead(self.passage, token, found)
        able = found is not None and (can_speak(self.passage, found, cue) or says_that(self.passage, token, found, cue))
        return found if able else None

    def has_mute_subject(self, token: Token, cue: Cue) -> bool:
        """Tell whether a verb has a subject that cannot speak."""
        return any(not can_speak(self.passage, c, cue) for c in self._own(token))

    def is_reported(self, token: Token) -> bool:
        """Tell whether a verb passes on what its subject says: "was reported to have said"."""
        return token.lower in _REPORTED and any(c.dep == "auxpass" for c in self.passage.children(token))

    def led(self, token: Token) -> Token | None:
        """Return the ministry of "prompted the ministry to admit that", "the ministry was forced to admit that"."""
        verb = self.tokens[token.head]
        if verb.lower not in _LEADING or token.tag != "VB" or token.dep not in ("xcomp", "ccomp", "advcl"):
            return None
        own = (c for c in self.passage.children(token) if c.dep == "nsubj")
        of_verb = (c for c in self.passage.children(verb) if c.dep in ("dobj", "nsubjpass"))
        return next(chain(own, of_verb), None)

    def owns(self, verb: Token, subject: Token) -> bool:
        """True when the verb has this subject itself, not through another verb."""
        return (
            subject.head == verb.index
            or verb.head == subject.index
            or tail_source(self.passage, verb) is subject
            or phrase_before(self.passage, verb) is subject
        )

    def _runs_on(self, subject: Token, trailing: Token) -> bool:
        """True for a subject whose phrase is a clause about others, which the name of the source ends."""
        words = self.tokens[subject.left : subject.right + 1]
        return len(words) > _LONGEST and self.passage.names_source(trailing) and any(t.tag == "VBG" for t in words)

    # -- kinds of verbs -------------------------------------------------------------------------------------------

    def _own(self, token: Token) -> list[Token]:
        subjects = (c for c in self.passage.children(token) if c.dep in ("nsubj", "csubj", "nsubjpass"))
        # "but said | one of its men had ..."
        goes_on = token.dep == "conj" and self.tokens[token.index - 1].tag == "CC"
        return [c for c in subjects if not (self.passage.in_quote(c) or (goes_on and c.left == token.index + 1))]

    def _is_participle(self, token: Token) -> bool:
        return token.tag == "VBG" and not any(c.dep == "aux" for c in self.passage.children(token))

    def _of_finite(self, token: Token, cue: Cue) -> Token | None:
        own = self._own(token)
        adjoins = any(c.right == token.index - 1 and self.passage.names_source(c) for c in own)
        behind = named_behind(self.passage, token) if token.lower in _TAGGING or not adjoins else None
        if behind is not None:
            return behind
        described = described_before(self.passage, token)
        if described is not None:
            return described
        mute = [c for c in own if not (self.passage.names_source(c) or self.passage.mentions.actor_at(c.index))]
        behind = inverted_subject(self.passage, token) if own and len(mute) == len(own) else None
        if behind is not None and self.passage.names_source(behind):
            return behind  # "A blast at a market killed nine, said two officers, who ..."
        trailing = tail_source(self.passage, token)
        if trailing is not None:
            ends = (c for c in own if c.right == trailing.index and not self.passage.has_clause(c.left, c.right))
            able = (c for c in ends if self.passage.names_source(c) or c.lower in SOME or c.tag == "CD")
            parsed = next((c for c in able if not self._runs_on(c, trailing)), None)
            if parsed is not None and self.tokens[parsed.left - 1].tag in ("VBD", "VBG"):
                return trailing  # "killed 80 people in Hama | rights groups said"
            return parsed or trailing
        if own:
            nearest = sorted(own, key=lambda c: abs(c.index - token.index))
            if len(own) > 1 and any(t.lower in CITING for t in self.tokens[own[0].right + 1 : nearest[0].index]):
                nearest = own[:1]
            elif len(own) > 1 and self._is_apposed(own[0], own[1]):
                nearest = own[:1]  # "State TV, citing the governor, Adnan Salman, put the toll at 89"
            found = next((c for c in nearest if can_speak(self.passage, c, cue)), None)
            found = (
                found
                or named_before(self.passage, token)
                or opening(self.passage, token)
                or phrase_before(self.passage, token)
                or nearest[0]
            )
            return self._antecedent(self._holder(found, own), token)
        inverted = (
            opening(self.passage, token)
            or inverted_subject(self.passage, token)
            or named_before(self.passage, token)
            or phrase_before(self.passage, token)
            or behind_quote(self.passage, token)
        )
        if inverted is not None:
            return inverted
        head = self.tokens[token.head]
        if token.dep == "acl" and token.tag == "VBD" and head.dep == "ROOT" and head.index == token.index - 1:
            return head  # "The Coalition called upon ..." read as "the coalition that was called"
        if head is token or token.dep == "acl":
            return None
        led = self.led(token)
        if led is not None:
            return led
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
            if can_speak(self.passage, issuer, cue) and self.passage.names_source(issuer):
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
        ahead = [t.lower for t in self.tokens[token.index + 1 : token.index + 3]]
        if token.lower in ("quoted", "cited") or (token.lower == "reported" and ahead == ["as", "saying"]):
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
        if self.passage.in_quote(head):
            return self._nearest_speaker(token)  # '"We found two," he said, and added that ...'
        outer = self.tokens[head.head]
        link = self.tokens[token.index - 1] if token.index > self.passage.sentence.first else token
        resumed = token.dep == "conj" and link.tag == "CC" and self.tokens[link.index - 1].text == ","
        if resumed and head.dep == "ccomp" and outer.lower in cue_verbs() and outer.tag == token.tag:
            head = outer
        if self._resumes_outer(token, head, outer):
            return self.subject(outer, cue_verbs()[outer.lower])
        infinitive = head.tag == "VB" and any(self.tokens[c].lower == "to" for c in head.children)
        found = self.subject(head, cue_verbs().get(head.lower) or cue) if not infinitive else None
        outer_cue = cue_verbs().get(outer.lower)
        goes_on = token.dep == "conj" and head.dep in ("ccomp", "xcomp") and outer.tag == token.tag
        if found is None and goes_on and outer_cue is not None:
            return self.subject(outer, outer_cue)
        return self.subject(head, cue_verbs().get(head.lower) or cue) if infinitive else found

    def _resumes_outer(self, token: Token, inner: Token, outer: Token) -> bool:
        """True for "said that X had ordered a search and added that ..." and "denied that X had it and accused Y".

        What X had done stands in the pluperfect, and nobody denies that others speak: the outer speaker goes on.
        """
        if token.dep != "conj" or token.tag != "VBD" or outer.tag != "VBD" or inner.dep != "ccomp":
            return False
        if outer.lower not in cue_verbs():
            return False
        following = self.tokens[min(token.index + 1, self.passage.sentence.last)]
        had = inner.tag == "VBN" and any(c.lower == "had" for c in self.passage.children(inner))
        return (had and following.lower == "that") or cue_verbs()[outer.lower].verb in _DENYING

    # -- where else a subject can stand ---------------------------------------------------------------------------

    def _quoted_by_another(self, token: Token) -> Token | None:
        """Return Y of "X quoted Y as saying"."""
        head = self.tokens[token.head]
        verb = self.tokens[head.head] if head.lower == "as" else head
        reported = head.lower == "as" and verb.lower in _REPORTING and token.lower == "saying"
        if verb.lower not in QUOTING and not reported:
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
        """Return the witnesses of "nine witnesses, including doctors, who said", "met nine witnesses here, who"."""
        link = self.tokens[noun.head]
        whole = self.tokens[link.head]
        if self.tokens[pronoun.index - 1].text != ",":
            return noun
        if link.lower == "including":
            return whole if whole.tag == "NNS" and self.passage.means_source(whole) else noun
        if pronoun.lower != "who" or noun.dep != "pobj" or self.passage.names_source(noun):
            return noun
        beside = (one for one in (whole, *self.passage.children(whole)) if one.index < link.index)
        return next((one for one in beside if one.tag == "NNS" and self.passage.means_source(one)), noun)

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
                self._first_own(other)
                or named_behind(self.passage, other)
                or inverted_subject(self.passage, other)
                or tail_source(self.passage, other)
            )
            if found is not None and can_speak(self.passage, found, cue):
                return found
        return None
