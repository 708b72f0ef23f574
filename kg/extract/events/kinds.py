"""Says what kind of incident a trigger tells: its own kind, or the one that the words around it give."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kg.extract.cues import cue_verbs
from kg.extract.document import Token, token_after
from kg.extract.events.event import DOWNING
from kg.extract.grammar import Grammar, is_plane
from kg.extract.parties.persons import person_class
from kg.extract.triggers import Hit
from kg.extract.wording import noun_forms, words_of
from kg.record import IncidentType

_BY_WORDS: tuple[tuple[IncidentType, str], ...] = (
    ("suicide_bombing", "word: suicide"),
    ("chemical_attack", "word: chemical"),
    ("airstrike", "word: air"),
    ("shelling", "word: fire"),
    ("bombing", "word: blast"),
    ("armed_clash", "word: ground"),
)
# Triggers of the ground are no bombing because a bomb is named beside them, nor is what falls from the air.
_UNMOVED: dict[str, frozenset[IncidentType]] = {
    "raid": frozenset({"bombing", "suicide_bombing", "shelling"}),
    "operation": frozenset({"bombing", "suicide_bombing", "shelling"}),
    "assault": frozenset({"bombing", "suicide_bombing", "shelling"}),
    "strike": frozenset({"bombing", "suicide_bombing", "armed_clash"}),
    "drop": frozenset({"bombing", "suicide_bombing", "shelling"}),
}
_KILLING = frozenset({"kill", "shoot", "shoot dead", "gun down", "murder"})
_HELP = frozenset({"support", "help", "backing", "cover", "assistance"})
_UPON_OBJECTS = frozenset({"kill", "impact"})  # manners of verbs whose object is what suffers, no weapon
_THROWN = frozenset({"shelling", "bombing"})
_FIRING = frozenset({"fired", "fire", "firing", "launched", "launch", "launching"})
_ALONE = frozenset({"civilian", "unspecified", "forces"})  # classes of who is assassinated
_CRASHING = frozenset({"crashed", "crashing", "crash"})
_LANDING = frozenset({"helicopter", "helicopters"})
_FIRM_NOUNS = frozenset({"strike", "operation", "assault"})
_OF_MUNITIONS = frozenset({"airstrike", "shelling", "bombing", "other"})
_LACED_REACH = 10
_INSTRUMENT_REACH, _INSTRUMENT_WORDS = 14, 5
_HITTING = frozenset({"attacked", "attack", "pounded", "pounding", "bombarded", "bombed", "struck"})
_SHOOTING = frozenset({"shoot", "shoot dead"})
_SHOT_DEAD = frozenset({"shoot", "shoot dead", "gun down"})
_GUNMEN = frozenset("gunman gunmen assailant assailants attacker attackers men man militants terrorists who".split())
_LINING_UP = frozenset({"lined", "dragged", "blindfolded", "rounded"})
_FLYING_ONLY = frozenset({"coalition", "russian", "regime", "saudi-led", "us-led", "u.s.-led"})
_BY_SNIPERS = frozenset({"sniper", "snipers"})
_HOLDING = frozenset("lined dragged led rounded blindfolded handcuffed bound captured abducted kidnapped".split())
_GUNS = frozenset({"tank", "tanks", "cannon", "cannons", "howitzers", "gunboat", "gunboats", "warship", "warships"})
_CLAUSES = frozenset({"relcl", "ccomp", "advcl", "conj", "parataxis"})
_BACKED = frozenset({"backed", "supported", "aided", "assisted"})
_WEARING = frozenset({"wearing", "carrying", "armed", "equipped"})
_GROUND_AND = ["ground", "and"]
_BORNE = frozenset({"equipped", "fitted", "mounted", "armed", "loaded", "laden", "packed", "rigged", "filled"})
_BESIDE = _BACKED | _WEARING | {"with"}
_AMONG = frozenset({"among", "including"})  # "six strikes, among them one by artillery"
_WHERE = frozenset({"on", "at", "near"})


class Kinds:
    """Decides for the hits of one document."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.tokens = grammar.tokens

    def kind(self, hit: Hit, token: Token) -> tuple[IncidentType, bool]:
        """Return the type of a hit, and whether it is no more than a guess."""
        trigger = hit.trigger
        if (
            trigger.type == "airstrike"
            and [t.lower for t in self.tokens[max(0, hit.first - 2) : hit.first]] == _GROUND_AND
        ):
            return "operation", False  # "a ground and air operation"
        if trigger.base in _SHOOTING and self._are_missiles(self.grammar.objects(token)):
            return "shelling", False  # "shot hundreds of missiles at the capital"
        if trigger.base in _SHOOTING and self._are_shot_as_captives(token):
            return "execution", False
        upon = trigger.manner in _UPON_OBJECTS or trigger.base in _SHOOTING
        if trigger.base.startswith("burn ") and any(c.dep == "advcl" for c in self.grammar.children(token)):
            return "other", True  # "were burned alive when a rocket hit their house"
        around = self.around(token, victims=not upon)
        if trigger.manner in ("open", "impact") and not trigger.noun:
            told = self._instrument(token)
            around |= told if trigger.manner == "open" else told & (words_of("word: air") | words_of("word: fire"))
        if trigger.type in _OF_MUNITIONS and self._is_laced(hit):
            return "chemical_attack", False
        if trigger.base == "drop" and self._is_of_chemicals(token):
            return "chemical_attack", False
        if trigger.manner in ("weapon", "") and trigger.type in _THROWN and around & words_of("word: chemical"):
            return "chemical_attack", False
        if trigger.type == "shelling" and self._is_from_the_air_as_well(hit):
            return "airstrike", False
        if trigger.base == "shell" and not trigger.noun and self._is_by_air_force(token):
            return "airstrike", False
        if trigger.manner == "weapon" and (self._is_dropped(token) or around & words_of("word: air munition")):
            return "airstrike", False
        if trigger.base == "open fire" and around & (words_of("word: fire") | _GUNS):
            return "shelling", False
        if trigger.base == "bomb" and trigger.noun and self._is_of_a_state(token):
            return "airstrike", True
        bombed = token.tag == "VBG" and self.grammar.head(token).lower in _HITTING
        if trigger.base in _KILLING and not bombed and not self._is_from_afar(around) and self._is_of_captives(token):
            return "execution", False
        if trigger.base in _SHOT_DEAD and not bombed and not self._is_from_afar(around) and self._is_of_one(token):
            return "assassination", False
        fell = trigger.manner == "kill" and self.grammar.head(token).lower in _CRASHING  # "crashed, killing its crew"
        if trigger.manner not in ("open", "impact", "kill", "fire") or fell:
            return trigger.type, False
        if trigger.base == "raid" and around & _LANDING and not around & words_of("word: air") - _LANDING:
            return trigger.type, False  # a helicopter raid is one of men who land
        if trigger.manner == "fire" and self._is_at_persons(token) and not self._is_from_afar(around):
            return "armed_clash", False  # "soldiers fired on protesters"
        for kind, words in _BY_WORDS:
            if around & words_of(words) and kind not in _UNMOVED.get(trigger.base, frozenset()):
                flown = kind == "bombing" and trigger.manner == "impact" and around & words_of("word: state bombing")
                return ("airstrike", True) if flown else (kind, False)  # "Russian bombs destroyed a theatre"
        raids = trigger.base == "raid" and trigger.noun and token.tag == "NNS"
        if raids and (self._is_flown(token) or self._ruins_sites(token)):
            return "airstrike", True  # "the coalition responded with raids on X"
        if trigger.base == "bombing" and self._is_of_a_state(token):
            return "airstrike", True
        return trigger.type, not (trigger.manner == "fire" or (trigger.noun and trigger.base in _FIRM_NOUNS))

    def _is_of_chemicals(self, verb: Token) -> bool:
        """True for "dropped a barrel of toxic gas"."""
        things = (self.tokens[one.left : one.right + 1] for one in self.grammar.objects(verb))
        near = (t for words in things for t in words[:8])
        return any(t.lower in words_of("word: chemical") and not self._is_of_a_site(t) for t in near)

    def _is_at_persons(self, verb: Token) -> bool:
        """True for "fired at people", not for "fired rockets at people"."""
        if verb.tag.startswith("NN") or self.grammar.objects(verb):
            return False
        shot_at = self.grammar.behind(verb, "at", "on", "into")
        persons = (*shot_at, *(below for one in shot_at for below in self.grammar.behind(one, "of")))
        return any(person_class(one.lower) is not None for one in persons)

    def _is_from_afar(self, around: frozenset[str]) -> bool:
        return any(around & words_of(name) for name in ("word: air", "word: fire", "word: blast"))

    def _is_of_captives(self, verb: Token) -> bool:
        """True for the killing of whom the killers held: "killed a captured pilot", "shot two of the hostages"."""
        killed = self.grammar.objects(verb)
        victims = (*killed, *(below for one in killed for below in self.grammar.behind(one, "of")))
        held = words_of("captive")
        return any(held & {one.lower, *(c.lower for c in self.grammar.children(one))} for one in victims)

    def _is_of_one(self, verb: Token) -> bool:
        """True where gunmen, or nobody who is named, kill one person: "gunmen shot dead a judge"."""
        if verb.lower in ("shot", "shoot") and not self._ends_in_death(verb):
            return False
        doer = self.grammar.subject(verb) or self.grammar.agent(verb)
        also = (c for c in self.grammar.children(verb) if c.dep == "conj" and c.lower == "killed")
        killed = [one for at in (verb, *also) for one in self.grammar.objects(at)]
        if doer is not None and doer not in killed and doer.lower not in _GUNMEN:
            return False
        one = killed[0] if len(killed) == 1 else None
        alone = one is not None and one.tag == "NN" and not any(c.dep == "conj" for c in self.grammar.children(one))
        if one is not None and one.tag == "NNP":  # "shot dead Omar Haddad, a police officer"
            named = (c for c in self.grammar.children(one) if c.dep in ("appos", "compound"))
            return any(person_class(c.lower) in _ALONE for c in named)
        return one is not None and alone and person_class(one.lower) in _ALONE

    def _ends_in_death(self, verb: Token) -> bool:
        """True for "shot dead X", "shot X dead", "shot and killed X"."""
        after = [t.lower for t in self.tokens[verb.index + 1 : verb.index + 1 + _LACED_REACH]]
        return "dead" in after or after[:2] == ["and", "killed"]

    def _is_of_a_state(self, noun: Token) -> bool:
        """True for the bombs and bombings of who has an air force."""
        return bool(self._owners(noun) & words_of("word: state bombing"))

    def _are_missiles(self, things: Sequence[Token]) -> bool:
        named = (t for one in things for t in (one, *self.grammar.behind(one, "of")))
        return any(t.lower in words_of("munition") and t.lower in words_of("word: fire") for t in named)

    def _ruins_sites(self, noun: Token) -> bool:
        """True for raids by which hospitals "were put out of service", which "destroyed a school"."""
        verb = self.grammar.governor(noun)
        if verb is None or not (self.grammar.preposition(noun) in ("by", "in") or noun.dep == "nsubj"):
            return False
        sites = words_of("civilian place") | words_of("infrastructure")
        passive = any(c.dep == "nsubjpass" for c in self.grammar.children(verb))
        hit = passive or verb.lower in words_of("impact")
        return hit and any(one.lower in sites for one in self.grammar.objects(verb))

    def _is_flown(self, noun: Token) -> bool:
        """True for raids of those who raid from the air alone."""
        governor = self.grammar.governor(noun)
        doer = self.grammar.subject(governor) if governor is not None else None
        words = {doer.lower, *(c.lower for c in self.grammar.children(doer))} if doer is not None else set()
        at = self.grammar.behind(noun, "on", "against")
        at = at or (self.grammar.behind(governor, "on", "against") if governor is not None else [])
        return bool((self._owners(noun) | words) & _FLYING_ONLY) and bool(at)

    def _owners(self, noun: Token) -> frozenset[str]:
        """Return the words that say whose an event is: those before its noun, and those behind "by"."""
        before = {c.lower for c in self.grammar.children(noun) if c.index < noun.index}
        return frozenset(before.union(*(self._part(noun, c) for c in self.grammar.children(noun) if c.lower == "by")))

    def _is_from_the_air_as_well(self, hit: Hit) -> bool:
        """True for "air or artillery strikes"."""
        before = [t.lower for t in self.tokens[max(0, hit.first - 3) : hit.first]]
        several = len(before) > 1 and before[-1] in ("or", "and")
        return several and (before[-2] in ("air", "aerial") or before[:2] == ["air", "force"])

    def _is_dropped(self, weapon: Token) -> bool:
        """True for what came from an aircraft: "dropped bombs", "missiles fired from a plane", "jets fired shells"."""
        governor = self.grammar.governor(weapon)
        if governor is not None and governor.lower in words_of("dropping"):
            return True
        fires = governor is not None and governor.lower in _FIRING | words_of("impact") | _HITTING
        doer = self.grammar.subject(governor) if fires and governor is not None else None
        if doer is not None and doer is not weapon and is_plane(self.tokens, doer):
            return True
        clauses = (c for c in self.grammar.children(weapon) if c.dep in ("acl", "relcl"))
        sources = [one for clause in clauses for one in self.grammar.behind(clause, "from", "by")]
        sources += self.grammar.behind(weapon, "from")
        return any(one.lower in words_of("aircraft") for one in sources)

    def _is_by_air_force(self, verb: Token) -> bool:
        """True for "the air force shelled X", "warplanes shelled X"."""
        doer = self.grammar.subject(verb) or self.grammar.agent(verb)
        before = self.tokens[doer.index - 1].lower if doer is not None and doer.index else ""
        return doer is not None and (doer.lower in words_of("aircraft") or (doer.lower == "force" and before == "air"))

    def _are_shot_as_captives(self, verb: Token) -> bool:
        """True for those who were shot as captives: "shot in the head", "men accused of spying were shot"."""
        if verb.dep == "conj" and self.grammar.head(verb).lower in _LINING_UP:
            return True  # "lined up 40 men and shot them"
        shot = [c for c in self.grammar.children(verb) if c.dep == "nsubjpass"]
        held = verb.dep == "conj" and self.grammar.head(verb).lower in _HOLDING
        if held and any(one.tag == "PRP" for one in self.grammar.objects(verb)):
            return True  # "led away 13 men and shot them"
        if not shot and not (verb.tag == "VBN" and verb.dep in ("acl", "conj", "amod")):
            return False
        words = [t.lower for t in self.tokens[verb.left : verb.right + 1]]
        head = words[max(0, verb.index - verb.left) :]
        in_head = "head" in head[:7] and not any(w in head for w in _BY_SNIPERS)
        in_turn = "after" in head and head[head.index("after") :][1:3] == ["the", "other"]
        several = any(c.tag == "NNS" or c.tag == "CD" for c in shot) or not shot
        return several and (in_head or in_turn or bool(words_of("as captives") & set(words)))

    def _is_laced(self, hit: Hit) -> bool:
        """True for "barrel bombs laced with chlorine"."""
        behind = [t.lower for t in self.tokens[hit.last + 1 : hit.last + 1 + _LACED_REACH]]
        laced = next((n for n, word in enumerate(behind) if word in words_of("laced")), len(behind))
        return bool(words_of("word: chemical") & set(behind[laced:]))

    def around(self, token: Token, *, victims: bool = True) -> frozenset[str]:
        """Return the words that stand closest to a trigger: its own phrase, its subject and its instrument.

        Without `victims`, those are left out whom a verb is done to: "an air force pilot was killed".
        """
        parts = (c for c in self.grammar.children(token) if victims or c.dep not in ("dobj", "nsubjpass"))
        found = {word for child in parts for word in self._part(token, child)}
        if not token.tag.startswith("VB"):
            found.update(word for doer in self.grammar.behind(token, "by") for word in self._part(token, doer))
        governor = self.grammar.head(token)
        if token.tag == "VBG" and token.dep == "acl":
            found.add(governor.lower)  # "footage of a drone destroying X"
        if token.tag == "VBN" and token.dep == "acl" and victims:
            # "a mortar round fired by X"
            found.update(t.lower for t in self.tokens[governor.left : governor.index + 1])
        if governor is not token and governor.tag.startswith("VB") and governor.lower not in words_of("following"):
            is_verb = token.tag.startswith("VB")
            own = is_verb and any(c.dep == "nsubj" and c.tag != "PRP" for c in self.grammar.children(token))
            if not is_verb or (token.dep in ("conj", "xcomp", "advcl") and not own):
                subjects = ("nsubj",) if is_verb else ("nsubj", "agent", "nsubjpass")
                for child in self.grammar.children(governor):
                    if child.dep in subjects and child is not token:
                        found.update(self._part(governor, child))
        return frozenset(found)

    def _instrument(self, verb: Token) -> frozenset[str]:
        """Return the words behind "with" and "using", whatever they hang on: "pounded X held by Y with rockets"."""
        behind = self.tokens[verb.index + 1 : verb.right + 1][:_INSTRUMENT_REACH]
        start = next((n for n, t in enumerate(behind) if t.lower in ("with", "using")), len(behind))
        words = [t.lower for t in behind[start + 1 : start + 1 + _INSTRUMENT_WORDS]]
        if start and behind[:start] and behind[start - 1].lower in _BORNE:
            return frozenset()  # "destroyed two vehicles equipped with mortars"
        return frozenset(words) if words and not _HELP & set(words[:2]) else frozenset()

    def _part(self, token: Token, child: Token) -> list[str]:
        where = _WHERE if token.tag.startswith("VB") else _WHERE | {"in", "against"}
        after = token_after(self.tokens, child.index).lower
        if child.dep in _CLAUSES or child.lower in where | _AMONG or after in words_of("response"):
            return []
        nearby = {t.lower for t in self.tokens[child.index + 1 : child.index + 3]}
        if child.lower == "with" and nearby & _HELP:
            return []  # "attacked X with support from Turkish artillery"
        inside = self.tokens[child.left : min(child.right, child.left + 8) + 1]
        worn = next((t.index for t in inside if t.lower in _BESIDE and self._is_beside(t, child)), child.right + 1)
        inside = [t for t in inside if t.index < worn]  # "men wearing suicide vests", "forces backed by air strikes"
        flown = frozenset(t.index for t in inside if t.lower not in words_of("aircraft") and is_plane(self.tokens, t))
        return ["warplane" if t.index in flown else t.lower for t in inside if not self._is_of_a_site(t)]

    def _is_beside(self, word: Token, noun: Token) -> bool:
        """True for what opens what somebody has beside: "men wearing vests", "forces, with the support of aircraft"."""
        if word.lower == "with" and word.index > noun.index:
            return any(t.lower in _HELP for t in self.tokens[word.index + 1 : word.index + 3])
        return word.lower in _WEARING | _BACKED and word.dep == "acl"

    def _is_of_a_site(self, token: Token) -> bool:
        """True for the "gas" of "gas plant" and the "air" of "air defences", which tell no kind of attack."""
        after = token_after(self.tokens, token.index).lower
        return (token.lower == "gas" and after in words_of("site")) or (
            token.lower == "air" and after in words_of("air site")
        )

    def is_cue(self, verb: Token) -> bool:
        """True for a reporting verb."""
        return verb.lower in cue_verbs()

    def weapons(self, hit: Hit, token: Token) -> tuple[str, ...]:
        """Return the weapons named beside a trigger, in the singular; what is shot down is none."""
        if hit.trigger.base in DOWNING:
            words = self.around(token, victims=False)
        else:
            words = self.around(token) | {self.tokens[i].lower for i in range(hit.first, hit.last + 1)}
        return tuple(sorted({singular for word in words if (singular := _weapons().get(word))}))


@cache
def _weapons() -> dict[str, str]:
    return {form: min(noun_forms(form.removesuffix("s")), key=len) for form in words_of("weapon")}
