"""Gives the events of a sentence their dates.

1. The dates of a reporting verb or of a document ("said on Sunday", "in a statement on Tuesday") are set apart.
2. Every other date goes to the event that is nearest in the parse. What did not happen takes part in this as a ghost,
   so that its dates fall to nobody.
3. A sentence's only date holds for its other events too, unless they stand in a clause of another time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from kg.extract.cues import data_rows
from kg.extract.dates import DatePhrase
from kg.extract.document import Sentence, Token, token_after
from kg.extract.events.aims import aimed
from kg.extract.events.event import Event, nearest
from kg.extract.events.whereabouts import Whereabouts, says
from kg.extract.grammar import Grammar
from kg.extract.parties import person_class
from kg.extract.wording import words_of
from kg.record import Statement

_DOCUMENTS = frozenset(row[0] for row in data_rows("source_nouns.tsv") if row[1] == "document") | {
    "conference",
    "briefing",
}
_OTHER_TIME = frozenset({"after", "since", "before", "who", "which", "until", "when"})
_BEGUN = frozenset({"began", "begun", "started", "launched"})
_BEGUN_REACH = 6  # words up the parse in which a clause finds what began
_CLIMBING = frozenset("climbed rose risen climbs rises reached jumped mounted increased soared".split())
_TIMES = frozenset({"after", "before", "since", "when"})
_AFTER = frozenset({"after", "following", "since", "before"})
SPEAKING = frozenset({"speaking", "talking", "addressing"})
"""Participles that say where and when somebody speaks: "speaking in X on Sunday, he said"."""
_OF_LATE = frozenset({"this year", "this month", "this week", "so far this year", "in the past year"})
_COMPARING = frozenset({"down", "up"})
_AHEAD = frozenset({"expected", "due", "scheduled", "set"})
_PROMPTING = frozenset({"prompted", "triggered", "led", "provoked", "sparked", "drew"})
_SINCE_THEN = frozenset({"has", "have"})
_STOPS = frozenset({".", "”", '"', "''"})
_CLAIMS = frozenset({"responsibility", "credit"})
_LIVES = frozenset({"life", "lives"})
_AGREED = frozenset("agreed brokered negotiated signed mediated reached".split())
_STAND_INS = frozenset({"one", "ones"})
_NAMING = 4  # words between a date and the event noun that it names
_RECORD = 9  # words before a date among which "the worst since" stands


class Dating:
    """Dates the events of one sentence."""

    def __init__(
        self,
        grammar: Grammar,
        whereabouts: Whereabouts,
        sentence: Sentence,
        statements: Sequence[Statement] = (),
    ) -> None:
        self.grammar = grammar
        self.document = grammar.document
        self.tokens = grammar.tokens
        self.whereabouts = whereabouts
        self.sentence = sentence
        self.contents = [
            s.content for s in statements if s.content.start < sentence.end and sentence.start < s.content.end
        ]

    def split(
        self, dates: Sequence[DatePhrase], events: Sequence[Event]
    ) -> tuple[DatePhrase | None, tuple[DatePhrase, ...]]:
        """Return the day on which the sentence was said, and the dates of what it tells."""
        heads = {index for event in events for index in (*event.covers, event.predicate)}
        telling = (e for e in events if e.noun and not self.grammar.is_begun(self.tokens[e.head]))
        telling = (e for e in telling if self.tokens[e.head].dep != "nsubjpass")  # "strikes were reported on Sunday"
        heads -= {e.predicate for e in telling if self._says(self.tokens[e.predicate])}
        said = [one for one in dates if not self._is_of_agreement(one) and self._is_said(one, heads)]
        told = (one for one in dates if one not in said and not self._is_of_nothing(one))
        own = tuple(self._clause_date(one) for one in told)
        dated = (one for one in said if one.edtf is not None or one.shift is not None)
        return next(dated, said[0] if said else None), own

    def begins_it(self, phrase: DatePhrase) -> bool:
        """True for the day of "since the operation began on Oct. 9", from which on something went on."""
        verb = self.grammar.governor(self._token_of(phrase))
        if verb is None or verb.lower not in _BEGUN or any(c.dep == "dobj" for c in self.grammar.children(verb)):
            return False
        return "since" in self.grammar.marks(verb)

    def _is_of_agreement(self, phrase: DatePhrase) -> bool:
        """True for the date of "the attack came despite a truce agreed last week"."""
        verb = self.grammar.governor(self._token_of(phrase))
        return verb is not None and verb.lower in _AGREED and verb.dep in ("acl", "relcl")

    def _claimed_by(self, verb: Token) -> list[Token]:
        """Return what somebody claims responsibility for."""
        claims = [c for c in self.grammar.children(verb) if c.dep == "dobj" and c.lower in _CLAIMS]
        return [thing for one in (*claims, verb) for thing in self.grammar.behind(one, "for")] if claims else []

    def _is_claimed(self, noun: Token) -> bool:
        """True for the killing of "claimed responsibility for the killing", told of before."""
        claim = self.grammar.head(self.grammar.head(noun))
        told = any(c.lower in ("the", "this", "that") for c in self.grammar.children(noun))
        claims = claim.lower in _CLAIMS or any(c.lower in _CLAIMS for c in self.grammar.children(claim))
        return told and self.grammar.preposition(noun) == "for" and claims

    def _says(self, verb: Token) -> bool:
        """True for a verb of saying, not for that of "claimed the lives of 11 people"."""
        return says(verb) and all(c.lower not in _LIVES for c in self.grammar.children(verb) if c.dep == "dobj")

    def _is_of_nothing(self, phrase: DatePhrase) -> bool:
        """True for the dates of what is told neither: a habit, a record, a figure of before, a sentence in court."""
        if phrase.relation == "repeated" or self._is_record(phrase):
            return True
        token = self._token_of(phrase)
        verb = self.grammar.governor(token)
        if verb is not None and verb.lower in words_of("sentencing") and self._is_right_below(token, verb):
            return True
        if self._is_of_agreement(phrase):
            return True
        return any(self._compares(at) for at in islice(self.grammar.above(token), _NAMING))

    def _compares(self, word: Token) -> bool:
        """True for the "down" of "down from 229 in March", not for the "up" of "blew up on Monday"."""
        behind = token_after(self.tokens, word.index).lower
        return word.lower == "compared" or (word.lower in _COMPARING and behind == "from")

    def _is_right_below(self, token: Token, verb: Token) -> bool:
        """True for "sentenced on Sunday", not for "sentenced for an attack in 2016"."""
        above = self.grammar.head(token)
        return above is verb or (above.dep == "prep" and self.grammar.head(above) is verb)

    def _is_record(self, phrase: DatePhrase) -> bool:
        """True for the year of "the heaviest barrage since the 1973 war", which dates nothing told."""
        first = self._extent(phrase)[0]
        before = self.tokens[max(self.sentence.first, first - _RECORD) : first + 1]
        since = next((n for n, t in enumerate(before) if t.lower == "since"), None)
        if any(t.lower == "when" for t in self.document.words(self.sentence) if t.start >= phrase.end):
            return False  # "the worst defeat since July 2015, when it lost X"
        if since is None and phrase.text.lower() in _OF_LATE and any(t.tag == "JJS" for t in before):
            return True  # "in one of the bloodiest attacks this year"
        if since is None or any(t.tag.startswith("VB") for t in before[since:]):
            return False  # "the first attack since the town was retaken in 2017"
        return any(t.tag == "JJS" or t.lower == "first" for t in before[:since])

    def _is_manned(self, post: Token) -> bool:
        """True for the post of "opened fire at the post on Tuesday", which is no text."""
        return post.lower in ("post", "posts") and self.grammar.preposition(post) in ("at", "near", "against", "on")

    def _clause_date(self, phrase: DatePhrase) -> DatePhrase:
        """Return the date of "since July 2015, when X": X happened in July 2015."""
        if phrase.relation != "since" or phrase.edtf is None:
            return phrase
        after = [t.lower for t in self.document.words(self.sentence) if t.start >= phrase.end][:2]
        return replace(phrase, relation="on", edtf=phrase.edtf.split("/")[0]) if "when" in after else phrase

    def _is_said(self, phrase: DatePhrase, events: set[int]) -> bool:
        if self._parts_that(phrase):
            return True
        if phrase.edtf is not None and len(phrase.edtf) < len("2018-10-30"):
            return False  # "In November, it said it had struck X": nobody dates a statement by the month
        token = self._token_of(phrase)
        first, last = self._extent(phrase)
        if self._closes_saying(first, last):
            return True
        inside = [one for one in self.contents if one.start <= phrase.start < one.end]
        for at in self.grammar.above(token):
            if self._is_claimed(at) or any(self._is_claimed(c) for c in self._claimed_by(at)):
                return True  # "claimed responsibility for the killing on Friday"
            if any(not one.start <= at.start < one.end for one in inside):
                return False  # "“they opened fire on Monday,” he told", whatever the parse says
            if at.index in events:
                return False
            if at is not token and at.lower in _DOCUMENTS and not self._is_manned(at):
                return 0 < first - at.index <= 6
            if at is not token and at.tag.startswith("VB") and at.dep != "amod":
                return self._dates_saying(at, first, last)
        return first > self.sentence.first and says(self.tokens[first - 1])

    def _closes_saying(self, first: int, last: int) -> bool:
        """True for the day at the end of "..., a monitoring group said Friday.", whatever the parse says."""
        before = self.tokens[max(first - 1, self.sentence.first)]
        rest = self.tokens[last + 1 : self.sentence.last + 1]
        return says(before) and before.tag == "VBD" and all(t.text in _STOPS for t in rest)

    def _parts_that(self, phrase: DatePhrase) -> bool:
        """True for the month of "said in February that"."""
        first, last = self._extent(phrase)
        before, after = self.tokens[max(first - 1, self.sentence.first)], self.tokens[min(last + 1, self.sentence.last)]
        return says(before) and after.lower == "that" and phrase.relation == "on"

    def _dates_saying(self, verb: Token, first: int, last: int) -> bool:
        if verb.lower in SPEAKING and verb.tag == "VBG":
            return True
        if not self._says(verb):
            return False
        if verb.index < first:
            between = self.tokens[verb.index + 1 : first]
            # "claimed responsibility for X on Sunday"
            claims = any(c.dep == "dobj" for c in self.grammar.children(verb))
            return len(between) <= (14 if claims else 8) and not any(t.tag in ("VBD", "VBZ", "VBN") for t in between)
        between = [t for t in self.tokens[last + 1 : verb.index] if t.lower not in self.grammar.auxiliaries(verb)]
        if between and between[0].text == "," and self._ends_clause(first):
            return False  # "... in X yesterday, officials said"
        following = self.tokens[verb.index + 1].text if verb.index < self.sentence.last else "."
        return following not in (",", ".") and not any(t.tag in ("VBD", "VBZ", "VBP") for t in between)

    def _ends_clause(self, first: int) -> bool:
        """True for a date at the end of a clause, behind its verb."""
        return any(t.tag in ("VBD", "VBN") for t in self.tokens[self.sentence.first : first])

    def dated(self, events: Sequence[Event], ghosts: Sequence[Event], dates: Sequence[DatePhrase]) -> list[Event]:
        """Return the events with their dates."""
        given = self._given(events, ghosts, dates) if events else {}
        only = next(iter(given.values())) if len({p.edtf for p in given.values()}) == 1 else None
        shared = only if only is not None and only.relation == "on" else None
        if shared is not None and all(self._is_before_noun(p, events[n]) for n, p in given.items()):
            shared = None  # "has captured a cell behind the July 12 bombing"
        behind = {self._behind(one, [*events, *ghosts]) for one in dates if one.relation == "offset"}
        made = []
        for number, told in enumerate(events):
            event = replace(told, offset=True) if number in behind else told
            phrase = given.get(number)
            if phrase is None and shared is not None:
                coarse = shared.edtf is not None and len(shared.edtf) < len("2018-10-30")
                apart = (
                    self._is_apart(event, events, given) or _is_under_way(event) or self._is_of_others(event, shared)
                )
                apart = apart or (coarse and event.noun and event.open)  # "the attack", beside what was last year
                phrase = shared if (coarse and not event.definite) or not apart else None
            made.append(replace(event, date=phrase) if phrase is not None else event)
        return made

    def _is_of_others(self, event: Event, phrase: DatePhrase) -> bool:
        """True for a date in what another has said: "A said two men were shot, and B that five were held overnight"."""
        mine = [one for one in self.contents if one.start <= event.trigger.start < one.end]
        theirs = [one for one in self.contents if one.start <= phrase.start < one.end]
        return bool(mine and theirs) and not any(one in theirs for one in mine)

    def _given(
        self, events: Sequence[Event], ghosts: Sequence[Event], dates: Sequence[DatePhrase]
    ) -> dict[int, DatePhrase]:
        best: dict[int, tuple[tuple[bool, float], DatePhrase]] = {}
        for phrase in dates:
            if phrase.relation == "offset":
                number, distance = self._behind(phrase, [*events, *ghosts]), 0.0
            elif self._is_of_other_clause(phrase, (*events, *ghosts)) or self._is_of_a_thing(
                phrase, (*events, *ghosts)
            ):
                continue
            else:
                token = self._token_of(phrase)
                rivals = () if phrase.relation == "since" and self.begins_it(phrase) else ghosts
                number, distance = nearest(self.document, token.index, [*events, *rivals])
                if token.dep == "poss" and token.head == [*events, *rivals][number].head:
                    distance = 0.0  # "Monday's attack", whose toll rose on Wednesday
                if number < len(events) and self._is_before_noun(phrase, events[number]):
                    distance = -1.0  # "sentenced on Tuesday for the 2014 massacre"
                number = aimed(self.grammar, self.whereabouts, self._outside(phrase, number, events), events, rivals)
            worth = (phrase.relation != "on" or (phrase.edtf is None and phrase.shift is None), distance)
            if number not in best or worth < best[number][0]:
                best[number] = (worth, phrase)
        return {number: phrase for number, (_, phrase) in best.items() if number < len(events)}

    def _is_before_noun(self, phrase: DatePhrase, event: Event) -> bool:
        """True for the date that names an event among others: "the July 12 bombing", "Monday's attack"."""
        first, last = self._extent(phrase)
        head = self.tokens[event.head]
        inside = head.left <= first and last < head.index and head.index - last <= _NAMING
        return event.noun and event.definite and inside and self.tokens[first].lower not in ("on", "in")

    def _outside(self, phrase: DatePhrase, number: int, events: Sequence[Event]) -> int:
        """Return the event behind the clause that a date stands before: "in May, after X had fallen, they took Y"."""
        if number >= len(events):
            return number
        verb, last = self.tokens[events[number].predicate], self._extent(phrase)[1]
        opening = next((c for c in self.grammar.children(verb) if c.dep == "mark" and c.lower in _TIMES), None)
        if opening is None or not 0 < opening.index - last <= 2 or opening.index > verb.index:
            return number
        later = (
            n for n, e in enumerate(events) if e.predicate > verb.right or self.tokens[e.predicate].left > verb.index
        )
        return next(later, number)

    def _behind(self, phrase: DatePhrase, events: Sequence[Event]) -> int:
        """Return the event that "two days after" dates: the first behind it, and none where "after" tells no event.

        "Hours after the buses left a bomb went off": the bomb is what came after.
        """
        last = self._extent(phrase)[1]
        behind = [n for n, event in enumerate(events) if event.head > last and self._is_behind(event, last)]
        return min(behind, key=lambda number: events[number].head, default=len(events))

    def _is_behind(self, event: Event, after: int) -> bool:
        """True for an event in the clause or phrase that the "after" at a token opens."""
        word = self.tokens[after]
        head = self.grammar.head(word)
        above = {t.index for at in (event.head, event.predicate) for t in self.grammar.above(self.tokens[at])}
        subject = self.grammar.subject(self.tokens[event.predicate])
        if subject is not None and subject.dep == "pobj" and self.grammar.head(subject) is word:
            return True  # "came a day after a car bomb killed 30", whose verb the parser hung on "came"
        if word.dep == "mark" or head.index > after:
            return head.index in (event.head, event.predicate) or event.head == head.index
        return after in above or not head.tag.startswith("VB")

    def _is_of_other_clause(self, phrase: DatePhrase, events: Sequence[Event]) -> bool:
        """True for the date of "talks resumed Wednesday, days after a bombing": no event is in its clause."""
        verb = self.grammar.governor(self._token_of(phrase))
        if verb is None or any(verb.index in (e.head, e.predicate, *e.covers) for e in events):
            return False
        if self._is_to_come(verb):
            told = {e.head for e in events}
            return not any(at.index in told for at in self.grammar.above(self._token_of(phrase)))
        if "since" in self.grammar.marks(verb) and verb.dep == "advcl":
            return verb.lower not in _BEGUN  # "has carried out raids since troops entered the country in 2011"
        if verb.dep == "relcl" and verb.lower in _BEGUN:
            return not self._is_begun(verb, events)
        if verb.lower in words_of("harming"):
            return False  # "a soldier died on Sunday after a bomb went off"
        own = self._is_right_below(self._token_of(phrase), verb)  # "on Monday they vetoed a draft on the attack"
        return all(self._is_subordinate(e, verb) or (own and _is_pointed_to(e)) for e in events)

    def _is_to_come(self, verb: Token) -> bool:
        """True for what is only expected: "will meet on Monday", "is expected to hold a meeting on Monday"."""
        auxiliaries = self.grammar.auxiliaries(verb)
        if verb.lower == "be":
            return False  # "will be the worst defeat since July 2015, when it lost X"
        return "will" in auxiliaries or ("to" in auxiliaries and self.grammar.head(verb).lower in _AHEAD)

    def _is_of_a_thing(self, phrase: DatePhrase, events: Sequence[Event]) -> bool:
        """True for the date of "despite a ceasefire that took effect on April 11", which is the ceasefire's."""
        told = {index for e in events for index in (e.head, e.predicate, *e.covers)}
        token = self._token_of(phrase)
        verb = self.grammar.governor(token)
        if (
            phrase.relation == "on"
            and verb is not None
            and verb.lower in _CLIMBING
            and verb.index not in {e.head for e in events}
        ):
            subject = self.grammar.subject(verb)
            counts = subject is not None and subject.lower in ("toll", "number")
            if counts and subject is not None and not subject.left <= token.index <= subject.right:
                return True  # "the toll of the attack climbed to 246 on Thursday"
        named = token.dep in ("nummod", "amod", "compound", "nmod")
        for at in self.grammar.above(token):
            if at.index in told:
                return False
            if at.dep == "relcl" and self.grammar.head(at).lower in _STAND_INS:
                return True  # "a crime like the one that was committed in 2013"
            named = named and not at.tag.startswith("VB")
            if at.lower == "since" and named and at.index < token.index:
                return True  # "the biggest since the 1991 collapse of the Soviet Union"
            described = self.grammar.described(at)
            if described is not None:
                if self._is_begun(at, events) or (at.dep == "relcl" and at.head in told):
                    return False  # "a raid on X, which lasted until Friday"
                return described.index not in told and person_class(described.lower) is None
        return False

    def _is_begun(self, verb: Token, events: Sequence[Event]) -> bool:
        """True for the "began" of "the offensive for X, which began on May 3"."""
        heads = {e.head for e in events if e.noun}
        above = islice(self.grammar.above(verb), _BEGUN_REACH)
        return verb.lower in _BEGUN and any(at.index in heads for at in above)

    def _is_subordinate(self, event: Event, verb: Token) -> bool:
        """True when an event stands below a verb in a clause of another time."""
        for at in self.grammar.above(self.tokens[event.predicate]):
            if at is verb:
                return False
            if at.dep in ("advcl", "relcl") and self.grammar.marks(at) & _AFTER:
                return True
            if at.dep == "relcl" and self.grammar.auxiliaries(at) & _SINCE_THEN:
                return True  # "in 2015 it began a campaign that has helped them regain X"
        return False

    def _is_apart(self, event: Event, events: Sequence[Event], given: dict[int, DatePhrase]) -> bool:
        """True for an event in a clause of its own time ("after tensions arose", "which had seized it")."""
        dated = [events[number] for number in given]
        if event.noun and self._follows(event) and not any(self._follows(one) for one in dated):
            return True
        if any(self._is_sequel(event, one) or self._is_elsewhere(one, event) for one in dated):
            return True
        if all(self._is_prompted(one, event) for one in dated):
            return True
        if not self._follows(event) and all(one.noun and self._follows(one) for one in dated):
            return True  # "took the town after clashes that began on Monday"
        if not event.offset and any(one.offset for one in dated):
            return True  # "hit those responsible for Wednesday's attack"
        if event.background and not any(one.background for one in dated):
            return True
        mine = {event.head, event.predicate, *event.covers}
        above = {t.index for t in self.document.ancestors(event.predicate)}
        if any(one.predicate in above for one in dated):
            return self._is_of_other_time(event, {index for one in dated for index in (*one.covers, one.predicate)})
        if all(self._is_of_other_time(one, mine) for one in dated):
            return True
        heads = {index for one in dated for index in (*one.covers, one.predicate)}
        return self._is_of_other_time(event, heads)

    def _is_of_other_time(self, event: Event, heads: set[int]) -> bool:
        """True when a clause of another time stands between an event and what it hangs on."""
        for at in self.grammar.above(self.tokens[event.predicate]):
            if at.index in heads:
                return False
            if at.dep in ("relcl", "advcl") and any(c.lower in _OTHER_TIME for c in self.grammar.children(at)):
                return True
            if at.dep == "pcomp" and self.grammar.head(at).lower in _AFTER:
                return True  # "closed in on X after taking Y on Saturday"
        return False

    def _is_elsewhere(self, event: Event, other: Event) -> bool:
        """True for what happened in a place of another event: "raids hit X and Y, where a raid took place on May 3".

        Of whom an event killed there is told with it: "bombed X, where six were killed on May 3".
        """
        above = list(islice(self.grammar.above(self.tokens[event.predicate]), _BEGUN_REACH))
        clause = next((at for at in above if at.dep == "relcl" and "where" in self.grammar.marks(at)), None)
        if clause is None or event.kills or not event.noun:
            return False
        return not clause.left <= other.head <= clause.right

    def _is_prompted(self, event: Event, cause: Event) -> bool:
        """True for the second event of "the attack on X prompted them to strike Y on Friday"."""
        verb = self.tokens[cause.predicate]
        prompts = cause.noun and cause.definite and self.tokens[cause.head].dep == "nsubj" and verb.lower in _PROMPTING
        return prompts and event.head > verb.index

    def _follows(self, event: Event) -> bool:
        """True for an event noun behind "after"."""
        at = self.tokens[event.head]
        for _ in range(3):
            if self.grammar.preposition(at) in _AFTER:
                return True
            at = self.grammar.head(at)
        return False

    def _is_sequel(self, event: Event, other: Event) -> bool:
        return self.grammar.is_sequel(self.tokens[event.head], self.tokens[other.head])

    def _token_of(self, phrase: DatePhrase) -> Token:
        """Return the token by which a phrase hangs in the parse."""
        first, last = self._extent(phrase)
        inside = self.tokens[first : last + 1]
        return next((t for t in inside if not first <= t.head <= last or t.head == t.index), inside[0])

    def _extent(self, phrase: DatePhrase) -> tuple[int, int]:
        words = self.document.words(self.sentence)
        inside = [t.index for t in words if phrase.start < t.end and t.start < phrase.end]
        return (inside[0], inside[-1]) if inside else (words[0].index, words[0].index)


def _is_under_way(event: Event) -> bool:
    """True for "as troops pressed their offensive", which began some other day than what the sentence tells besides."""
    return event.noun and event.definite and (event.faint or event.type in ("operation", "territory_change"))


def _is_pointed_to(event: Event) -> bool:
    """True for "the attack", of which a sentence about something else need not say when it was."""
    return event.noun and event.definite and event.open
