"""Finds what a tag at the end of a sentence cites where the parse hides it: "hit a market in Aleppo activists said".

Text whose commas were stripped glues the source to the last noun of what it said. The source is read backwards from
the verb, by words alone: a pronoun, a known body, a name with its role, or a noun that can say something, with what
qualifies it. Everything before it is what was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.attribution.passage import COMMAS, TITLES, Attribution, Passage
from kg.extract.cues import cue_verbs, tagging_forms
from kg.extract.document import Token
from kg.extract.parties.persons import person_class
from kg.gazetteer import ActorEntry

_PRONOUNS = frozenset({"he", "she", "it", "they"})
_QUALIFYING = frozenset(
    (
        "aid army civil defence defense eyewitness field government hospital intelligence local media medical military "
        "monitoring news observatory official opposition police rebel regime rescue rights security senior state war"
    ).split()
)
_COUNTING = frozenset("a an another one other several some the two".split())
_HYPHENS = frozenset("-‐‑")
_VERBS = ("VB", "MD")
_FEWEST_WORDS = 4
_LONGEST_NAME, _LONGEST_ROLE = 4, 6


def tag_attributions(passage: Passage, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Yield what the tag that closes a sentence cites, where nothing is found by it yet."""
    words = passage.document.words(passage.sentence)
    tag = next((t for t in reversed(words) if t.lower in tagging_forms() and t.tag != "NNS"), None)
    if tag is None or passage.in_quote(tag) or not passage.closes(tag) or passage.is_last_name(tag):
        return
    if any(one.cue is not None and one.cue.start <= tag.start < one.cue.end for one in found):
        return
    first = _source_first(passage, tag.index - 1)
    if first is None:
        return
    first = _with_others(passage, first)
    begin, last = passage.sentence.first, first - 1
    while last > begin and passage.tokens[last].text in COMMAS:
        last -= 1
    if last - begin < _FEWEST_WORDS or not any(t.tag.startswith(_VERBS) for t in passage.tokens[begin : last + 1]):
        return
    if passage.tokens[last].tag in ("CC", "IN", "DT", "WDT", "TO"):
        return
    content = passage.span(begin, last)
    end = tag.index - (2 if passage.tokens[tag.index - 1].text == "," else 1)
    source = passage.document.token_span(first, end)
    cue = passage.document.token_span(tag.index, tag.index)
    verb = cue_verbs()[tag.lower].verb
    context = passage.context(content)
    yield Attribution(content, passage.sentence.index, "tag", cue, source, verb, passage.mode(content), context)


def _source_first(passage: Passage, last: int) -> int | None:
    """Return where the source that ends at a token begins, None where it can be none."""
    if last <= passage.sentence.first:
        return None
    token = passage.tokens[last]
    if token.lower in _PRONOUNS:
        return last
    if token.text == ")":
        opening = next(
            (i for i in range(last - 1, max(last - 4, passage.sentence.first), -1) if _is_open(passage, i)), None
        )
        return _source_first(passage, opening - 1) if opening is not None else None
    if token.text == ",":
        return _first_of_named(passage, last)
    mention = passage.mentions.at(last)
    if mention is not None and mention.is_place:
        return None
    if mention is not None and mention.last == last and mention.compound is None:
        person = isinstance(mention.entry, ActorEntry) and mention.entry.kind == "person"
        return _with_qualifiers(passage, _with_role(passage, mention.first) if person else mention.first)
    if token.tag in ("NNP", "NNPS"):
        return _with_named_role(passage, last)
    if passage.means_source(token) and token.tag.startswith("NN"):
        return _with_qualifiers(passage, last)
    return None


def _first_of_named(passage: Passage, comma: int) -> int | None:
    """Return where "the governor of the province, Rakan Said," begins, whose name ends at a comma."""
    name = comma - 1
    while name > passage.sentence.first and comma - name <= _LONGEST_NAME and _names(passage, name):
        name -= 1
    if not 2 <= comma - 1 - name <= _LONGEST_NAME or passage.tokens[name].text != ",":
        return None
    first = name - 1
    while first > passage.sentence.first and passage.tokens[first - 1].text != "," and name - first < _LONGEST_ROLE:
        first -= 1
    role = passage.tokens[first:name]
    begins = (
        first > passage.sentence.first
        and passage.tokens[first - 1].text == ","
        and role[0].tag in ("DT", "NNP", "NN", "JJ", "PRP$")
    )
    titled = any(t.lower in TITLES or passage.means_source(t) for t in role)
    return first if begins and titled and not any(t.tag.startswith(_VERBS) for t in role) else None


def _with_others(passage: Passage, first: int) -> int:
    """Return where the first of joint sources begins: "state media and residents"."""
    while first - 2 > passage.sentence.first and passage.tokens[first - 1].lower == "and":
        before = _source_first(passage, first - 2)
        if before is None:
            break
        first = before
    return first


def _is_open(passage: Passage, index: int) -> bool:
    return passage.tokens[index].text == "("


def _with_named_role(passage: Passage, last: int) -> int | None:
    """Return where a person's name with its role begins: "YPG spokesman Redur Xelil"; a name alone needs two words."""
    first = last
    while first > passage.sentence.first and last - first < _LONGEST_NAME - 1 and _names(passage, first - 1):
        first -= 1
    begin = _with_role(passage, first)
    if begin == first and last == first:
        return None
    return _with_qualifiers(passage, begin)


def _names(passage: Passage, index: int) -> bool:
    token = passage.tokens[index]
    mention = passage.mentions.at(index)
    return token.tag in ("NNP", "NNPS") and (mention is None or not mention.is_place)


def _is_role(token: Token) -> bool:
    return token.lower in TITLES or person_class(token.lower) is not None


def _with_role(passage: Passage, first: int) -> int:
    """Return where the role before a name begins: "observatory director", "the Turkish foreign minister"."""
    begin = first
    while begin > passage.sentence.first and first - begin < _LONGEST_ROLE:
        token = passage.tokens[begin - 1]
        if not _is_role(token):
            break
        begin -= 1
    return begin


def _with_qualifiers(passage: Passage, first: int) -> int:
    """Return where what qualifies a source begins: "local civil defence", "a military", "Syrian state"."""
    begin = first
    while begin > passage.sentence.first:
        token = passage.tokens[begin - 1]
        mention = passage.mentions.at(begin - 1)
        if token.lower in _COUNTING:
            return begin - 1
        if mention is not None and not mention.is_place and mention.last == begin - 1 and begin == first:
            begin = mention.first
        elif token.lower == "based" and passage.tokens[begin - 2].text in _HYPHENS:
            begin -= 3  # "the British-based"
        elif token.lower == "and" and passage.tokens[begin - 2].text in _QUALIFYING:
            begin -= 2  # "medical and police sources"
        elif token.lower in _QUALIFYING or passage.mentions.gazetteer.country_of_adjective(token.text) is not None:
            begin -= 1
        else:
            break
    return begin
