"""Finds the source of a reporting verb by where it stands, where the parser has tied it to something else."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.attribution.asides import before_aside, behind_lead
from kg.extract.attribution.passage import TIME_WORDS, Passage
from kg.extract.attribution.speaking import SOME, is_month
from kg.extract.cues import cue_verbs, tagging_forms
from kg.extract.document import Token, token_after

_INNER_LINKS = frozenset({"in", "at", "from", "of", "for", "near", "on", "with", "to"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_CLOSING_MARKS = frozenset({",", "”", '"', "''", "’", "'", "?", "!", "-", "–", "—"})


def source_of_aside(passage: Passage, token: Token) -> Token | None:
    """Return the source of "SANA, citing an official, called it a lie", whatever the parse says."""
    if token.index <= passage.sentence.first + 1:
        return None
    end = before_aside(passage, token.index - 1)
    noun = passage.tokens[end]
    while noun.dep in ("pobj", "prep") and noun.head < noun.index:
        noun = passage.tokens[noun.head]  # "a doctor in X, reached by phone, said"
    known = passage.mentions.actor_at(end) is not None or passage.means_source(noun)
    return noun if known and end < token.index - 1 else None


def source_behind_lead(passage: Passage, token: Token, found: Token | None) -> Token | None:
    """Return the source of "Speaking to the X website, the source said", of which the parser makes one noun."""
    first = behind_lead(passage, token.index)
    if first is None or (found is not None and found.index >= first):
        return found
    ahead = passage.tokens[first : token.index]
    able = (t for t in ahead if t.left == first and t.tag in _NOUNS and passage.names_source(t))
    return next(able, found)


def tail_source(passage: Passage, token: Token) -> Token | None:
    """Return the noun right before a verb that closes the sentence ("... the statement said").

    Where commas are missing the parser often makes such a tag part of the clause it follows.
    """
    read = token.tag in ("VBD", "VBZ", "VBP", "VBN") or passage.misread(token)
    if not read or not passage.closes(token) or _points_on(passage, token):
        return None
    first = passage.sentence.first
    noun = passage.tokens[token.index - 1] if token.index > first else None
    while (
        noun is not None and noun.tag in ("RB", "VBZ", "VBP", "VBD") and noun.head == token.index and noun.index > first
    ):
        noun = passage.tokens[noun.index - 1]
    if noun is None or noun.tag not in _NOUNS:
        return None
    document = passage.tokens[token.head]  # "..., a statement from the ministry read on Sunday"
    apart = document.left > first and passage.tokens[document.left - 1].text == ","
    if token.dep == "acl" and token.tag == "VBN" and apart and passage.names_document(document):
        return document
    return _whose_object(passage, noun) if noun.index > first + 2 and noun.dep != "dobj" else None


def described_before(passage: Passage, token: Token) -> Token | None:
    """Return the group of "..., the group that supports it said", whose object the parser takes for who said so."""
    at = token.index - 1
    if not passage.closes(token) or at - 3 < passage.sentence.first or passage.tokens[at].tag not in _NOUNS:
        return None
    noun = passage.tokens[at - 3]
    relative, verb = passage.tokens[at - 2], passage.tokens[at - 1]
    acts = (
        relative.tag in ("WDT", "WP") and (verb.tag in _FINITE or verb.dep == "relcl") and verb.lower not in cue_verbs()
    )
    return noun if acts and passage.means_source(noun) else None


def _whose_object(passage: Passage, noun: Token) -> Token:
    """Return the source of a glued participle whose object closes the phrase: "an organisation monitoring it"."""
    if noun.tag not in ("NN", "NNS") or passage.means_source(noun):
        return noun
    at = noun.index - 1
    while passage.tokens[at].tag in ("DT", "JJ", "NN") and at > passage.sentence.first + 1:
        at -= 1
    source = passage.tokens[at - 1]
    acts = (
        passage.tokens[at].tag == "VBG" and passage.tokens[at].dep == "acl" and passage.tokens[at].head == source.index
    )
    return source if acts and passage.means_source(source) else noun


def _points_on(passage: Passage, token: Token) -> bool:
    """True for a verb whose own preposition follows it: "tests on the victims point to gas"."""
    cue, ahead = cue_verbs().get(token.lower), passage.tokens[token.index + 1 : token.index + 3]
    return cue is not None and len(ahead) == 2 and ahead[0].lower in cue.frames and ahead[1].lower not in TIME_WORDS


def named_before(passage: Passage, token: Token) -> Token | None:
    """Return the last word of a known actor's name right before a verb, whatever the parser made of it."""
    mention = passage.mentions.actor_at(token.index - 1)
    if mention is None or mention.compound or mention.last != token.index - 1:
        return None
    verbs = passage.misread(token) or any(
        passage.tokens[i].tag.startswith("VB") for i in range(mention.first, mention.last + 1)
    )
    return passage.tokens[mention.last] if verbs else None


