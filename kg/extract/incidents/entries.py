"""Reads what several incidents are listed by: headings that are days, entries, rows of places and of names.

1. What stands below a heading that is a day, "Thursday 3 November", is of that day.
2. An entry opens with its day and place, "June 6, 2017, near Mosul, Iraq.", for the sentences behind it.
3. "Retook X on May 2 and Y on May 10", "the cities of X and Y", "operations: X (2016), Y (2018)" are one each.
"""

from __future__ import annotations

from dataclasses import replace

from kg.extract.dates import DatePhrase
from kg.extract.document import Document
from kg.extract.events import Event, SentenceEvents
from kg.extract.incidents.telling import finest
from kg.extract.places import PlaceMention

_FULL_DATE, _YEAR = len("2018-10-30"), len("2018")


class Entries:
    """Reads the sentences of one document, from top to bottom."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self._entry: SentenceEvents | None = None
        self._heading: DatePhrase | None = None

    def head(self, found: SentenceEvents) -> None:
        """Note what a heading says of what stands below it."""
        self._heading = self._day_alone(found)

    def filled(self, found: SentenceEvents) -> SentenceEvents:
        """Return a sentence's events with day and place of the heading and of the entry that they stand in."""
        return self._under_heading(self._of_entry(found))

    def _of_entry(self, found: SentenceEvents) -> SentenceEvents:
        """Return a sentence's events with day and place of the entry that they stand in.

        "June 6, 2017, near Mosul, Iraq. During a strike on fighters, two civilians were killed."
        """
        entry, self._entry = self._entry, None
        first = next((one for one in found.dates if one.edtf and len(one.edtf) == _FULL_DATE), None)
        if first is not None and found.places and not found.events and self._is_verbless(found):
            self._entry = found
        if entry is None or entry.sentence.block != found.sentence.block:
            return found
        day = next(one for one in entry.dates if one.edtf and len(one.edtf) == _FULL_DATE)
        events = tuple(
            e if e.date or e.places else replace(e, date=day, places=entry.places, distinct=True) for e in found.events
        )
        return replace(found, events=events)

    def _day_alone(self, found: SentenceEvents) -> DatePhrase | None:
        """Return the day that a heading is, where it says nothing else."""
        words = [t for t in self.document.words(found.sentence) if t.text.isalnum()]
        day = next((one for one in found.dates if one.edtf and len(one.edtf) == _FULL_DATE), None)
        return day if day is not None and all(day.start <= t.start < day.end for t in words) else None

    def _under_heading(self, found: SentenceEvents) -> SentenceEvents:
        """Return a sentence's events, each with the day that heads them where it has no other."""
        day = self._heading
        if day is None or found.said_on is not None:
            return found
        events = tuple(e if e.date or e.background else replace(e, date=day) for e in found.events)
        return replace(found, events=events)

    def _is_verbless(self, found: SentenceEvents) -> bool:
        return not any(t.tag.startswith(("VB", "MD")) for t in self.document.words(found.sentence))

    def split(self, event: Event, found: SentenceEvents) -> list[Event]:
        """Return an event for each of the cities of "retook the cities of X and Y", "X on May 2 and Y on May 10"."""
        named = self._named(event, found)
        if named:
            return named
        rows = [(one, day) for one in found.places for day in found.dates if self._follows(one, day)]
        apart = len(rows) > 1 and len({day.text for _, day in rows}) == len(rows)
        if apart and len(found.events) == 1 and not self._has_verb(rows[0][0], rows[-1][0]):
            return [replace(event, places=(one,), date=day, distinct=True) for one, day in rows]
        span = event.trigger.text.lower().split()
        finest_places = finest(event.places) if event.places else ()
        several = event.type == "territory_change" and {"cities", "towns"} & set(span) and len(finest_places) > 1
        if not several:
            return [event]
        broad = tuple(one for one in event.places if one not in finest_places)
        return [replace(event, places=(one, *broad), distinct=True) for one in finest_places]

    def _named(self, event: Event, found: SentenceEvents) -> list[Event]:
        """Return an event for each of the names of "a series of operations: Dawn (2016), Dusk (2018)"."""
        text = self.document.text
        years = [one for one in found.dates if one.edtf and len(one.edtf) == _YEAR and text[one.start - 1] == "("]
        if event.type != "operation" or not event.plural or len(years) < 2:
            return []
        made = []
        for year in years:
            before = [t.index for t in self.document.words(found.sentence) if t.end < year.start - 1]
            if not before:
                continue  # "(2016) operations ..."
            first = last = before[-1]
            while self.tokens[first - 1].tag == "NNP" and first - 1 > event.head:
                first -= 1
            if self.tokens[last].tag.startswith("NNP"):
                name = self.document.token_span(first, last)
                own = replace(event, trigger=name, date=replace(year, relation="on"), needy=False, plural=False)
                made.append(replace(own, distinct=True, background=False, perfect=False, past=True))
        return made

    def _has_verb(self, first: PlaceMention, last: PlaceMention) -> bool:
        """True where something else is told between two places."""
        return any(t.tag.startswith("VB") for t in self.tokens[first.last : last.first])

    def _follows(self, place: PlaceMention, day: DatePhrase) -> bool:
        """True for a day right behind a place."""
        gap = day.start - self.tokens[place.last].end
        known = day.edtf is not None or day.shift is not None
        return known and day.relation == "on" and 0 < gap <= 1
