"""Reads "according to X" and its kin: the source phrase, and the rest of the sentence as what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.attribution.passage import (
    COMMAS,
    DOUBLE_MARKS,
    RESUMES,
    TIME_WORDS,
    TITLES,
    Attribution,
    Group,
    Passage,
)
from kg.extract.cues import cue_verbs, tagging_forms
from kg.extract.document import Token, token_after
from kg.record import Span

_RULES = frozenset(
    "plan plans agreement deal law laws schedule coordinates rules terms principle principles constitution timetable "
    "need needs procedure procedures custom customs criteria order orders instructions directives tradition protocol "
    "standard standards requirements".split()
)
_LONGEST_OPENING = 12  # words
_LONGEST_NAME = 5  # words
_LONGEST_LEAD = 7  # words
_QUOTED = frozenset({"quoted", "cited"})
_VIEWS = frozenset({"words", "view", "opinion"})
_COUNTS = frozenset("account count estimate estimation reckoning tally telling".split())
_OWNERS = frozenset("his her its their".split())
_LINKS = frozenset({"that", "and", "but"})
_BEGINS_CLAUSE = frozenset({"CD", "JJR", "PRP", "EX"})
_BEGINS_PHRASE = frozenset({"CD", "JJR", "DT", "NNP", "NNS", "PRP", "EX"})


@dataclass(frozen=True, slots=True)
class According:
    """Tokens `first` to `last` cite `source` with the words of `cue`."""

    first: int
    last: int
    source: Span
    cue: Span
    verb: str = "according to"


_LEADING = frozenset({"according", "as", "in", "per"})


def find_according(passage: Passage) -> Iterator[According]:
    """Yield each "according to X", "as reported by X", "as X reports", "per X", "in X's words" of a passage."""
    words = passage.document.words(passage.sentence)
    for place, token in enumerate(words):
        lead = _lead(passage, words[place : place + _LONGEST_LEAD], opens=place == 0)
        if lead and place + lead < len(words) and not _is_of_quoted(passage, words, place):
            first = token.index
            last = _source_last(passage, first, first + lead)
            while last > first + lead and passage.tokens[last].text == ",":
                last -= 1
            if _phrase_head(passage, first + lead, last).lower in _RULES or not _can_speak(passage, first + lead, last):
                continue
            source, cue = (
                passage.document.token_span(*ends) for ends in ((first + lead, last), (first, first + lead - 1))
            )
            yield According(first, last, source, cue)
    for opening in (read(passage, words) for read in (_in_words_of, _by_count_of, _as_told_by)):
        if opening is not None:
            yield opening


def _is_of_quoted(passage: Passage, words: Sequence[Token], place: int) -> bool:
    """True inside a quotation, but for another whom the quoted cite at the beginning: '"According to the SDF, ..."'.

    "According to our maps" and "According to first reports" name nobody else: the quoted speak.
    """
    ahead = words[place + 2 : place + _LONGEST_LEAD]
    source = ahead[: next((n for n, word in enumerate(ahead) if word.text == ","), 0)]
    own = any(word.tag == "PRP$" for word in source)
    named = any(passage.names_source(word) and not passage.names_document(word) for word in source)
    opens = place <= 1 and words[place].text == "According"
    return passage.in_quote(words[place]) and (own or not (named and opens))


def _can_speak(passage: Passage, first: int, last: int) -> bool:
    """False for "according to type and location": nothing in the phrase has a name or can say something."""
    words = passage.tokens[first : last + 1]
    if any(t.tag in ("NNP", "NNPS", "PRP", "CD") or passage.names_source(t) or t.lower in TITLES for t in words):
        return True
    if any(t.tag == "NN" and t.text.istitle() for t in words):
        return True  # a name that the tagger does not know
    return passage.mentions.actor_at(last) is not None


def _lead(passage: Passage, words: Sequence[Token], *, opens: bool) -> int:
    """Return how many words lead over to a source here, 0 when none do."""
    if words[0].lower not in _LEADING:
        return 0
    text = [word.lower for word in words]
    if text[0] == "in":
        return 4 if text[:4] == ["in", "the", "words", "of"] else 0
    if text[:2] in (["according", "to"], ["as", "per"]):
        return 2
    if text[0] == "as" and len(text) > 2 and text[1] in tagging_forms() | _QUOTED and "by" in text[2:3] + text[4:]:
        told = text[2] == "to" and not any(word.text == "," for word in words)  # "as confirmed to AFP by"
        return 3 if text[2] == "by" else text.index("by") + 1 if told else 0
    comma = words[0].index > passage.sentence.first and passage.tokens[words[0].index - 1].text == ","
    if text[0] == "per" and (opens or comma) and len(words) > 2:
        named = any(passage.names_source(word) for word in words[1:])
        return 1 if named and words[1].tag in ("DT", "NNP", "NNS", "JJ") else 0
    return 0


def _as_told_by(passage: Passage, words: Sequence[Token]) -> According | None:
    """Return the source of a sentence that opens with "As the report reveals, ..."."""
    if words[0].lower != "as" or passage.in_quote(words[0]):
        return None
    for place, token in enumerate(words[2:_LONGEST_OPENING], start=2):
        cue = cue_verbs().get(token.lower)
        closed = place + 1 < len(words) and words[place + 1].text == ","
        if token.tag in ("VBD", "VBZ", "VBP"):
            if cue is None or not cue.takes("clause") or not closed or not passage.names_source(words[place - 1]):
                return None
            source = passage.document.token_span(words[1].index, token.index - 1)
            span = passage.document.token_span(token.index, token.index)
            return According(words[0].index, token.index, source, span, cue.verb)
    return None


def _in_words_of(passage: Passage, words: Sequence[Token]) -> According | None:
    """Return the source of a sentence that opens with "In his words, ..." or "In her view, ..."."""
    if len(words) < 5 or words[0].lower != "in" or words[1].tag != "PRP$" or words[2].lower not in _VIEWS:
        return None
    span = Span(words[1].start, words[1].end, words[1].text)
    cue = passage.document.token_span(words[0].index, words[2].index)
    return According(words[0].index, words[2].index, span, cue)


def _by_count_of(passage: Passage, words: Sequence[Token]) -> According | None:
    """Return whose count a sentence opens or closes with: "By the ministry's (own) count, ...", "..., by its count"."""
    for place, token in enumerate(words[:-3]):
        if token.lower != "by" or (place and words[place - 1].text != ",") or passage.in_quote(token):
            continue
        ahead = words[place + 1 : place + _LONGEST_OPENING]
        at = next((n for n, word in enumerate(ahead[:-1]) if word.lower in _COUNTS), 0)
        whose = ahead[: at - 1 if at and ahead[at - 1].lower == "own" else at]
        owned = whose and (whose[-1].tag == "POS" or (len(whose) == 1 and whose[0].lower in _OWNERS))
        holder = whose[:-1] if len(whose) > 1 else whose
        if not owned or ahead[at + 1].text not in (",", ".") or not (len(whose) == 1 or _named(passage, holder)):
            continue
        source = passage.document.token_span(holder[0].index, holder[-1].index)
        cue = passage.document.token_span(ahead[at].index, ahead[at].index)
        return According(token.index, ahead[at].index, source, cue)
    return None


def _named(passage: Passage, words: Sequence[Token]) -> bool:
    """True for words that name somebody who can count: not of "Monday's count"."""
    apart = any(word.text == "," or word.lower in TIME_WORDS for word in words)
    return not apart and any(passage.names_source(word) for word in words)


def according_attribution(passage: Passage, one: According, groups: Sequence[Group]) -> Attribution | None:
    """Return what the source says: the words before it, or behind it where it opens the sentence."""
    content = _before(passage, one, groups) or _behind(passage, one, groups)
    if content is None:
        return None
    quote = next((q for q in passage.quotes if 0 <= content.end - q.end <= 1 and q.start < content.start), None)
    if quote is not None:
        content = passage.document.span(quote.start, content.end)
    return Attribution(
        content=content,
        sentence=passage.sentence.index,
        rule="according-to",
        cue=one.cue,
        source=one.source,
        verb=one.verb,
        mode=passage.mode(content),
        context=one.source.text,
    )


def _begins_sentence(passage: Passage, index: int) -> bool:
    """True for a capital in mid-sentence: the stop before it was lost."""
    before = passage.tokens[index - 1].text if index > passage.sentence.first else ""
    return passage.tokens[index].text == "According" and before not in ("", ",", "“", '"')


def _divides(passage: Passage, one: According) -> bool:
    """True for "X said, according to Y, that ..."."""
    verb, after = (
        passage.tokens[max(one.first - 2, passage.sentence.first)],
        passage.tokens[one.last + 1 : one.last + 3],
    )
    told = passage.tokens[passage.tokens[verb.index].head]  # "X told his cabinet, according to Y, that ..."
    cue = cue_verbs().get(verb.lower) or cue_verbs().get(told.lower)
    return cue is not None and cue.takes("clause") and [t.lower for t in after] == [",", "that"]


def _parts_verb(passage: Passage, one: According) -> bool:
    """True for "and, according to X, lost two men" and for "and wounded, according to X, two men": X says what follows.

    What the verb takes stands behind the source then, and before it nothing that could be said alone.
    """
    before = passage.tokens[max(one.first - 2, passage.sentence.first) : one.first]
    after = passage.tokens[one.last + 1 : one.last + 3]
    if len(before) < 2 or len(after) < 2 or before[1].text != "," or after[0].text != ",":
        return False
    joined = before[0].tag == "VBD" and passage.tokens[before[0].index - 1].tag == "CC"
    return before[0].tag == "CC" or (joined and (after[1].tag in ("CD", "DT") or _begins_amount(passage, after[1])))


def _ranks(passage: Passage, token: Token) -> bool:
    """True for the article of ", the worst toll of the year"."""
    return token.tag == "DT" and token_after(passage.tokens, token.index).tag in ("JJS", "RBS")


def _is_amount(passage: Passage, token: Token) -> bool:
    """True for the number of ", three trucks", which is nobody's age: "the mayor, 51, ..."."""
    return token.tag == "CD" and token_after(passage.tokens, token.index).tag.startswith(("NN", "JJ"))


