"""Settle which place of a name is meant, and say of each name how sure it is that it means its entry, and why.

1. Where the text says what kind of place it means ("province of Idlib", "Hasakah city"), take the place of that kind.
2. Scan the article for all names that the gazetteer knows: who else is named in full, what places and bodies beside.
3. For each entry and each way in which the record's references name it, weigh the words: its own name, a name that
   others have too, a part of a person's name, a country that stands for its government, or words that only point to it.
4. Add what the article says elsewhere: the full name, the body somebody belongs to or held an office in on the day of
   publication, the country, the district, the type of place; take off for namesakes that it names as well.

What the gazetteer does not know stays an actor of its own, with its words; there is nothing to weigh.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal

from kg.gazetteer import ActorEntry, Gazetteer, PlaceEntry
from kg.gazetteer.names import key
from kg.linking.background import backgrounds
from kg.linking.kinds import apart, is_of_kind, kind_word, plain_words, with_kinds_of_places
from kg.mapping.iris import normalised_name
from kg.record import Actor, Identification, Place, Record, Span

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:['’]\w+)?|[^\w\s]")
_NEARBY = 100.0
_SHOWN = 3
_SUREST, _LEAST_SURE = 0.99, 0.05
_OWN, _HOLDS, _SHARED, _STANDS, _PART, _POINTS = 0.95, 0.85, 0.6, 0.75, 0.5, 0.45


def identified(record: Record, gazetteer: Gazetteer) -> Record:
    """Return the record with its places settled, its identifications (each entry and way of naming it once), and what
    the gazetteer knows of them.
    """
    settled = with_kinds_of_places(record, gazetteer)
    found = tuple(_Identifier(settled, gazetteer).all())
    return replace(settled, identifications=found, backgrounds=backgrounds(settled, gazetteer))


@dataclass(slots=True)
class _Weighed:
    """A score with its reasons, as they add up."""

    score: float
    reasons: list[str]

    def add(self, value: float, reason: str) -> None:
        self.score += value
        self.reasons.append(reason)


class _Identifier:
    """The names of one article and what they may mean."""

    def __init__(self, record: Record, gazetteer: Gazetteer) -> None:
        self._record = record
        self._gazetteer = gazetteer
        self._date = record.published

    def all(self) -> Iterator[Identification]:
        seen: set[tuple[str, str]] = set()
        for one in sorted(_references(self._record), key=_position):
            entry = self._entry(one)
            words = plain_words(one.mention.text) if one.mention is not None else ""
            if entry is None or (entry.id, normalised_name(words)) in seen or one.mention is None:
                continue
            seen.add((entry.id, normalised_name(words)))
            kind: Literal["actor", "place"] = "actor"
            if isinstance(entry, PlaceEntry):
                kind, weighed = "place", self._place(entry, words, one.mention)
            else:
                weighed = self._actor(entry, words, one.mention)
            score = round(min(_SUREST, max(_LEAST_SURE, weighed.score)), 2)
            yield Identification(entry.id, kind, one.mention, score, tuple(weighed.reasons))

    def _entry(self, one: Actor | Place) -> ActorEntry | PlaceEntry | None:
        if isinstance(one, Place):
            return self._gazetteer.place(one.id)
        return self._gazetteer.actor(one.id) if one.named and one.kind != "unnamed" else None

    # -- what the article names -----------------------------------------------------------------------------------

    @cached_property
    def _named(self) -> dict[str, list[Span]]:
        """Where the article names each entry by a name that no other has, by the entry's id."""
        text = self._record.text
        tokens = list(_WORD.finditer(text))
        found: dict[str, list[Span]] = defaultdict(list)
        for match in self._gazetteer.scan([one.group() for one in tokens]):
            start, end = tokens[match.start].start(), tokens[match.end - 1].end()
            for entry in (match.entry, *match.alternatives)[: None if not match.alternatives else 0]:
                found[entry.id].append(Span(start, end, text[start:end]))
            if match.alternatives and isinstance(match.entry, PlaceEntry):
                found[match.entry.id].append(Span(start, end, text[start:end]))
        return found

    @cached_property
    def _places(self) -> list[PlaceEntry]:
        """The places that the article names, countries aside."""
        found = (self._gazetteer.place(one) for one in self._named)
        return [place for place in found if place is not None and place.type != "country"]

    @cached_property
    def _country(self) -> str | None:
        """The country that most of the places of the incidents lie in."""
        places = (self._gazetteer.place(place.id) for one in self._record.incidents for place in one.places)
        countries = Counter(place.country or place.id for place in places if place is not None)
        return countries.most_common(1)[0][0] if countries else None

    def _elsewhere(self, entry: ActorEntry | PlaceEntry, mention: Span) -> Span | None:
        """Return where the article names an entry in full, other than at a mention."""
        return next((one for one in self._named.get(entry.id, ()) if not _overlap(one, mention)), None)

    # -- actors ---------------------------------------------------------------------------------------------------

    def _actor(self, entry: ActorEntry, words: str, mention: Span) -> _Weighed:
        weighed, rivals = self._words(entry, words)
        full = self._elsewhere(entry, mention)
        if weighed.score < _OWN and full is not None:
            weighed.add(0.3, f"the article names {plain_words(full.text)!r} (characters {full.start}–{full.end})")
        named = [one for one in rivals if self._elsewhere(one, mention) is not None]
        if named:
            weighed.add(-0.2, f"the article names {_list(named)}, too")
        self._add_bodies(entry, weighed)
        if rivals and entry.country and entry.country == self._country:
            others = [one for one in rivals if one.country != entry.country]
            if others:
                weighed.add(0.1, f"most places of the article lie in its country, unlike that of {_list(others)}")
        self._add_time(entry, weighed)
        return weighed

    def _words(self, entry: ActorEntry, words: str) -> tuple[_Weighed, list[ActorEntry]]:
        """Weigh what the words alone say, and return who else they could mean."""
        of_name = self._gazetteer.actor_candidates(words)
        others = [one for one in of_name if one.id != entry.id]
        if entry in of_name or self._gazetteer.find_actor(words) is entry:
            if not others:
                return _Weighed(_OWN, [f"{words!r} is its name and nobody else's"]), others
            return _Weighed(_SHARED, [f"{words!r} is its name, and a name of {_list(others)}"]), others
        if entry.kind == "person" and key(words.split()[-1]) in _name_words(entry):
            namesakes = [one for one in _people_by_name(self._gazetteer, key(words.split()[-1])) if one is not entry]
            shared = f", and of that of {_list(namesakes)}" if namesakes else ""
            return _Weighed(_PART, [f"{words!r} is part of its name{shared}"]), namesakes
        if self._stands_for(entry, words):
            return _Weighed(_STANDS, [f"{words!r} stands for the government there"]), []
        held = self._held_name(entry, words)
        if held is not None:
            return _Weighed(_HOLDS, [f"the words hold its name {held!r}"]), []
        return _Weighed(_POINTS, [f"{words!r} is no name of it, but points to it"]), []

    def _stands_for(self, entry: ActorEntry, words: str) -> bool:
        country = self._gazetteer.country_of_adjective(words)
        government = self._gazetteer.government_of(country) if country is not None else None
        return self._gazetteer.metonym(words) is entry or government is entry

    def _held_name(self, entry: ActorEntry, words: str) -> str | None:
        """Return the name of an entry that stands within longer words ("ISIS militants", "Iraq's military")."""
        tokens = _WORD.findall(words)
        for match in self._gazetteer.scan(tokens):
            if entry.id in (match.entry.id, *(one.id for one in match.alternatives)):
                return " ".join(tokens[match.start : match.end])
            if isinstance(match.entry, PlaceEntry) and entry.country == match.entry.id and entry.institution:
                return " ".join(tokens[match.start : match.end])
        nationals = (one for one in tokens if self._gazetteer.country_of_adjective(one) is not None)
        return next((one for one in nationals if entry.country == self._country_of(one)), None)

    def _country_of(self, word: str) -> str | None:
        country = self._gazetteer.country_of_adjective(word)
        return country.id if country is not None else None

    def _add_bodies(self, entry: ActorEntry, weighed: _Weighed) -> None:
        """Add what ties an actor to bodies that the article names: an office held on that day, a parent."""
        if entry.kind == "person" and self._date:
            held = self._gazetteer.tenure(entry, self._date)
            body = self._gazetteer.actor(held.organisation) if held is not None else None
            if held is not None and body is not None:
                said = body.id in self._named
                tied = ", which the article names" if said else ""
                weighed.add(0.15 if said else 0.05, f"{held.role} in {body.label} on {self._date}{tied}")
        elif weighed.score < _OWN and entry.parent in self._named:
            parent = self._gazetteer.actor(entry.parent or "")
            weighed.add(0.05, f"the article names {parent.label if parent else entry.parent}, which it belongs to")

    def _add_time(self, entry: ActorEntry, weighed: _Weighed) -> None:
        """Take off for an actor that was not there when the article was published."""
        if not self._date:
            return
        if entry.valid_to and self._date[: len(entry.valid_to)] > entry.valid_to:
            weighed.add(-0.2, f"it existed until {entry.valid_to}, the article is of {self._date}")
        elif entry.valid_from and self._date[: len(entry.valid_from)] < entry.valid_from:
            weighed.add(-0.4, f"it exists since {entry.valid_from}, the article is of {self._date}")

    # -- places ---------------------------------------------------------------------------------------------------

    def _place(self, entry: PlaceEntry, words: str, mention: Span) -> _Weighed:
        of_name = self._gazetteer.place_candidates(words)
        others = [one for one in of_name if one.id != entry.id]
        if entry not in of_name:
            weighed = _Weighed(_POINTS, [f"{words!r} is no name of it, but points to it"])
            full = self._elsewhere(entry, mention)
            if full is not None:
                weighed.add(0.3, f"the article names {plain_words(full.text)!r} (characters {full.start}–{full.end})")
            return weighed
        if not others:
            return _Weighed(_OWN, [f"{words!r} is its name and no other place's"])
        weighed = _Weighed(_SHARED, [f"{words!r} is its name, and that of {_list(others)}"])
        full = self._elsewhere(entry, mention)
        if full is not None and key(full.text) != key(words):
            weighed.add(0.15, f"the article names {plain_words(full.text)!r} (characters {full.start}–{full.end})")
        self._add_type(entry, mention, weighed)
        self._add_surroundings(entry, mention, others, weighed)
        return weighed

    def _add_type(self, entry: PlaceEntry, mention: Span, weighed: _Weighed) -> None:
        """Weigh the word that says what kind of place is meant."""
        word = kind_word(self._record.text, mention)
        if word is not None:
            weighed.add(0.3 if is_of_kind(entry, word) else -0.3, f"the article says {word!r} beside it")

    def _add_surroundings(
        self, entry: PlaceEntry, mention: Span, others: Sequence[PlaceEntry], weighed: _Weighed
    ) -> None:
        within = {one.id for one in self._gazetteer.within(entry)}
        beside = [one for one in self._places if one.id != entry.id and one not in others]
        wider = next((one for one in beside if one.id in within), None)
        if wider is not None:
            weighed.add(0.2, f"the article names {wider.label}, in which it lies")
        elif entry.country and entry.country == self._country and any(one.country != entry.country for one in others):
            weighed.add(0.15, "most places of the article lie in the same country")
        close = next((one for one in beside if one is not wider and apart(entry, one) <= _NEARBY), None)
        if close is not None:
            weighed.add(0.1, f"{close.label}, which the article names, is {apart(entry, close):.0f} km away")
        if entry.population and all(entry.population > one.population for one in others):
            weighed.add(0.05, "it is the biggest place of that name")


