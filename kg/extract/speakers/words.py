"""What single words tell of a source: titles and ranks, kinds of sources, nouns for bodies, parts of names."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import cast

from kg.extract.cues import data_rows
from kg.extract.document import Token
from kg.record import Actor, SourceType

TITLES = {row[0]: row[1] for row in data_rows("titles.tsv")}
ORGANISATION_WORDS = frozenset(row[0] for row in data_rows("organisation_words.tsv"))
PARTICLES = frozenset("al el bin ibn abu um umm abd ould van von de la da di ul ur ad as ash an ben".split())
FAITHS = frozenset("sunni shia shiite shi'ite muslim islamist arab kurdish christian alawite druze yazidi".split())
"""What tells of which people or faith a group is, and is no name."""
POSSESSIVES = frozenset({"'s", "’s", "'"})
HYPHENS = "-’'‘`"
_SOURCE_TYPES = {row[0]: row[1] for row in data_rows("source_nouns.tsv")}
_GROUP_NOUNS = frozenset(
    (
        "group monitor organisation organization watchdog network coalition alliance agency ministry military "
        "army government police command council office force forces party movement militia faction outlet newspaper "
        "channel television tv radio broadcaster website observatory department administration regime "
        "leadership delegation wing committee commission union team charity company body mission project"
    ).split()
)


def title_of(token: Token) -> str | None:
    """Return what kind of title a word is: rank, honorific, office, or None."""
    return TITLES.get(token.lower.rstrip("."))


@cache
def source_type(word: str) -> SourceType | None:
    """Return the type of source that a lower-case common noun names, in singular or plural."""
    singulars = (re.sub("ies$", "y", word), re.sub("men$", "man", word), re.sub("es$", "", word))
    found = next((f for f in (word, word.removesuffix("s"), *singulars) if f in _SOURCE_TYPES), None)
    return cast(SourceType, _SOURCE_TYPES[found]) if found is not None else None


def said_rank(noun: str, rank: str) -> bool:
    """Tell whether a noun is a word of a rank, also where that is abbreviated: "the general", "Lt. Gen."."""
    words = rank.lower().replace(".", " ").split()
    return any(word == noun or _ABBREVIATED.get(word) == noun for word in words)


_ABBREVIATED = {
    "gen": "general",
    "col": "colonel",
    "maj": "major",
    "capt": "captain",
    "lt": "lieutenant",
    "adm": "admiral",
    "brig": "brigadier",
    "sgt": "sergeant",
    "cmdr": "commander",
    "amb": "ambassador",
    "sen": "senator",
    "rep": "representative",
    "gov": "governor",
    "dr": "doctor",
    "supt": "superintendent",
}


def is_document(token: Token) -> bool:
    """Tell whether a noun names something written, filmed, recorded or counted: "an AFP toll"."""
    return (source_type(token.lower) == "document" or token.lower == "toll") and token.tag in ("NN", "NNS", "NNP")


def is_group_noun(token: Token) -> bool:
    """Tell whether a noun names a body that speaks as one: ministry, group, army."""
    return token.lower in _GROUP_NOUNS or token.lower.rstrip("s") in _GROUP_NOUNS


def is_unnamed_body(actor: Actor) -> bool:
    """Tell whether a speaker without a name is a body: "the ministry"."""
    return actor.kind == "unnamed" and actor.name.lower().split()[-1] in _GROUP_NOUNS


def is_people(token: Token) -> bool:
    """Tell whether a noun names persons rather than a body: officials, residents."""
    return source_type(token.lower) not in (None, "group", "document") and not is_group_noun(token)


def last_name(name: str) -> str:
    """Return the key under which a person is found again: the last word, without accents and the Arabic article."""
    last = _plain(name.split()[-1] if name.split() else name)
    return re.sub(r"^(?:al|el)-|[’'‘`-]", "", last)


def can_be(short: str, full: str) -> bool:
    """Tell whether a shorter name can be the fuller one: "Barzani", "Sirwan Barzani", not "Nechirvan Barzani"."""
    a, b = ([re.sub(r"\W", "", _plain(w)) for w in name.split()] for name in (short, full))
    return len(a) == 1 or len(b) == 1 or set(a) <= set(b) or set(b) <= set(a)


def _plain(word: str) -> str:
    """Return a word in lower case without accents: "Xelîl" is "Xelil" further down."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def slug(text: str) -> str:
    """Return text as an id: lower-case words joined by hyphens."""
    return "-".join(re.findall(r"\w+", re.sub(r"^(?:the|a|an)\s+", "", text.lower())))[:80] or "unknown"