def _begins_amount(passage: Passage, token: Token) -> bool:
    """True for the first word of "at least four" and "more than ten"."""
    ahead = passage.tokens[token.index + 1 : token.index + 3]
    return len(ahead) == 2 and ahead[0].lower in ("least", "most", "than", "to") and ahead[1].tag == "CD"


def _follows_that(passage: Passage, first: int) -> bool:
    """True for "... said that, according to Y, ..." and "... a raid in which, according to Y, ..."."""
    before = passage.tokens[max(first - 2, passage.sentence.first) : first]
    if len(before) < 2 or before[1].text != ",":
        return False
    return before[0].lower == "that" or before[0].tag in ("WDT", "WP", "WRB")


def _before(passage: Passage, one: According, groups: Sequence[Group]) -> Span | None:
    if one.first > passage.sentence.first and passage.tokens[one.first - 1].lower in _LINKS:
        return None
    if _follows_that(passage, one.first):
        return None
    if _begins_sentence(passage, one.first) or _divides(passage, one) or _parts_verb(passage, one):
        return None
    first, last = passage.sentence.first, one.first - 1
    while last >= first and (passage.tokens[last].text in COMMAS or passage.tokens[last].tag == "CC"):
        last -= 1
    first = _behind_another(passage, first, last, groups)
    has_verb = any(passage.tokens[i].tag.startswith("VB") for i in range(first, last + 1))
    fewest = 1 if passage.finite(last) else 2  # "Nine died, according to X"
    return passage.span(first, last) if last - first >= fewest and has_verb else None


