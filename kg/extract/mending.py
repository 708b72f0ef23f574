"""Mends slips of the parser that news provokes.

1. A place and the day right behind it, taken for one name ("captured Sarrin Monday").
2. "Shot dead", whose verb was taken for a noun ("gunmen on a motorcycle shot dead a tribal leader").
3. A place whose participle was taken for its verb, where the comma is lost ("fired shells on X killing three").
4. "Jets believed to be Russian hit X", whose participle was taken for the verb.
5. "Was wounded on Monday when shells hit X", whose clause was hung on the day.
6. "Two rockets land in X", "jets strike a base", whose verb was taken for a noun.
7. "Bombers in three cars killed 23 people", whose verb was taken for a participle of the cars.
8. "US-led jets bombed X", whose verb, though tagged as one, was hung on the jets.
9. "A shepherd, Saad Abbas, described to us how", whose verb was taken for a participle behind the name.
10. "A doctor, reached by phone, said", whose participle was taken for the verb.
11. "Strikes on X killed ten", whose strikes were tagged as a verb.
12. "Ten were killed and 30 others injured by a bomb", whose second half was taken for another clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.parsing import ParsedToken

_DAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
_BELIEVED = frozenset({"believed", "thought", "suspected", "said", "known", "alleged", "presumed"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_OWN = frozenset({"nsubj", "nsubjpass", "mark", "aux", "auxpass"})
_STRIKING = frozenset({"land", "strike", "hit", "target", "attack", "storm", "raid", "bomb", "shell"})
_WOUNDED = frozenset({"wounded", "injured", "hurt"})
_OBJECT_REACH = 8  # tokens behind a verb in which its object stands
_CLAUSE_REACH = 30  # tokens within which its clause, or its subject, stands
_NOMINAL = frozenset({"nsubj", "nsubjpass"})
_OBJECTS = frozenset({"dobj", "pobj", "npadvmod", "nsubjpass", "conj"})
_LOCATIVE = frozenset({"on", "in", "at", "near", "inside", "outside", "around", "into"})


def mended(tokens: Sequence[ParsedToken]) -> Sequence[ParsedToken]:
    """Return the tokens of a passage, mended."""
    made: list[ParsedToken] | None = None
    for day, token in enumerate(tokens):
        if token.text == "dead" and day and tokens[day - 1].text == "shot" and not tokens[day - 1].tag.startswith("VB"):
            made = made or list(tokens)
            _shoot(made, day)
        if token.text in _DAYS and day and token.dep in _OBJECTS and _is_of_name(tokens[day - 1], day):
            made = made or list(tokens)
            _part(made, day)
        if token.dep == "pcomp" and token.tag == "VBG" and tokens[token.head].text.lower() in _LOCATIVE:
            place = next((n for n in range(token.head + 1, day) if tokens[n].head == day), None)
            if place is not None and tokens[place].dep == "nsubj":
                made = made or list(tokens)
                _follow(made, place, verb=day)
        if token.dep == "relcl" and tokens[token.head].text in _DAYS and _opens_with_when(tokens, day):
            made = made or list(tokens)
            _hang_on_verb(made, day)
        if token.text in _BELIEVED and token.tag == "VBD" and day + 1 < len(tokens) and tokens[day + 1].text == "to":
            verb = _verb_behind(tokens, day)
            if verb is not None:
                made = made or list(tokens)
                _make_participle(made, day, verb=verb)
        if token.tag == "NN" and token.text in _STRIKING and _is_after_plural(tokens, day):
            made = made or list(tokens)
            made[day] = replace(token, tag="VBP")
            made[day - 1] = replace(tokens[day - 1], dep="nsubj")
        if token.tag == "VBZ" and token.dep in _NOMINAL and token.text.endswith("s"):
            made = made or list(tokens)
            made[day] = replace(token, tag="NNS")
        if token.tag == "VBD" and token.dep == "acl" and _has_object(tokens, day):
            made = made or list(tokens)
            _make_own_verb(made, day)
        if token.tag in ("VBN", "VBD") and day and tokens[day - 1].text == ",":
            named = _named_subject(tokens, day)
            if named is not None:
                made = made or list(tokens)
                (_make_finite if token.dep == "acl" else _make_root)(made, named, verb=day)
            elif token.dep == "conj" and _is_said_aside(tokens, day):
                made = made or list(tokens)
                _make_aside(made, token.head, verb=day)
        if token.tag == "VBN" and token.dep == "acl":
            subject = _headless_subject(tokens, day)
            if subject is not None:
                made = made or list(tokens)
                _make_finite(made, subject, verb=day)
            doer = _doer_of_another(tokens, day) if subject is None else None
            if doer is not None:
                made = made or list(tokens)
                made[day] = replace(token, tag="VBD", dep="ccomp", head=tokens[doer].head)
                made[doer] = replace(tokens[doer], head=day)
            killed = _verb_joined_with(tokens, day)
            if killed is not None:
                made = made or list(tokens)
                made[token.head] = replace(made[token.head], dep="nsubjpass", head=day)
                made[day] = replace(token, dep="conj", head=killed)
        root = _root_before(tokens, day) if token.tag == "VBN" and token.dep == "amod" else None
        if root is not None:
            made = made or list(tokens)
            _make_root(made, root, verb=day)
    return made or tokens


def _opens_with_when(tokens: Sequence[ParsedToken], verb: int) -> bool:
    return any(tokens[at].text == "when" and tokens[at].head == verb for at in range(tokens[verb].head + 1, verb))


def _hang_on_verb(tokens: list[ParsedToken], clause: int) -> None:
    """Hang a clause on the verb above the day that it hung on."""
    at = tokens[clause].head
    while tokens[at].head != at and not tokens[at].tag.startswith("VB"):
        at = tokens[at].head
    if tokens[at].tag.startswith("VB") and at != clause:
        tokens[clause] = replace(tokens[clause], dep="advcl", head=at)


def _verb_behind(tokens: Sequence[ParsedToken], believed: int) -> int | None:
    """Return the verb without a subject that "jets believed to be Russian" are the subject of, if there is one."""
    for at in range(believed + 2, len(tokens)):
        if tokens[at].starts_sentence:
            return None
        if tokens[at].head == believed and tokens[at].dep == "ccomp" and tokens[at].tag in _FINITE:
            own = any(t.head == at and t.dep in _OWN for t in tokens[believed:at])
            return None if own else at
    return None


def _make_participle(tokens: list[ParsedToken], believed: int, *, verb: int) -> None:
    """Make the verb behind the head, and of "believed" a participle of its subject."""
    above = tokens[believed]
    before = range(believed - 1, -1, -1)
    subject = next((n for n in before if tokens[n].head == believed and tokens[n].dep == "nsubj"), None)
    if subject is None:
        return
    for at, token in enumerate(tokens):
        if token.head == believed and (at < believed or at > verb):
            tokens[at] = replace(token, head=verb)
    tag = "VBD" if tokens[verb].tag == "VBN" else tokens[verb].tag
    tokens[verb] = replace(tokens[verb], tag=tag, dep=above.dep, head=verb if above.head == believed else above.head)
    tokens[believed] = replace(above, tag="VBN", dep="acl", head=subject)


def _is_after_plural(tokens: Sequence[ParsedToken], noun: int) -> bool:
    """True for "rockets land in", "jets strike a base"."""
    if not noun or noun + 1 >= len(tokens):
        return False
    before, after = tokens[noun - 1], tokens[noun + 1]
    plural = before.tag == "NNS" and before.dep == "compound" and before.head == noun
    return plural and after.tag in (("IN",) if tokens[noun].text == "land" else ("DT", "NNP", "CD", "PRP$"))


def _has_object(tokens: Sequence[ParsedToken], verb: int) -> bool:
    return any(t.head == verb and t.dep == "dobj" for t in tokens[verb + 1 : verb + 1 + _OBJECT_REACH])


def _make_own_verb(tokens: list[ParsedToken], verb: int) -> None:
    """Make the noun before a verb its subject, where that heads its sentence or was given to the verb of another."""
    noun = tokens[verb].head
    above = tokens[noun]
    if above.dep == "ROOT":
        _make_finite(tokens, noun, verb=verb)
    elif above.dep == "nsubj" and above.head > verb:
        tokens[verb] = replace(tokens[verb], dep="ccomp", head=above.head)
        tokens[noun] = replace(above, head=verb)


def _named_subject(tokens: Sequence[ParsedToken], verb: int) -> int | None:
    """Return the noun that heads a sentence and is named between commas, before what was taken for a participle."""
    token = tokens[verb]
    ahead = tokens[verb + 1 : verb + 1 + _CLAUSE_REACH]
    if token.dep == "acl" and any(t.head == verb and t.dep in ("dobj", "ccomp") for t in ahead):
        root: int | None = token.head
    elif token.dep == "amod" and token.head > verb:
        before = range(verb - 1, max(verb - 1 - _CLAUSE_REACH, -1), -1)
        root = next((at for at in before if _is_head(tokens[at])), None)
    else:
        return None
    if root is None or not _is_head(tokens[root]) or any(t.starts_sentence for t in tokens[root + 1 : verb + 1]):
        return None
    return root if any(t.head == root and t.dep == "appos" for t in tokens[root + 1 : verb]) else None


def _is_head(token: ParsedToken) -> bool:
    return token.dep == "ROOT" and token.tag.startswith("NN")


def _is_said_aside(tokens: Sequence[ParsedToken], verb: int) -> bool:
    """True for the last verb of "a doctor, reached by phone, said", to which the first is joined by nothing."""
    aside = tokens[verb].head
    if aside < 1 or tokens[aside].tag not in ("VBD", "VBN") or tokens[aside - 1].text != ",":
        return False
    joined = any(t.head == aside and t.dep == "cc" for t in tokens[aside : verb + 1])
    return not joined and any(t.head == aside and t.dep == "nsubj" for t in tokens[:aside])


def _make_aside(tokens: list[ParsedToken], aside: int, *, verb: int) -> None:
    """Make a verb the head, and the one before it a participle of its subject."""
    above = tokens[aside]
    subject = next(n for n, t in enumerate(tokens[:aside]) if t.head == aside and t.dep == "nsubj")
    for at, token in enumerate(tokens):
        if token.head == aside and (at < aside or at > verb) and at not in (aside, verb):
            tokens[at] = replace(token, head=verb)
    head = verb if above.head == aside else above.head
    tokens[verb] = replace(tokens[verb], dep=above.dep, head=head)
    tokens[aside] = replace(above, tag="VBN", dep="acl", head=subject)


def _headless_subject(tokens: Sequence[ParsedToken], verb: int) -> int | None:
    """Return the noun that heads a sentence without a verb, where a participle in it has an object as verbs have."""
    if not _has_object(tokens, verb):
        return None
    at = tokens[verb].head
    while tokens[at].head != at:
        at = tokens[at].head
        if tokens[at].tag.startswith("VB") and not (tokens[at].tag == "VBG" and tokens[at].dep == "acl"):
            return None
    return at if at < verb and tokens[at].dep == "ROOT" and tokens[at].tag in ("NNS", "NN", "NNP", "NNPS") else None


def _doer_of_another(tokens: Sequence[ParsedToken], verb: int) -> int | None:
    """Return the subject, given to a verb behind ("..., X said"), of "gunmen riding motorcycles killed ten"."""
    if not _has_object(tokens, verb):
        return None
    at = tokens[verb].head
    while tokens[at].dep in ("dobj", "pobj", "prep") or (tokens[at].tag == "VBG" and tokens[at].dep == "acl"):
        at = tokens[at].head
    above = tokens[at].head
    others = any(t.head == above and t.dep == "nsubj" for t in tokens[verb + 1 : above])
    return at if at < tokens[verb].head and tokens[at].dep == "nsubj" and above > verb and others else None


def _make_finite(tokens: list[ParsedToken], subject: int, *, verb: int) -> None:
    """Make a participle the verb of its sentence; a clause behind it describes the noun before it."""
    tokens[verb] = replace(tokens[verb], tag="VBD", dep="ROOT", head=verb)
    tokens[subject] = replace(tokens[subject], dep="nsubj", head=verb)
    for at in range(verb + 1, len(tokens)):
        if tokens[at].starts_sentence:
            break
        if tokens[at].head == subject:
            tokens[at] = replace(tokens[at], head=verb if tokens[at].dep != "relcl" else _noun_before(tokens, at, verb))


def _verb_joined_with(tokens: Sequence[ParsedToken], wounded: int) -> int | None:
    """Return the "killed" that "and 30 others wounded" goes on with, where the wounded were taken for what follows."""
    people = tokens[wounded].head
    if (
        tokens[wounded].text not in _WOUNDED
        or people != wounded - 1
        or tokens[people].dep not in ("nsubj", "ROOT", "conj")
    ):
        return None
    first = next((n for n in range(people) if tokens[n].head == people), people)
    if first < 2 or tokens[first - 1].text != "and" or tokens[first].tag not in ("CD", "IN", "JJR", "RB", "JJ"):
        return None
    passive = any(t.head == first - 2 and t.dep == "auxpass" for t in tokens[: first - 2])
    return first - 2 if passive and tokens[first - 2].tag == "VBN" else None


def _noun_before(tokens: Sequence[ParsedToken], clause: int, verb: int) -> int:
    """Return the noun before the words of a clause, the verb where there is none."""
    first = min(at for at in range(verb, clause + 1) if at == clause or tokens[at].head == clause)
    nouns = (at for at in range(first - 1, verb, -1) if tokens[at].tag.startswith("NN"))
    return next(nouns, verb)


def _root_before(tokens: Sequence[ParsedToken], verb: int) -> int | None:
    """Return the noun that heads the sentence of a participle right behind a day, where it stands before the two."""
    if verb < 2 or tokens[verb - 1].text not in _DAYS or tokens[verb].head <= verb:
        return None
    at = verb - 1
    while not tokens[at].starts_sentence and at > 0:
        at -= 1
    root = next((i for i in range(at, verb - 1) if tokens[i].dep == "ROOT"), None)
    return root if root is not None and tokens[root].tag.startswith("NN") else None


def _make_root(tokens: list[ParsedToken], root: int, *, verb: int) -> None:
    """Make a participle the verb of its sentence: what was its head is its subject, the noun behind it its object."""
    thing = tokens[verb].head
    tokens[verb] = replace(tokens[verb], tag="VBD", dep="ROOT", head=verb)
    tokens[thing] = replace(tokens[thing], dep="dobj", head=verb)
    tokens[root] = replace(tokens[root], dep="nsubj", head=verb)
    for at in range(verb + 1, len(tokens)):
        if tokens[at].starts_sentence:
            break
        if tokens[at].head == root:
            tokens[at] = replace(tokens[at], head=verb)


def _is_of_name(before: ParsedToken, day: int) -> bool:
    return before.dep == "compound" and before.head == day and before.tag in ("NNP", "NNPS")


def _part(tokens: list[ParsedToken], day: int) -> None:
    """Hang the name where the day hung, the day on the verb, and on the name what qualifies it."""
    name, when = day - 1, tokens[day]
    above = when.head
    tokens[name] = replace(tokens[name], dep="dobj" if when.dep == "npadvmod" else when.dep, head=above)
    verb = tokens[above].head if when.dep == "pobj" else above
    tokens[day] = replace(when, dep="npadvmod", head=verb)
    for at in range(max(0, day - 8), name):
        if tokens[at].head == day:
            tokens[at] = replace(tokens[at], head=name)


def _follow(tokens: list[ParsedToken], place: int, *, verb: int) -> None:
    """Hang a place on its preposition, and the participle behind it on the verb that both stand below."""
    preposition = tokens[verb].head
    above = tokens[preposition].head
    while tokens[above].head != above and not tokens[above].tag.startswith("VB"):
        above = tokens[above].head
    tokens[place] = replace(tokens[place], dep="pobj", head=preposition)
    tokens[verb] = replace(tokens[verb], dep="advcl", head=above)


def _shoot(tokens: list[ParsedToken], dead: int) -> None:
    """Make "shot" the verb, in the place in the parse that "dead" had, with what hung on that."""
    state, verb = tokens[dead], dead - 1
    root = state.head == dead
    tokens[verb] = replace(tokens[verb], tag="VBD", dep=state.dep, head=verb if root else state.head)
    for at, token in enumerate(tokens):
        if token.head == dead:
            tokens[at] = replace(token, head=verb)
    tokens[dead] = replace(state, dep="oprd", head=verb)
