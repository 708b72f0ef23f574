"""Tells who can speak: what the subject of a reporting verb must be for the verb to have a source."""

from __future__ import annotations

import re

from kg.extract.attribution.asides import QUOTING
from kg.extract.attribution.passage import TIME_WORDS, Passage
from kg.extract.cues import Cue
from kg.extract.dates.patterns import MONTH, MONTHS
from kg.extract.document import Token

_MONTH = re.compile(MONTH)
_SPEAKING_PRONOUNS = frozenset("he she they it i we who which that this".split())
_QUOTED_PRONOUNS = frozenset({"him", "her", "them"})
_POINTING = frozenset({"it", "this", "that", "which"})
SOME = frozenset("one some others many several most both another former latter other".split())  # stand for people
_OTHERS = frozenset({"some", "others"})
_BLAMING = frozenset({"accuse", "blame"})
_NOBODY = frozenset(["no", "none", "nobody", "noone", "neither"])
_PLAIN_SAYING = frozenset({"say", "tell", "state", "add"})
_LOOSE_SAYING = _PLAIN_SAYING - {"state"} | {"insist"}
_COUNTING = frozenset({"record", "count", "monitor", "document"})
_SHOWING = frozenset({"show", "prove", "demonstrate"})


def is_month(token: Token) -> bool:
    """True for the name of a month, also where it is cut short: "Dec.", but not for Ai Jun."""
    return token.lower in MONTHS or (token.text[-1] == "." and _MONTH.fullmatch(token.lower) is not None)


def says_that(passage: Passage, token: Token, subject: Token, cue: Cue) -> bool:
    """True for what no list knows to speak, and does: "the fund warned that ..."."""
    ahead = passage.tokens[min(token.index + 1, passage.sentence.last)]
    noun = subject.tag in ("NN", "NNS") and subject.index < token.index and subject.head == token.index
    mute = subject.lower in TIME_WORDS or is_month(subject) or _is_nobody(passage, subject, cue)
    return noun and not mute and cue.takes("tag", "belief") and ahead.lower == "that" and ahead.dep == "mark"


def _is_nobody(passage: Passage, subject: Token, cue: Cue) -> bool:
    """True where nobody speaks: "no group has said that ...", "none of them told us"; nobody's belief is a view."""
    words = [subject.lower, *(passage.tokens[c].lower for c in subject.children)]
    if subject.left >= 2 and passage.tokens[subject.left - 1].lower == "of":
        words.append(passage.tokens[subject.left - 2].lower)
    return not cue.takes("belief") and any(word in _NOBODY for word in words)


def can_speak(passage: Passage, subject: Token, cue: Cue) -> bool:
    """Tell whether a subject can be the source of a verb."""
    before = passage.tokens[max(subject.index - 1, passage.sentence.first)]
    if before.lower == "via":
        return False  # "residents reached via WhatsApp said", whose commas were lost
    named = before.tag == "NNP"  # "Theresa May"
    if subject.lower in TIME_WORDS or (is_month(subject) and not named):
        return False
    if cue.verb in _SHOWING:
        return passage.names_document(subject)
    if _is_nobody(passage, subject, cue):
        return False
    if cue.verb in _COUNTING and _is_place(passage, subject):
        return False  # "Diyala recorded nine killed"
    if passage.mentions.actor_at(subject.index) is not None:
        return True
    if subject.lower in _QUOTED_PRONOUNS and passage.tokens[subject.head].lower in QUOTING:
        return True
    if subject.lower in _SPEAKING_PRONOUNS or subject.tag in ("NNP", "NNPS", "ADD"):
        return not (subject.lower in _POINTING and cue.verb == "suggest")
    if subject.left == subject.index and subject.tag in ("EX", "WDT"):
        return False
    if (
        subject.lower in SOME
        and subject.tag in ("CD", "DT", "JJ", "NN", "NNS")
        and cue.takes("clause", "belief", "toll", "quote")
    ):
        return True
    if subject.tag == "CD" and before.lower == "the" and cue.takes("clause") and not subject.text.isdigit():
        return True  # "the two confessed to ..."
    if subject.lower in _OTHERS and cue.verb in _BLAMING:
        return True
    if passage.names_source(subject):
        return True
    named = any(passage.tokens[i].tag == "NNP" for i in range(subject.left, subject.right + 1))
    if named and cue.verb in _PLAIN_SAYING:
        return True
    if cue.takes("clause") and any(passage.tokens[c].dep == "appos" and _is_name(passage, c) for c in subject.children):
        return True
    return cue.verb in _LOOSE_SAYING and subject.tag.startswith(("NN", "PRP", "DT", "JJ", "CD"))


def _is_place(passage: Passage, subject: Token) -> bool:
    mention = passage.mentions.at(subject.index)
    return mention is not None and mention.is_place


def _is_name(passage: Passage, index: int) -> bool:
    """True for a token that ends a name of two words."""
    return passage.tokens[index].tag == "NNP" and passage.tokens[index - 1].tag == "NNP"