def _behind_another(passage: Passage, first: int, last: int, groups: Sequence[Group]) -> int:
    """Return where the relative clause begins that alone is by who closes it: "X says ..., which cost two lives, "."""
    which = next((i for i in range(last, first, -1) if passage.tokens[i].lower == "which"), None)
    if which is None or passage.tokens[which - 1].text != "," or any(t.text == "," for t in passage.tokens[which:last]):
        return first
    return which + 1 if any(group.token < which and not group.is_phrase for group in groups) else first


def _behind(passage: Passage, one: According, groups: Sequence[Group]) -> Span | None:
    start, end = one.last + 1, passage.strip_end(passage.sentence.last)
    while start <= end and (passage.tokens[start].text in COMMAS or passage.tokens[start].lower == "that"):
        start += 1
    for group in groups:
        before = passage.tokens[group.first - 1]
        closing = before.text == "," and end - group.token <= 4
        apart = before.text == ";" and not passage.in_quote(before)
        if group.token > start and not group.is_phrase and (closing or apart):
            end = min(end, group.first - 1)
    quoted = passage.in_quote(passage.tokens[one.first])
    if quoted:
        end = next((i - 1 for i in range(start, end + 1) if not passage.in_quote(passage.tokens[i])), end)
    while end > start and passage.tokens[end].text in {*COMMAS, *(DOUBLE_MARKS if quoted else "")}:
        end -= 1
    if end <= start:
        return None
    return passage.document.token_span(start, end) if quoted else passage.span(start, end)


def _source_last(passage: Passage, first: int, source_first: int) -> int:
    """Return the last token of the source phrase."""
    limit = passage.strip_end(passage.sentence.last)
    opens = (
        first - passage.sentence.first <= 1
        or _begins_sentence(passage, first)
        or passage.tokens[first].left == passage.sentence.first
    )
    if opens or passage.tokens[first - 1].lower in _LINKS or _follows_that(passage, first):
        return _opening_source_last(passage, source_first, limit)
    for index in range(source_first + 1, limit + 1):
        token = passage.tokens[index]
        if token.text in (";", "—", "–") or any(q.start == token.start for q in passage.quotes):
            return index - 1
        obtained = token.dep == "relcl" and source_first <= token.head < index
        if passage.finite(index) and not (obtained or passage.relative_before(source_first, index)):
            return index - 1  # not in "figures the agency obtained from the police"
        behind = passage.tokens[min(index + 1, limit)]
        counted = _begins_amount(passage, behind) or _is_amount(passage, behind) or _ranks(passage, behind)
        if token.text == "," and (_goes_on(behind) or counted):
            return index - 1
    return limit


