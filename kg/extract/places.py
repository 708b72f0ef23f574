"""Finds where things happen: the places named in a sentence, known to the gazetteer or not.

1. A name of the gazetteer is a place here when it stands where places stand: behind a locative preposition,
   before the noun of an event or of a place, or as what is taken, hit or lost. Countries that act, nationals,
   and names within compounds ("Daesh-held") are none.
2. A name takes in the words that belong to it: "northern Iraq", "Anbar province", "Qayyarah military base".
3. Capitalised words that the gazetteer does not know are a place beside a place noun ("village of X", "X Mountain")
   or behind a locative preposition; villages are looked up near the other places of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from kg.extract.cues import data_rows
from kg.extract.document import Document, Sentence, Token
from kg.extract.mentions import Mention, Mentions
from kg.extract.triggers import Hit
from kg.extract.wording import noun_forms, words_of
from kg.gazetteer import Gazetteer, PlaceEntry
from kg.record import Place, Precision

PlaceNoun = Literal["exact", "neighbourhood", "town", "district", "province"]

_LOCATIVE = frozenset(
    "in at near on around outside inside within from to toward towards into across over through throughout along "
    "between beyond against off targeting surrounding overlooking via outside upon".split()
)
_DIRECTION = re.compile(
    r"(?:north|south|east|west|central|upper|lower|greater|old|rural|nort\w*|sout\w*)(?:-?(?:east|west))?(?:ern|ernmost)?$"
)
_PRECISION: dict[str, Precision] = {
    "exact": "exact",
    "neighbourhood": "exact",
    "town": "town",
    "district": "district",
    "province": "province",
}
_RANK = {"exact": 0, "neighbourhood": 1, "town": 3, "district": 4, "province": 5}
_TYPE_RANK = {
    "base": 0, "border_crossing": 0, "building": 0, "camp": 0, "site": 0, "neighbourhood": 1, "mountain": 1,
    "village": 2, "town": 3, "city": 3, "area": 4, "district": 4, "river": 5, "water": 5, "province": 5,
    "region": 6, "country": 7,
}  # fmt: skip
_CITY, _TOWN, _VILLAGE = frozenset({"city"}), frozenset({"town", "city"}), frozenset({"village"})
_QUARTER, _PROVINCE = frozenset({"neighbourhood"}), frozenset({"province"})
_MEANT: dict[str, tuple[frozenset[str], ...]] = {
    "camp": (frozenset({"camp"}),),
    "city": (_CITY, _TOWN),
    "citys": (_CITY, _TOWN),
    "governorate": (_PROVINCE,),
    "mountain": (frozenset({"mountain"}),),
    "neighborhood": (_QUARTER,),
    "neighbourhood": (_QUARTER,),
    "province": (_PROVINCE,),
    "town": (frozenset({"town"}), _TOWN, _VILLAGE),
    "village": (_VILLAGE, frozenset({"town"})),
}
_ARTICLES = frozenset("al el ash as ad ar an at az el".split())
_HYPHENS = frozenset("-‐‑–")
_KEPT_APART = frozenset({"exact", "neighbourhood"})
_NEAR_DEGREES = 0.6


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named at tokens `first` to `last` (inclusive).

    `rank` orders from specific (0) to broad (7). `within` holds the ids of the place and of what contains it, as
    far as known. `kind` is the gazetteer's type, or the place noun's for a place it lacks. `offset` marks a place that only helps to find another ("43 km west of X").
    """

    first: int
    last: int
    place: Place
    rank: int
    within: frozenset[str]
    known: bool
    kind: str = ""
    offset: bool = False


