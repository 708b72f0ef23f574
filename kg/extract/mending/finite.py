"""Makes what was taken for a participle the verb of its sentence."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.mending.form import Changes, Tokens


def as_verb(tokens: Tokens, subject: int, *, verb: int) -> Changes:
    """Make a participle the verb of its sentence; a clause behind it describes the noun before it."""
    changes = {
        at: replace(tokens[at], head=verb if tokens[at].dep != "relcl" else _noun_before(tokens, at, verb))
        for at in _behind(tokens, verb)
        if tokens[at].head == subject
    }
    return changes | _subject_and_verb(tokens, subject, verb)


def as_verb_before_object(tokens: Tokens, root: int, *, verb: int) -> Changes:
    """Make a participle the verb of its sentence: what was its head is its subject, the noun behind it its object."""
    changes = {at: replace(tokens[at], head=verb) for at in _behind(tokens, verb) if tokens[at].head == root}
    thing = tokens[verb].head
    changes[thing] = replace(tokens[thing], dep="dobj", head=verb)
    return changes | _subject_and_verb(tokens, root, verb)


def _subject_and_verb(tokens: Tokens, subject: int, verb: int) -> Changes:
    return {
        verb: replace(tokens[verb], tag="VBD", dep="ROOT", head=verb),
        subject: replace(tokens[subject], dep="nsubj", head=verb),
    }


def _behind(tokens: Tokens, verb: int) -> range:
    """Return the places behind a verb in its sentence."""
    after = range(verb + 1, len(tokens))
    return range(verb + 1, next((at for at in after if tokens[at].starts_sentence), len(tokens)))


def _noun_before(tokens: Tokens, clause: int, verb: int) -> int:
    """Return the noun before the words of a clause, the verb where there is none."""
    first = min(at for at in range(verb, clause + 1) if at == clause or tokens[at].head == clause)
    nouns = (at for at in range(first - 1, verb, -1) if tokens[at].tag.startswith("NN"))
    return next(nouns, verb)
