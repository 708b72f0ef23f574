"""Mends "Near", which the tagger takes for a name where a sentence begins with it."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.mending.form import Changes, Tokens

NEAR = frozenset({"Near"})


def near_as_name(tokens: Tokens, near: int) -> Changes | None:
    """Mend "Near Raqqa, one strike destroyed a depot", "Near Sinjar gunmen attacked a post"."""
    one = tokens[near]
    if one.dep == "prep":
        return {near: replace(one, tag="IN")}
    noun = one.head
    if one.dep != "compound" or noun <= near or tokens[noun].head == noun:
        return None
    verb = tokens[noun].head
    if tokens[noun].tag.startswith("NNP"):
        changes = {noun: replace(tokens[noun], dep="pobj", head=near)}
        return changes | {near: replace(one, tag="IN", dep="prep", head=verb)}
    names = [at for at in range(near + 1, noun) if tokens[at].head == noun and tokens[at].tag.startswith("NNP")]
    if not names or names[-1] - near > len(names):
        return None
    place = names[-1]
    changes = {at: replace(tokens[at], dep="compound", head=place) for at in names[:-1]}
    changes[place] = replace(tokens[place], dep="pobj", head=near)
    return changes | {near: replace(one, tag="IN", dep="prep", head=verb)}
