"""Says who took which part in an event.

A verb's subject and agent carry it out, its object is hit. An event noun takes the parties of the verb that carries it
("conducted strikes against X"), of the words before it ("coalition strikes") and of the prepositions behind it
("by", "on", "against", "between"). Both sides of a clash are doer and target alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.extract.cues import cue_verbs
from kg.extract.document import Token
from kg.extract.events.damage import DAMAGING, damaged_by
from kg.extract.events.elsewhere import Elsewhere
from kg.extract.events.event import FOILING, LEAVING, RESPONDING, Parties, distinct
from kg.extract.events.sides import Sides
from kg.extract.grammar import STAGED, Grammar
from kg.extract.mentions import Mentions
from kg.extract.parties import PartyFinder, person_class
from kg.extract.parties.states import WITHOUT_APOSTROPHE
from kg.extract.place_nouns import place_nouns
from kg.extract.triggers import Hit
from kg.extract.wording import words_of
from kg.record import Actor, Span

_LOSING = frozenset({"lose", "lose control", "cede", "fall to"})
_SUFFERING = frozenset({"come under attack", "come under fire"})
_CLASHING = frozenset({"clash", "fight", "battle", "exchange fire", "skirmish"})
_BEHESTS = frozenset({"request", "behest", "invitation", "urging"})  # "struck X at the request of Y"
_ON = ("on", "against", "at", "targeting")
_GROUNDS = frozenset({"basis", "grounds", "orders", "instructions", "strength"})  # "on the basis of reports by X"
_MANNED = frozenset({"manned", "staffed", "guarded"})
_WHERE = frozenset({"in", "near", "at"})
_INTO = ("at", "on", "against", "into", "toward", "towards")
_SITES = "through in inside outside near at into against under on onto upon among amid beside behind".split()
_OF_EVENTS = words_of("taking") | frozenset(
    "arrest abduction kidnapping assassination killing beheading execution murder detention shelling bombing "
    "bombardment massacre".split()
)
_FIRED = frozenset({"fired", "launched"})
_GOING_OFF = frozenset({"went", "goes", "going"})
_DRIVING = frozenset("drove drives driving rammed rams ramming walked ploughed plowed crashed".split())
_ATTEMPTS = frozenset({"attempt", "attempts", "infiltration", "infiltrations", "bid", "incursion"})
_OWNING = frozenset("regime government rebel rebels opposition militant terrorist jihadist coalition".split())
_KEEPING = frozenset("held hold holds holding controlled controls control controlling occupied".split())
_EXPOSED = frozenset({"subject", "subjected", "exposed"})
_HELP = frozenset("support help backing coordination cooperation assistance cover".split())
_ANNOUNCING = frozenset({"announced", "announces", "announcing", "declared", "declares", "declaring"})
_ANNOUNCED = frozenset({"operation", "offensive", "campaign"})
_SUFFERED = frozenset({"killed", "wounded", "injured", "martyred", "arrested", "detained", "slain"})
_LAUNCHING = frozenset({"launched", "began", "started"})
_QUALIFYING = frozenset({"compound", "nmod", "amod", "poss"})
_GROUND = frozenset({"armed_clash", "operation"})
_MEASURES = frozenset({"action", "revenge"})  # "took action against X with strikes"
_HELPED = frozenset({"backed", "supported", "aided", "assisted"})


class Roles:
    """Reads the parties of the events of one document."""

    def __init__(
        self, grammar: Grammar, mentions: Mentions, parties: PartyFinder, sources: Sequence[Span] = ()
    ) -> None:
        self.sources = sources
        self.grammar = grammar
        self.tokens = grammar.tokens
        self.mentions = mentions
        self.parties = parties
        self.sides = Sides(grammar, mentions, parties, self._acting)
        self.elsewhere = Elsewhere(grammar, self._acting, self._owner, self._hit)

    def of(self, hit: Hit, token: Token, objects: list[Token] | None = None) -> Parties:
        """Return the parties of an event that a verb tells, with its objects, or that a noun names."""
        parties = self._of_verb(hit, token, objects) if objects is not None else self._of_noun(hit, token)
        parties = self._but_for_deniers(parties, token)
        if not parties.targets and hit.trigger.type in _GROUND:
            doing = {one.id for one in parties.perpetrators}
            attacked = [*(objects or ()), *self.grammar.behind(token, "on", "against")]
            held = (a for one in attacked for a in self.parties.holders(one.index) if a.id not in doing)
            return replace(parties, targets=distinct(held))  # "an assault on the rebel-held town"
        if parties.targets or hit.trigger.type not in DAMAGING:
            return parties
        damaged = (a for a in self._hit(damaged_by(token, self.grammar)) if a.kind == "group")
        return replace(parties, targets=distinct(damaged))

    def _but_for_deniers(self, parties: Parties, token: Token) -> Parties:
        """Leave out who "denied that it had carried out the attack"."""
        if not parties.perpetrators:
            return parties
        above = list(self.grammar.above(token))
        denying = words_of("denying")
        deny = (at for below, at in pairwise(above) if at.lower in denying and below.dep in ("ccomp", "xcomp"))
        subjects = map(self.grammar.subject, deny)
        deniers = {a.id for one in subjects if one is not None for a in self.parties.actors(one.index, acting=True)}
        return replace(parties, perpetrators=tuple(a for a in parties.perpetrators if a.id not in deniers))

    # -- verbs ----------------------------------------------------------------------------------------------------

    def _of_verb(self, hit: Hit, verb: Token, objects: list[Token]) -> Parties:
        """Return the parties of an event that a verb tells."""
        base = hit.trigger.base
        subject, agent = self._subject(verb), self.grammar.agent(verb)
        before = self.tokens[verb.index - 1]
        cited = before.tag.startswith("VB") and before.lower in cue_verbs() and verb.tag != "VBG"
        if subject not in (None, before) and cited:
            subject = None  # "an attack that activists say killed hundreds"
        if base in _LOSING:
            hands = [one for one in self.grammar.behind(verb, "at") if one.lower == "hands"]  # "at the hands of X"
            taking = [*self.grammar.behind(verb, "to"), *(of for one in hands for of in self.grammar.behind(one, "of"))]
            return Parties(self._acting(taking), (), self._acting([subject]))
        doers = [one for one in (subject, agent, *self._beside(subject, verb)) if one is not None]
        if subject is not None and agent is None and not objects and self._suffers(subject, verb):
            return Parties((), self._helpers(verb), self._hit([subject]))
        perpetrators = self._acting(doers, before=verb.index)
        if not perpetrators and subject is not None and subject.lower in words_of("munition"):
            whose = (*self._whose(subject), *self._below(subject).perpetrators)
            perpetrators = distinct(one for one in whose if self.parties.fights(one))
        if doers and all(one.kind == "group" for one in perpetrators):
            believed = distinct(a for one in doers for a in self.elsewhere.believed(one) if self.parties.fights(a))
            perpetrators = believed or perpetrators  # "gunmen believed to belong to X"
        if not perpetrators and hit.trigger.manner == "kill":
            perpetrators = self.elsewhere.advancing(verb)
        if not perpetrators and hit.trigger.type == "bombing":
            perpetrators = self.elsewhere.planters(verb)
        supporters = distinct((*(a for one in doers for a in self.parties.supporters(one.index)), *self._helpers(verb)))
        if base in _SUFFERING:
            doing = distinct((*self._acting(self.grammar.behind(verb, "from", "by")), *self._from(verb)))
            return _parties(doing, (), self._hit([subject] if subject is not None else []))
        if base in _CLASHING:
            named = [*self.grammar.behind(verb, "against"), *objects, *self.sides.fought_with(verb)]
            others = distinct((*self.sides.named_with(verb), *self._acting(named)))
            both = distinct((*perpetrators, *others))
            return Parties(both, supporters, both)
        if base in LEAVING:
            return Parties(perpetrators)
        if hit.trigger.manner == "crash":
            return Parties((), (), perpetrators)  # whose aircraft it was
        if base.endswith("under control"):  # "came under the control of X", "brought it under regime control"
            control = self.tokens[hit.last]
            owners = (*self._whose(control), *self._acting(self.grammar.behind(control, "of")))
            perpetrators = distinct((*perpetrators, *(one for one in owners if self.parties.fights(one))))
        tried = [one for one in objects if one.lower in _ATTEMPTS]
        if base.startswith(("foil ", "thwart ")) or (tried and verb.lower in words_of("foiling")):
            trying = [one for thing in objects for one in self.grammar.behind(thing, "by", "of", "from")]
            trying.extend(self.elsewhere.tried(verb) if not trying else ())
            trying_to = (a for thing in tried for a in self._whose(thing) if self.parties.fights(a))
            return Parties(distinct((*self._acting(trying), *trying_to)), (), perpetrators)
        if base in FOILING and (attackers := self._acting(self.elsewhere.tried(verb))):
            return _parties(perpetrators, supporters, attackers)
        if base == "intercept":
            return Parties((), (), perpetrators)  # who stops a missile was its target
        if hit.trigger.manner == "foe":
            return _parties(perpetrators, supporters, self._hit(objects))
        if hit.trigger.type == "territory_change":
            places = [*objects, *self.grammar.behind(verb, "into")]
            places.extend([agent] if agent is not None else [])  # "seized by rebels from the army"
            losing = (*self._from(verb), *(a for one in places for a in (*self._from(one), *self._holders(one))))
            ousted = self._hit(objects) if base.endswith(" out") else ()  # "drove the rebels out of X"
            fought = () if losing or ousted else self.sides.fought_over(verb)
            return _parties(perpetrators, supporters, distinct((*losing, *ousted, *fought)))
        things = [one for one in self.grammar.behind(verb, *_INTO) if one.lower not in _BEHESTS]
        if hit.trigger.type in ("bombing", "suicide_bombing"):
            return _parties(perpetrators, supporters, distinct((*self._hit([*objects, *things]), *self._at_site(verb))))
        if hit.trigger.manner != "fire":
            things = [*objects, *things]
        if agent is not None:
            things.extend(self.grammar.behind(agent, *_ON))  # "hit by the coalition on a school"
        return _parties(perpetrators, supporters, self._hit(things))

    def _subject(self, verb: Token) -> Token | None:
        """Return the subject of a verb: the drone of "In Hajin, a drone hit a car", where the parser takes Hajin, and
        the name of "the Iran-backed militia Kataib Hezbollah fired", of which it makes two."""
        subject = self.grammar.subject(verb)
        if subject is not None:
            others = (c for c in self.grammar.children(verb) if c.dep == "nsubj" and c.left == subject.index + 1)
            name = next((c for c in others if self.mentions.at(c.index) is not None), None)
            subject = name or subject
        opening = [c for c in self.grammar.children(verb) if c.lower in _WHERE and c.index < verb.index]
        for place in [*self.grammar.behind(verb, *_WHERE), *([subject] if subject is not None and opening else [])]:
            mention = self.mentions.at(place.index)
            apart = next((c for c in self.grammar.children(place) if c.dep == "appos"), None)
            named = mention is not None and mention.is_place and place.index < verb.index
            if named and apart is not None and subject in (None, place):
                return apart
        return subject

    def _suffers(self, subject: Token, verb: Token) -> bool:
        """True for "70 militants killed in strikes", whose "were" a headline leaves out."""
        if verb.lower not in _SUFFERED or self.grammar.auxiliaries(verb):
            return False
        done = any(c.dep == "conj" and self.grammar.objects(c) for c in self.grammar.children(verb))
        return not done and any(c.tag == "CD" for c in self.grammar.children(subject))

    def _beside(self, subject: Token | None, verb: Token) -> list[Token]:
        """Return the other subjects of "militia X and group Y fired", where the parser hangs both on the verb."""
        if subject is None:
            return []
        later = (c for c in self.grammar.children(verb) if c.dep == "nsubj" and c.index > subject.index)
        return [c for c in later if self.tokens[c.left - 1].lower == "and"]

    def _at_site(self, verb: Token) -> tuple[Actor, ...]:
        """Return whose site something exploded at: "tore through a market", "went off near a checkpoint"."""
        sites = self.grammar.behind(verb, *_SITES)
        return tuple(a for a in self._hit(sites) if a.kind != "group" or a.id in ("civilians", "security-forces"))

    def _from(self, word: Token) -> tuple[Actor, ...]:
        """Return who is named behind "from", as in "captured the airfield from the rebels"."""
        return self._acting(self.grammar.behind(word, "from"))

    def _holders(self, place: Token) -> tuple[Actor, ...]:
        """Return who holds what is taken: "the IS-held city of Tabqa", "the army's base", "positions of the rebels"."""
        keeping = [c for c in self.grammar.children(place) if c.dep in ("acl", "relcl") and c.lower in _KEEPING]
        kept = [one for verb in keeping for one in (self.grammar.agent(verb), self.grammar.subject(verb, 0))]
        held = self.parties.holders(place.index) or self._acting(one for one in kept if one is not place)
        if held or self.mentions.at(place.index) is not None:
            return held
        return tuple(one for one in self._targeted(place) if one.kind != "group")

    # -- nouns ----------------------------------------------------------------------------------------------------

    def _of_noun(self, hit: Hit, noun: Token) -> Parties:
        """Return the parties of an event that a noun names."""
        sources = ("by", "from") if hit.trigger.type == "shelling" else ("by",)
        owners = (one for one in self._owners(hit, noun) if self.parties.fights(one))
        agents = self.grammar.behind(noun, "by")
        believed = (a for one in agents for a in self.elsewhere.believed(one) if self.parties.fights(a))
        doers = [*self._acting(self.grammar.behind(noun, *sources)), *owners, *believed]
        if hit.trigger.type == "armed_clash":
            pair = self.sides.of(hit, noun)
            if pair:
                both = distinct((*pair, *doers))
                return Parties(both, (), both)
        targets = [*self._hit(part for one in (noun, *agents) for part in self.grammar.behind(one, *_ON))]
        if hit.trigger.type == "territory_change":
            taken = self.grammar.behind(noun, "of")
            targets = [*self._from(noun), *(a for one in taken for a in (*self._from(one), *self._holders(one)))]
        elif self._is_come_under(noun):
            doers.extend(self._acting(self.grammar.behind(noun, "of", "from")))
            subject = self.grammar.subject(self.grammar.head(self.grammar.head(noun)))
            targets.extend(self._hit([subject] if subject is not None else []))
        elif hit.trigger.base in _OF_EVENTS:
            targets.extend(self._hit(self.grammar.behind(noun, "of")))
        targets.extend(self._hit(self._exposed(noun)))
        targets.extend(self.elsewhere.aimed_at(noun) if hit.trigger.type in _GROUND else ())
        carried = self._carried(noun)
        below = self._below(noun)
        if self._is_open_question(noun):
            carried, below = replace(carried, perpetrators=()), replace(below, perpetrators=())
        return _parties(
            distinct((*doers, *carried.perpetrators, *below.perpetrators)),
            distinct((*carried.supporters, *below.supporters)),
            distinct((*targets, *carried.targets, *below.targets)),
        )

    def _is_come_under(self, noun: Token) -> bool:
        """True for "came under the bombardment of the army's aircraft"."""
        verb = self.grammar.head(self.grammar.head(noun))
        return self.grammar.preposition(noun) == "under" and verb.lower in ("came", "come", "comes", "coming")

    def _exposed(self, noun: Token) -> Iterator[Token]:
        """Yield what "was subject to shelling", "was subjected to regime shelling"."""
        above = self.grammar.head(noun) if noun.dep == "acl" else noun
        word = self.grammar.head(self.grammar.head(above)) if self.grammar.preposition(above) == "to" else noun
        if word.lower in _EXPOSED:
            verb = word if word.tag.startswith("VB") else self.grammar.head(word)
            yield from (c for c in self.grammar.children(verb) if c.dep in ("nsubj", "nsubjpass"))

    def _is_open_question(self, noun: Token) -> bool:
        """True for "not clear whether the strikes were carried out by X"."""
        verb = self.grammar.governor(noun)
        return verb is not None and bool(self.grammar.marks(verb) & {"whether", "if"})

    def _carried(self, noun: Token) -> Parties:
        """Return the parties of the verb that carries an event noun."""
        noun = self.grammar.counted_by(noun)
        verb = self.grammar.governor(noun)
        begun = verb is not None and verb.lower in _ANNOUNCING | _LAUNCHING and self.grammar.is_begun(noun)
        if verb is None or (self.grammar.depth(noun, verb) > 2 and not begun):
            return Parties()
        helpers = self._helpers(verb)
        if noun.dep in ("nsubj", "nsubjpass"):
            below = (c for c in self.grammar.children(verb) if c.dep == "xcomp")  # "is believed to have been launched"
            doers = self._acting(self.grammar.agent(one) for one in below)
            if doers:
                return Parties(doers, helpers)
        if noun.dep in ("nsubj", "nsubjpass") and verb.lower in _FIRED and noun.lower in words_of("munition"):
            return Parties(self._from_held(verb), helpers)
        if noun.dep == "dobj" and verb.lower in _ANNOUNCING and noun.lower in _ANNOUNCED:
            return Parties(self._acting([self.grammar.subject(verb)]), helpers)
        if noun.dep in ("dobj", "nsubjpass") and verb.lower in words_of("foiling"):
            return Parties((), helpers, self._acting([self.grammar.subject(verb), self.grammar.agent(verb)]))
        if begun:
            return Parties(self._acting([self.grammar.subject(verb)]), helpers)
        measures = [one for one in self.grammar.objects(verb) if one.lower in _MEASURES]
        answers = verb.lower in RESPONDING or verb.lower in words_of("impact") or measures
        if answers and self.grammar.preposition(noun) == "with":
            against = self._hit(one for thing in measures for one in self.grammar.behind(thing, "against"))
            return Parties(self._acting([self.grammar.subject(verb)]), helpers, against)  # "responded with fire"
        laid = noun.lower == "siege" and verb.lower in words_of("besieging")  # "broke the siege", "laid siege to X"
        if noun.dep in ("dobj", "nsubjpass") and (laid or verb.lower in words_of("light")):
            subject = self.grammar.subject(verb) if noun.dep != "nsubjpass" else None
            behind = self.parties.supporters(subject.index) if subject is not None else ()
            doers = self._acting([subject, self.grammar.agent(verb)])
            targets = self._hit(self.grammar.behind(verb, "against", "on", "targeting"))
            return Parties(doers, (*behind, *helpers), targets)
        if noun.dep == "nsubj" and (verb.lower in words_of("impact") or verb.lower in _GOING_OFF):
            hit = [*self.grammar.objects(verb)]
            hit = hit or [c for one in self.grammar.conjuncts(verb)[1:] for c in self.grammar.objects(one)]
            return Parties((), helpers, distinct((*self._hit(hit), *self._at_site(verb))))
        if noun.dep == "nsubj" and verb.lower in _DRIVING:  # "bombers drove two cars into a checkpoint"
            return Parties((), helpers, distinct(self._hit(self.grammar.behind(verb, "into"))))
        return Parties((), helpers)

    def _from_held(self, verb: Token) -> tuple[Actor, ...]:
        """Return who holds the place of "rockets fired from a militia-held hill"."""
        held = (a for one in self.grammar.behind(verb, "from") for a in self.parties.holders(one.index))
        return distinct(a for a in held if self.parties.fights(a))

    def _below(self, noun: Token) -> Parties:
        """Return the parties of the clauses that hang on an event noun ("carried out by X", "that targeted Y")."""
        doers: list[Actor] = []
        targets: list[Actor] = []
        for verb in (*self.grammar.children(noun), *self.grammar.staged(noun)):
            if verb.dep not in ("acl", "relcl"):
                continue
            targets.extend(self._attacked(verb) if verb.lower in STAGED else ())
            doers.extend(self._acting([self.grammar.agent(verb)]))
            doers.extend(self._from_held(verb) if verb.lower in _FIRED else ())
            objects = [one for one in self.grammar.objects(verb) if one is not noun]
            if verb.lower == "involving":
                doers.extend(self._acting(objects))
            elif verb.tag == "VBG" or any(c.tag in ("WDT", "WP") for c in self.grammar.children(verb)):
                targets.extend(self._hit(objects))
        return Parties(tuple(doers), (), tuple(targets))

    def _attacked(self, verb: Token) -> Iterator[Actor]:
        """Yield who was hit by an attack "launched against Y", "staged on the X-held town"."""
        for one in self.grammar.behind(verb, "on", "against"):
            yield from self._targeted(one) or self.parties.holders(one.index)

    def _owners(self, hit: Hit, noun: Token) -> Iterator[Actor]:
        """Yield whose an event is by the words before it: "coalition airstrikes", "Syrian and Russian raids"."""
        led = self.parties.led_by(noun.index)
        if led is not None:
            yield led
        if noun.dep == "acl":  # "opposition shelling", which the parser took for a clause
            yield from self._owner(self.grammar.head(noun))
        if noun.dep == "conj" and self.tokens[noun.left - 1].lower == "and":
            yield from self._joined_owner(self.grammar.head(noun))
        before = self.tokens[max(hit.first - 1, 0)]
        if noun.dep in ("advcl", "pcomp") and noun.tag == "VBG" and before.dep in ("pobj", "compound", "amod"):
            yield from self._owner(before)  # "killed in rebel shelling"
        for index in range(hit.first, noun.index):
            yield from self._whose(self.tokens[index])  # "government barrel bombs"
        yield from self._whose(noun, before=hit.first)

    def _joined_owner(self, word: Token) -> Iterator[Actor]:
        """Yield the government of "killed in Syrian government and Russian strikes", which the parser joins so."""
        if self.grammar.preposition(word) in ("by", "in", "under") and word.lower in _OWNING:
            yield from self._owner(word)

    def _whose(self, noun: Token, *, before: int | None = None) -> Iterator[Actor]:
        """Yield who is named by the words that qualify a noun: "coalition support"."""
        for child in self.grammar.children(noun):
            misread = child.dep == "nsubj" and noun.tag == "NNS" and child.index == noun.index - 1
            if child.index < (noun.index if before is None else before) and (child.dep in _QUALIFYING or misread):
                above = [c for c in self.grammar.children(child) if c.dep == "compound" and c.index < child.index]
                above += [c for c in self.grammar.children(child) if c.dep == "amod" and self.grammar.conjuncts(c)[1:]]
                for one in (*self.grammar.conjuncts(child), *above):  # "an RSF drone attack", "X and Y regime strikes"
                    if one.index < noun.index:
                        yield from self._owner(one)

    def _owner(self, word: Token) -> tuple[Actor, ...]:
        mention = self.mentions.at(word.index)
        if mention is not None and mention.compound is None:
            if not mention.is_place:
                return self.parties.actors(word.index, acting=True)
            span = self.grammar.document.token_span(mention.first, mention.last)
            return (mention.metonym.reference(span),) if mention.metonym is not None else ()
        lost = WITHOUT_APOSTROPHE.get(word.lower)
        if lost is not None and word.tag == "NNS":
            own = self.parties.states.at(word.index, lost)
            return (own,) if own is not None else ()
        country = self.mentions.gazetteer.country_of_adjective(word.text) if mention is None else None
        if country is not None:
            state = self.mentions.gazetteer.government_of(country)
            return (state.reference(self.grammar.document.token_span(word.index, word.index)),) if state else ()
        return self.parties.actors(word.index, acting=True) if word.lower in _OWNING else ()

    # -- helpers --------------------------------------------------------------------------------------------------

    def _acting(self, tokens: Iterable[Token | None], before: int | None = None) -> tuple[Actor, ...]:
        heads = (one.index for one in tokens if one is not None)
        found = (a for one in heads for a in self.parties.actors(one, acting=True, before=before))
        return distinct(a for a in found if self.parties.fights(a))

    def _hit(self, tokens: Iterable[Token]) -> tuple[Actor, ...]:
        return distinct(a for one in tokens for a in self._targeted(one))

    def _targeted(self, token: Token) -> tuple[Actor, ...]:
        if token.lower in words_of("charges") | _GROUNDS:
            return ()  # "executed on charges of spying for X"
        found = tuple(a for a in self.parties.actors(token.index) if not self._speaks(a))
        if found and all(a.id == "security-forces" for a in found):
            found = self._whose_men(token) or found
        named = (a for a in self._named_in(token) if a.kind != "person" and not self._speaks(a))
        if not found and token.tag.startswith("NNP"):
            found = self._as_described(token)
        if not found:
            found = self._manning(token)
        settled = token.lower in place_nouns() or self.mentions.at(token.index) is not None
        return found or tuple(named) or (self.parties.holders(token.index) if not settled else ())  # "ISIL-held tanks"

    def _as_described(self, name: Token) -> tuple[Actor, ...]:
        """Return of whom somebody is who is only named: "Ahmed Saleh, a police officer", "journalist Omar Haddad"."""
        nouns = (c for c in self.grammar.children(name) if c.dep in ("appos", "compound"))
        described = (c for c in nouns if person_class(c.lower) is not None)
        return tuple(a for one in described for a in self.parties.actors(one.index) if not self._speaks(a))

    def _manning(self, site: Token) -> tuple[Actor, ...]:
        """Return who is at "a post manned by soldiers", "a gate guarded by the police"."""
        manned = (c for c in self.grammar.children(site) if c.dep == "acl" and c.lower in _MANNED)
        agents = (one for c in manned if (one := self.grammar.agent(c)) is not None)
        return distinct(a for one in agents for a in self.parties.actors(one.index) if not self._speaks(a))

    def _whose_men(self, token: Token) -> tuple[Actor, ...]:
        """Return the force of "a patrol of the Iraqi army", "a checkpoint belonging to the rebels"."""
        below = self.grammar.owners(token)
        return tuple(a for one in below for a in self.parties.actors(one.index) if a.kind not in ("group", "person"))

    def _named_in(self, token: Token) -> Iterator[Actor]:
        """Yield who is named in a phrase, but not behind "by": "the bombing of the area by X"."""
        inside = (t for t in self.tokens[token.index : token.right + 1] if t.lower == "by")
        by = next((t.start for t in inside if not self.grammar.head(t).tag.startswith("VB")), None)  # "a camp run by X"
        for one in self.parties.names_below(token.index):
            if by is None or one.mention is None or one.mention.start < by:
                yield one

    def _speaks(self, actor: Actor) -> bool:
        """True for a monitor, and for who is named as a source there ("hit a suburb the Observatory said")."""
        entry = self.mentions.gazetteer.actor(actor.id)
        if entry is not None and entry.side in ("monitor", "think-tank"):
            return True
        at = actor.mention.start if actor.mention is not None else -1
        return any(s.start <= at < s.end + len(" (X") for s in self.sources)

    def _helpers(self, verb: Token) -> tuple[Actor, ...]:
        """Return who is named behind "backed by", "with the support of", "in coordination with"."""
        found: list[Actor] = []
        subject = self.grammar.subject(verb)
        first = min(verb.left, subject.left) if subject is not None else verb.left
        for index in range(first, verb.right + 1):
            token = self.tokens[index]
            if token.lower in _HELPED and token.tag == "VBN" and token.dep != "amod":
                found.extend(self._acting([self.grammar.agent(token)]))
            elif self._is_help(token):
                behind = self._acting(self.grammar.behind(token, "of", "from", "by", "with"))
                found.extend(behind or tuple(self._whose(token)) or self.parties.names_below(token.index)[:1])
        return distinct(found)

    def _is_help(self, noun: Token) -> bool:
        """True for "with the support of X", "in coordination with X"; "in support of X" says whom others help."""
        preposition = self.grammar.preposition(noun)
        if preposition == "in" and noun.lower in ("support", "help"):
            return False
        return noun.lower in _HELP and preposition in ("with", "in", "under", "by")


def _parties(perpetrators: tuple[Actor, ...], supporters: tuple[Actor, ...], targets: tuple[Actor, ...]) -> Parties:
    doing = {one.id for one in perpetrators}
    return Parties(
        perpetrators,
        tuple(one for one in supporters if one.id not in doing),
        tuple(one for one in targets if one.id not in doing),
    )
