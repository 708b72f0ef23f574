"""Reads for whom somebody speaks from the words around a name or a noun."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from kg.extract.document import Token
from kg.extract.speakers.phrase import Phrase
from kg.extract.speakers.words import HYPHENS, slug, source_type, title_of
from kg.gazetteer import Gazetteer, PlaceEntry, Tenure
from kg.record import Actor

_FORMER = re.compile(r"^(?:former|ex-?|new|acting|deputy|caretaker)\s+", re.IGNORECASE)
_LEADS_TO_BODY = frozenset({"of", "for", "at", "with", "from", "commands", "heads", "leads"})
_INSTITUTIONS = frozenset("hospital clinic school university camp prison museum bank church".split())
_PRIVATE = frozenset({"witness", "medical", "activist", "media", "group"})  # types of sources
_SENT = frozenset({"ambassador", "envoy", "representative", "coordinator", "rapporteur"})
_SEATED = frozenset("embassy embassies consulate consulates mission delegation".split())
_WITHIN = frozenset({"in", "near", "inside", "outside", "around", "during"})
_GOVERNING = frozenset(
    "official officials authority authorities government minister ministers ministry police army".split()
)
"""Who speaks for the government of where they are; a spokesman, a commander or an expert is only there."""
_INSIDE_NAME = frozenset({"of", "for", "and", "the", "-", "–"})


def find_affiliation(part: Sequence[Token], phrase: Phrase, gazetteer: Gazetteer, on: str | None) -> Actor | None:
    """Return the body that words of a phrase name: known, held as an office, meant by a country, or new."""
    if not part:
        return None
    inside = [
        m
        for m in phrase.matches
        if part[0].index <= phrase.words[m.start + (phrase.words[m.start].tag == "DT")].index
        and phrase.words[m.end - 1].index <= part[-1].index
        and not _is_sent_to(phrase, m.start)
    ]
    known = next((m.entry for m in phrase.actor_matches() if m in inside), None)
    if known is not None and not isinstance(known, PlaceEntry):
        return known.reference()
    office = gazetteer.find_office(_FORMER.sub("", phrase.text(part)), on=on)
    if office is not None:
        return office.organisation.reference()
    if source_type(_noun_of(part)) in _PRIVATE:
        return named_body(part, phrase)  # "Syrian activists", "a Turkish doctor": of no government
    for match in inside:
        if isinstance(match.entry, PlaceEntry) and not (
            _is_base(phrase, match.end) or _only_locates(phrase, match.start)
        ):
            government = match.metonym or gazetteer.government_of(match.entry)
            if government is not None:
                return government.reference()
    named = {word.index for match in phrase.matches for word in phrase.words[match.start : match.end]}
    return named_body(part, phrase) or _of_nationals(part, gazetteer, named)


def _is_sent_to(phrase: Phrase, at: int) -> bool:
    """True for where somebody is sent: "ambassador to the UN", "envoy for Afghanistan", "consulate in Erbil"."""
    end = _preposition_before(phrase, at)
    if end < 1 or phrase.words[end].lower not in ("to", "for", "in"):
        return False
    if phrase.words[end].lower == "for":  # "Special Representative of the Secretary-General for Iraq"
        return any(word.lower in _SENT for word in phrase.words[:end])
    return phrase.words[end - 1].lower in _SENT | _SEATED


def _only_locates(phrase: Phrase, at: int) -> bool:
    """True for where somebody is who does not speak for it: "a rights activist in Baghdad", "the mission in X"."""
    end = _preposition_before(phrase, at)
    if end < 1 or phrase.words[end].lower not in _WITHIN:
        return False
    return not any(word.lower in _GOVERNING for word in phrase.words[:end])


def _preposition_before(phrase: Phrase, at: int) -> int:
    """Return where the preposition stands that a place hangs on, also behind another one: "in Tripoli, Libya"."""
    smaller = next((m for m in phrase.matches if m.end == at - 1 and isinstance(m.entry, PlaceEntry)), None)
    if smaller is not None and phrase.words[at - 1].text == ",":
        at = smaller.start
    while at > 0 and phrase.words[at - 1].tag in ("DT", "JJ"):
        at -= 1
    return at - 1


def _noun_of(part: Sequence[Token]) -> str:
    """Return the noun of a role, in lower case: "the Pentagon's press secretary", "a doctor at the hospital"."""
    end = next((n for n, token in enumerate(part) if n and (token.tag == "IN" or token.text == ",")), len(part))
    return next((token.lower for token in reversed(part[:end]) if token.tag in ("NN", "NNS")), "")


def _is_base(phrase: Phrase, end: int) -> bool:
    """True for the place of "the London-based monitor"."""
    after = [word.lower for word in phrase.words[end : end + 2]]
    return len(after) == 2 and after[0] in HYPHENS and after[1] == "based"


def named_body(part: Sequence[Token], phrase: Phrase, *links: str) -> Actor | None:
    """Return a capitalised name behind "of", "for" and the like, or further links, that the gazetteer does not know."""
    for place, token in enumerate(part):
        if token.lower not in _LEADS_TO_BODY and token.lower not in links:
            continue
        if place and part[place - 1].lower in ("ministry", "department"):
            return None  # "a Ministry of Defence spokesman": of which country nobody says
        name: list[Token] = []
        behind = part[place + 1 :]
        for at, one in enumerate(behind):
            if one.text[:1].isupper() or (one.lower in _INSIDE_NAME and name) or _numbers(behind[at : at + 2]):
                name.append(one)
            elif one.lower != "the" or name:
                break
        while name and not name[-1].text[:1].isupper():
            name.pop()
        if name and (kind := part[part.index(name[-1]) + 1 :][:1]) and kind[0].lower in _INSTITUTIONS:
            name += kind  # "head of Shahid Aso hospital"
        places = (m for m in phrase.matches if isinstance(m.entry, PlaceEntry))
        if name and any(phrase.words[m.start] is name[0] for m in places):
            continue  # "at Aleppo's hospital"
        if name and name[0].text == "State" and part[place - 1].lower == "minister":
            return None  # "Minister of State for Foreign Affairs"
        if name and len(name[0].text) > 1 and title_of(name[0]) is None:  # "the office of President Hollande"
            text = phrase.text(name)
            return Actor(id=slug(text), name=text, kind="organisation")
    return None


def _numbers(words: Sequence[Token]) -> bool:
    """True for the number that opens a name: "the 14th Infantry Brigade"."""
    return len(words) == 2 and words[0].text[:1].isdigit() and words[1].text[:1].isupper()


def tenure_of(actor: Actor, gazetteer: Gazetteer, on: str | None) -> Tenure | None:
    """Return the role a known person held on the day of publication."""
    entry = gazetteer.actor(actor.id)
    return gazetteer.tenure(entry, on) if entry is not None and entry.kind == "person" and on else None


def _of_nationals(part: Sequence[Token], gazetteer: Gazetteer, named: Set[int]) -> Actor | None:
    """Return the government of an adjective ("Syrian"), not of a place that only tells where somebody is."""
    for place, token in enumerate(part):
        if token.index in named:
            continue
        if token.lower in ("to", "for") and place and part[place - 1].lower in _SENT:
            return None
        country = gazetteer.country_of_adjective(token.text)
        if country is not None:
            government = gazetteer.government_of(country)
            return government.reference() if government is not None else None
    return None
