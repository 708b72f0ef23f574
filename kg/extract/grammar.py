"""What depends on what in a parsed document: subjects, objects, agents, the nouns behind a preposition.

The parser's usual slips in news are mended here: a finite verb read as a participle ("forces with coalition support
conducted strikes", "the SDF besieged Manbij").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from kg.extract.cues import cue_verbs
from kg.extract.document import Document, Token, token_after
from kg.extract.wording import words_of

_AIRCRAFT_KINDS = frozenset({"attack", "bomber", "fighter", "ground-attack"})
_BOMBERS = frozenset({"bomber", "bombers", "fighter", "fighters"})
_OF_BOMBERS = frozenset({"strategic", "heavy", "long-range", "stealth", "range", "supersonic"})
_AIRCRAFT_REACH = 6  # words behind one of these in which "aircraft" stands
_OTHER_PHRASE = frozenset({"VBD", "VBZ", "VBP", "DT", "IN"})
_BY_DOING = frozenset({"after", "before", "by", "in", "through"})
_SAID_TO = frozenset(
    "alleged believed caught confirmed filmed heard known photographed reported said seen spotted suspected thought "
    "understood".split()
)
_BEGINNINGS = frozenset({"start", "beginning", "launch", "onset", "commencement"})
_NO_DOERS = frozenset("at in on near outside inside around against to".split())
_STAGES = frozenset({"phase", "stage", "part", "round"})
_LAUNCHED = frozenset({"launched", "began", "started", "begun", "launch", "launching"})
_STAGED_REACH = 16  # words behind "an offensive" in which "by X launched" stands
_TIMES = frozenset({"after", "before", "since", "until"})

STAGED = frozenset({"launched", "staged", "mounted", "conducted"})
"""Participles of what is done to an attack, and to nobody who attacks."""


class Grammar:
    """Queries over the tokens of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens

    def children(self, token: Token) -> list[Token]:
        """Return the dependents of a token."""
        return [self.tokens[c] for c in token.children]

    def head(self, token: Token) -> Token:
        """Return the token that a token depends on, itself at a root."""
        return self.tokens[token.head]

    def governor(self, token: Token) -> Token | None:
        """Return the verb that governs a token, through prepositions and nouns."""
        return next((at for at in self.document.ancestors(token.index) if at.tag.startswith(("VB", "MD"))), None)

    def depth(self, token: Token, above: Token) -> int:
        """Return how many steps a token stands below another, 99 when it does not."""
        return next((n for n, at in enumerate(self.document.ancestors(token.index)) if at is above), 99)

    def behind(self, token: Token, *prepositions: str) -> list[Token]:
        """Return the nouns behind prepositions that hang on a token."""
        hanging = [child for child in self.children(token) if child.lower in prepositions]
        after = token_after(self.tokens, token.index)
        if "by" in prepositions and after.lower == "by" and after not in hanging and token.tag in ("NN", "NNS"):
            hanging.append(after)  # "killed in raids by X", whose "by" the parser hangs on the verb
        return [below for child in hanging for below in self.children(child) if below.dep in ("pobj", "dobj")]

    def owners(self, noun: Token) -> list[Token]:
        """Return whose something is by what stands behind it: "a drone of X", "a patrol belonging to X"."""
        belonging = [c for c in self.children(noun) if c.lower == "belonging"]
        return [*self.behind(noun, "of", "belonging"), *(one for c in belonging for one in self.behind(c, "to"))]

    def described(self, clause: Token) -> Token | None:
        """Return what a relative clause describes: what stands before its pronoun, "X, which troops retook in May".

        The parser may have hung the clause on a noun further up, or as the object of a verb.
        """
        pronoun = next((c for c in self.children(clause) if c.tag in ("WDT", "WP", "WRB")), None)
        if pronoun is None or not pronoun.index:
            return None
        before = self.tokens[pronoun.index - (2 if self.tokens[pronoun.index - 1].text == "," else 1)]
        if clause.dep == "relcl":
            return before if before.tag.startswith("NN") else self.head(clause)
        misread = clause.dep == "ccomp" and pronoun.lower == "which" and before.tag.startswith("NN")
        return before if misread else None

    def preposition(self, token: Token) -> str:
        """Return the preposition right above a noun, or nothing."""
        return self.head(token).lower if token.dep in ("pobj", "pcomp") else ""

    def auxiliaries(self, verb: Token) -> frozenset[str]:
        """Return the auxiliaries of a verb, "to" among them."""
        return frozenset(c.lower for c in self.children(verb) if c.dep in ("aux", "auxpass"))

    def is_negated(self, verb: Token) -> bool:
        """True when "not" or "never" hangs on the verb."""
        denials = (c for c in self.children(verb) if c.dep == "neg" or c.lower in ("never", "n't"))
        return any(self.tokens[c.index - 1].lower != "than" for c in denials)  # "more likely than not"

    def is_present(self, verb: Token) -> bool:
        """True for a verb of the present tense; past forms that the tagger took for it ("retook") are none."""
        if verb.tag == "VBZ":
            return True
        return verb.tag == "VBP" and not verb.lower.endswith("ed") and verb.lower not in words_of("past")

    def marks(self, verb: Token) -> frozenset[str]:
        """Return the words that open the clause of a verb ("if", "after", "who")."""
        return frozenset(
            c.lower
            for c in self.children(verb)
            if c.dep == "mark" or (c.tag in ("WRB", "WDT", "WP", "IN") and c.index < verb.index)
        )

    def is_begun(self, noun: Token) -> bool:
        """True for "the launch of the operation", "the start of the third phase of the campaign"."""
        at = noun
        while at.dep == "pobj" and self.preposition(at) == "of":
            at = self.head(self.head(at))
            if at.lower in _BEGINNINGS:
                return True
            verb = self.governor(at) if at.lower in _STAGES else None
            if verb is not None and verb.lower in _LAUNCHED:
                return True  # "launched the second phase of the operation"
        return False

    def objects(self, verb: Token) -> list[Token]:
        """Return the nouns that a verb is done to, with those coordinated."""
        children, head = self.children(verb), self.head(verb)
        found = [c for c in children if c.dep in ("dobj", "nsubjpass") or self.is_object_of_lost_verb(c, verb)]
        if not found and verb.lower in words_of("taking a place"):
            found = [c for c in children if c.dep == "attr"]  # "recaptured Saraqib", by the parser a complement
        if self._is_aiming(verb):
            found = [
                c
                for with_ in children
                for arms in self.children(with_)
                for c in self.children(arms)
                if c.dep == "appos"
            ]
        elif not found and verb.tag == "VBN":
            if verb.dep == "acl" or (verb.dep == "amod" and verb.head > verb.index):
                found = [head]
            elif verb.dep == "conj" and not any(c.dep == "nsubj" for c in self.children(verb)):
                sequel = self._is_passive_sequel(verb)
                found = [c for c in self.children(head) if c.dep == "nsubjpass" or (sequel and c.dep == "nsubj")]
        return [part for one in found for part in self.conjuncts(self.antecedent(one, verb))]

    def is_object_of_lost_verb(self, noun: Token, verb: Token) -> bool:
        """True for the policeman of "a sniper shot dead a policeman", whose verb the parser took for a preposition."""
        return noun.dep == "pobj" and verb.dep == "prep" and verb.tag in ("VBD", "VBZ")

    def _is_passive_sequel(self, verb: Token) -> bool:
        """True for the "hit" of "rushed to the scene and was hit", which befalls the subject of the verb before."""
        children = self.children(verb)
        own = any(c.dep in ("nsubj", "nsubjpass") for c in children)
        return verb.dep == "conj" and not own and any(c.dep == "auxpass" for c in children)

    def _is_aiming(self, verb: Token) -> bool:
        """True for "as the group targeted with shells the town of X", by the parser a participle."""
        before = self.tokens[verb.index - 1]
        clause = self.preposition(before) in ("as", "when", "after", "while")
        passive = verb.lower == "targeted" and verb.dep == "acl" and self.head(verb) is before
        return passive and clause and token_after(self.tokens, verb.index).lower == "with"

    def conjuncts(self, token: Token) -> list[Token]:
        """Return a token and those coordinated with it."""
        found = [token]
        for child in self.children(token):
            if child.dep == "conj":
                found.extend(self.conjuncts(child))
        return found

    def is_sequel(self, noun: Token, other: Token) -> bool:
        """True for the strikes of "the strikes follow a raid", of which the raid is the other noun."""
        verb = self.head(noun)
        behind = noun.dep == "nsubj" and other.dep == "dobj" and self.head(other) is verb
        return behind and verb.lower in words_of("following")

    def counted_by(self, noun: Token) -> Token:
        """Return the head of "a series of strikes", "dozens of raids" for what it counts, else the noun itself."""
        above = self.head(self.head(noun))
        counts = self.preposition(noun) == "of" and above.lower in words_of("series")
        if counts and any(c.lower == "the" for c in self.children(above)):
            return noun  # "the number of attacks"
        return above if counts else noun

    def counted(self, noun: Token) -> Token:
        """Return the number of "one of its commanders", else the noun itself."""
        above = self.head(self.head(noun))
        return above if self.preposition(noun) == "of" and above.tag == "CD" else noun

    def coordinator(self, token: Token) -> Token:
        """Return the first of those with which a token is coordinated, itself when there is none."""
        while token.dep == "conj" and token.head < token.index:
            token = self.head(token)
        return token

    def antecedent(self, token: Token, verb: Token) -> Token:
        """Return the noun that a relative pronoun stands for, else the token itself."""
        return self.head(verb) if token.tag in ("WDT", "WP") and verb.dep == "relcl" else token

    def subject(self, verb: Token, steps: int = 3) -> Token | None:
        """Return who does what the verb says, taken from the verb it hangs on where it has none of its own."""
        children = self.children(verb)
        own = next((c for c in children if c.dep == "nsubj"), None)
        if own is not None:
            return self.antecedent(own, verb)
        if any(c.dep == "nsubjpass" for c in children) or self._is_passive_sequel(verb):
            return None
        return (
            self._misread_subject(verb)
            or self._clause_subject(verb)
            or self._inherited_subject(verb, steps)
            or self._absolute_subject(verb)
        )

    def _misread_subject(self, verb: Token) -> Token | None:
        if verb.tag == "VBN" and verb.dep == "amod" and verb.head > verb.index:
            before = self.tokens[verb.index - 1]
            return before if before.text != "," else self._described(verb) or self.tokens[verb.index - 2]
        if self._is_aiming(verb):
            return self.head(verb)
        if verb.tag == "VBN" and verb.dep == "acl" and any(c.dep == "dobj" for c in self.children(verb)):
            return self.outermost(self.head(verb))
        return None

    def _described(self, verb: Token) -> Token | None:
        """Return the noun of the relative clause that ends before a verb: "the strikes, which hit X, targeted Y"."""
        words = self.document.words(self.document.sentences[verb.sentence])
        clause = closed_clause(words, verb.index - words[0].index)
        return self.head(clause) if clause is not None else None

    def _absolute_subject(self, verb: Token) -> Token | None:
        """Return the subject of "with Iraqi forces having retaken X"."""
        if "having" not in self.auxiliaries(verb):
            return None
        for index in range(verb.index - 1, self.document.sentences[verb.sentence].first - 1, -1):
            token = self.tokens[index]
            if token.lower == "with":
                return next((c for c in self.children(token) if c.dep in ("pobj", "nsubj")), None)
        return None

    def _clause_subject(self, verb: Token) -> Token | None:
        """Return the "bomb" of "came a day after a bomb killed 30", whose verb the parser hung on "came"."""
        head = self.head(verb)
        if verb.dep != "conj" or verb.tag != "VBD" or head.index > verb.index:
            return None
        between = [c for c in self.children(head) if head.index < c.index < verb.index]
        opening = next((c for c in between if c.dep == "prep" and c.lower in _TIMES), None)
        if opening is None or any(c.dep == "cc" for c in between):
            return None
        return next((c for c in self.children(opening) if c.dep == "pobj"), None)

    def _inherited_subject(self, verb: Token, steps: int) -> Token | None:
        head = self.head(verb)
        if verb.dep == "acl" and verb.tag == "VBG":
            if self.preposition(head) in _NO_DOERS:  # "blew up at a market, killing 5"
                above = self.governor(head)
                return self.subject(above, steps - 1) if steps and above is not None and above is not verb else None
            return head
        if verb.dep == "pcomp" and self.head(head).lower in words_of("accusing"):  # "was accused of bombing X"
            children = self.children(self.head(head))
            return next((c for c in children if c.dep in ("nsubjpass", "dobj")), None)
        if verb.dep == "pcomp" and head.lower in _BY_DOING and self.head(head).tag.startswith("VB"):
            return self.subject(self.head(head), steps - 1) if steps else None  # "retaliated by hitting X"
        if verb.dep == "xcomp" and head.dep == "acomp":  # "were able to take X"
            return self.subject(self.head(head), steps - 1) if steps else None
        done = any(c.dep == "auxpass" for c in self.children(verb))
        if verb.dep in ("xcomp", "advcl", "ccomp") and head.lower in _SAID_TO and not done:
            subject = next((c for c in self.children(head) if c.dep == "nsubjpass"), None)
            if subject is not None:
                return self.antecedent(subject, head)  # "are said to have hit X", "were seen hitting X"
        carried_on = any(c.dep == "xcomp" for c in self.children(head))  # "continued to strike, hitting X"
        made = [c for c in self.children(head) if c.dep == "dobj" and head.index < c.index < verb.index]
        if made and head.lower in words_of("making do") and "to" in self.auxiliaries(verb):
            return made[-1]  # "prompted the army to strike", "helping rebels to take X"
        cited = verb.dep == "advcl" and head.lower in cue_verbs() and not carried_on
        if steps and verb.dep in ("conj", "xcomp", "advcl") and head.tag.startswith("VB") and head is not verb:
            return self.subject(head, steps - 1) if not cited else None
        return None

    def outermost(self, noun: Token) -> Token:
        """Return the head of the whole phrase that a noun ends ("Forces" for "Forces with coalition support")."""
        while noun.dep == "pobj" and self.head(noun).dep == "prep" and self.head(self.head(noun)).tag.startswith("NN"):
            noun = self.head(self.head(noun))
        return noun

    def agent(self, verb: Token) -> Token | None:
        """Return who is named behind "by"."""
        return next(iter(self.behind(verb, "by")), None)

    def staged(self, noun: Token) -> list[Token]:
        """Return the "launched" of "an offensive by fighters of X launched against Y", hung on who launched it."""
        words = self.document.words(self.document.sentences[noun.sentence])
        behind = words[noun.index - words[0].index + 1 :][:_STAGED_REACH]
        if not behind or behind[0].lower != "by":
            return []
        until = takewhile(lambda t: t.tag not in ("VBZ", "VBP") and t.text != ",", behind)
        hung = (t for t in until if t.dep == "acl" and t.lower in STAGED and self.head(t).index > noun.index)
        return list(hung)[:1]

    def above(self, token: Token) -> Iterator[Token]:
        """Yield a token, its head and so on to the root."""
        yield token
        yield from self.document.ancestors(token.index)