def _goes_on(token: Token) -> bool:
    """True for what follows the comma behind a source: a further clause, ", taking the toll to ..."."""
    return token.lower in (*RESUMES, "that") or (token.tag == "VBG" and token.dep in ("advcl", "acl"))


def _opening_source_last(passage: Passage, source_first: int, limit: int) -> int:
    """Return the last token of a source that opens the sentence; what it says follows."""
    head = _phrase_head(passage, source_first, limit)
    known_end = passage.actor_from(source_first)
    explained = source_first  # the comma that closes what tells who the source is
    for index in range(source_first, limit + 1):
        token = passage.tokens[index]
        named = passage.mentions.actor_at(index - 1) if index > source_first else None
        ends = index == known_end and token.tag in _BEGINS_PHRASE
        behind_source = index == known_end or (index > source_first and passage.means_source(passage.tokens[index - 1]))
        if behind_source and _starts_clause(passage, index, limit):
            return index - 1
        ends = ends or (named is not None and named.last == index - 1 and token.tag in _BEGINS_CLAUSE)
        if ends and not passage.means_source(token):
            return index - 1
        if index == known_end and passage.names_document(token):
            return index  # "UN estimates", whatever the parser made of it
        if passage.finite(index) and not passage.relative_before(source_first, index):
            return max(source_first, min(head.right, index - 1))
        following = passage.tokens[min(index + 1, limit)]
        if (
            index > source_first
            and passage.names_document(token)
            and following.tag.startswith(("NN", "CD", "DT", "PRP"))
        ):
            return index
        if token.text == "," and index >= explained:
            explained = _explanation_last(passage, index, limit)
            if explained == index and not _closes_apposition(passage, index, head.right):
                return index - 1
    return min(head.right, limit)


def _explanation_last(passage: Passage, comma: int, limit: int) -> int:
    """Return the comma that closes "X, a group that counts the dead," where a clause follows; else this comma."""
    closing = next((i for i in range(comma + 2, limit) if passage.tokens[i].text == ","), None)
    if closing is None:
        return comma
    if _names_holder(passage, comma, closing):
        return closing
    if token_after(passage.tokens, comma).lower not in ("a", "an"):
        return comma
    told = any(passage.means_source(t) for t in passage.tokens[comma + 1 : closing])
    clause = any(passage.finite(i) for i in range(closing + 1, limit + 1))
    return closing if told and clause and not passage.has_clause(comma + 1, closing - 1) else comma


def _names_holder(passage: Passage, comma: int, closing: int) -> bool:
    """True for the name of "the head of the union, Salim Haddad, four members": who has one office, and no victim."""
    name = passage.tokens[comma + 1 : closing]
    office = any(t.lower in TITLES for t in passage.tokens[passage.sentence.first : comma])
    if not office or not 2 <= len(name) <= _LONGEST_NAME or not all(t.tag in ("NNP", "HYPH") for t in name):
        return False
    return passage.tokens[closing + 1].tag in _BEGINS_PHRASE | {"NN", "JJ"} and not any(
        t.text == "," for t in passage.tokens[closing + 1 : closing + 6]
    )


def _starts_clause(passage: Passage, first: int, limit: int) -> bool:
    """True where a subject begins behind a known name whose comma was lost: "the Observatory | heavy shelling hit"."""
    index = first
    while index <= limit and passage.tokens[index].tag in ("JJ", "NN", "NNS", "NNP", "NNPS", "VBN", "HYPH"):
        index += 1
    sources = any(passage.means_source(t) for t in passage.tokens[first : index - 1])
    return first < index <= limit and passage.finite(index) and not sources


def _phrase_head(passage: Passage, first: int, limit: int) -> Token:
    head = passage.tokens[first]
    while head.head != head.index and first <= head.head <= limit:
        above = passage.tokens[head.head]
        if not above.tag.startswith(("NN", "CD", "PRP")):
            break
        head = above
    return head


def _closes_apposition(passage: Passage, comma: int, right: int) -> bool:
    """True for the first comma of "X, his spokesman, ..."."""
    if right <= comma + 1 or right + 1 > passage.sentence.last:
        return False
    if passage.tokens[comma + 1].lower == "some" or passage.tokens[comma + 2].tag == "CD":
        return False  # "according to a statement, some 500 troops, backed by tanks, ..."
    return (
        token_after(passage.tokens, comma).tag in ("DT", "NNP", "NN", "WP", "WDT", "WP$")
        and token_after(passage.tokens, right).text == ","
    )
