"""One telling of an incident, as one sentence gives it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.extract.dates import DatePhrase
from kg.extract.document import Document, Sentence
from kg.extract.numbers import Quantity
from kg.extract.places import PlaceMention
from kg.record import Actor, IncidentType, Span

_FAMILIES: dict[IncidentType, str] = {
    "airstrike": "air",
    "shelling": "fire",
    "bombing": "blast",
    "suicide_bombing": "blast",
    "armed_clash": "ground",
    "operation": "ground",
    "arrest": "arrest",
    "assassination": "violence",
    "abduction": "abduction",
    "execution": "violence",
    "chemical_attack": "chemical",
    "territory_change": "territory",
    "other": "other",
}


LEAVING = frozenset({"withdraw", "retreat", "pull out", "pull back", "vacate", "abandon", "leave"})
"""Triggers whose doer gives up a place."""


DOWNING = frozenset({"shoot down", "down", "crash"})
"""Triggers of what happens to aircraft alone, so that what was done on the ground is another thing."""


RUINING = frozenset({"damage", "demolish", "destroy", "flatten", "level", "raze"})
"""Triggers of what befell things."""


FOILING = frozenset({"repel", "repulse", "beat back", "drive back", "fend off"})
"""Triggers whose doer was attacked."""


RESPONDING = frozenset("respond responded responding retaliated retaliating answered answering replied".split())
"""Verbs of what one side does upon what the other did."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who carried an event out, who helped, and whom or what it hit."""

    perpetrators: tuple[Actor, ...] = ()
    supporters: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A trigger word and what its sentence says of it.

    `head` is the trigger's noun or verb, `predicate` the verb that governs it, `covers` the tokens that tell the
    same event. An `open` event has its type only by default. `kills` marks verbs of killing, which tell casualties
    and by themselves no kind of incident. `distinct` tells it from the event before, `beside` sets it beside that
    ("also"). A `needy` event is told in passing (bare plurals, habits): it counts only with a place and a date or
    victims of its own; a `faint` one (fighting, an offensive) with a place or a date. `harms` says that its
    sentence tells of victims. `background` events lie before the news; `past` ones are told in the simple past, as
    news is, `perfect` ones by what they left ("has retaken"). `sides` are those that its named doers fight on,
    `against` those of its named targets, `sites` nouns for what was hit; `more` marks what killed others than those
    told of before, `unremarked` what is told as that of which somebody did not speak, beside the course of the
    news. `days` are those within which its sentence says that all of it happened. `offset` marks what only dates or
    explains the rest of its sentence ("two days after the attack", "in response to an attack"). A `numbered` one is one
    of several told together before ("the second, in X, killed two"), a `pointing` one that told last ("that attack"),
    a `first` one the first of several ("claimed the first attack"). What `answers` was done upon what was told before,
    by its other side; `others` are the bases of what was joined with it. An `owned` one names by a possessive whose it
    was ("its strikes").
    """

    sentence: int
    type: IncidentType
    base: str
    head: int
    predicate: int
    trigger: Span
    noun: bool = False
    open: bool = False
    kills: bool = False
    definite: bool = False
    pointing: bool = False
    first: bool = False
    distinct: bool = False
    beside: bool = False
    plural: bool = False
    needy: bool = False
    faint: bool = False
    harms: bool = False
    background: bool = False
    headline: bool = False
    past: bool = False
    perfect: bool = False
    count: Quantity | None = None
    date: DatePhrase | None = None
    places: tuple[PlaceMention, ...] = ()
    parties: Parties = Parties()
    sides: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    more: bool = False
    unremarked: bool = False
    days: int | None = None
    offset: bool = False
    weapons: tuple[str, ...] = ()
    covers: frozenset[int] = frozenset()
    numbered: bool = False
    answers: bool = False
    others: frozenset[str] = frozenset()
    owned: bool = False

    @property
    def bases(self) -> frozenset[str]:
        """Its base, and those of the tellings that it is made of."""
        return self.others | {self.base}

    @property
    def family(self) -> str:
        """The family of its type; events of two families are two events. Nothing when the type is a guess."""
        vague = self.open or self.kills or (self.type == "other" and self.base not in DOWNING)
        return "" if vague else _FAMILIES[self.type]


@dataclass(frozen=True, slots=True)
class SentenceEvents:
    """The events of a sentence, its places, its dates and their tokens, and the day on which it was said.

    `spoken` are the places of local sources, who tell of what happens there: "police in X".
    """

    sentence: Sentence
    events: tuple[Event, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    dated: frozenset[int] = frozenset()
    said_on: DatePhrase | None = None
    dates: tuple[DatePhrase, ...] = ()
    spoken: tuple[PlaceMention, ...] = ()


def union(one: Event, other: Event) -> Event:
    """Return two tellings of one thing as one event; the one that tells the kind leads."""
    lead, rest = (other, one) if _telling(other) > _telling(one) else (one, other)
    whole = (rest.noun or "raid" in rest.bases) and rest.type in ("operation", "armed_clash") and rest.head < lead.head
    if lead.type == "arrest" and whole and rest.predicate != lead.head and not rest.distinct:
        lead, rest = rest, lead  # "conducted a raid, capturing two men"
    parties = _united(lead, rest)
    return replace(
        lead,
        type=rest.type if lead.type == "other" and rest.kills else lead.type,
        open=one.open and other.open,
        kills=one.kills and other.kills,
        needy=one.needy and other.needy,
        faint=one.faint and other.faint,
        harms=one.harms or other.harms,
        definite=_points_back(one, other),
        distinct=one.distinct or other.distinct,
        count=lead.count or rest.count,
        date=lead.date or rest.date,
        places=(*lead.places, *rest.places) if is_quarter_of(lead, rest) else lead.places or rest.places,
        parties=parties,
        sites=one.sites | other.sites,
        weapons=tuple(sorted({*lead.weapons, *rest.weapons})),
        covers=one.covers | other.covers,
        others=one.bases | other.bases,
    )


def is_quarter_of(one: Event, other: Event) -> bool:
    """True for "In Baghdad, ten were killed by a bomb in the Shaab district": the city is that of the killing."""
    city = other.kills and all(place.kind == "city" for place in other.places)
    return city and all(place.kind == "neighbourhood" for place in one.places)


def _points_back(one: Event, other: Event) -> bool:
    """True for two tellings that point back; "a raid on X, and the attack killed two" tells of a new one."""
    first, second = (one, other) if one.head < other.head else (other, one)
    again = not first.kills and (second.bases & first.bases or second.base in FOILING)  # "but the attack was repelled"
    return first.definite or bool(second.definite and not again and not (first.noun and second.noun))


def _united(lead: Event, rest: Event) -> Parties:
    """Return the parties of two tellings; an attack that ends in clashes has one side that attacked."""
    left = next((e for e in (lead, rest) if e.base in LEAVING), None)
    taken = next((e for e in (lead, rest) if e.base not in LEAVING), None)
    if left is not None and taken is not None and taken.type == "territory_change":
        others = distinct((*taken.parties.targets, *left.parties.perpetrators))
        gone = {a.id for a in taken.parties.perpetrators}
        return replace(taken.parties, targets=tuple(a for a in others if a.id not in gone))
    foiled = next((e for e in (lead, rest) if e.base in FOILING), None)
    tried = next((e for e in (lead, rest) if e.base not in FOILING), None)
    if foiled is not None and tried is not None:  # who repels an attack is its target
        known = foiled.parties.perpetrators  # none where it was united with the attack before
        attacked, attackers = (known, foiled.parties.targets) if known else (foiled.parties.targets, ())
        attackers = tuple(a for a in attackers if a.id not in ("civilians", "infrastructure"))
        doing = {a.id for a in attacked}
        theirs = tried.kills and any(a.id in doing for a in tried.parties.perpetrators)
        fallen = tried.parties.targets if theirs else ()  # "repelled an attack and killed ten militants"
        doers = distinct((*tried.parties.perpetrators, *attackers, *fallen))
        return Parties(tuple(a for a in doers if a.id not in doing), foiled.parties.supporters, attacked)
    attack = next((e for e in (lead, rest) if e.parties.perpetrators and e.parties.targets and not _is_mutual(e)), None)
    if attack is not None and (_is_mutual(lead) or _is_mutual(rest)):
        return attack.parties
    clash = next((e for e in (lead, rest) if _is_mutual(e) and len(e.parties.perpetrators) == 1), None)
    other = rest if clash is lead else lead
    if clash is not None and other.parties.perpetrators and not _is_mutual(other):  # "stormed X ..., battles with Y"
        doing = {a.id for a in other.parties.perpetrators}
        return replace(other.parties, targets=tuple(a for a in clash.parties.targets if a.id not in doing))
    if rest.kills and not lead.kills:  # who repels an attack and kills does not attack
        hit = {a.id for a in lead.parties.targets}
        doers = tuple(a for a in rest.parties.perpetrators if a.id not in hit)
        killed = rest.parties.targets
        if len(doers) < len(rest.parties.perpetrators) and killed and not lead.parties.perpetrators:
            return replace(lead.parties, perpetrators=killed)  # "repelled an attack, killing 40 militants"
        rest = replace(rest, parties=replace(rest.parties, perpetrators=doers))
    doing = {a.id for a in (*lead.parties.perpetrators, *rest.parties.perpetrators)}
    targets = distinct((*lead.parties.targets, *rest.parties.targets))
    return Parties(
        distinct((*lead.parties.perpetrators, *rest.parties.perpetrators)),
        distinct((*lead.parties.supporters, *rest.parties.supporters)),
        tuple(t for t in targets if t.id not in doing or (_is_mutual(lead) and t in lead.parties.targets)),
    )


def _is_mutual(event: Event) -> bool:
    """True for a clash, whose sides are doers and targets alike."""
    return bool({a.id for a in event.parties.perpetrators} & {a.id for a in event.parties.targets})


def _telling(event: Event) -> tuple[bool, ...]:
    arrests = event.type == "arrest"  # "arrested in an operation"
    return (
        not event.kills,
        event.type != "other",
        arrests,
        not event.open,
        event.type in ("suicide_bombing", "chemical_attack"),
        event.noun,
    )


def distinct(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Return the actors, each once."""
    found: dict[str, Actor] = {}
    for actor in actors:
        found.setdefault(actor.id, actor)
    return tuple(found.values())


def nearest(document: Document, token: int, events: Sequence[Event]) -> tuple[int, float]:
    """Return the number of the event that is nearest to a token in the parse, and how far it is."""
    above = {t.index: n for n, t in enumerate((document.tokens[token], *document.ancestors(token)))}

    def distance(event: Event) -> tuple[float, int]:
        steps = []
        for start in {event.head, event.predicate, *event.covers}:
            for n, at in enumerate((document.tokens[start], *document.ancestors(start))):
                if at.index in above:
                    steps.append(n + above[at.index])
                    break
        return (min(steps, default=50) + (0.5 if event.head > token else 0.0), abs(event.head - token))

    number = min(range(len(events)), key=lambda n: distance(events[n]))
    return number, distance(events[number])[0]