class PlaceFinder:
    """Finds the places of one document."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.gazetteer: Gazetteer = mentions.gazetteer
        self._near: list[str] = self._named_in_article()
        self._named: dict[str, PlaceMention] = {}
        self._history: list[PlaceMention] = []

    def of(self, sentence: Sentence, hits: list[Hit], taken: frozenset[int]) -> tuple[PlaceMention, ...]:
        """Return the places of a sentence, left to right; `taken` are tokens of dates, which are no names."""
        events = frozenset(hit.head for hit in hits)
        found: list[PlaceMention] = []
        for mention in self.mentions.of(sentence):
            if mention.is_place and mention.compound is None and self._is_location(mention, events, found):
                found.extend(self._known(mention))
        covered = {index for one in found for index in range(one.first, one.last + 1)} | taken
        found.extend(self._unknown(sentence, covered, events))
        found.extend(self._meant(sentence, {index for one in found for index in range(one.first, one.last + 1)}))
        found.sort(key=lambda one: one.first)
        self._history.extend(found)
        return tuple(found)

    def _named_in_article(self) -> list[str]:
        """Return the ids of the places below countries that the article names anywhere."""
        found = []
        for sentence in self.document.sentences:
            for mention in self.mentions.of(sentence):
                if (
                    isinstance(mention.entry, PlaceEntry)
                    and mention.entry.type != "country"
                    and not mention.alternatives
                ):
                    found.append(mention.entry.id)
        return list(dict.fromkeys(found))

    def named(self, mention: Mention) -> tuple[PlaceMention, ...]:
        """Return the place of a name that stands alone, as in a heading."""
        return tuple(self._known(mention)) if mention.is_place else ()

    # -- names of the gazetteer -----------------------------------------------------------------------------------

    def _is_elsewhere(self, entry: PlaceEntry) -> bool:
        """True for "Zahraa (Aleppo)" in an article that does not name Aleppo: a place of that name, but another."""
        told_apart = re.search(r"\(([^()]+)\)$", entry.label)
        if told_apart is None:
            return False
        named = {
            one.id
            for place in map(self.gazetteer.place, self._near)
            if place is not None
            for one in (place, *self.gazetteer.within(place))
        }
        wider = self.gazetteer.find_place(told_apart.group(1))
        return wider is not None and wider.id not in named - {
            entry.id,
            *(one.id for one in self.gazetteer.within(entry)),
        }

    def _is_location(self, mention: Mention, events: frozenset[int], found: list[PlaceMention]) -> bool:
        head = self._outer(mention)
        token = self.tokens[head]
        if mention.first and self.tokens[mention.first - 1].lower == "near":
            return True
        if self._is_swallowed(mention):
            return False
        governor = self.tokens[token.head]
        if token.dep == "pobj":
            return self._is_locative(governor)
        if (
            token.dep in ("compound", "nmod", "amod", "poss", "nummod", "npadvmod", "dep", "appos")
            and governor.index != head
        ):
            if governor.index in events or governor.lower in place_nouns() or self._is_place_token(governor.index):
                return token.dep != "poss" or governor.index not in events or True
            if self._follows(mention, found):
                return True
        if token.dep in ("dobj", "nsubjpass") and governor.index in events:
            return True
        if token.dep in ("conj", "appos") and any(one.first <= token.head <= one.last for one in found):
            return True
        before = self._before(mention.first)
        if before is not None and before.lower in _LOCATIVE and (before.tag == "IN" or before.lower == "near"):
            return token.dep not in ("poss", "amod", "compound", "nmod") or token.right > mention.last
        return (token.dep == "nsubj" and governor.lower in ("fell", "falls")) or self._follows(mention, found)

    def _is_swallowed(self, mention: Mention) -> bool:
        """True for a name of another country's place that begins a longer, unknown name ("Bani Zaid")."""
        entry = mention.entry
        if mention.last + 1 >= len(self.tokens) or not isinstance(entry, PlaceEntry):
            return False
        after = self.tokens[mention.last + 1]
        foreign = entry.type != "country" and (entry.country or "") != (self.mentions.country or "")
        return (
            foreign
            and after.tag == "NNP"
            and self.mentions.at(after.index) is None
            and after.sentence == self.tokens[mention.last].sentence
        )

    def _outer(self, mention: Mention) -> int:
        inside = range(mention.first, mention.last + 1)
        return next(
            (i for i in reversed(inside) if self.tokens[i].head not in inside or self.tokens[i].head == i), mention.last
        )

    def _is_place_token(self, index: int) -> bool:
        mention = self.mentions.at(index)
        return mention is not None and mention.is_place

    def _follows(self, mention: Mention, found: list[PlaceMention]) -> bool:
        """True right behind another place, with or without a comma: "Qaim, Anbar province"."""
        if not found or found[-1].last >= mention.first:
            return False
        between = [self.tokens[i].lower for i in range(found[-1].last + 1, mention.first)]
        return between in (
            [],
            [","],
            [",", "the"],
            [",", "in"],
            ["("],
            ["and"],
            [",", "and"],
        )

    def _before(self, first: int) -> Token | None:
        """Return the word before a name, beyond articles, directions and place nouns."""
        sentence = self.tokens[first].sentence
        index = first - 1
        while index >= 0 and self.tokens[index].sentence == sentence:
            token = self.tokens[index]
            if token.lower in ("down", "town", "downtown", "mainly", "predominantly") or token.tag == "JJ":
                index -= 1
                continue
            if token.lower not in ("the", "a", "its") and not _DIRECTION.match(token.lower):
                return token
            index -= 1
        return None

    def _is_locative(self, preposition: Token) -> bool:
        word = preposition.lower
        if word != "of":
            return word in _LOCATIVE
        noun = self.tokens[preposition.head].lower
        if noun in words_of("of place") | words_of("taking") or noun in place_nouns() or _DIRECTION.match(noun):
            return True
        return any(at.lower in words_of("taking") for at in self.document.ancestors(preposition.index))

    def _known(self, mention: Mention) -> Iterator[PlaceMention]:
        entry = self._likeliest(mention)
        first, last = self._with_direction(self._with_article(mention.first)), mention.last
        noun_at = self._type_noun(last)
        if noun_at is not None:
            kind = place_nouns()[self.tokens[noun_at].lower]
            if kind in _KEPT_APART or "mountain" in self.tokens[noun_at].lower:
                narrower = self._beside(mention.first, noun_at, entry, kind)
                if narrower is not None:
                    yield narrower
                    if narrower.place.id == entry.id:
                        return
                    noun_at = None
            last = noun_at if noun_at is not None else last
        yield self._mention(first, last, entry)
        self._near.append(entry.id)

    def _likeliest(self, mention: Mention) -> PlaceEntry:
        """Return the place of a name; of several, the one near what else the article names."""
        entry = mention.entry
        assert isinstance(entry, PlaceEntry)
        if not any(isinstance(one, PlaceEntry) for one in mention.alternatives) or not self._near:
            return entry
        return (
            self.gazetteer.find_place(self.document.token_span(mention.first, mention.last).text, near=self._near)
            or entry
        )

    def _with_article(self, first: int) -> int:
        """Take in an Arabic article that stands apart ("al", "-", "Mayadin")."""
        hyphened = (
            first >= 2
            and self.tokens[first - 1].text in _HYPHENS
            and self.tokens[first - 1].end == self.tokens[first].start
        )
        return first - 2 if hyphened and self.tokens[first - 2].lower in _ARTICLES else first

    def _beside(self, first: int, last: int, entry: PlaceEntry, kind: PlaceNoun) -> PlaceMention | None:
        """Return the place that a known name and a place noun name together: "Qayyarah military base"."""
        span = self.document.token_span(first, last)
        known = self.gazetteer.find_place(span.text, near=self._near)
        if known is not None and (known.id == entry.id or _TYPE_RANK[known.type] <= 1):
            return self._mention(first, last, known)
        if self.tokens[last].lower in ("front", "frontline", "part", "side"):
            return None
        within = frozenset({entry.id, *(one.id for one in self.gazetteer.within(entry))})
        place = Place(id=_slug(span.text), name=span.text, precision=_PRECISION[kind], text=span.text, mention=span)
        return PlaceMention(first, last, place, 0, within | {place.id}, known=False)

    def _mention(self, first: int, last: int, entry: PlaceEntry) -> PlaceMention:
        span = self.document.token_span(first, last)
        if self._is_elsewhere(entry):
            place = Place(id=_slug(span.text), name=span.text, precision=entry.precision, text=span.text, mention=span)
            return PlaceMention(
                first, last, place, _TYPE_RANK[entry.type], frozenset({place.id}), known=False, kind=entry.type
            )
        within = frozenset({entry.id, *(one.id for one in self.gazetteer.within(entry))})
        return PlaceMention(
            first,
            last,
            entry.reference(mention=span),
            _TYPE_RANK[entry.type],
            within,
            known=True,
            kind=entry.type,
            offset=self._is_offset(first),
        )

    def _with_direction(self, first: int) -> int:
        """Take in "northern", "western part of"."""
        at = first - 1
        if at >= 1 and self.tokens[at].lower == "of" and self.tokens[at - 1].lower in ("part", "parts"):
            at -= 2
        if (
            at >= 0
            and self.tokens[at].sentence == self.tokens[first].sentence
            and _DIRECTION.match(self.tokens[at].lower)
        ):
            return at if self.tokens[at].tag.startswith(("JJ", "NN")) else first
        return first

    def _type_noun(self, last: int) -> int | None:
        """Return the place noun behind a name ("province", "military base")."""
        for index in range(last + 1, min(last + 4, len(self.tokens))):
            token = self.tokens[index]
            if token.sentence != self.tokens[last].sentence:
                return None
            if token.lower in place_nouns():
                return index if naming_nouns() & {token.lower} else None
            if token.lower not in (
                "military",
                "air",
                "border",
                "oil",
                "gas",
                "'s",
                "refugee",
                "international",
                "civilian",
            ):
                return None
        return None

    def _is_offset(self, first: int) -> bool:
        words = [self.tokens[i].lower for i in range(max(0, first - 8), first)]
        distance = {
            "kilometers",
            "kilometres",
            "km",
            "kms",
            "miles",
            "mile",
            "kilometer",
            "kilometre",
            "meters",
            "metres",
        }
        return bool(distance & set(words)) and bool({"of", "from"} & set(words[-5:]))

    # -- places meant by a common noun ----------------------------------------------------------------------------

    def _meant(self, sentence: Sentence, covered: set[int]) -> Iterator[PlaceMention]:
        """Yield the places that "the city", "the village" point back to."""
        for index in range(sentence.first + 1, sentence.last + 1):
            token = self.tokens[index]
            kinds = _MEANT.get(token.lower)
            determiners = {self.tokens[c].lower for c in token.children if c < index}
            if kinds is None or index in covered or not determiners & {"the", "that"}:
                continue
            named = any(at in covered for at in range(token.left, token.right + 1))
            following = self.tokens[index + 1].lower if index < sentence.last else ""
            if named or following == "of" or (token.dep == "compound" and token.head > index):
                continue
            before = self._last_of(kinds)
            if before is not None:
                yield replace(before, first=index - 1, last=index)

    def _last_of(self, kinds: tuple[frozenset[str], ...]) -> PlaceMention | None:
        """Return the place named last that is of the first of the kinds, else of the next."""
        for some in kinds:
            for one in reversed(self._history):
                if one.kind in some and not one.offset:
                    return one
        return None

    # -- other names ----------------------------------------------------------------------------------------------

    def _unknown(self, sentence: Sentence, covered: set[int], events: frozenset[int]) -> Iterator[PlaceMention]:
        index = sentence.first
        while index <= sentence.last:
            run = self._name_run(index, sentence, covered)
            if run is None:
                index += 1
                continue
            kind = self._placed_by(run, sentence)
            if kind is not None:
                yield self._named_place(run, kind)
            index = run[1] + 1

    def _name_run(self, first: int, sentence: Sentence, covered: set[int]) -> tuple[int, int] | None:
        """Return a row of capitalised words that no date, actor or known place covers."""
        if not self._is_name(first, covered):
            return None
        last = first
        while last < sentence.last:
            following = self.tokens[last + 1]
            joined = following.text in _HYPHENS and following.start == self.tokens[last].end
            after = self.tokens[last + 2] if last + 2 <= sentence.last else None
            if joined and after is not None and after.index not in covered and after.text[0].isupper():
                last += 2
            elif self._is_name(last + 1, covered) or (
                following.lower in ("al", "el") and following.tag.startswith("NN")
            ):
                last += 1
            else:
                break
        return first, last

    def _is_name(self, index: int, covered: set[int]) -> bool:
        token = self.tokens[index]
        mention = self.mentions.at(index)
        if index in covered or token.lower in words_of("no place name"):
            return False
        if mention is not None and not (mention.is_place and self._is_swallowed(mention)):
            return False
        named = token.tag in ("NNP", "NNPS") or (token.lower in ("al", "el", "ash", "as") and token.text[0].islower())
        return (
            named and any(c.isalpha() for c in token.text) and (token.text[0].isupper() or token.lower in ("al", "el"))
        )

    def _placed_by(self, run: tuple[int, int], sentence: Sentence) -> PlaceNoun | None:
        """Return what kind of place a name is by the words beside it, or None when nothing says it is one."""
        first, last = run
        after = self.tokens[last + 1] if last < sentence.last else None
        inside = self.tokens[last].lower
        if inside in naming_nouns() and last > first:
            return place_nouns()[inside]
        noun_at = self._type_noun(last)
        if noun_at is not None and noun_at <= sentence.last:
            return place_nouns()[self.tokens[noun_at].lower]
        before = [self.tokens[i].lower for i in range(max(sentence.first, first - 3), first)]
        if len(before) >= 2 and before[-1] == "of" and before[-2] in naming_nouns():
            return place_nouns()[before[-2]]
        if before and before[-1] in naming_nouns() and place_nouns()[before[-1]] in ("town", "neighbourhood"):
            return place_nouns()[before[-1]]
        if (
            before
            and before[-1] in ("in", "near", "outside", "around")
            and (after is None or not after.tag.startswith("NN"))
        ):
            return "town" if self.tokens[last].dep == "pobj" and last - first <= 2 else None
        if before and before[-1] == "and" and first >= 2 and self._coordinated(first):
            return "town"
        return None

    def _coordinated(self, first: int) -> bool:
        known = self._named.get(self.tokens[first - 2].lower)
        return known is not None and self.tokens[first].dep == "conj"

    def _named_place(self, run: tuple[int, int], kind: PlaceNoun) -> PlaceMention:
        noun_at = self._type_noun(run[1])
        last = noun_at if noun_at is not None else run[1]
        span = self.document.token_span(run[0], last)
        bare = self.document.token_span(*run).text
        entry = self._village(bare, kind) or (self._village(span.text, kind) if last != run[1] else None)
        if entry is not None:
            made = self._mention(run[0], last, entry)
        else:
            place = Place(id=_slug(bare), name=span.text, precision=_PRECISION[kind], text=span.text, mention=span)
            made = PlaceMention(run[0], last, place, _RANK[kind], frozenset({place.id}), known=False, kind=kind)
        self._named[self.tokens[run[1]].lower] = made
        return replace(made, offset=self._is_offset(run[0]))

    def _village(self, name: str, kind: PlaceNoun) -> PlaceEntry | None:
        """Return a place of the second tier, where it is of that kind and lies near what the article has named."""
        found = self.gazetteer.find_place(name, near=self._near) if self._near else None
        if found is None or found.lat is None or found.lon is None:
            return None
        if kind == "neighbourhood" and found.type != "neighbourhood":
            return None
        for other in map(self.gazetteer.place, self._near):
            if other is None:
                continue
            if other.id in {one.id for one in self.gazetteer.within(found)} and other.type in ("province", "district"):
                return found
            if other.lat is None or other.lon is None or other.type in ("country", "region"):
                continue
            if abs(other.lat - found.lat) + abs(other.lon - found.lon) <= _NEAR_DEGREES:
                return found
        return None


@cache
def place_nouns() -> dict[str, PlaceNoun]:
    """Return how exact a place each place noun names, by all its forms."""
    return {form: row[1] for row in data_rows("place_nouns.tsv") for form in noun_forms(row[0])}  # type: ignore[misc]


@cache
def naming_nouns() -> frozenset[str]:
    """Return the place nouns that form a name with the words beside them."""
    return frozenset(form for row in data_rows("place_nouns.tsv") if len(row) > 2 for form in noun_forms(row[0]))


def _slug(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")