def _references(record: Record) -> Iterator[Actor | Place]:
    for statement in record.statements:
        yield statement.speaker
        yield from statement.joint_speakers
        if statement.affiliation is not None:
            yield statement.affiliation
    for incident in record.incidents:
        yield from (*incident.perpetrators, *incident.supporters, *incident.targets)
        yield from incident.places
    for claim in record.claims:
        yield from claim.claimants
        yield from (one for one in (claim.group, claim.agent) if one is not None)


def _position(one: Actor | Place) -> tuple[int, int, str]:
    return (one.mention.start, one.mention.end, one.id) if one.mention is not None else (-1, -1, one.id)


@cache
def _people(gazetteer: Gazetteer) -> dict[str, list[ActorEntry]]:
    """Return the people of the gazetteer by the words of their names."""
    found: dict[str, list[ActorEntry]] = defaultdict(list)
    for entry in gazetteer.actors():
        if entry.kind == "person":
            for word in _name_words(entry):
                found[word].append(entry)
    return found


def _people_by_name(gazetteer: Gazetteer, word: str) -> list[ActorEntry]:
    return _people(gazetteer).get(word, [])


def _name_words(entry: ActorEntry) -> set[str]:
    return {key(word) for word in entry.label.split() if len(word) > 2}


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _list(entries: Iterable[ActorEntry | PlaceEntry]) -> str:
    labels = list(dict.fromkeys(one.label for one in entries))
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(labels[:_SHOWN]) + more