def closed_clause(words: Sequence[Token], at: int) -> Token | None:
    """Return the verb of a relative clause that ends at the comma before a word: "strikes, which hit X, targeted Y"."""
    comma = words[at].index - 1
    return next((t for t in words[:at] if t.dep == "relcl" and t.right in (comma, comma - 1)), None)


def names_aircraft(tokens: Sequence[Token], index: int) -> bool:
    """True for the "fighter" and the "attack" of "fighter, attack and remotely piloted aircraft"."""
    token = tokens[index]
    if token.lower not in _AIRCRAFT_KINDS:
        return False
    behind = tokens[index + 1 : index + 1 + _AIRCRAFT_REACH]
    phrase = takewhile(lambda t: t.sentence == token.sentence and t.tag not in _OTHER_PHRASE, behind)
    return any(t.lower in words_of("aircraft") for t in phrase)


def is_plane(tokens: Sequence[Token], doer: Token) -> bool:
    """True for aircraft, and for the "bombers" of "Tu-95 bombers", who are no men."""
    if doer.lower in words_of("aircraft"):
        return True
    if doer.lower not in _BOMBERS or not doer.index:
        return False
    before = tokens[doer.index - 1]
    words = [before.text] if len(before.text) > 1 else [tokens[max(0, doer.index - 2)].text]  # "Su-24", "M"
    named = any(any(c.isdigit() for c in word) and any(c.isalpha() for c in word) for word in words)
    return named or before.lower in _OF_BOMBERS  # not "12 fighters"
