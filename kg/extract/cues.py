"""The words that attribute: reporting verbs with their frames, nouns for documents and for unnamed sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb. `frames` are those of `data/cues.tsv`."""

    verb: str
    frames: frozenset[str]

    def takes(self, *frames: str) -> bool:
        """Tell whether the verb has any of the frames."""
        return any(frame in self.frames for frame in frames)

    @property
    def only_quotes(self) -> bool:
        """True for a verb that cites nothing but quotations, or what "that" opens: "quip", "continue"."""
        return self.frames - {"tag", "that"} == {"quote"}


@cache
def cue_verbs() -> dict[str, Cue]:
    """Return every form of every reporting verb of one word."""
    forms: dict[str, Cue] = {}
    for verb, frames, *irregular in data_rows("cues.tsv"):
        if "none" in frames or " " in verb:
            continue
        cue = Cue(verb, frozenset(frames.split()))
        third, past, participle = inflected(verb)
        written = {verb, third, past, *" ".join(irregular).split()}
        for form in written if cue.takes("finite") else written | {participle}:
            forms.setdefault(form, cue)
    return forms


@cache
def tagging_forms() -> frozenset[str]:
    """Return the finite forms by which a tag cites what stands before it ("..., X said"), but no bare verb."""
    forms: set[str] = set()
    for verb, frames, *irregular in data_rows("cues.tsv"):
        if "tag" in frames.split():
            forms.update((*inflected(verb)[:2], *" ".join(irregular).split()))
    return frozenset(forms & cue_verbs().keys())


def inflected(verb: str) -> tuple[str, str, str]:
    """Return the regular third person, past and -ing form of a verb."""
    if verb.endswith("e"):
        return verb + "s", verb + "d", (verb[:-2] + "ying" if verb.endswith("ie") else verb[:-1] + "ing")
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    doubled = verb in _DOUBLING
    stem = verb + verb[-1] if doubled else verb
    return third, stem + "ed", stem + "ing"


_DOUBLING = frozenset(
    {"admit", "quip", "quit", "stop", "ban", "chat", "slam", "plan", "refer", "permit", "step", "trap"}
)


@cache
def data_rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a tab-separated file of `kg/extract/data`, without comments."""
    lines = files("kg.extract").joinpath(f"data/{name}").read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#"))
