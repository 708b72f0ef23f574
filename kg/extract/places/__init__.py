"""Finds where things happen: the places named in a sentence, known to the gazetteer or not.

1. A name of the gazetteer is a place here when it stands where places stand: behind a locative preposition,
   before the noun of an event or of a place, or as what is taken, hit or lost. Countries that act, nationals,
   and names within compounds ("Daesh-held") are none.
2. A name takes in the words that belong to it: "northern Iraq", "Anbar province", "Qayyarah military base".
3. Capitalised words that the gazetteer does not know are a place beside a place noun ("village of X", "X Mountain")
   or behind a locative preposition; villages are looked up near the other places of the article.
4. "The city", "the village" stand for the place of that kind that was named last (`pointing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import cached_property
from typing import cast

from kg.extract.document import Document, Sentence, Token, token_after
from kg.extract.grammar import Grammar
from kg.extract.mentions import HOLDING, Mention, Mentions
from kg.extract.place_nouns import PlaceNoun, naming_nouns, place_nouns
from kg.extract.places.approach import leads_to
from kg.extract.places.borders import borders
from kg.extract.places.capitals import capitals
from kg.extract.places.distances import REACH, is_around, is_offset
from kg.extract.places.locating import BARE_LOCATIVE, DIRECTION, LOCATIVE, Locating
from kg.extract.places.mention import PlaceMention
from kg.extract.places.pointing import Pointing
from kg.extract.places.rows import ARTICLES, QUARTERS, dated_names, is_in_row, is_short, noun_before_row, noun_of_row
from kg.extract.places.suffering import Suffering
from kg.extract.speakers import slug
from kg.extract.triggers import Hit, event_nouns
from kg.extract.wording import HYPHENS, words_of
from kg.gazetteer import ActorEntry, Gazetteer, PlaceEntry
from kg.record import Place, Precision

__all__ = ["PlaceFinder", "PlaceMention"]

_SIDES = frozenset({"front", "frontline", "part", "side"})
_PRECISION: dict[PlaceNoun, Precision] = {
    "exact": "exact",
    "neighbourhood": "exact",
    "town": "town",
    "district": "district",
    "province": "province",
}
_RANK: dict[PlaceNoun, int] = {"exact": 0, "neighbourhood": 1, "town": 3, "district": 4, "province": 5}
_AROUND = (4, 5)  # ranks of "Daquq district", which is more than the town of this name
_TYPE_RANK = {
    "base": 0, "border_crossing": 0, "building": 0, "camp": 0, "site": 0, "neighbourhood": 1, "mountain": 1,
    "village": 2, "town": 3, "city": 3, "area": 4, "district": 4, "river": 5, "water": 5, "province": 5,
    "region": 6, "country": 7,
}  # fmt: skip
_TOWNS = frozenset({"town", "city"})
_WHOLE_BEFORE = (3, 4)  # tokens before a place at which what it is part of stands: "the Deir Ezzor town of X"
_NEAR_CITY = 4  # tokens around a district in which a city makes it a quarter
_OWNED = HOLDING | {"administered"}
_MOUNTS = frozenset({"mount", "jabal", "jebel"})
_LAND = frozenset({"countryside", "hinterland"})
_NEAR_DEGREES = 0.6
_LONG, _FEWEST, _CAPITALISED = 4, 4, 0.9  # letters, words and their share, of what is written as a headline


class PlaceFinder:
    """Finds the places of one document; sentences are read from top to bottom."""

    def __init__(self, document: Document, mentions: Mentions, grammar: Grammar) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.grammar = grammar
        self.gazetteer: Gazetteer = mentions.gazetteer
        self._named: dict[str, PlaceMention] = {}
        self._pointing = Pointing(grammar)
        self._locating = Locating(grammar, mentions)
        self._suffering = Suffering(grammar, self.gazetteer)

    def of(self, sentence: Sentence, hits: Sequence[Hit], taken: frozenset[int]) -> tuple[PlaceMention, ...]:
        """Return the places of a sentence, left to right; `taken` are tokens of dates, which are no names."""
        events = frozenset(hit.head for hit in hits)
        found: list[PlaceMention] = []
        for mention in self.mentions.of(sentence):
            if mention.is_place and mention.compound is None and self._locating.is_location(mention, events, found):
                found.extend(self._known(mention))
            elif not mention.is_place:
                found.extend(self._namesake(mention))
        covered = {index for one in found for index in range(one.first, one.last + 1)} | taken
        found.extend(one for one in borders(self.document, sentence, self.gazetteer) if one.last not in covered)
        for first, last, entry in capitals(self.grammar, self.mentions, sentence):
            capital = self._mention(first, last, entry)
            if not covered & {first, last} and not (capital.offset and found):
                found.append(capital)  # "in Madain, south of the capital" is in Madain
        found.extend(self._unknown(sentence, covered, found))
        covered.update(index for one in found for index in range(one.first, one.last + 1))
        found.extend(self._beside_unknown(sentence, found, covered))
        covered.update(index for one in found for index in range(one.first, one.last + 1))
        found.extend(self._named_again(hits, covered))
        if found and taken:
            found.extend(self._dated(sentence, covered, taken))
        found.extend(self._pointing.meant(sentence, covered, sorted(found, key=lambda one: one.first)))
        found = self._nested(sorted(found, key=lambda one: one.first))
        self._pointing.history.extend(found)
        self._pointing.history.extend(self._spoken_of(sentence, found))
        return tuple(found)

    def _beside_unknown(
        self, sentence: Sentence, found: Sequence[PlaceMention], covered: Set[int]
    ) -> Iterator[PlaceMention]:
        """Yield the known second of "bombs on Tal Mannas and Kafr Zita", whose first no list knows."""
        for mention in self.mentions.of(sentence):
            named = mention.is_place and mention.compound is None and mention.last not in covered
            outer = self._locating.outer(mention) if named else None
            if outer is not None and outer.dep == "conj" and any(p.first <= outer.head <= p.last for p in found):
                yield from self._known(mention)

    def _named_again(self, hits: Sequence[Hit], covered: Set[int]) -> Iterator[PlaceMention]:
        """Yield the place of "the Huwaydir blast", which no list knows and the text has named before."""
        for hit in hits:
            for token in self.grammar.children(self.tokens[hit.head]):
                before = self._named.get(token.lower) if token.dep == "compound" and token.tag == "NNP" else None
                if before is not None and token.index not in covered:
                    yield replace(before, first=token.index, last=token.index, offset=False)

    def _dated(self, sentence: Sentence, covered: set[int], taken: frozenset[int]) -> Iterator[PlaceMention]:
        """Yield the second place of "retook Palmyra on March 2 and Arak on March 10"."""
        for first, last in dated_names(self.document.words(sentence), covered, taken):
            mention = self.mentions.at(first)
            if mention is None:
                yield self._named_place(first, last, "")
            elif mention.is_place and mention.last == last:
                yield from self._known(mention)

    def _spoken_of(self, sentence: Sentence, found: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
        """Yield the place that a sentence begins with and speaks of: "Khanaqin, home to three peoples, is disputed"."""
        for mention in self.mentions.of(sentence)[:1]:
            subject = self._locating.outer(mention).dep in ("nsubj", "nsubjpass") and mention.first == sentence.first
            if subject and mention.is_place and not any(one.first == mention.first for one in found):
                yield from self._known(mention)

    def _nested(self, found: Sequence[PlaceMention]) -> list[PlaceMention]:
        """Rank the second of "Kafraya in Idlib", the first of "the Idlib town of Saraqeb" above the other, though it
        has the name of a town."""
        made: list[PlaceMention] = []
        for one in found:
            if made and made[-1].kind in _TOWNS and one.rank <= made[-1].rank and self._is_part(one, made[-1]):
                made[-1] = replace(made[-1], rank=_RANK["district"])
            near = bool(made) and one.first - made[-1].last <= _NEAR_CITY
            inside = near and self.tokens[one.first - 1].lower == "in" and one.rank == made[-1].rank
            inside = inside and one.kind in _TOWNS
            made.append(replace(one, rank=_RANK["district"]) if inside else one)
        return made

    def _is_part(self, place: PlaceMention, whole: PlaceMention) -> bool:
        """True for the Saraqeb of "the Idlib town of Saraqeb"."""
        if not _WHOLE_BEFORE[0] <= place.first - whole.first <= _WHOLE_BEFORE[1]:
            return False
        noun, of = self.tokens[place.first - 2 : place.first]
        return noun.lower in place_nouns() and of.lower == "of"

    def stated(self, first: int, last: int) -> PlaceMention:
        """Return the place of an unknown name that stands where only a place can."""
        return self._named_place(first, last, "")

    def named(self, mention: Mention) -> tuple[PlaceMention, ...]:
        """Return the place of a name that stands alone, as in a heading."""
        return tuple(self._known(mention)) if mention.is_place else ()

    @cached_property
    def _near(self) -> tuple[PlaceEntry, ...]:
        """Places below countries that the article names without doubt, anywhere."""
        names = (mention for sentence in self.document.sentences for mention in self.mentions.of(sentence))
        places = (m.entry for m in names if isinstance(m.entry, PlaceEntry) and not m.alternatives)
        return tuple({place.id: place for place in places if place.type != "country"}.values())

    # -- names of the gazetteer -----------------------------------------------------------------------------------

    def _namesake(self, mention: Mention) -> Iterator[PlaceMention]:
        """Yield the place that has an outlet's or a person's name, where somebody is in it: "in Al-Mayadeen"."""
        entry = mention.entry
        before = self.tokens[mention.first - 1] if mention.first else None
        named = isinstance(entry, ActorEntry) and entry.kind in ("outlet", "person")
        if not named or before is None or before.lower not in BARE_LOCATIVE:
            return
        place = self.gazetteer.find_place(
            self.document.token_span(mention.first, mention.last).text, near=[one.id for one in self._near]
        )
        if place is not None and place.country in self.mentions.countries:
            yield self._mention(mention.first, mention.last, place)

    def _known(self, mention: Mention) -> Iterator[PlaceMention]:
        entry = self._likeliest(mention)
        first, last = self._with_direction(self._with_article(mention.first)), mention.last
        noun_at = self._locating.type_noun(last)
        if noun_at is not None and self._is_smaller(noun_at, mention, entry):
            yield self._named_place(mention.first, last, self.tokens[noun_at].lower)
            return
        complete = noun_at is not None or self.tokens[last].lower in place_nouns()  # "Saada province"
        noun_before = noun_before_row(self.tokens, mention.first) if not complete else None
        if noun_before is not None and self._is_smaller(noun_before, mention, entry):
            yield self._named_place(mention.first, last, self.tokens[noun_before].lower)
            return
        if noun_at is not None:
            narrower = self._beside(mention.first, noun_at, entry)
            if narrower is not None:
                yield narrower
                if narrower.place.id == entry.id:
                    return
            else:
                last = noun_at
        made = self._mention(first, last, entry)
        around = _RANK[place_nouns()[self.tokens[last].lower]] if last == noun_at else 0
        wider = made.rank < around and around in _AROUND and entry.type != "neighbourhood"
        yield replace(made, rank=around) if wider else made

    def _is_smaller(self, noun: int, mention: Mention, entry: PlaceEntry) -> bool:
        """True for "the Tamim district" where the gazetteer knows a province by such a name, though another first."""
        small = place_nouns()[self.tokens[noun].lower] in ("district", "town", "neighbourhood")
        name = self.document.token_span(mention.first, mention.last).text.lower()
        return small and entry.type == "province" and name not in entry.label.lower()

    def _likeliest(self, mention: Mention) -> PlaceEntry:
        """Return the place of a name; of several, the one near what else the article names."""
        entry = cast(PlaceEntry, mention.entry)
        if self._is_province(mention):
            name = self.document.token_span(mention.first, mention.last).text
            province = self.gazetteer.find_place(f"{name} province", near=[one.id for one in self._near])
            return province if province is not None and province.type == "province" else entry
        if not self._near or not any(isinstance(one, PlaceEntry) for one in mention.alternatives):
            return entry
        name = self.document.token_span(mention.first, mention.last).text
        if self._is_countryside(mention):
            name = f"{name} province"
        return self.gazetteer.find_place(name, near=[one.id for one in self._near]) or entry

    def _is_province(self, mention: Mention) -> bool:
        """True for "the northern province of Aleppo", which has a city's name."""
        before = [token.lower for token in self.tokens[max(mention.first - 2, 0) : mention.first]]
        return before in (["province", "of"], ["governorate", "of"])

    def _is_countryside(self, mention: Mention) -> bool:
        """True for "the Hama countryside", "the countryside of Hama": the land around a city, which is its province."""
        behind = token_after(self.tokens, mention.last).lower
        before = [token.lower for token in self.tokens[max(mention.first - 2, 0) : mention.first]]
        return behind in _LAND or (len(before) == 2 and before[0] in _LAND and before[1] == "of")

    def _beside(self, first: int, last: int, entry: PlaceEntry) -> PlaceMention | None:
        """Return the place that a known name and a place noun name together: "Qayyarah military base"."""
        noun = self.tokens[last].lower
        kind = place_nouns()[noun]
        if noun == "port" and token_after(self.tokens, last).lower == "of":
            return None  # "the Red Sea port of X"
        if (kind not in ("exact", "neighbourhood") and "mountain" not in noun) or noun in _SIDES:
            return None
        span = self.document.token_span(first, last)
        known = self.gazetteer.find_place(span.text, near=[one.id for one in self._near])
        if known is not None and (known.id == entry.id or _TYPE_RANK[known.type] <= 1):
            return self._mention(first, last, known)
        within = frozenset({slug(span.text), entry.id, *(one.id for one in self.gazetteer.within(entry))})
        place = Place(slug(span.text), span.text, precision=_PRECISION[kind], text=span.text, mention=span)
        return PlaceMention(first, last, place, 0, within, known=False, kind=kind)

    def _mention(self, first: int, last: int, entry: PlaceEntry) -> PlaceMention:
        span = self.document.token_span(first, last)
        rank, within = _TYPE_RANK[entry.type], {entry.id, *(one.id for one in self.gazetteer.within(entry))}
        place, known = entry.reference(mention=span), not self._is_elsewhere(entry)
        if not known:
            place = Place(slug(span.text), span.text, precision=entry.precision, text=span.text, mention=span)
            within = {place.id}
        before = [t.lower for t in self.tokens[max(0, first - REACH) : first]]
        offset, around = is_offset(before), is_around(before)
        at = (entry.lat, entry.lon) if known and entry.lat is not None and entry.lon is not None else None
        return PlaceMention(
            first,
            last,
            place,
            rank,
            frozenset(within),
            known=known,
            kind=entry.type,
            offset=offset,
            around=around,
            at=at,
        )

    def _is_elsewhere(self, entry: PlaceEntry) -> bool:
        """True for "Zahraa (Aleppo)" in an article that does not name Aleppo: a place of that name, but another."""
        told_apart = re.search(r"\(([^()]+)\)$", entry.label)
        wider = self.gazetteer.find_place(told_apart.group(1)) if told_apart is not None else None
        if wider is None:
            return False
        own = {entry.id, *(one.id for one in self.gazetteer.within(entry))}
        named = (place for place in self._near if place.id not in own)
        return all(wider.id not in (place.id, *(one.id for one in self.gazetteer.within(place))) for place in named)

    def _with_direction(self, first: int) -> int:
        """Take in "northern", "western part of"."""
        at = first - 1
        if at >= 1 and self.tokens[at].lower == "of" and self.tokens[at - 1].lower in ("part", "parts"):
            at -= 2
        if at < 0 or self.tokens[at].sentence != self.tokens[first].sentence:
            return first
        word = self.tokens[at]
        return at if DIRECTION.match(word.lower) and word.tag.startswith(("JJ", "NN")) else first

    def _with_article(self, first: int) -> int:
        """Take in an Arabic article that stands apart ("al", "-", "Mayadin")."""
        before = self.tokens[first - 1] if first >= 2 else None
        hyphened = before is not None and before.text in HYPHENS and before.end == self.tokens[first].start
        return first - 2 if hyphened and self.tokens[first - 2].lower in ARTICLES else first

    # -- other names ----------------------------------------------------------------------------------------------

    def _unknown(self, sentence: Sentence, covered: set[int], known: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
        """Yield the places of a sentence that no list knows; `known` are those that lists know."""
        past = sentence.first - 1
        there = {index for one in known for index in range(one.first, one.last + 1)}
        for token in self.document.words(sentence):
            if token.index <= past or not self._is_name(token, covered):
                continue
            first, past = token.index, self._run_end(token.index, sentence, covered)
            if any(self.tokens[at].lower in event_nouns() for at in range(first, past + 1)):
                continue  # "Killed in Barrel Bomb Attack": a headline
            noun = self._placed_by(first, past, sentence, covered)
            if noun is None and is_in_row(self.tokens, first, past, there):
                noun = ""
            if noun is None:
                continue
            if noun_before_row(self.tokens, first) is not None or not self._is_headlined(first, past, sentence):
                there.update(range(first, past + 1))
                yield self._named_place(first, past, noun)

    def _is_name(self, token: Token, covered: set[int]) -> bool:
        if not token.text[0].isupper() and token.lower not in ("al", "el"):
            return False
        if token.tag not in ("NNP", "NNPS") and token.lower not in ("al", "el") and not self._is_like_a_name(token):
            return False
        if token.index in covered or not token.text[0].isalpha():
            return False
        if token.lower in words_of("no place name") and not self._opens_a_village(token):
            return False
        mention = self.mentions.at(token.index)
        return mention is None or (mention.is_place and self._locating.is_swallowed(mention))

    def _opens_a_village(self, token: Token) -> bool:
        """True for the first word of "near Arab Hassan", "the village of Arab al-Mulk"."""
        before = [one.lower for one in self.tokens[max(0, token.index - 2) : token.index]]
        there = before[-1:] in (["near"], ["outside"]) or (before[-1:] == ["of"] and before[0] in naming_nouns())
        after = token_after(self.tokens, token.index)
        named = after.tag.startswith("NNP") and (after.text[0].isupper() or after.lower in ("al", "el"))
        return there and named and token.lower in words_of("people of a village")

    def _is_headlined(self, first: int, last: int, sentence: Sentence) -> bool:
        """True for "Army Checkpoint" of a headline whose every word is capitalised: the text has no such name."""
        words = [t.text for t in self.document.words(sentence) if t.text.isalpha() and len(t.text) >= _LONG]
        if len(words) < _FEWEST or sum(word[0].isupper() for word in words) < _CAPITALISED * len(words):
            return False
        name = self.document.token_span(first, last)
        return self.document.text.find(name.text, name.end) < 0

    def _is_like_a_name(self, token: Token) -> bool:
        """True for a name that the tagger took for an adjective ("the Ferdous neighbourhood", "the villages of X")."""
        first = self.document.sentences[token.sentence].first
        noun = token_after(self.tokens, token.index).lower
        apart = token.tag == "JJ" and token.index > first and token.text[0].isupper()
        behind = token.dep == "pobj" and self.tokens[token.index - 1].lower in LOCATIVE
        apart = apart and (behind or noun in naming_nouns() or noun_before_row(self.tokens, token.index) is not None)
        return apart and self.gazetteer.country_of_adjective(token.text) is None

    def _run_end(self, first: int, sentence: Sentence, covered: set[int]) -> int:
        """Return the last of a row of capitalised words that no date, actor or known place covers."""
        last = first
        while last < sentence.last:
            after = self.tokens[last + 1]
            if after.text in HYPHENS and after.start == self.tokens[last].end and last + 2 <= sentence.last:
                beyond = self.tokens[last + 2]
                if beyond.index in covered or not beyond.text[0].isupper():
                    return last
                last += 2
            elif self._is_name(after, covered):
                last += 1
            else:
                return last
        return last

    def _placed_by(self, first: int, last: int, sentence: Sentence, covered: set[int]) -> str | None:
        """Return the place noun by which a name is a place, "" for a mere preposition, None when it is none."""
        inside = self.tokens[last].lower
        if self.tokens[first].lower in _MOUNTS and last > first and self.tokens[first - 1].lower in LOCATIVE | {"of"}:
            return ""
        if inside in naming_nouns() and last > first:
            return inside
        noun_at = self._locating.type_noun(last)
        if noun_at is not None:
            return self.tokens[noun_at].lower
        row = noun_of_row(self.tokens[last + 1 : sentence.last + 1])
        if row is not None:
            return row
        opener = noun_before_row(self.tokens, first)
        if opener is not None and opener >= sentence.first and self.tokens[opener].lower.endswith("s"):
            return self.tokens[opener].lower  # "the villages of X, Y and Z"
        owned = self.tokens[first - 1].lower in _OWNED and self.tokens[first - 2].text in HYPHENS
        begin = first - 3 if owned and first - 3 >= sentence.first else first  # "in Indian-controlled Kashmir"
        before = [t.lower for t in self.tokens[max(sentence.first, begin - 2) : begin]]
        if len(before) == 2 and before[1] == "'s" and self.tokens[last].dep == "pobj" and self._is_place(first - 2):
            return ""  # "in Garmian's Kolajo"
        if len(before) == 2 and before[1] == "of" and before[0] in naming_nouns():
            return before[0]
        if len(before) == 2 and before[1] in ("of", "over") and before[0] in words_of("of place") | words_of("taking"):
            name = self.tokens[first : last + 1]
            return "" if name[-1].dep == "pobj" and is_short(name) and not self._suffering.is_person(name) else None
        if before and before[-1] in naming_nouns() and place_nouns()[before[-1]] in ("town", "neighbourhood"):
            return before[-1]
        after = self.tokens[last + 1].tag if last < sentence.last else ""
        if last < sentence.last and last + 1 in covered and after.startswith("NNP"):
            after = ""  # "in Millis Idlib province", whose comma was lost
        if leads_to(self.tokens, begin, sentence.first) and not after.startswith("NN"):
            hangs = self.tokens[last].dep == "pobj" or self.tokens[begin - 1].lower == "linking"
            return "" if hangs and is_short(self.tokens[first : last + 1]) else None
        beyond = [t.lower for t in self.tokens[last + 1 : last + 4]]
        if before and before[-1] in LOCATIVE and beyond[:1] == [","] and beyond[2:] == ["of"]:
            return "" if DIRECTION.match(beyond[1]) else None  # "fired at Wadihi, south of Aleppo"
        if self._suffering.is_flown_over(self.tokens[last], before) or self._suffering.is_held(
            self.tokens[last], before
        ):
            return ""
        if self._suffering.is_taken(self.tokens[last], before) or self._suffering.is_struck(self.tokens[last], before):
            return ""
        beside = self._named.get(before[0]) if len(before) == 2 and before[1] == "and" else None
        if beside is not None and self.tokens[first].dep == "conj":
            return beside.kind
        joined = before[-1:] == ["and"] and self._is_place(first - 2) and not after.startswith("NN")
        return "" if joined and self.tokens[last].dep == "conj" and is_short(self.tokens[first : last + 1]) else None

    def _is_place(self, index: int) -> bool:
        mention = self.mentions.at(index)
        return mention is not None and mention.is_place

    def _named_place(self, first: int, last: int, noun: str) -> PlaceMention:
        kind = place_nouns().get(noun, "town")
        noun_at = self._locating.type_noun(last)
        if noun in QUARTERS and self._is_of_a_city(first, last if noun_at is None else noun_at):
            kind = "neighbourhood"
        whole = self.document.token_span(first, last if noun_at is None else noun_at)
        bare = self.document.token_span(first, last).text
        entry = self._village(bare, kind) or (self._village(whole.text, kind) if noun_at is not None else None)
        end = last if noun_at is None else noun_at
        if entry is not None:
            made = self._mention(first, end, entry)
        else:
            place = Place(slug(bare), whole.text, precision=_PRECISION[kind], text=whole.text, mention=whole)
            within = frozenset({place.id})
            offset = is_offset([t.lower for t in self.tokens[max(0, first - REACH) : first]])
            singular = noun.removesuffix("s").replace("neighborhood", "neighbourhood")
            made = PlaceMention(first, end, place, _RANK[kind], within, known=False, kind=singular, offset=offset)
        self._named[self.tokens[last].lower] = made
        return made

    def _is_of_a_city(self, first: int, last: int) -> bool:
        """True for "the Marjeh district of Aleppo", "the east Aleppo district of Marjeh": a quarter, no district."""
        around = (*range(first - _NEAR_CITY, first), *range(last + 1, last + _NEAR_CITY + 1))
        sentence = self.document.sentences[self.tokens[first].sentence]
        names = (self.mentions.at(index) for index in around if sentence.first <= index <= sentence.last)
        return any(isinstance(m.entry, PlaceEntry) and m.entry.type == "city" for m in names if m is not None)

    def _village(self, name: str, kind: PlaceNoun) -> PlaceEntry | None:
        """Return a place of the second tier, where it is of that kind and lies near what the article has named."""
        found = self.gazetteer.find_place(name, near=[one.id for one in self._near]) if self._near else None
        if found is None or found.type == "province" or (kind == "neighbourhood" and found.type != "neighbourhood"):
            return None
        above = {one.id for one in self.gazetteer.within(found)}
        if any(place.id in above and place.type in ("province", "district") for place in self._near):
            return found
        return found if any(_is_close(found, place) for place in self._near) else None


def _is_close(one: PlaceEntry, other: PlaceEntry) -> bool:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None or other.type == "region":
        return False
    return abs(one.lat - other.lat) + abs(one.lon - other.lon) <= _NEAR_DEGREES