def opening(passage: Passage, token: Token) -> Token | None:
    """Return the noun that opens the sentence where no verb but participles stands between it and a verb."""
    first = passage.sentence.first
    if token.tag not in _FINITE or token.lower not in cue_verbs():
        return None
    between = range(first, token.index)
    if any(passage.finite(i) and not passage.relative_before(first, i) for i in between):
        return None
    nouns = (passage.tokens[i] for i in between if passage.tokens[i].dep == "nsubj" and passage.tokens[i].left <= first)
    return next((n for n in nouns if n.tag in _NOUNS and passage.names_source(n)), None)


def phrase_before(passage: Passage, token: Token) -> Token | None:
    """Return the smallest phrase that ends right before a finite verb and can speak (the parser missed it)."""
    first = passage.sentence.first
    if token.tag not in _FINITE or token.index == first or token.lower not in cue_verbs():
        return None
    end = before_aside(passage, token.index - 1)
    while end > first and (passage.tokens[end].text == "," or passage.tokens[end].tag in ("RB", "VBZ", "VBP", "VBD")):
        end -= 1
    phrases = [
        t
        for t in passage.document.words(passage.sentence)
        if t.right == end
        and t.index <= end
        and t.tag in _NOUNS
        and t.dep in ("appos", "nsubj", "dep", "ROOT", "conj", "pobj", "dobj", "nmod")
        and passage.names_source(t)
    ]
    if not phrases and end < token.index - 2 and passage.names_source(passage.tokens[end]):
        return passage.tokens[end]
    return _outermost(passage, max(phrases, key=lambda t: t.index), phrases) if phrases else None


def behind_quote(passage: Passage, token: Token) -> Token | None:
    """Return who stands behind a quotation that a verb tags at the end: '"...," one of them, who fled, wrote.'."""
    quote = next((q for q in passage.quotes if passage.sentence.start <= q.end < token.start), None)
    if quote is None or passage.tokens[token.index - 1].text != "," or not passage.closes(token):
        return None
    first = passage.token_at(quote.end)
    begin = passage.tokens[first : token.index]
    able = (t for t in begin if t.left == first and (passage.names_source(t) or t.lower in SOME))
    return next(able, None)


def _outermost(passage: Passage, noun: Token, phrases: Sequence[Token]) -> Token:
    """Climb from "Aleppo" to "an AFP journalist in Aleppo"."""
    if noun.dep == "appos" and passage.names_source(passage.tokens[noun.head]):
        noun = passage.tokens[noun.head]  # "Airwars, a London-based monitor"
    link = passage.tokens[noun.head]
    while noun.dep == "pobj" and link.lower in _INNER_LINKS and passage.tokens[link.head] in phrases:
        noun = passage.tokens[link.head]
        link = passage.tokens[noun.head]
    return noun


def named_behind(passage: Passage, token: Token) -> Token | None:
    """Return the source behind a verb that ends its sentence with it ("... in the city, said Barazi")."""
    first, last = token.index + 1, passage.strip_end(passage.sentence.last)
    if token.lower not in tagging_forms() or first > last or token.index == passage.sentence.first:
        return None
    following, quoted = passage.tokens[first], passage.closes_quote(passage.tokens[token.index - 1])
    clause = any(c.dep == "ccomp" and c.index > token.index for c in passage.children(token))
    own = any(c.dep == "nsubj" and c.right == token.index - 1 for c in passage.children(token))
    if clause and own and not quoted:
        return None  # 'X said Baghdad "reserves the right"'
    if following.tag not in ("NNP", "DT", "NN", "JJ") or following.lower in TIME_WORDS:
        return None
    if is_month(following) and token_after(passage.tokens, first).tag == "CD":
        return None  # "the town was calm, X said Dec. 6 on television"
    if not quoted and (passage.has_clause(first, last) or cue_verbs()[token.lower].takes("person")):
        return None  # whom "told X" names was told
    behind = passage.tokens[first : last + 1]
    phrases = [t for t in behind if (t.left == first or t.index == token.head) and passage.names_source(t)]
    found = max(phrases, key=lambda t: t.right, default=None)
    while found is not None and found.dep == "compound" and found.index < found.head <= last:
        found = passage.tokens[found.head]  # '..." wrote opposition figure | Rami Haddad'
    return found


def inverted_subject(passage: Passage, token: Token) -> Token | None:
    """Return the subject that follows its verb after a quotation or clause: '"...", read the statement'."""
    before = passage.tokens[token.index - 1] if token.index > passage.sentence.first else None
    if before is None or before.lower not in _CLOSING_MARKS or token.tag not in _FINITE:
        return None
    if token.lower in cue_verbs() and cue_verbs()[token.lower].verb in ("tell", "inform"):
        return None  # whom "told X" names was told
    for child in passage.children(token):
        if child.dep in ("dobj", "attr", "oprd") and child.index > token.index and child.left - token.index <= 2:
            return child
    return None
