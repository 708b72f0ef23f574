"""Tells of an event what its sentence as a whole says: victims, a sum, a new beginning, news or what was before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kg.extract.casualties.counted import tells_of_more
from kg.extract.dates import DatePhrase, bounds, days_told
from kg.extract.dates.edtf import from_on
from kg.extract.document import Document, Token
from kg.extract.events.event import Event
from kg.extract.events.factuality import Factuality
from kg.extract.events.known import Known
from kg.extract.grammar import Grammar
from kg.extract.parties import PartyFinder
from kg.extract.wording import words_of

_APART = frozenset({"another", "separate", "similar", "other", "second"})
_HAPPENINGS = frozenset({"incident", "development", "case", "event", "context"})
_PERFECT = frozenset({"has", "have", "'ve", "having"})
_PERIODS = frozenset("minutes hour hours day days week weeks".split())
_OF_PERSONS = frozenset({"abduction", "arrest", "execution", "other", "assassination"})
_LONG_AGO = 60  # days before the article


class Framing:
    """Reads the sentences of one document, published on a day where that is known."""

    def __init__(self, grammar: Grammar, parties: PartyFinder, factuality: Factuality, published: date | None) -> None:
        self.grammar = grammar
        self.document: Document = grammar.document
        self.tokens = grammar.tokens
        self.parties = parties
        self.factuality = factuality
        self.known = Known(grammar)
        self.published = published

    def framed(self, event: Event, words: Sequence[Token]) -> Event:
        """Return an event with what its sentence as a whole says of it: victims, a new beginning, "also"."""
        predicate = self.tokens[event.predicate]
        summed = event.type != "territory_change" and self.factuality.is_total(predicate)
        total = summed or (event.kills and self.factuality.is_of_war(predicate)) or self._is_of_this_year(event)
        adverbs = {c.lower for c in self.grammar.children(predicate) if c.dep == "advmod"}
        if predicate.dep == "advcl":  # "meanwhile two were killed when mortar fire struck X"
            above = self.grammar.children(self.grammar.head(predicate))
            adverbs |= {c.lower for c in above if c.dep == "advmod"} & words_of("apart")
        begins = words[0].lower in words_of("apart") or bool(adverbs & words_of("apart")) or self._is_aside(words)
        apart = not event.definite and begins
        harms = any(t.lower in words_of("harming") for t in words)
        known = event.definite or self.known.befell_known(self.tokens[event.predicate])
        kind = self.document.block(self.document.sentences[event.sentence]).kind
        return replace(
            event,
            definite=known,
            date=None if self._is_undated(event, total=total, adverbs=adverbs) else event.date,
            distinct=event.distinct or apart,
            beside=event.distinct or apart or "also" in adverbs,
            harms=harms,
            sides=self.parties.sides(event.parties.perpetrators),
            against=self.parties.sides(event.parties.targets),
            more=tells_of_more(words),
            days=days_told(self._text(event)) if event.plural or event.kills else None,
            unremarked=self.factuality.is_unremarked(self.tokens[event.predicate]),
            needy=event.needy or total,
            background=event.background or total,
            headline=kind in ("headline", "heading"),
            past=self._is_news(event, harms=harms),
            perfect=bool(self.grammar.auxiliaries(self.tokens[event.predicate]) & _PERFECT),
        )

    def until_now(self, phrase: DatePhrase) -> DatePhrase:
        """Return the time from a day to that of publication."""
        if self.published is None or phrase.edtf is None or "/" in phrase.edtf:
            return phrase
        return replace(phrase, edtf=from_on(phrase.edtf, self.published), relation="since")

    def is_long_ago(self, phrase: DatePhrase) -> bool:
        """True for a day or month long before the news: "intervened in 2015 after rebels seized X" is all of then."""
        if self.published is None or phrase.edtf is None or phrase.relation != "on":
            return False
        return (self.published - bounds(phrase.edtf)[1]).days > _LONG_AGO

    def _is_of_this_year(self, event: Event) -> bool:
        """True for what happened to many "in the first five months of this year": a sum."""
        year = f"{self.published:%Y}" if self.published is not None else ""
        dated = event.date is not None and event.date.edtf == year and not event.definite
        return dated and not event.noun and event.type in _OF_PERSONS

    def _is_undated(self, event: Event, *, total: bool, adverbs: set[str]) -> bool:
        """True where a date is none of an event: "was beaten in May, but has since struck", "in a video released after
        the attack, he said he had joined in 2016"."""
        noun, day = self.tokens[event.head], event.date
        marks = event.noun and event.definite and self.grammar.preposition(noun) in ("after", "before", "following")
        between = self.tokens[noun.index : self.document.sentences[noun.sentence].last]
        told = day is not None and any(t.tag in ("VBD", "VBZ") and t.end < day.start for t in between)
        return (total and "since" in adverbs) or (marks and told)

    def _is_aside(self, words: Sequence[Token]) -> bool:
        """True for a sentence that begins "In a separate incident", "In another development", "Two hours later"."""
        opening = [t.lower for t in words[:5]]
        if "later" in opening and _PERIODS & set(opening[: opening.index("later")]):
            return True
        return opening[0] == "in" and bool(_APART & set(opening[1:3])) and bool(_HAPPENINGS & set(opening[2:]))

    def _text(self, event: Event) -> str:
        sentence = self.document.sentences[event.sentence]
        return self.document.text[sentence.start : sentence.end]

    def _is_news(self, event: Event, *, harms: bool) -> bool:
        """True for what is told in the simple past, firmly: "killed", "were killed", not "has retaken"."""
        unowned = event.noun and event.plural and event.count is None and not event.parties.perpetrators
        in_passing = event.needy or unowned
        if event.faint or event.background or (in_passing and not harms):
            return False
        verb = self.tokens[event.predicate]
        auxiliaries = self.grammar.auxiliaries(verb)
        if auxiliaries & {"has", "have", "'ve", "had"}:
            # "said it had targeted X": no background, as told above
            return "had" in auxiliaries and verb.dep == "ccomp"
        above = self.grammar.head(verb)
        ending = verb.tag == "VBG" and verb.dep == "advcl" and event.noun  # "jets joined in, carrying out four strikes"
        managed = "to" in auxiliaries and above.tag == "VBD" and above.lower in words_of("real infinitive")
        told = above if ending or managed else verb
        misread = told.tag == "VBN" and not auxiliaries and any(c.dep == "nsubj" for c in self.grammar.children(told))
        return told.tag == "VBD" or misread or bool(auxiliaries & {"was", "were"})
