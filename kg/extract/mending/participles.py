"""Participles that were taken for the verb of a sentence."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.mending.form import Changes, Tokens

BELIEVED = frozenset({"believed", "thought", "suspected", "said", "known", "alleged", "presumed"})
OUTCOMES = frozenset("killing destroying wounding injuring leaving causing damaging inflicting".split())
_BELOW = frozenset({"pobj", "prep", "conj", "appos", "dobj", "compound"})
TIED = frozenset({"affiliated", "linked", "allied", "aligned", "tied", "connected"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_OWN = frozenset({"nsubj", "nsubjpass", "mark", "aux", "auxpass"})
_REACH = 10  # tokens before a participle in which its subject stands
_LOCATIVE = frozenset({"on", "in", "at", "near", "inside", "outside", "around", "into"})


def participle_of_place(tokens: Tokens, participle: int) -> Changes | None:
    """Mend "fired shells on X killing three", whose place was taken for the subject of what follows without a comma.

    The place is hung on its preposition, and the participle on the verb that both stand below.
    """
    preposition = tokens[participle].head
    if tokens[preposition].text.lower() not in _LOCATIVE:
        return None
    place = next((at for at in range(preposition + 1, participle) if tokens[at].head == participle), None)
    if place is None or tokens[place].dep != "nsubj":
        return None
    above = tokens[preposition].head
    while tokens[above].head != above and not tokens[above].tag.startswith("VB"):
        above = tokens[above].head
    return {
        place: replace(tokens[place], dep="pobj", head=preposition),
        participle: replace(tokens[participle], dep="advcl", head=above),
    }


def outcome_of_verb(tokens: Tokens, participle: int) -> Changes | None:
    """Mend "struck a gathering of fighters in X destroying their cars", which was hung on those who were struck."""
    above = tokens[participle].head
    if above == participle - 1:
        return None  # "showed a jet destroying a launcher"
    while tokens[above].dep in _BELOW and tokens[above].head != above:
        above = tokens[above].head
    if above >= participle or not tokens[above].tag.startswith("VB") or tokens[above].dep == "acl":
        return None
    return {participle: replace(tokens[participle], dep="advcl", head=above)}


def believed_to_be(tokens: Tokens, believed: int) -> Changes | None:
    """Mend "jets believed to be Russian hit X": the verb is behind, and "believed" a participle of its subject."""
    verb = _verb_behind(tokens, believed)
    before = range(believed - 1, -1, -1)
    subject = next((at for at in before if tokens[at].head == believed and tokens[at].dep == "nsubj"), None)
    if verb is None or subject is None:
        return None
    changes = _verb_instead(tokens, believed, verb=verb, subject=subject)
    if tokens[verb].tag == "VBN":
        changes[verb] = replace(changes[verb], tag="VBD")
    return changes


def _verb_behind(tokens: Tokens, believed: int) -> int | None:
    """Return the verb without a subject that "jets believed to be Russian" are the subject of, if there is one."""
    if believed + 1 >= len(tokens) or tokens[believed + 1].text != "to":
        return None
    for at in range(believed + 2, len(tokens)):
        if tokens[at].starts_sentence:
            return None
        if tokens[at].head == believed and tokens[at].dep == "ccomp" and tokens[at].tag in _FINITE:
            own = any(t.head == at and t.dep in _OWN for t in tokens[believed:at])
            return None if own else at
    return None


def verb_behind_aside(tokens: Tokens, verb: int) -> Changes | None:
    """Mend "a doctor, reached by phone, said": the last verb heads it, the one before is a participle of its subject.

    The two were joined by nothing.
    """
    aside = tokens[verb].head
    if not verb or tokens[verb - 1].text != "," or aside < 1:
        return None
    if tokens[aside].tag not in ("VBD", "VBN") or tokens[aside - 1].text != ",":
        return None
    subject = next((at for at in range(aside) if tokens[at].head == aside and tokens[at].dep == "nsubj"), None)
    if subject is None or any(t.head == aside and t.dep == "cc" for t in tokens[aside : verb + 1]):
        return None
    return _verb_instead(tokens, aside, verb=verb, subject=subject)


def verb_behind_agent(tokens: Tokens, verb: int) -> Changes | None:
    """Mend "rockets fired by militants hit two tanks", whose first participle was taken for the verb."""
    fired = tokens[verb].head
    if fired >= verb or tokens[fired].tag != "VBN":
        return None
    below = [at for at in range(max(0, fired - _REACH), verb) if tokens[at].head == fired and at != fired]
    subject = next((at for at in below if tokens[at].dep in ("nsubj", "nsubjpass") and at < fired), None)
    done = any(tokens[at].dep == "agent" or tokens[at].text == "from" for at in below)
    own = any(tokens[at].head == verb and tokens[at].dep in _OWN for at in range(fired, verb))
    if subject is None or not done or own or any(tokens[at].dep in ("aux", "auxpass", "cc") for at in below):
        return None
    return _verb_instead(tokens, fired, verb=verb, subject=subject)


def verb_behind_tied(tokens: Tokens, tied: int) -> Changes | None:
    """Mend "groups affiliated to X shelled Y", whose verb was taken for a participle of X, or for a second one.

    What was hung on X behind the verb is its object.
    """
    if not tied or tied + 1 >= len(tokens) or tokens[tied + 1].text not in ("to", "with"):
        return None
    subject = tied - 1
    if tokens[subject].head != tied or tokens[subject].dep != "nsubj":
        return None
    name = next((at for at in range(tied + 2, len(tokens)) if tokens[at].head == tied + 1), None)
    below = {tied} if name is None else {tied, name}
    verb = next(
        (at for at in range(tied + 2, len(tokens)) if tokens[at].head in below and _is_finite(tokens, at)), None
    )
    if verb is None:
        return None
    changes = _verb_instead(tokens, tied, verb=verb, subject=subject)
    thing = next((at for at in range(verb + 1, len(tokens)) if tokens[at].head == name), None)
    if thing is not None and tokens[thing].dep == "appos":
        changes[thing] = replace(tokens[thing], dep="dobj", head=verb)
    changes[verb] = replace(changes[verb], tag="VBD")
    return changes


def _is_finite(tokens: Tokens, verb: int) -> bool:
    """True for a verb in the past without a subject or an auxiliary of its own."""
    own = any(token.head == verb and token.dep in (*_OWN, "cc") for token in tokens)
    return tokens[verb].tag in ("VBD", "VBN") and not own


def _verb_instead(tokens: Tokens, participle: int, *, verb: int, subject: int) -> Changes:
    """Give a verb the place that a participle before it has in the parse, and hang that on the subject of both."""
    changes = {
        at: replace(token, head=verb)
        for at, token in enumerate(tokens)
        if token.head == participle and (at < participle or at > verb)
    }
    above = tokens[participle]
    head = verb if above.head == participle else above.head
    changes[verb] = replace(tokens[verb], dep=above.dep, head=head)
    changes[participle] = replace(above, tag="VBN", dep="acl", head=subject)
    return changes
