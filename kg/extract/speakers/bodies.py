"""Reads a body (organisation, government, group, outlet) or a document from a source phrase."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.document import Token
from kg.extract.mentions import Mention
from kg.extract.speakers.affiliations import named_body
from kg.extract.speakers.cast import BODIES, Cast, Speaker
from kg.extract.speakers.documents import issuer_before, leading_name
from kg.extract.speakers.phrase import Phrase
from kg.extract.speakers.words import FAITHS, is_group_noun, is_people, is_unnamed_body, slug, source_type
from kg.gazetteer import ActorEntry, Gazetteer, Match, PlaceEntry
from kg.record import Actor, Span

_DEFINITE = ("the", "this", "his", "its", "their")
_POINTING = (*_DEFINITE, "that", "an", "a", "it")
_ISSUED = frozenset(
    "document letter statement announcement communique communiqué release report tweet message post".split()
)
# Which kinds of bodies a noun means that no name contains; what stands before "group" tells more.
_KINDS: dict[str, tuple[str, ...]] = {
    "agency": ("outlet",),
    "alliance": ("coalition", "armed_group"),
    "broadcaster": ("outlet",),
    "channel": ("outlet",),
    "charity": ("organisation",),
    "daily": ("outlet",),
    "faction": ("armed_group",),
    "group": ("armed_group", "organisation", "group"),
    "militia": ("armed_group",),
    "monitor": ("organisation",),
    "movement": ("armed_group",),
    "network": ("organisation", "outlet"),
    "newspaper": ("outlet",),
    "organisation": ("organisation", "armed_group"),
    "organization": ("organisation", "armed_group"),
    "outlet": ("outlet",),
    "watchdog": ("organisation",),
    "website": ("outlet",),
}
_OF_MEDIA = frozenset({"tv", "television", "news"})
_DEPARTMENTS = frozenset({"bureau", "department", "directorate", "office"})
_OFFICES = frozenset({"agency", "command", "department", "directorate", "division", "government", "ministry"})
_OF_WAR = frozenset({"armed-forces", "ministry-of-defence"})  # institutions
_OF_STATES = frozenset({"army", "military"})  # also in names of armed groups, which nobody means by "the army"
_GENERIC = frozenset({"charity", "group", "organisation", "organization", "monitor", "network", "watchdog"})
_MONITORING = frozenset({"monitor", "monitoring", "monitors", "watchdog", "tracking", "tracks"})
_MONITORS = ("observatory", "monitor", "for human rights")
_UNARMED = frozenset(
    "monitoring monitor rights watchdog activist aid humanitarian advocacy relief medical based".split()
)
_ARMED = frozenset("militant jihadist jihadi extremist terror terrorist insurgent rebel armed hardline radical".split())
_LEADING_TO = frozenset("a an the of for at in from".split())
_DE_FACTO = ("Kurdistan", "Houthi", "Hamas")  # have ministries of their own
_UNDER = frozenset({"deputy", "vice", "assistant", "first"})
_LONGEST_INSTITUTION = 5  # words
_PARTICLES = frozenset({"e", "i", "ul", "ur"})
_LINKS = ("of", "for", "-", "and", "’s", "'s", "on")


class BodyReader:
    """Reads bodies and documents of one article."""

    def __init__(self, gazetteer: Gazetteer, cast: Cast) -> None:
        self.gazetteer = gazetteer
        self.cast = cast

    def body(self, phrase: Phrase) -> Actor | None:
        """Return the body that a phrase names or points to, or None."""
        pointing = is_group_noun(phrase.head) and phrase.begins_with(*_DEFINITE)
        named = self._named_before(phrase, phrase.head.lower) if pointing and len(phrase.words) <= 2 else None
        named = named or self._monitor_to_come(phrase)
        known = named or self._opening(phrase) or self._closing(phrase) or self._at_head(phrase) or self._whole(phrase)
        known = known or self._at_home(phrase)
        if known is not None:
            return known
        if pointing and len([w for w in phrase.words if w.lower not in _OF_MEDIA]) == 2:
            return self.definite(phrase, phrase.head.lower)  # "the Ministry"
        pointing = pointing or (phrase.head.lower == "observatory" and self._only_based(phrase))
        if pointing and (not phrase.has_name() or self._only_based(phrase) or self._only_tells_whose(phrase)):
            return self.definite(phrase, phrase.head.lower)
        name = _capitalised(phrase)
        part = self._named_before(phrase, name.text.lower()) if name is not None and " " not in name.text else None
        if part is not None:
            return part  # "Treasury", behind "the US Treasury Department"
        return Actor(id=slug(name.text), name=name.text, kind="organisation", mention=name) if name else None

    def document(self, phrase: Phrase) -> Speaker | None:
        """Return who speaks through a document: whom the phrase names, else who spoke last; None if nobody."""
        named = self._named_issuer(phrase)
        if named is not None:
            return Speaker(named, is_document=True)
        if not phrase.begins_with(*_POINTING) or phrase.head.lower.rstrip("s") not in _ISSUED:
            return None
        issuer = issuer_before(phrase)
        if issuer is not None:
            return Speaker(issuer, is_document=True)
        latest = self.cast.last()
        if latest is not None and is_unnamed_body(latest.actor):
            return replace(latest, is_document=True, joint=())  # "the ministry"
        if latest is not None and latest.actor.kind == "person" and latest.affiliation is not None:
            return Speaker(latest.affiliation, is_document=True)
        last = self.cast.last(*BODIES) or (self.cast.last() if phrase.begins_with("the", "this", "its") else None)
        if last is None or (phrase.begins_with("a", "an") and phrase.head.lower == "report"):
            return None
        return replace(last, is_document=True, joint=())

    def definite(self, phrase: Phrase, noun: str) -> Actor | None:
        """Return whom "the ministry", "the monitor", "the group" means: the last fitting one named before."""
        source = phrase.source
        kinds = self._kinds(phrase, noun)
        allied = (one for one in self.cast.bodies_before(source.start) if one.kind == "coalition")
        if noun == "coalition" and (coalition := next(allied, None)) is not None:
            return coalition.reference(source)
        called = self._named_before(phrase, noun)
        if called is not None and not _tells_of_another(phrase, called):
            return called
        before = self.cast.bodies_before(source.start)
        told = noun in _GENERIC and noun != "group"  # "the watchdog" whose man spoke last
        speakers = (one.affiliation if told and one.affiliation else one.actor for one in reversed(self.cast.spoken))
        called_so = (one for one in speakers if one.kind in kinds or _is_called(one, noun))
        spoken = [one for one in called_so if not _tells_of_another(phrase, one)]
        if noun == "group":
            spoken = [one for one in spoken if not self._is_of_state(self.gazetteer.actor(one.id))]
            before = [one for one in before if not self._is_of_state(one)]
        if {word.lower for word in phrase.words} & _MONITORING:
            spoken.sort(key=lambda one: not _monitors(one.name))
            before = [one for one in before if _monitors(one.label)]  # no army is "the war monitor"
        if spoken:
            return replace(spoken[0], mention=source)
        country = self.cast.main_country()
        if country is None:  # the army that tells of a place may be another country's
            there = phrase.mentions.home or phrase.mentions.country
            without_army = noun in _OF_STATES and there is not None and self.gazetteer.institution(noun, there) is None
            country = there if noun == "government" or without_army else None
        named = (self.gazetteer.find_actor(f"the {one}") for one in (noun, noun.capitalize()))
        found = (self.gazetteer.army(noun, country) if country else None) or next(filter(None, named), None)
        found = found or next((e for kind in _in_turn(noun, kinds) for e in before if e.kind in kind), None)
        return found.reference(source) if found is not None else None

    def _is_of_state(self, entry: ActorEntry | None) -> bool:
        """True for an army, a ministry, a command: nobody calls them "the group"."""
        if entry is None:
            return False
        officially = not _OFFICES.isdisjoint(entry.label.lower().split())
        return officially or self.gazetteer.force_of(entry) is not None

    def _at_home(self, phrase: Phrase) -> Actor | None:
        """Return whom "the Interior Ministry" means: the one named before, else that of the country spoken of."""
        words = [word for word in phrase.words if word.tag != "DT"]
        country = (_country_spoken_in(phrase) or self.cast.main_country()) if len(words) > 1 else None
        if country is None:
            return None
        found = self.gazetteer.army(phrase.text(words), country)
        if found is None:
            return None
        before = self.cast.bodies_before(phrase.source.start)
        acting = self._fighting_country(phrase) if found.institution in _OF_WAR else None
        theirs = self.gazetteer.institution(phrase.text(words), acting) if acting is not None else None
        if theirs is not None and found.institution == "armed-forces":
            return theirs.reference(phrase.source)
        alike = (one for one in before if found.institution and one.institution == found.institution)
        return next(alike, theirs or found).reference(phrase.source)

    def _fighting_country(self, phrase: Phrase) -> str | None:
        """Return the country of the army that the sentences before tell of first: "Turkish jets hit ..."."""
        at = phrase.words[0].sentence
        for sentence in reversed(phrase.document.sentences[max(0, at - 2) : at + 1]):
            start, end = sentence.start, min(sentence.end, phrase.source.start)
            inside = (entry for offset, entry in self.cast.named_bodies if start <= offset < end)
            armed = (one for one in inside if one.country and self.gazetteer.force_of(one) == "armed")
            found = next(armed, None)
            if found is not None:
                return found.country
        return None

    def office_at_home(self, role: str, phrase: Phrase) -> Actor | None:
        """Return for whom a "defence ministry spokesman" or "deputy foreign minister" of no named country speaks.

        It is that of the body that spoke last where it spoke in the same paragraph, else of what the article is about.
        """
        words = [word for word in role.split() if word.lower() not in _UNDER]
        country = self._country_beside(phrase)
        ruled = any(name in entry.label for _, entry in self.cast.named_bodies for name in _DE_FACTO)
        if country is None or ruled:
            return None
        if words and words[0].lower() == "presidential":
            presidency = self.gazetteer.institution("presidency", country)
            return presidency.reference() if presidency is not None else None
        begins = (n for n in range(len(words)) if n == 0 or words[n - 1].lower() in _LEADING_TO)
        for begin in begins:
            for end in range(min(len(words), begin + _LONGEST_INSTITUTION), begin + 1, -1):
                found = self._institution(words[begin:end], country)
                if found is not None:
                    return found
        return None

    def _institution(self, words: Sequence[str], country: str) -> Actor | None:
        """Return the ministry of a country that words name, or whose minister they name."""
        if not {word.lower() for word in words} & {"ministry", "minister"}:
            return None
        name = " ".join(words)
        office = self.gazetteer.find_office(name, country=country)
        found = office.organisation if office is not None else self.gazetteer.institution(name, country)
        return found.reference() if found is not None else None

    def _country_beside(self, phrase: Phrase) -> str | None:
        """Return the country told of before: of the nearest body or place of the paragraph, else of the article."""
        start = phrase.document.block(phrase.document.sentences[phrase.words[0].sentence]).start
        near = (entry.country for at, entry in reversed(self.cast.named_bodies) if start <= at < phrase.source.start)
        nearest = next((country for country in near if country), None)
        if nearest is not None:
            return nearest
        beside = phrase.mentions.of(phrase.document.sentences[phrase.words[0].sentence])
        places = (m.entry for m in reversed(beside) if m.last < phrase.words[0].index and m.is_place)
        inside = (self.gazetteer.country_of(p) for p in places if isinstance(p, PlaceEntry))
        country = next((one.id for one in inside if one is not None), None)
        last = self.cast.last(*BODIES)
        known = self.gazetteer.actor(last.actor.id) if last is not None and last is self.cast.last() else None
        of_last = known.country if known is not None else None
        return country or of_last or phrase.mentions.home or phrase.mentions.country

    def _monitor_to_come(self, phrase: Phrase) -> Actor | None:
        """Return whom "a monitoring group" in a lead means: the monitor that the article names later, if it is one."""
        words = {w.lower for w in phrase.words}
        if not phrase.begins_with("a", "an") or not words & _MONITORING or phrase.has_name():
            return None
        if phrase.head.lower not in _GENERIC:
            return None
        named = {e.id: e for _, e in self.cast.named_bodies if _monitors(e.label)}
        return next(iter(named.values())).reference(phrase.source) if len(named) == 1 else None

    def _only_based(self, phrase: Phrase) -> bool:
        """True for "the Britain-based Observatory": the name that it has tells where it sits."""
        own = ("human", "rights")  # "the UK-based Observatory for Human Rights"
        names = (w for w in phrase.words if w.tag.startswith("NNP") and w.lower not in own)
        others = [w for w in names if w is not phrase.head]
        return len(others) <= 1 and any(w.lower == "based" for w in phrase.words)

    def _only_tells_whose(self, phrase: Phrase) -> bool:
        """True for "the militant Sunni Muslim group": no name, but of which people or faith it is."""
        named = (w for w in phrase.words if w.tag.startswith("NNP"))
        return all(w.lower in FAITHS or self.gazetteer.country_of_adjective(w.text) is not None for w in named)

    def _kinds(self, phrase: Phrase, noun: str) -> tuple[str, ...]:
        """Return which kinds of bodies a noun means here."""
        told = {word.lower for word in phrase.words}
        if noun in _KINDS and told & _UNARMED:
            return ("organisation",)
        return ("armed_group",) if noun in _KINDS and told & _ARMED else _KINDS.get(noun, ())

    def _named_before(self, phrase: Phrase, noun: str) -> Actor | None:
        """Return the last body named before the phrase that has the noun in one of its names.

        Every body is a group, so that "group" in a name tells nothing.
        """
        if noun == "group":
            return None
        before = self.cast.bodies_before(phrase.source.start)
        fitting = [e for e in before if noun not in _OF_STATES or e.kind != "armed_group"]
        if noun == "coalition":  # rather than an alliance that some call so
            fitting.sort(key=lambda one: one.kind != "coalition")
        called = next((e for e in fitting if any(_has(n, noun) for n in (e.label, *e.aliases))), None)
        return called.reference(phrase.source) if called is not None else None

    # -- known bodies ---------------------------------------------------------------------------------------------

    def _opening(self, phrase: Phrase) -> Actor | None:
        """Return the body that a noun behind it explains: "SOHR, a monitoring group"."""
        first = 1 if phrase.words[0].tag == "DT" else 0
        match = next((m for m in phrase.actor_matches() if m.start <= first < m.end), None)
        if match is None or match.end >= len(phrase.words) - 1:
            return None
        behind = phrase.words[match.end + (phrase.words[match.end].text == ",")]
        return self._reference(match, phrase) if behind.lower in ("a", "an", "the") else None

    def _closing(self, phrase: Phrase) -> Actor | None:
        """Return the body that a noun before it only describes: "another activist group the LCC"."""
        if not is_group_noun(phrase.head) and source_type(phrase.head.lower) != "media":
            return None
        for match in phrase.actor_matches():
            between = phrase.words[phrase.position : match.start]
            named = phrase.words[match.start - 1].lower in ("as", "called", "named", "itself")
            clause = any(w.tag.startswith(("VB", "W")) for w in between) and not named
            behind = [word.text for word in phrase.words[match.end :]]  # of "the X Forces (XF)"
            if behind in ([], [")"]) and between and not clause:
                return self._reference(match, phrase)
        return None

    def _at_head(self, phrase: Phrase) -> Actor | None:
        """Return the body whose name holds the head or stands right before it ("the KRSC council")."""
        position, head = phrase.position, phrase.head
        for match in phrase.matches:
            holds = match.start <= position < match.end
            between = phrase.words[match.end : position]
            opens = match.start <= 1 and len(between) == 2 and all(w.text.islower() for w in between)
            near = opens or position - match.end <= 1  # "the White Helmets civil defence group"
            describes = match.end <= position + 1 and near and isinstance(match.entry, ActorEntry)
            generic = head.lower in _GENERIC and any(w.lower == "based" for w in phrase.words)
            if holds or (describes and is_group_noun(head) and not is_people(head) and not generic):
                actor = self._reference(match, phrase)
                if actor is not None:
                    return actor
                government = self._government(match)
                if government is not None and holds:
                    return government.reference(phrase.span(phrase.words[match.start : match.end]))
        return None

    def _whole(self, phrase: Phrase) -> Actor | None:
        known = self.gazetteer.find_actor(re.sub(r"^(?:the|a|an)\s+", "", phrase.source.text, flags=re.IGNORECASE))
        return known.reference(phrase.source) if known is not None and known.kind != "person" else None

    def _reference(self, match: Match, phrase: Phrase) -> Actor | None:
        """Return the actor of a match; among several of the name, the one that the article named before."""
        named = {entry.id for _, entry in self.cast.named_bodies}
        actors = [e for e in (match.entry, *match.alternatives) if isinstance(e, ActorEntry)]
        actors = [e for e in actors if not self._is_abroad(e, match, phrase)]
        if not actors:
            return None
        if not isinstance(match.entry, ActorEntry) and not any(e.id in named for e in actors):
            return None
        chosen = next((e for e in actors if e.id in named), actors[0])
        return chosen.reference(phrase.span(phrase.words[match.start : match.end]))

    def _is_abroad(self, entry: ActorEntry, match: Match, phrase: Phrase) -> bool:
        """True for the Iraqi body that "the Afghanistan Independent Human Rights Commission" has the name of."""
        before = phrase.words[max(match.start - 2, 0) : match.start]
        countries = (self.gazetteer.find_place(word.text) for word in before if word.tag == "NNP")
        named = next((one for one in countries if one is not None and one.type == "country"), None)
        return named is not None and bool(entry.country) and named.id != entry.country

    def _government(self, match: Match) -> ActorEntry | None:
        if match.metonym is not None or isinstance(match.entry, ActorEntry):
            return match.metonym
        return self.gazetteer.government_of(match.entry)

    # -- documents ------------------------------------------------------------------------------------------------

    def issuers(self, phrase: Phrase) -> tuple[Actor, ...]:
        """Return those who issue a document together: "a joint statement by the ministers of X, Y and Z"."""
        return self._all_of([m for m in phrase.matches if m.start > phrase.position], phrase)

    def listed(self, phrase: Phrase) -> tuple[Actor, ...]:
        """Return the bodies of a phrase that names three or more and nothing else: "Egypt, Bahrain and Kuwait"."""
        named = sum(m.end - m.start for m in phrase.matches)
        others = sum(word.text != "," and word.lower not in ("and", "the") for word in phrase.words)
        return self._all_of(phrase.matches, phrase) if len(phrase.matches) > 2 and named >= others else ()

    def _all_of(self, behind: Sequence[Match], phrase: Phrase) -> tuple[Actor, ...]:
        links = [phrase.words[a.end : b.start] for a, b in itertools.pairwise(behind)]
        if len(behind) < 2 or not all(w.lower in (",", "and", "the") for link in links for w in link):
            return ()
        if not any(w.lower == "and" for w in links[-1]) or not all(links):
            return ()
        found = (self._reference(m, phrase) or self._ruling(m, phrase) for m in behind)
        return tuple(one for one in found if one is not None)

    def _ruling(self, match: Match, phrase: Phrase) -> Actor | None:
        government = self._government(match)
        span = phrase.span(phrase.words[match.start : match.end])
        return government.reference(span) if government is not None else None

    def _of_who_spoke_last(self, phrase: Phrase) -> Actor | None:
        """Return the ministry of "Ankara denied it, with a foreign ministry statement calling it a lie"."""
        lead = [word for word in phrase.words[: phrase.position] if word.tag != "DT"]
        last = self.cast.last(*BODIES)
        entry = self.gazetteer.actor(last.actor.id) if last is not None else None
        if len(lead) < 2 or entry is None or not entry.country:
            return None
        found = self.gazetteer.institution(phrase.text(lead), entry.country)
        return found.reference(phrase.span(lead)) if found is not None else None

    def _named_issuer(self, phrase: Phrase) -> Actor | None:
        for match in phrase.actor_matches():
            actor = self._reference(match, phrase)
            if actor is not None:
                return actor
        for match in phrase.matches:
            government = self._government(match)
            if government is not None and match.end <= len(phrase.words) // 2 + 1:
                return government.reference(phrase.span(phrase.words[match.start : match.end]))
        theirs = self._of_who_spoke_last(phrase)
        if theirs is not None:
            return theirs
        noun = next((t for t in phrase.words if is_group_noun(t) and t is not phrase.head), None)
        pointed = self.definite(phrase, noun.lower) if noun is not None else None
        return pointed or named_body(phrase.words, phrase, "by") or leading_name(phrase)


def _country_spoken_in(phrase: Phrase) -> str | None:
    """Return the country of "in Moscow, the Foreign Ministry said", else the one that the article is about."""
    first = phrase.words[0]
    names = phrase.mentions.of(phrase.document.sentences[first.sentence])
    before = (one for one in names if one.metonym is not None and one.last < first.index)
    capitals = [one.metonym.country for one in before if one.metonym is not None and not _is_country(one)]
    return next(iter(capitals), None) or phrase.mentions.home or phrase.mentions.country


def _is_country(mention: Mention) -> bool:
    return isinstance(mention.entry, PlaceEntry) and mention.entry.type == "country"


def _is_called(actor: Actor, noun: str) -> bool:
    return noun not in _GENERIC and actor.named and noun in actor.name.lower().split()


def _tells_of_another(phrase: Phrase, body: Actor) -> bool:
    """True for "the local health office" and the UN Office for Something Else: no name of it has the words before."""
    if phrase.head.lower not in _DEPARTMENTS:
        return False
    told = phrase.words[: phrase.position]
    words = [w.lower for w in told if w.tag in ("NN", "JJ") and w.lower not in _OF_MEDIA | {"local"}]
    names = {part for name in (body.name, *body.aliases) for part in name.lower().split()}
    return any(word not in names for word in words)


def _has(name: str, noun: str) -> bool:
    """Tell whether a noun is a word of a name; "military" must end it, which no "military coalition" does."""
    words = name.lower().split()
    return words[-1:] == [noun] if noun in _OF_STATES else noun in words


def _monitors(name: str) -> bool:
    return any(word in name.lower() for word in _MONITORS)


def _in_turn(noun: str, kinds: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    """Return the kinds of bodies to look for one after the other; "the group" is as well one as the other."""
    return (kinds,) if noun == "group" else [(kind,) for kind in kinds]


def _capitalised(phrase: Phrase) -> Span | None:
    """Return the capitalised words around the head: a body that the gazetteer lacks."""
    words, first = phrase.words, phrase.position
    last = first
    if not words[first].text[:1].isupper() or words[first].tag not in ("NNP", "NNPS"):
        return None
    while first > 0 and _continues(words, first - 1, first - 2):
        first -= 1
    while last + 1 < len(words) and _continues(words, last + 1, last + 2):
        last += 1
    return phrase.span(words[first : last + 1])


def _continues(words: Sequence[Token], at: int, beyond: int) -> bool:
    """Return True for a capitalised word, and for a link with a capitalised word beyond it."""
    if words[at].text[:1].isupper():
        return words[at].tag != "DT"
    if words[at].lower in _PARTICLES:
        return 0 <= beyond < len(words) and words[beyond].text == "-"  # "Jaish-e-Mohammad"
    linked = words[at].lower in _LINKS and 0 <= beyond < len(words)
    return linked and (
        words[beyond].text[:1].isupper() or (words[at].text == "-" and words[beyond].lower in _PARTICLES)
    )
