"""Places of one name: a city, a district and a province may share it, and the words beside it tell which is meant.

"Province of Idlib", "Hasakah city", "Idlib and Hama provinces": where the text says what kind of place it means, the
place of that kind and name in the same region is put for the one that was taken.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.gazetteer import Gazetteer, PlaceEntry
from kg.linking.scoring import kilometres
from kg.record import Incident, Place, Record, Span

_KINDS = {
    "province": ("province", "governorate"),
    "district": ("district",),
    "settlement": ("city", "town", "village"),
}
_PLURALS = {"city": "cities"}
_SINGULAR = {
    form: word for words in _KINDS.values() for word in words for form in (word, _PLURALS.get(word, f"{word}s"))
}
_KIND_OF_WORD = {form: kind for kind, words in _KINDS.items() for form, word in _SINGULAR.items() if word in words}
_KIND_OF_TYPE = {
    "province": "province",
    "district": "district",
    "city": "settlement",
    "town": "settlement",
    "village": "settlement",
}
_WORDS = "|".join(sorted(_SINGULAR, key=len, reverse=True))
_SEVERAL = "|".join(sorted(set(_SINGULAR) - set(_SINGULAR.values())))
_BEFORE = re.compile(rf"\b({_WORDS})(?: of)? $", re.IGNORECASE)
_AFTER = re.compile(rf"^(?:['’]?s)? ({_WORDS})\b", re.IGNORECASE)
_AFTER_ALL = re.compile(rf"^(?:,?(?: and)? [^\W\d_a-z][\w’'-]*){{1,6}} ({_SEVERAL})\b")
_AROUND = 80
_SAME_REGION = 250.0
_FAR = 1e6


def with_kinds_of_places(record: Record, gazetteer: Gazetteer) -> Record:
    """Return the record with the places of the kinds that the text says, where others of those names were taken."""
    incidents = tuple(_settled(one, record.text, gazetteer) for one in record.incidents)
    return record if incidents == record.incidents else replace(record, incidents=incidents)


def kind_word(text: str, mention: Span) -> str | None:
    """Return the word in a mention or right beside it that says what kind of place it is."""
    within = (word for word in mention.text.casefold().split()[1:] if word in _SINGULAR)
    before = re.sub(r"\s", " ", text[max(0, mention.start - _AROUND) : mention.start])
    after = re.sub(r"\s", " ", text[mention.end : mention.end + _AROUND])
    beside = (_AFTER.match(after), _BEFORE.search(before), _AFTER_ALL.match(after))
    return next(within, None) or next((match[1].casefold() for match in beside if match is not None), None)


def is_of_kind(entry: PlaceEntry, word: str) -> bool:
    """Say whether a place is of the kind that such a word names."""
    return _KIND_OF_TYPE.get(entry.type) == _KIND_OF_WORD[word]


def plain_words(text: str) -> str:
    """Return words without line breaks and without the possessive at their end."""
    return re.sub(r"['’]s?$", "", " ".join(text.split()))


def apart(one: PlaceEntry, other: PlaceEntry) -> float:
    """Return the kilometres between two places, a great number where either has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return _FAR
    return kilometres(one.lat, one.lon, other.lat, other.lon)


def _settled(incident: Incident, text: str, gazetteer: Gazetteer) -> Incident:
    places = tuple(_of_kind(one, text, gazetteer) for one in incident.places)
    return incident if places == incident.places else replace(incident, places=places)


def _of_kind(place: Place, text: str, gazetteer: Gazetteer) -> Place:
    """Return the place of the kind that the text says, or the place itself."""
    entry = gazetteer.place(place.id)
    word = kind_word(text, place.mention) if place.mention is not None else None
    if entry is None or word is None or entry.type not in _KIND_OF_TYPE or is_of_kind(entry, word):
        return place
    name = " ".join(one for one in plain_words(place.text or place.name).split() if one.casefold() not in _SINGULAR)
    namesakes = gazetteer.place_candidates(name, near=[entry.id])
    if entry not in namesakes:
        return place
    of_kind = gazetteer.place_candidates(f"{name} {_SINGULAR[word]}", near=[entry.id])
    meant = [one for one in (*namesakes, *of_kind) if is_of_kind(one, word) and one.country == entry.country]
    near = next((one for one in meant if apart(one, entry) <= _SAME_REGION), None)
    return near.reference(place.text, place.mention) if near is not None else place
