"""Where a document names actors and places that the gazetteer knows, sentence by sentence.

Beside names there are nationals ("Iraqi"), which the scan of names leaves out: they tell whose forces are meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kg.extract.acronyms import read_acronyms
from kg.extract.cues import data_rows
from kg.extract.document import Document, Sentence, Token, token_after
from kg.extract.wording import HYPHENS, words_of
from kg.gazetteer import ActorEntry, Gazetteer, PlaceEntry

# What a name lends to a compound adjective: "Daesh-held", "U.S.-backed". The name is not the thing itself.
_COMPOUND = frozenset(
    "held led backed linked controlled affiliated aligned run allied supported based dominated besieged ruled born "
    "trained funded occupied bound sponsored majority speaking".split()
)
_ENDINGS = sorted(_COMPOUND, key=lambda word: (-len(word), word))  # the "controlled" of a word before its "led"
HOLDING = frozenset({"held", "controlled", "occupied", "ruled", "run"})
"""Participles of those compounds that tell who holds a place."""
BRANCHES = frozenset({"affiliate", "branch", "offshoot", "arm", "wing", "franchise"})
"""Nouns for a group that is part of another one, which owns it."""
BRANCH_REACH = 4
"""Tokens between a name, its "affiliate" and the name of that."""
_BRANCH_NAMES = 4  # names behind the first among which that is
_HONORIFICS = frozenset({"Sheikh", "Shaikh", "Sheik", "Imam", "Sayyid", "Dr", "Dr.", "Engineer", "Haji"})
_TITLES = frozenset(row[0] for row in data_rows("titles.tsv"))
_ACRONYM = 4  # letters up to which capitals may be an acronym


@dataclass(frozen=True, slots=True)
class Mention:
    """A name: tokens `first` to `last` (inclusive) of the document, and what the gazetteer knows by it.

    `compound` is the participle of a compound adjective that the name is part of ("held" in "Daesh-held").
    `alternatives` are other entries of that name, the likelier first.
    """

    first: int
    last: int
    entry: ActorEntry | PlaceEntry
    metonym: ActorEntry | None = None
    compound: str | None = None
    alternatives: tuple[ActorEntry | PlaceEntry, ...] = ()

    @property
    def is_place(self) -> bool:
        """True for the name of a place."""
        return isinstance(self.entry, PlaceEntry)


class Mentions:
    """All names in a document.

    `unlisted` maps the acronyms of armed groups that the gazetteer does not know to their names.
    """

    def __init__(self, document: Document, gazetteer: Gazetteer) -> None:
        self.document = document
        self.gazetteer = gazetteer
        self._by_sentence = [tuple(self._scan(sentence)) for sentence in document.sentences]
        self._settle_shared_names()
        self._by_sentence = [tuple(m for m in found if self._is_at_home(m)) for found in self._by_sentence]
        entries, self.unlisted = self._acronyms()
        self._by_sentence = [self._as_spelled(number, entries) for number in range(len(self._by_sentence))]
        self._by_token = {
            index: mention
            for found in self._by_sentence
            for mention in found
            for index in range(mention.first, mention.last + 1)
        }

    def of(self, sentence: Sentence) -> tuple[Mention, ...]:
        """Return the names in a sentence, left to right."""
        return self._by_sentence[sentence.index]

    def at(self, token: int) -> Mention | None:
        """Return the name that a token is part of."""
        return self._by_token.get(token)

    def actor_at(self, token: int) -> Mention | None:
        """Return the name that a token is part of where it is an actor's."""
        mention = self._by_token.get(token)
        return mention if mention is not None and isinstance(mention.entry, ActorEntry) else None

    def actors_before(self, token: int) -> Iterator[ActorEntry]:
        """Yield the actors named before a token, the nearest first, but not those to whom others belong."""
        for mention in self.named_before(token):
            if isinstance(mention.entry, ActorEntry) and mention.compound != "affiliated":
                yield mention.entry

    def named_before(self, token: int) -> Iterator[Mention]:
        """Yield the names before a token, the nearest first."""
        for index in range(self.document.tokens[token].sentence, -1, -1):
            yield from (mention for mention in reversed(self._by_sentence[index]) if mention.last < token)

    @cached_property
    def armed_groups(self) -> tuple[ActorEntry, ...]:
        """Armed groups of the article, the most often named first."""
        found = [
            mention.entry
            for mentions in self._by_sentence
            for mention in mentions
            if isinstance(mention.entry, ActorEntry) and mention.entry.kind == "armed_group"
        ]
        known = {entry.id: entry for entry in found}
        return tuple(known[one] for one, _ in Counter(entry.id for entry in found).most_common())

    @cached_property
    def main_armed_group(self) -> ActorEntry | None:
        """The armed group that the article names most, if it names it more than once."""
        named = Counter(m.entry.id for found in self._by_sentence for m in found if isinstance(m.entry, ActorEntry))
        group = self.armed_groups[0] if self.armed_groups else None
        return group if group is not None and named[group.id] > 1 else None

    @property
    def country(self) -> str | None:
        """Id of the country that most of the places named in the article lie in."""
        return next(iter(self.countries), None)

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Ids of the countries that the article is about, the one that most of its places lie in first."""
        counts: Counter[str] = Counter()
        for mentions in self._by_sentence:
            for mention in mentions:
                apart = self._is_common(mention) or self._is_borne(mention) or self._is_seat(mention)
                if isinstance(mention.entry, PlaceEntry) and not apart:
                    country = self.gazetteer.country_of(mention.entry)
                    if country is not None:
                        spoken_for = mention.entry.type == "country" or mention.entry.id == country.capital
                        counts[country.id] += 1 if spoken_for else 3  # "Washington said" tells of no place there
        return tuple(one for one, _ in counts.most_common())

    @cached_property
    def home(self) -> str | None:
        """Id of the outlet's country where the article tells of it: what an outlet calls "the ministry" is at home."""
        outlet = self.gazetteer.find_outlet(self.document.article.outlet or "")
        country = outlet.country if outlet is not None else None
        return country if country in self.countries else None

    def _is_seat(self, mention: Mention) -> bool:
        """True for where somebody who speaks has his seat: "the UK-based Observatory", "a monitor based in Britain"."""
        tokens = self.document.tokens
        behind = [t.lower for t in tokens[mention.last + 1 : mention.last + 3]]
        before = [t.lower for t in tokens[max(0, mention.first - 2) : mention.first]]
        return behind[-1:] == ["based"] or behind[:1] == ["based"] or before == ["based", "in"]

    def _is_borne(self, mention: Mention) -> bool:
        """True for a place that somebody bears the name of: "spokesman Baheer Ahmadi", and "Ahmadi" further down."""
        return mention.first == mention.last and self.document.tokens[mention.first].text in self._borne

    @cached_property
    def _borne(self) -> frozenset[str]:
        tokens, first = self.document.tokens, {m.first for found in self._by_sentence for m in found}
        single = (tokens[m.first] for found in self._by_sentence for m in found if m.is_place and m.first == m.last)
        return frozenset(t.text for t in single if t.index > 1 and _is_last_name(tokens, t.index, first))

    def _is_common(self, mention: Mention) -> bool:
        """True for a name of everyday words: "the disputed territories", "the western desert"."""
        return all(self.document.tokens[index].text.islower() for index in range(mention.first, mention.last + 1))

    def _is_at_home(self, mention: Mention) -> bool:
        """False for a place's name of everyday words in an article about another country: it means other ones there."""
        entry = mention.entry
        return not isinstance(entry, PlaceEntry) or not self._is_common(mention) or entry.country == self.country

    def _settle_shared_names(self) -> None:
        """Scan again, with the article as context, the sentences that hold a name of several actors."""
        actors = [m for found in self._by_sentence for m in found if not m.is_place]
        seen = frozenset(m.entry.id for m in actors if not m.alternatives)
        countries = frozenset({self.country} if self.country else ())
        shared = {self.document.tokens[m.first].sentence for m in actors if m.alternatives}
        for sentence in (self.document.sentences[index] for index in shared):
            self._by_sentence[sentence.index] = tuple(self._scan(sentence, seen=seen, countries=countries))

    def _acronyms(self) -> tuple[dict[str, ActorEntry], dict[str, str]]:
        """Return whom acronyms mean here apart from whom they mean to everybody: those listed, and names of others."""
        acronyms = read_acronyms(self.document)
        entries: dict[str, ActorEntry] = {}
        unlisted: dict[str, str] = {}
        for acronym, (first, last) in acronyms.spelled.items():
            sentence = self.document.tokens[first].sentence
            whole = (m for m in self._by_sentence[sentence] if m.first <= first and m.last == last)
            named = next((m.entry for m in whole if not m.is_place), None)
            known = self.gazetteer.find_actor(acronym)
            if isinstance(named, ActorEntry):
                entries |= {acronym: named} if named is not known else {}
            elif known is None or not self._is_called(known, first, last):
                name = self.document.token_span(first, last).text
                words = {t.lower for t in self.document.tokens[first : last + 1]}
                unlisted |= {acronym: name} if words & words_of("body of fighters") else {}
        for acronym in acronyms.of_fighters - acronyms.spelled.keys():
            known = self.gazetteer.find_actor(acronym)
            if known is None:
                unlisted |= {acronym: acronym} if self.gazetteer.find_place(acronym) is None else {}
            elif known.kind != "armed_group" and known.country is not None and known.country not in self.countries:
                unlisted[acronym] = acronym  # no army of a country that the article does not tell of has rebels
        return entries, unlisted

    def _is_called(self, entry: ActorEntry, first: int, last: int) -> bool:
        """True where a name shares a word of its own with those of an entry."""
        own = {t.lower for t in self.document.tokens[first : last + 1] if t.text[0].isupper()}
        known = {word.lower() for name in (entry.label, *entry.aliases) for word in name.split()}
        return bool(own & known - words_of("body of fighters"))

    def _as_spelled(self, sentence: int, entries: Mapping[str, ActorEntry]) -> tuple[Mention, ...]:
        """Return the names in a sentence with its acronyms as the document explains them."""
        found = self._by_sentence[sentence]
        if not entries and not self.unlisted:
            return found
        tokens = self.document.tokens
        other = entries.keys() | self.unlisted.keys()
        kept = [m for m in found if m.first != m.last or tokens[m.first].text not in other]
        taken = {index for m in kept for index in range(m.first, m.last + 1)}
        words = [t for t in self.document.words(self.document.sentences[sentence]) if t.text in entries]
        kept.extend(Mention(t.index, t.index, entries[t.text]) for t in words if t.index not in taken)
        return tuple(sorted(kept, key=lambda one: one.first))

    def _scan(
        self, sentence: Sentence, *, seen: Collection[str] = (), countries: Collection[str] = ()
    ) -> list[Mention]:
        words = self.document.words(sentence)
        found = []
        for match in self.gazetteer.scan([token.text for token in words], seen=seen, countries=countries):
            first, last = words[match.start].index, words[match.end - 1].index
            if sentence.index == 0 and match.start == 0 and self._is_dateline(words, match.end - 1):
                continue
            if isinstance(match.entry, PlaceEntry) and self._is_inner_dateline(words, match.start, match.end - 1):
                continue
            if self._names_origin(match.entry, words[match.start : match.end + 1]):
                continue
            if self._is_part_of_place(match.entry, words, match.start):
                continue
            compound = self._compound(words, match.start, match.end - 1)
            found.append(Mention(first, last, match.entry, match.metonym, compound, match.alternatives))
        return self._without_parents(found)

    def _without_parents(self, found: list[Mention]) -> list[Mention]:
        """Take X for no actor of its own in "X's Syrian affiliate Y" and "Y, X's affiliate"."""
        made = list(found)
        for number, one in enumerate(found):
            noun = self._branch_behind(one)
            if noun is None or not isinstance(one.entry, ActorEntry):
                continue
            others = (m for m in found[max(0, number - 1) : number + _BRANCH_NAMES] if isinstance(m.entry, ActorEntry))
            if any(0 < m.first - noun <= BRANCH_REACH or 0 < one.first - m.last <= BRANCH_REACH for m in others):
                made[number] = replace(one, compound="affiliated")
        return made

    def _branch_behind(self, mention: Mention) -> int | None:
        """Return the token of the "affiliate" behind a name that owns it, adjectives and nationals between."""
        tokens = self.document.tokens
        for token in tokens[mention.last + 1 : mention.last + BRANCH_REACH + 1]:
            if token.lower in BRANCHES:
                own = (
                    token.index == mention.last + 1
                    or token_after(tokens, mention.last).lower in ("'s", "’s")
                    or tokens[mention.last].lower.endswith("s")
                )
                return token.index if own and token.sentence == tokens[mention.last].sentence else None
            if not (token.tag.startswith(("JJ", "NNP", "POS")) or token.lower in ("'s", "’s")):
                return None
        return None

    def _is_inner_dateline(self, words: list[Token], first: int, last: int) -> bool:
        """True for the "MOSCOW" of "MOSCOW (Agency) The army said" wherever a copied page has it."""
        capitals = self.document.text[words[first].start : words[last].end]
        bracketed = last + 3 < len(words) and words[last + 1].text == "(" and words[last + 3].text == ")"
        shouting = words[last + 2].text.isupper() and all(w.text.isupper() for w in words[-1:]) if bracketed else False
        return bracketed and not shouting and capitals.isupper() and len(capitals) > _ACRONYM

    def _names_origin(self, entry: ActorEntry | PlaceEntry, words: list[Token]) -> bool:
        """True for a last name that stands before another's title: "the al-Baghdadi Sheikh ..."."""
        person = isinstance(entry, ActorEntry) and entry.kind == "person"
        return person and len(words) > 1 and words[-1].text in _HONORIFICS

    def _is_part_of_place(self, entry: ActorEntry | PlaceEntry, words: list[Token], first: int) -> bool:
        """True for the person's name in that of a place: "Dahiyet al-Assad"."""
        person = isinstance(entry, ActorEntry) and entry.kind == "person"
        while first and (words[first - 1].lower in ("al", "el") or words[first - 1].text in HYPHENS):
            first -= 1
        before = words[first - 1] if first else None
        return (
            person and before is not None and before.text[:1].isupper() and before.lower in words_of("begins a place")
        )

    def _is_dateline(self, words: list[Token], last: int) -> bool:
        """True for the "BEIRUT" of "BEIRUT At least 15 people were killed", whose dash was lost."""
        capitals = self.document.text[words[0].start : words[last].end]
        after = self.document.text[words[last].end : words[last].end + 2].strip() if last + 1 < len(words) else ""
        return capitals.isupper() and len(capitals) > _ACRONYM and after[:1].isupper() and not words[-1].text.isupper()

    def _compound(self, words: list[Token], first: int, last: int) -> str | None:
        if first >= 2 and words[first - 1].text in HYPHENS and words[first - 2].lower in ("anti", "non"):
            return words[first - 2].lower
        text = words[last].lower
        if last + 2 < len(words) and words[last + 1].text in HYPHENS and words[last + 2].lower in _COMPOUND:
            return words[last + 2].lower
        for ending in _ENDINGS:
            if text.endswith(ending) and len(text) > len(ending) + 1 and not text.startswith(ending):
                return ending
        return None


def _is_last_name(tokens: Sequence[Token], index: int, mentioned: Collection[int]) -> bool:
    """True for the "Ahmadi" of "spokesman Baheer Ahmadi"."""
    title, name = tokens[index - 2], tokens[index - 1]
    own = name.tag == "NNP" and name.text.istitle() and name.index not in mentioned and name.lower not in _TITLES
    return own and title.lower.rstrip(".") in _TITLES and title.sentence == name.sentence == tokens[index].sentence
