"""Reads the tellings of incidents in one sentence: what, when, where, by whom, against whom.

1. Trigger words (`kg.extract.triggers`) become events unless the sentence says they did not happen (`factuality`).
2. The words around them give the kind (`kinds`) and the parties (`roles`).
3. Dates (`dating`) and places (`placing`) are shared out.
4. Words that tell one event are made one (`joining`), with what the sentence as a whole says of it (`framing`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kg.extract.dates import DatePhrase, day_of_news, find_dates
from kg.extract.dates.patterns import WEEKDAYS
from kg.extract.document import Document, Sentence, Token
from kg.extract.events.dating import SPEAKING, Dating
from kg.extract.events.event import LEAVING, RESPONDING, Event, Parties, SentenceEvents, distinct, nearest
from kg.extract.events.factuality import Factuality
from kg.extract.events.fitting import Fitting
from kg.extract.events.framing import Framing
from kg.extract.events.joining import Joining
from kg.extract.events.kinds import Kinds
from kg.extract.events.known import Known
from kg.extract.events.nouns import Nouns
from kg.extract.events.placing import Placing
from kg.extract.events.roles import Roles
from kg.extract.events.spans import SPAN_WORDS, Spans
from kg.extract.events.weapons import Weapons
from kg.extract.events.whereabouts import GOALS, Whereabouts
from kg.extract.grammar import Grammar, names_aircraft
from kg.extract.mentions import Mentions
from kg.extract.parties import PartyFinder, person_class
from kg.extract.place_nouns import naming_nouns, place_nouns
from kg.extract.places import PlaceFinder, PlaceMention
from kg.extract.places.distances import POINTS
from kg.extract.triggers import Hit, find_hits
from kg.extract.wording import HYPHENS, words_of
from kg.record import IncidentType, Span, Statement

__all__ = ["Event", "EventFinder", "Parties", "SentenceEvents", "distinct", "nearest"]

_ANY = frozenset({"a", "an"})
_DEFINITE = frozenset("the this that these those its their his".split())
_BEFORE_NOW = frozenset({"previous", "past"})  # of several: no incident in particular
_OF_A_DAY = frozenset(f"{day}s" for day in WEEKDAYS)  # "Tuesdays attack", whose apostrophe was lost
_PERFECT = frozenset({"has", "have", "'ve", "having"})
_BEING_PART = frozenset({"part", "context", "framework"})
_WHO = frozenset({"those", "people", "victims", "all", "most", "many", "number", "total"})
_LAUNCHING = frozenset({"launch", "launched", "launching", "begin", "began", "start", "started"})
_DONE_ANYHOW = frozenset({"attack", "kill"})  # which does not say how
_FROM_AFAR = frozenset({"airstrike", "shelling", "bombing"})
_INTERCEPTING = frozenset({"intercepted", "intercept", "intercepting"})
_JOINING = frozenset({"join", "joined", "joining", "support", "supporting"})
_SHORT = 8  # words of a clause that has neither place nor day of its own
_LADEN = frozenset({"laden", "packed", "rigged", "filled"})
_LONG = frozenset({"year", "years", "decade", "decades"})  # before the noun for what lasts so long
_TIME = re.compile(r"\d{1,2}[:.]\d\d ?(?:[ap]\.?m\b|GMT|UTC|BST|EST|[-–—:])", re.IGNORECASE)
_AT_SITES = ("on", "at", "in", "into", "near", "outside", "inside", "against", "through")


class EventFinder:
    """Reads the sentences of one document, from top to bottom."""

    def __init__(self, document: Document, mentions: Mentions, statements: Sequence[Statement] = ()) -> None:
        self.document = document
        self.tokens = document.tokens
        self.mentions = mentions
        self.statements = statements
        self.sources = [one.source for one in statements if one.source is not None]
        self.grammar = Grammar(document)
        self.parties = PartyFinder(document, mentions, statements)
        self.places = PlaceFinder(document, mentions, self.grammar)
        self.factuality = Factuality(self.grammar)
        self.kinds = Kinds(self.grammar)
        self.roles = Roles(self.grammar, mentions, self.parties, self.sources)
        self.fitting = Fitting(self.grammar, mentions, self.parties)
        self.joining = Joining(self.grammar)
        self.known = Known(self.grammar)
        self.nouns = Nouns(self.grammar, self.fitting)
        self.spans = Spans(self.grammar)
        self.weapons = Weapons(self.grammar)
        day = document.article.published
        self.published = day_of_news(document.text, date.fromisoformat(day) if day else None)
        self._dated: frozenset[int] = frozenset()  # tokens of the sentence's dates
        self.framing = Framing(self.grammar, self.parties, self.factuality, self.published)

    def read(self, sentence: Sentence) -> SentenceEvents:
        """Return the events of a sentence."""
        words = self.document.words(sentence)
        dates = self._dates(sentence)
        dated = self._dated = frozenset(t.index for one in dates for t in words if one.start <= t.start < one.end)
        hits = [self._whole(hit) for hit in find_hits(words) if hit.trigger.manner != "idiom"]
        hits = [hit for hit in hits if not self._is_named(hit)]
        named = self.places.of(sentence, hits, dated)
        whereabouts = Whereabouts(self.grammar, self.mentions, sentence)
        places = tuple(
            p for p in named if self._source_around(self.tokens[p.first]) is None and not self._is_where_spoken(p)
        )
        spoken = tuple(p for p in named if self._is_of_local_source(p))
        if not hits:
            there = tuple(p for p in places if not whereabouts.is_refuge(p))
            return SentenceEvents(sentence, (), there, dated, dates=dates, spoken=spoken)
        found = [(hit, self._event(hit, hits, places)) for hit in hits]
        events = self.joining.joined([event for _, event in found if event is not None], carried=True)
        ghosts = [self._ghost(hit) for hit, event in found if event is None and self._haunts(hit, places)]
        dating = Dating(self.grammar, whereabouts, sentence, self.statements)
        said_on, own = dating.split(dates, events)
        own = tuple(self.framing.until_now(one) if dating.begins_it(one) else one for one in own)
        events = Placing(self.grammar, whereabouts).placed(dating.dated(events, ghosts, own), ghosts, places)
        told = [self.framing.framed(event, words) for event in self.joining.joined(events)]
        if any(self.framing.is_long_ago(one) for one in own):
            told = [replace(one, past=False, perfect=False) if one.date is None else one for one in told]
        where = tuple(p for p in places if not (whereabouts.is_stationed(p) or whereabouts.is_refuge(p)))
        return SentenceEvents(sentence, tuple(told), where, dated, said_on, dates, spoken)

    def _dates(self, sentence: Sentence) -> tuple[DatePhrase, ...]:
        """Return the temporal phrases of a sentence, in offsets of the text."""
        found = find_dates(self.document.text[sentence.start : sentence.end], self.published)
        here = (replace(one, start=one.start + sentence.start, end=one.end + sentence.start) for one in found)
        return tuple(one for one in here if not self._names_a_place(one, sentence))

    def _names_a_place(self, phrase: DatePhrase, sentence: Sentence) -> bool:
        """True for the days that streets and quarters are called by: "in the 7 July neighbourhood"."""
        words = self.document.words(sentence)
        inside = [t.lower for t in words if phrase.start <= t.start < phrase.end]
        after = next((t.lower for t in words if t.start >= phrase.end), "")
        return "the" in inside[:2] and after in naming_nouns() and any(one.isdigit() for one in inside)

    def _is_armed(self, noun: Token) -> bool:
        return person_class(noun.lower) in ("militant", "forces")

    # -- which hits are events ------------------------------------------------------------------------------------

    def _whole(self, hit: Hit) -> Hit:
        """Return "Operation Claw-Lock" for the operation that begins the name."""
        token, head = self.tokens[hit.head], self.grammar.head(self.tokens[hit.head])
        named = hit.trigger.base == "operation" and token.text == "Operation" and token.dep == "compound"
        return replace(hit, last=head.index, head=head.index) if named and head.index > token.index else hit

    def _is_named(self, hit: Hit) -> bool:
        """True for a trigger word inside a name ("Operation Inherent Resolve"); only a launch makes it an event."""
        if hit.trigger.base == "operation" and self.grammar.head(self.tokens[hit.head]).lower in words_of("light"):
            return False
        inside = range(hit.first, hit.last + 1) if hit.trigger.gap == 0 else (hit.first, hit.last)
        if any(self.mentions.at(index) is not None for index in inside):
            return True
        token = self.tokens[hit.head]
        sentence = self.document.sentences[token.sentence]
        named = token.text[0].isupper() and token.index != sentence.first and token.tag in ("NNP", "NNPS")
        return named and self.document.block(sentence).kind == "body" and not token.text.isupper()

    def _source_around(self, token: Token) -> Span | None:
        """Return the source that a word only belongs to ("commander of the Makhmour front")."""
        return next((one for one in self.sources if one.start <= token.start < one.end), None)

    def _is_where_spoken(self, place: PlaceMention) -> bool:
        """True for the place of "speaking at the operations centre in X, he said"."""
        above = self.grammar.above(self.tokens[place.first])
        return any(one.lower in SPEAKING and one.tag == "VBG" for one in above)

    def _is_of_local_source(self, place: PlaceMention) -> bool:
        """True for the place of "police in X", "local sources inside X", who tell of what happens there."""
        source = self._source_around(self.tokens[place.first])
        before = source.text[: self.tokens[place.first].start - source.start].lower() if source is not None else ""
        return bool(words_of("local source") & set(before.split()))

    def _is_modifier(self, hit: Hit) -> bool:
        """True for a trigger word that only qualifies another noun ("attack helicopters", "fighting positions")."""
        token = self.tokens[hit.head]
        sentence = self.document.sentences[token.sentence]
        after = self.tokens[hit.last + 1].lower if hit.last < sentence.last else ""
        if after in HYPHENS and self.tokens[min(hit.last + 2, sentence.last)].lower in _LADEN:
            return True  # "explosive-laden drones"
        if after in words_of("qualified") or names_aircraft(self.tokens, hit.head):
            return True
        governor = self.grammar.head(token)
        qualifies = token.dep in ("compound", "amod", "nmod") and governor.tag.startswith("NN")
        qualifies = qualifies and governor.lower not in POINTS  # "an offensive south of X"
        return hit.trigger.noun and qualifies and governor.index > token.index

    def _haunts(self, hit: Hit, places: Sequence[PlaceMention]) -> bool:
        """True for a hit that would be an event if the sentence said that it happened."""
        token = self.tokens[hit.head]
        if hit.trigger.noun:
            compared = any(c.tag == "JJS" for c in self.grammar.children(token))  # "its heaviest barrage"
            planted = self.grammar.head(token).lower == "planted" and token.dep == "dobj"
            return (hit.trigger.manner != "weapon" or planted) and not compared and not self._is_modifier(hit)
        if hit.trigger.manner == "generic" and token.dep == "acl":
            return False  # "forces battling rebels in X took a bridge"
        objects = self.grammar.objects(token)
        described = hit.trigger.manner == "place" and not objects  # "a suburb that the army said it had retaken"
        described = described and any(self._describes(at) for at in self.grammar.above(token))
        return described or self.fitting.fits(hit, token, objects, places)

    def _describes(self, verb: Token) -> bool:
        """True for the verb of a clause that describes the noun before it, by "that" where the parser missed it."""
        marks = (c for c in self.grammar.children(verb) if c.dep == "mark" and c.lower == "that" and c.index)
        return verb.dep == "relcl" or any(self.tokens[c.index - 1].tag.startswith("NN") for c in marks)

    def _ghost(self, hit: Hit) -> Event:
        """Return what did not happen: it takes its own dates and places away from what did."""
        token = self.tokens[hit.head]
        governor = self.grammar.governor(token) if hit.trigger.noun else token
        predicate = governor.index if governor is not None else token.index
        span = self.document.token_span(hit.first, hit.last)
        return Event(token.sentence, hit.trigger.type, hit.trigger.base, token.index, predicate, span)

    def _event(self, hit: Hit, hits: Sequence[Hit], places: Sequence[PlaceMention]) -> Event | None:
        """Return the event of a hit, if it is one."""
        token = self.tokens[hit.head]
        kind = self.document.block(self.document.sentences[token.sentence]).kind
        headline = kind in ("headline", "heading") or self._is_stamped(token)
        if hit.trigger.noun:
            return self._noun_event(hit, token, hits, headline=headline)
        return self._verb_event(hit, token, places, headline=headline)

    def _is_stamped(self, token: Token) -> bool:
        """True in an entry of a live blog, which begins with the time: "18:50 GMT – Two rockets land in X"."""
        block = self.document.block(self.document.sentences[token.sentence])
        return _TIME.match(self.document.text, block.body_start, block.end) is not None

    # -- nouns ----------------------------------------------------------------------------------------------------

    def _noun_event(self, hit: Hit, token: Token, hits: Sequence[Hit], *, headline: bool) -> Event | None:
        if self._is_modifier(hit) or (hit.trigger.manner == "weapon" and not self.weapons.strikes(token, hits)):
            return None
        before = (c for c in self.grammar.children(token) if c.index <= hit.last)
        # "two days before that"
        modifiers = {c.lower for c in before if c.lower != "that" or c.index not in self._dated}
        count = self.spans.count(max(token.left, token.index - SPAN_WORDS), token.index)
        owned = any(c.dep == "poss" for c in self.grammar.children(token)) and count is None
        definite = bool(modifiers & _DEFINITE) or owned or bool(modifiers & _OF_A_DAY)
        weapon = hit.trigger.manner == "weapon"
        numbered = weapon and self.weapons.is_numbered(token)
        went_off = numbered or (weapon and self.weapons.harmed(token))
        definite = (definite or numbered) and not self.factuality.is_one_of(token)
        known = definite and weapon  # "the missiles hit a truck", after a drone strike
        doubtful = hit.trigger.manner == "generic" or hit.trigger.type in ("territory_change", "operation")
        happened = self.factuality.noun_happened(token, definite=definite, doubtful=doubtful, headline=headline)
        if modifiers & words_of("unreal") or not (happened or went_off):
            return None
        if modifiers & _LONG:
            return None  # "in its 35-year campaign of terror"
        if definite and self.grammar.preposition(token) == "since":
            return None  # "the deadliest attack since the invasion of 2003"
        governor = self.grammar.governor(token)
        heard = governor is not None and governor.lower in ("heard", "hear")
        if heard and any(one.head > token.index for one in hits):
            return None  # "explosions were heard during the air strikes"
        if hit.trigger.base == "fall" and not self.nouns.is_of_ground(token):
            return None  # "two hours after the fall of the last of the shells"
        if hit.trigger.type == "territory_change" and self.nouns.takes_things(token):
            return None  # "the seizure of 12 mortar shells"
        if hit.trigger.type == "operation" and definite and self._source_around(token) is not None:
            return None  # "said X, the commander of the operation"
        above = self.grammar.head(token)
        if hit.trigger.type == "operation" and definite and above.lower in _JOINING and token.dep == "dobj":
            return None  # "since joining the campaign"
        if hit.trigger.type == "operation" and definite and above.lower == "of" and self.nouns.is_victim_of(above):
            return None  # "the first fatality of the operation"
        part = above.lower == "of" and self.grammar.head(above).lower in _BEING_PART
        if hit.trigger.type == "operation" and part and not self.grammar.behind(token, "for", *_AT_SITES):
            return None  # "the raids were part of a campaign that began in 2014"
        if hit.trigger.base == "pursuit" and definite:
            return None  # "during the pursuit"
        if owned and token.tag in ("NNS", "NNPS") and governor is not None and self.grammar.is_negated(governor):
            return None  # "has not acknowledged any deaths from its strikes"
        if hit.trigger.base == "siege" and (governor is None or governor.lower not in words_of("besieging")):
            return None  # a siege goes on; only its beginning and its end happen
        plural = token.tag in ("NNS", "NNPS") or (token.lower.endswith("s") and not token.lower.endswith("ss"))
        own = {self.tokens[i].lower for i in range(hit.first, hit.last + 1)}
        habitual = bool(modifiers & words_of("habit")) or (token.tag == "NNS" and bool(modifiers & _BEFORE_NOW))
        occurs = self.nouns.occurs(token, governor) or self.factuality.is_ongoing(token)
        lasting = plural and count is None and governor is not None and self.factuality.is_under_way(governor)
        lasting = lasting and not occurs
        above = self.grammar.head(self.grammar.head(token))
        if plural and governor is not None and self.factuality.is_trend(governor):
            return None
        answerable = above.lower == "responsible" and governor is not None and governor.lower == "been"
        lasting = lasting or (plural and answerable)  # "cells have been responsible for several attacks"
        several = plural and not definite and count is None
        if (several or habitual) and self.joining.is_answered(token):
            return None  # "in response to repeated attacks"
        bare = several and not modifiers - own
        fights = hit.trigger.base == "clash" and governor is not None and governor.tag == "VBD"
        starts = governor is not None and governor.lower in _LAUNCHING and token.dep in ("nsubj", "nsubjpass")
        starts = starts or occurs or self._lands(token, governor)
        parties = self.roles.of(hit, token)
        if hit.trigger.base == "fire" and not parties.perpetrators:
            return None
        kind, is_open = self.kinds.kind(hit, token)
        kind, is_open = self._of_militants(hit, kind, parties, is_open=is_open or known)
        if hit.trigger.base == "capture" and self.nouns.takes_persons(token):
            kind, is_open = "arrest", False
        carried = governor is not None and self._is_carrier(governor, token)
        if governor is not None and governor.lower in _LAUNCHING and token.dep == "dobj":
            definite = False  # "launched the Dawn of Victory operation" begins it
        if hit.trigger.type == "operation" and self.grammar.is_begun(token):
            definite = False  # "announced the start of the second phase of the campaign"
        if governor is not None and hit.trigger.type in _FROM_AFAR and self.factuality.is_open_choice(governor):
            definite = is_open = True  # "unclear whether the damage was from an air strike or shelling": of that told
        blamed = token.dep == "dobj" or (definite and self.grammar.preposition(token) == "for")
        if governor is not None and governor.lower in words_of("blaming") and blamed:
            definite = is_open = True  # "blamed an Israeli air strike": the event told before, as somebody sees it
        if hit.trigger.manner == "weapon" and governor is not None and self.known.befell_site(governor):
            definite = is_open = True
        answers = governor is not None and governor.lower in RESPONDING and not self.joining.is_answered(token)
        if (heard and plural) or "secondary" in modifiers or self.nouns.is_apposed(token):
            definite = is_open = True  # "residents heard loud explosions", after strikes were told of
        return Event(
            sentence=token.sentence,
            type=kind,
            base=hit.trigger.base,
            head=token.index,
            predicate=governor.index if governor is not None else token.index,
            trigger=self.spans.of_noun(hit, token),
            noun=True,
            open=is_open,
            definite=definite,
            owned=owned,
            pointing="that" in modifiers,
            first=definite and "first" in modifiers,
            distinct=self.nouns.is_told_apart(token, modifiers, counted=count is not None) or answers,
            answers=answers,
            plural=plural,
            needy=(bare and not (parties.perpetrators or self.factuality.is_means(token, governor) or starts or fights))
            or habitual
            or lasting
            or (definite and token.dep == "nsubj" and governor is not None and governor.lower in words_of("following")),
            faint=hit.trigger.manner == "generic",
            background=governor is not None and self.factuality.is_background(governor),
            count=count,
            offset=self.joining.is_answered(token),
            parties=parties,
            sites=self._sites(self._where_of(token), governor if carried else None),
            weapons=self.kinds.weapons(hit, token),
            covers=frozenset({token.index, governor.index} if governor is not None and carried else {token.index}),
        )

    def _lands(self, noun: Token, verb: Token | None) -> bool:
        """True for "shells landed on a school", of which nobody says how many."""
        came_down = verb is not None and verb.tag == "VBD" and verb.lower in words_of("impact")
        return came_down and noun.dep == "nsubj" and noun.lower in words_of("munition")

    def _where_of(self, noun: Token) -> list[Token]:
        """Return what an event noun says it hit: "the attack on a cafe", "the cafe bombing"."""
        before = (c for c in self.grammar.children(noun) if c.dep == "compound" and c.index < noun.index)
        return [*before, *self.grammar.behind(noun, *_AT_SITES)]

    def _sites(self, things: Sequence[Token], verb: Token | None) -> frozenset[str]:
        """Return the nouns for what kind of site was hit: a market, a checkpoint."""
        if verb is not None:
            things = [*things, *self.grammar.objects(verb), *self.grammar.behind(verb, *_AT_SITES)]
        sites = words_of("civilian place") | words_of("force place") | words_of("infrastructure")
        return frozenset(one.lower for thing in things for one in self.grammar.conjuncts(thing) if one.lower in sites)

    def _of_militants(
        self, hit: Hit, kind: IncidentType, parties: Parties, *, is_open: bool
    ) -> tuple[IncidentType, bool]:
        """Return the kind of what those may have done who have no air force, and whether it is open."""
        if not self.parties.are_militants(parties.perpetrators):
            return kind, is_open
        if is_open and kind == "airstrike":
            return "bombing", False
        if hit.trigger.base == "raid" and not hit.trigger.noun and kind == "operation":
            return "armed_clash", False  # "militants raided two prisons"
        return ("armed_clash" if kind == "other" and hit.trigger.base in _DONE_ANYHOW else kind), is_open

    def _is_carrier(self, verb: Token, noun: Token) -> bool:
        """True for the verb of "conducted a strike", "a strike hit", "killed in a strike"."""
        if verb.lower in words_of("light") | words_of("impact"):
            return True
        if verb.lower in words_of("following"):
            return False  # "the strikes follow a raid": two things
        return noun.dep in ("nsubj", "dobj", "nsubjpass") and not self.kinds.is_cue(verb)

    # -- verbs ----------------------------------------------------------------------------------------------------

    def _verb_event(self, hit: Hit, token: Token, places: Sequence[PlaceMention], *, headline: bool) -> Event | None:
        manner, objects = hit.trigger.manner, self.grammar.objects(token)
        if manner == "generic" and (token.dep == "acl" or (token.tag == "VBG" and not self.grammar.auxiliaries(token))):
            return None  # "militias fighting alongside the army"
        if manner == "generic" and token.dep == "relcl" and self.grammar.auxiliaries(token) & {"is", "are"}:
            return None  # "in an area where rebels are battling the army"
        if manner == "impact" and self.factuality.is_of_a_crisis(token):
            return None  # "the country was hit by unrest"
        if manner == "impact" and token.dep == "conj" and self.grammar.head(token).lower in _INTERCEPTING:
            return None  # "intercepted and destroyed a drone"
        above = self.grammar.head(token)
        if token.dep == "pcomp" and above.lower == "before" and "being" in self.grammar.auxiliaries(token):
            return None  # "killed 38 people before being shot dead": how that ended
        if manner == "impact" and token.tag == "VBG" and token.dep == "acl" and self._is_armed(above):
            return None  # "a strike on fighters engaging partner forces"
        if hit.trigger.base == "besiege" and token.dep == "pcomp" and "being" in self.grammar.auxiliaries(token):
            return None  # "blew himself up after being besieged": a man, no town
        if hit.trigger.base.endswith(" control") and self.factuality.is_of_affairs(token, self.tokens[hit.last]):
            return None  # "imposed control over the situation"
        if hit.trigger.base.startswith("detonate") and self.weapons.is_disarmed(token):
            return None
        lasted = any(c.lower == "for" for c in self.grammar.children(token))
        if hit.trigger.base == "besiege" and lasted and self.grammar.auxiliaries(token) & _PERFECT:
            return None  # "has been besieged for 40 days": a state
        if manner == "kill" and token.dep == "acl" and self.grammar.head(token).lower in _WHO:
            return None  # "those killed were villagers"
        if token.dep == "relcl" and not token.left < token.right - _SHORT and self.factuality.is_victim(above):
            return None  # "a man who fired at the patrol was killed"
        if manner == "kill" and token.dep in ("acl", "relcl") and self.factuality.is_summed(self.grammar.head(token)):
            return None  # "the number of civilians who were killed since May rose to 163"
        if manner == "exit" and token.dep == "relcl" and self.factuality.is_background(token):
            return None  # "a group that had left the zone": who they are
        if manner == "fire" and any(self.known.is_the_shot(one) for one in objects):
            return None  # "the shot was fired from a roof"
        if not self.fitting.fits(hit, token, objects, places):
            return None
        if not self.factuality.verb_happened(token, headline=headline):
            return None
        if hit.trigger.base in LEAVING and not objects and self._goes_somewhere(token):
            return None  # "the attackers withdrew to the mountains"
        kind, is_open = self.kinds.kind(hit, token)
        which = any(c.lower == "which" and c.dep == "dobj" for c in self.grammar.children(token))
        described = self.grammar.described(token) if which else None  # "jihadists near X, which troops recaptured"
        taken = [*objects, described] if described is not None else objects
        if manner == "place" and not any(
            self.fitting.is_territory(o, places) or self.fitting.points_to_place(o, places) for o in taken
        ):
            kind, is_open = ("territory_change", False) if hit.trigger.base in LEAVING else ("arrest", True)
        into = [*objects, *self.grammar.behind(token, "into")]
        if hit.trigger.base == "break into" and not self.fitting.takes_ground(into):
            kind, is_open = "armed_clash", True  # "broke into the offices of a TV station"
        parties = self.roles.of(hit, token, objects)
        if kind == "arrest" and is_open and hit.trigger.base == "seize" and self._are_abducted(objects, parties):
            kind = "abduction"
        kind, is_open = self._of_militants(hit, kind, parties, is_open=is_open)
        again = (manner == "impact" and self.known.befell_site(token)) or self.known.is_by_known(token)
        again = again or (hit.trigger.base == "intercept" and any(self.known.is_some_of(one) for one in objects))
        subject = next((c for c in self.grammar.children(token) if c.dep == "nsubj"), None)
        again = again or (is_open and not objects and subject is not None and subject.lower == "they")
        again = again or (manner == "kill" and bool(objects) and all(one.lower == "them" for one in objects))
        again = again or (manner == "kill" and self.known.befell_in_it(token))
        again = again or (manner == "impact" and self.known.hit_known(token))
        again = again or (kind == "bombing" and self.known.went_off(token))
        again = again or (manner == "chemical" and hit.trigger.base == "use" and self.known.was_used(token))
        if hit.trigger.base == "open fire" and self.known.is_defended(token):
            again, parties = True, Parties()
        again = again or (kind == "suicide_bombing" and self.known.is_cornered(token))
        is_open = is_open or (manner == "impact" and (again or self.known.is_by_weapon(token)))
        sides_known = bool(parties.perpetrators and parties.targets)
        return Event(
            sentence=token.sentence,
            type=kind,
            base=hit.trigger.base,
            head=token.index,
            predicate=token.index,
            trigger=self.spans.of_verb(hit, token, objects),
            open=is_open,
            definite=again,
            kills=manner == "kill" and kind != "execution",
            needy=(manner == "place" and self._is_of_some_place(token, objects))
            or (manner == "impact" and is_open and not sides_known and not (parties.perpetrators and places))
            or (manner == "generic" and token.dep in ("acl", "relcl")),
            faint=manner == "generic",
            background=self.factuality.is_background(token),
            count=self.spans.count_of(objects) if manner == "fire" and not again else None,
            parties=parties,
            sites=self._sites(objects, token),
            weapons=self.kinds.weapons(hit, token),
            covers=frozenset({token.index}),
            distinct=self.known.answers(token) or self.known.is_next(token) or self.known.is_what_it_followed(token),
            answers=self.known.answers(token),
            numbered=manner in ("kill", "impact", "") and self.known.is_another(token),
        )

    def _are_abducted(self, seized: Sequence[Token], parties: Parties) -> bool:
        """True for civilians whom no force of a state has seized."""
        lawful = any(self.parties.is_force(one) or one.id == "security-forces" for one in parties.perpetrators)
        return not lawful and any(person_class(one.lower) == "civilian" for one in seized)

    def _goes_somewhere(self, verb: Token) -> bool:
        """True for a verb of leaving of which only the goal is told."""
        return bool(self.grammar.behind(verb, *GOALS)) and not self.grammar.behind(verb, "from")

    def _is_of_some_place(self, verb: Token, objects: Sequence[Token]) -> bool:
        """True for "a town recently captured by X", of which a town is told and no capture."""
        told = verb.dep == "acl" and verb.tag == "VBN"
        unnamed = (o for o in objects if o.lower in place_nouns())
        return told and any({c.lower for c in self.grammar.children(one)} & {"a", "an"} for one in unnamed)
