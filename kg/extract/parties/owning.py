"""Says whose persons and things are: "its forces", "one of its members", "the mercenaries of X".

1. Who speaks ("our soldiers"), who is named last before, or who acted in the sentence before.
2. Members of a tribe or a council are civilians; the mercenaries of a state have a name of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract.document import Document, Token, token_after
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.extract.parties.general import HIRED, GroupReader
from kg.extract.parties.persons import named_group
from kg.extract.parties.pronouns import Pronouns
from kg.extract.parties.states import INSTITUTIONS, States
from kg.extract.wording import HYPHENS, words_of
from kg.gazetteer import ActorEntry
from kg.record import Actor

_OWNED = frozenset({"unit", "units", "member", "members", "men"})  # fighters, where they are somebody's
_CIVIL = ("ministry", "government", "presidency")  # how the institution of such a body begins
_SEIZING = frozenset("executed executing beheaded beheading abducted abducting kidnapped kidnapping shot".split())
_BACKING = frozenset({"backed", "supported", "funded", "sponsored"})


class Owning:
    """Resolves the owners in one document."""

    def __init__(
        self,
        document: Document,
        mentions: Mentions,
        general: GroupReader,
        states: States,
        grammar: Grammar,
        pronouns: Pronouns,
        actors: Callable[..., tuple[Actor, ...]],
    ) -> None:
        """Take what was read of a document; `actors` says whom a phrase means."""
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.gazetteer = mentions.gazetteer
        self.general = general
        self.states = states
        self.grammar = grammar
        self.pronouns = pronouns
        self.actors = actors

    def of_possessor(self, token: Token, *, acting: bool) -> Actor | None:
        """Return whose "its forces", "our soldiers" and, hit, "its posts" are: who speaks, or who is named last."""
        owner = next((c for c in token.children if c < token.index and self.tokens[c].tag == "PRP$"), None)
        flown = token.lower in words_of("aircraft")
        owned = token.lower in _OWNED or (token.lower in words_of("of an army") and not acting)
        if owner is None or not (self.general.is_armed(token) or flown or owned):
            return None
        if token.lower in HIRED and (hired := self._hired_by(self._named_before(token), token)) is not None:
            return hired
        span = self.document.token_span(owner, token.index)
        speaker = self.pronouns.owner(self.tokens[owner])
        entry = self.gazetteer.actor(speaker.id) if speaker is not None else self._named_before(token)
        if speaker is None and entry is not None and self._is_hit_by(token, entry):
            entry = None  # "the army attacked the brigade, killing one of its commanders"
        if entry is None and speaker is None and owned and self._are_of_civilians(token):
            return named_group("civilians", span)
        entry = self._spoken_for(entry)
        if flown and entry is not None:
            return (self.states.government(entry.country) or entry).reference(span)
        return self._forces_of(entry).reference(span) if entry is not None else speaker

    def hired(self, token: Token) -> Actor | None:
        """Return the group of "the mercenaries of the Turkish occupation", "Turkish-backed mercenaries"."""
        if token.lower not in HIRED:
            return None
        of = self.grammar.behind(token, "of")
        owners = (self.gazetteer.actor(a.id) for one in of for a in self.actors(one.index, acting=True))
        groups = (self._hired_by(one, token) for one in (*owners, self._backer(token)))
        return next((one for one in groups if one is not None), None)

    def _backer(self, token: Token) -> ActorEntry | None:
        """Return the government of "Turkish-backed mercenaries"."""
        for at in range(self.general.core(token.index), token.index - 1):
            if token_after(self.tokens, at).text in HYPHENS and token_after(self.tokens, at + 1).lower in _BACKING:
                mention = self.mentions.at(at)
                country = self.gazetteer.country_of_adjective(self.tokens[at].text) if mention is None else None
                named = mention.metonym if mention is not None else None
                return self.states.government(country.id) if country is not None else named
        return None

    def _hired_by(self, entry: ActorEntry | None, token: Token) -> Actor | None:
        """Return the group that a state's mercenaries are, named so: "the Turkish army and its mercenaries" abroad."""
        country = self.gazetteer.place(entry.country) if entry is not None and entry.country else None
        if entry is None or country is None or not country.adjectives or not self._is_of_state(entry):
            return None
        if country.id == self.mentions.country:
            return None
        named = f"{country.adjectives[0]}-backed mercenaries"
        known = self.gazetteer.find_actor(named)
        span = self.document.token_span(token.index, token.index)
        return known.reference(span) if known is not None else named_group(named, span)

    def _is_of_state(self, entry: ActorEntry) -> bool:
        """True for governments and the forces of states."""
        return entry.kind == "government" or self.gazetteer.force_of(entry) is not None

    def _spoken_for(self, entry: ActorEntry | None) -> ActorEntry | None:
        """Return the armed group whose press office a body is, else the body."""
        if entry is None or entry.kind != "organisation" or not entry.parent:
            return entry
        parent = self.gazetteer.actor(entry.parent)
        return parent if parent is not None and parent.kind == "armed_group" else entry

    def _is_hit_by(self, token: Token, entry: ActorEntry) -> bool:
        """True for whom their own forces would have killed."""
        several = self.grammar.preposition(token) == "of"  # "dozens of its members"
        noun = self.grammar.head(self.grammar.head(token)) if several else self.grammar.counted(token)
        verb = self.grammar.head(noun)
        if noun.dep != "dobj" or verb.lower not in words_of("harming") | _SEIZING:
            return False
        doer = self.grammar.subject(verb)
        return doer is not None and any(one.id == entry.id for one in self.actors(doer.index, acting=True))

    def _are_of_civilians(self, token: Token) -> bool:
        """True for "its members" behind a sentence on a tribe or a council: "The tribe rose. X killed its men"."""
        index = self.document.sentences[token.sentence].index
        around = (one for one in self.document.sentences[max(0, index - 1) : index + 1])
        words = (t for one in around for t in self.document.words(one) if t.index < token.index)
        return any(t.dep in ("nsubj", "nsubjpass") and t.lower in words_of("no fighter") for t in words)

    def _named_before(self, token: Token) -> ActorEntry | None:
        for index in range(token.index - 1, self.document.sentences[token.sentence].first - 1, -1):
            mention = self.mentions.at(index)
            if mention is None and self.tokens[index].lower in INSTITUTIONS and self.tokens[index].dep == "nsubj":
                noun = self.tokens[index]
                state = self.states.of_nationals(noun) or self.states.of_state(noun)  # "the army said two of its men"
                return self.gazetteer.actor(state.id) if state is not None else None
            if mention is not None and mention.compound is None:
                owns = self.tokens[mention.last].dep in ("nsubj", "poss")  # a mere place has no forces
                entry = (mention.metonym if owns else None) if mention.is_place else mention.entry
                if isinstance(entry, ActorEntry) and entry.kind not in ("person", "outlet"):
                    return entry
        return self._subject_before(token)

    def _subject_before(self, token: Token) -> ActorEntry | None:
        """Return the one body that does something in the sentence before: "The X attacked Y. Its forces ..."."""
        sentence = self.document.sentences[token.sentence]
        before = self.document.sentences[sentence.index - 1] if sentence.index else sentence
        if before is sentence or before.block < sentence.block - 1:
            return None
        subjects = (t for t in self.document.words(before) if t.dep in ("nsubj", "nsubjpass"))
        named = [m for t in subjects if (m := self.mentions.actor_at(t.index)) is not None and m.compound is None]
        bodies = {m.entry.id: m.entry for m in named if isinstance(m.entry, ActorEntry)}
        found = [one for one in bodies.values() if one.kind not in ("person", "outlet")]
        return found[0] if len(found) == 1 else None

    def _forces_of(self, entry: ActorEntry) -> ActorEntry:
        """Return the army of a government or a ministry, any other body as it is."""
        civil = entry.kind == "government" or (entry.institution or "").startswith(_CIVIL)
        army = self.gazetteer.institution("army", entry.country) if civil and entry.country else None
        return army or entry
