"""Verbs of sentences that were taken for participles."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.mending.finite import as_verb, as_verb_before_object
from kg.extract.mending.form import Changes, Tokens
from kg.extract.parsing import ParsedToken

WOUNDED = frozenset({"wounded", "injured", "hurt"})
BLAMING = frozenset({"blame", "blames", "blamed", "blaming"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_ABOARD = frozenset({"in", "on", "from", "aboard", "inside", "with"})
_VEHICLE_REACH = 4  # tokens before the name of a vehicle in which its preposition stands
_OBJECT_REACH = 8  # tokens behind a verb in which its object stands
_CLAUSE_REACH = 30  # tokens within which its clause, or its subject, stands


def verb_of_noun(tokens: Tokens, verb: int) -> Changes | None:
    """Mend "US-led jets bombed X", whose verb, though tagged as one, was hung on the jets.

    These head the sentence, or were given to the verb of another.
    """
    if not _has_object(tokens, verb):
        return None
    noun = tokens[verb].head
    above = tokens[noun]
    if above.dep == "ROOT":
        return as_verb(tokens, noun, verb=verb)
    if above.dep == "nsubj" and above.head > verb:
        return {verb: replace(tokens[verb], dep="ccomp", head=above.head), noun: replace(above, head=verb)}
    return None


def verb_of_relative(tokens: Tokens, noun: int) -> Changes | None:
    """Mend "the town, which troops retook in May", whose troops were taken for the head of the clause."""
    which = next((at for at in range(noun) if tokens[at].head == noun and tokens[at].tag == "WDT"), None)
    behind = range(noun + 1, len(tokens))
    verb = next((at for at in behind if tokens[at].head == noun and tokens[at].dep == "acl"), None)
    if which is None or verb is None or tokens[verb].tag not in ("VBN", "VBD"):
        return None
    return {
        which: replace(tokens[which], dep="dobj", head=verb),
        noun: replace(tokens[noun], dep="nsubj", head=verb),
        verb: replace(tokens[verb], tag="VBD", dep="relcl", head=tokens[noun].head),
    }


def verb_behind_name(tokens: Tokens, verb: int) -> Changes | None:
    """Mend "a shepherd, Saad Abbas, described to us how", whose verb was taken for a participle behind the name."""
    if not verb or tokens[verb - 1].text != ",":
        return None
    root = _named_subject(tokens, verb)
    if root is None:
        return None
    make = as_verb if tokens[verb].dep == "acl" else as_verb_before_object
    return make(tokens, root, verb=verb)


def _named_subject(tokens: Tokens, verb: int) -> int | None:
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


def verb_of_head(tokens: Tokens, verb: int) -> Changes | None:
    """Mend "bombers in three cars killed 23 people", whose verb was taken for a participle of the cars.

    A noun heads the sentence, without a verb; the participle has an object as verbs have.
    """
    if not _has_object(tokens, verb):
        return None
    at = tokens[verb].head
    while tokens[at].head != at:
        at = tokens[at].head
        if tokens[at].tag.startswith("VB") and not (tokens[at].tag == "VBG" and tokens[at].dep == "acl"):
            return None
    headed = at < verb and tokens[at].dep == "ROOT" and tokens[at].tag in _NOUNS
    return as_verb(tokens, at, verb=verb) if headed else None


def verb_of_doer(tokens: Tokens, verb: int) -> Changes | None:
    """Mend "gunmen riding motorcycles killed ten, X said", whose gunmen were given to the verb behind."""
    if not _has_object(tokens, verb):
        return None
    doer = tokens[verb].head
    while tokens[doer].head != doer and _is_below_doer(tokens[doer]):
        doer = tokens[doer].head
    if doer >= tokens[verb].head or tokens[doer].dep != "nsubj":
        return None
    above = tokens[doer].head
    if above <= verb or not any(t.head == above and t.dep == "nsubj" for t in tokens[verb + 1 : above]):
        return None
    return {
        verb: replace(tokens[verb], tag="VBD", dep="ccomp", head=above),
        doer: replace(tokens[doer], head=verb),
    }


def _is_below_doer(token: ParsedToken) -> bool:
    return token.dep in ("dobj", "pobj", "prep", "agent") or (token.dep == "acl" and token.tag in ("VBG", "VBN"))


def wounded_too(tokens: Tokens, wounded: int) -> Changes | None:
    """Mend "ten were killed and 30 others injured by a bomb", whose second half was taken for another clause."""
    people = tokens[wounded].head
    if people != wounded - 1 or tokens[people].dep not in ("nsubj", "ROOT", "conj"):
        return None
    first = next((at for at in range(people) if tokens[at].head == people), people)
    if first < 2 or tokens[first - 1].text != "and" or tokens[first].tag not in ("CD", "IN", "JJR", "RB", "JJ"):
        return None
    killed = first - 2
    passive = any(t.head == killed and t.dep == "auxpass" for t in tokens[:killed])
    if not passive or tokens[killed].tag != "VBN":
        return None
    return {
        people: replace(tokens[people], dep="nsubjpass", head=wounded),
        wounded: replace(tokens[wounded], dep="conj", head=killed),
    }


def _has_object(tokens: Tokens, verb: int) -> bool:
    return any(t.head == verb and t.dep == "dobj" for t in tokens[verb + 1 : verb + 1 + _OBJECT_REACH])


def whom_it_blames(tokens: Tokens, verb: int) -> Changes | None:
    """Mend "blamed the attack on X", where X was taken for whom the attack hit."""
    thing = next(
        (at for at in range(verb + 1, len(tokens)) if tokens[at].head == verb and tokens[at].dep == "dobj"), None
    )
    if thing is None or any(token.head == verb and token.text == "on" for token in tokens):
        return None
    on = next(
        (at for at in range(thing + 1, len(tokens)) if tokens[at].head == thing and tokens[at].text == "on"), None
    )
    return {on: replace(tokens[on], head=verb)} if on is not None else None


def shot_from_vehicle(tokens: Tokens, shot: int) -> Changes | None:
    """Mend "gunmen in a speeding car shot dead three teachers", whose verb was hung on the car, or the car on it."""
    vehicle = shot - 1
    if vehicle < 0 or tokens[vehicle].tag not in _NOUNS or _has_subject(tokens, shot):
        return None
    by = next((at for at in range(vehicle - 1, max(vehicle - _VEHICLE_REACH, 0), -1) if tokens[at].tag == "IN"), 0)
    doer = by - 1
    if by < 1 or tokens[by].text not in _ABOARD or tokens[doer].tag not in ("NNS", "NN"):
        return None
    dead = shot + 1 if tokens[shot + 1 :] and tokens[shot + 1].text == "dead" else shot
    whole = {doer, by, vehicle, shot, dead}
    top = next((at for at in whole if tokens[at].head == at or tokens[at].head not in whole), shot)
    above = shot if tokens[top].head == top else tokens[top].head
    changes = {at: replace(t, head=shot) for at, t in enumerate(tokens) if t.head in whole and at > dead}
    changes |= {at: replace(tokens[at], head=vehicle) for at in range(by + 1, vehicle)}
    things = [at for at, new in changes.items() if at > dead and new.tag in _NOUNS and new.dep != "dobj"]
    if things and not _has_object(tokens, shot):
        changes[things[0]] = replace(changes[things[0]], dep="dobj")
    changes[doer] = replace(tokens[doer], dep="nsubj", head=shot)
    changes[by] = replace(tokens[by], dep="prep", head=doer)
    changes[vehicle] = replace(tokens[vehicle], dep="pobj", head=by)
    said = tokens[top].dep == "dobj" and tokens[above].tag.startswith("VB")
    changes[shot] = replace(tokens[shot], tag="VBD", dep="ccomp" if said else tokens[top].dep, head=above)
    if [t.text for t in tokens[shot + 1 : shot + 3]] == ["and", "killed"]:
        changes[shot + 2] = replace(tokens[shot + 2], dep="conj", head=shot)
    if dead != shot:
        changes[dead] = replace(tokens[dead], dep="oprd", head=shot)
    return changes


def _has_subject(tokens: Tokens, verb: int) -> bool:
    finite = tokens[verb].tag in ("VBD", "VBN") and tokens[verb].dep not in ("acl", "relcl", "pobj", "amod")
    return finite and any(t.head == verb and t.dep in ("nsubj", "nsubjpass") for t in tokens[:verb])
