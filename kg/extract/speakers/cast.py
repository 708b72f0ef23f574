"""Whom an article has named so far: what pronouns, last names and definite nouns point back to."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from kg.extract.document import Document, Token, token_after
from kg.extract.mentions import Mentions
from kg.extract.speakers.words import ORGANISATION_WORDS, PARTICLES, can_be, is_group_noun, last_name, slug, title_of
from kg.gazetteer import ActorEntry
from kg.record import Actor

BODIES = ("organisation", "armed_group", "government", "coalition", "outlet", "group")
_LONGEST_OFFICE = 9  # words
_LONGEST_NAME = 6  # words
_MARKS = frozenset('“"„')
_LEADS_TO_NAME = frozenset({"spokesman", "spokeswoman", "spokesperson", "commander", "director", "head", "leader"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the actor, for whom, in which role and rank, and with whom jointly."""

    actor: Actor
    affiliation: Actor | None = None
    role: str | None = None
    rank: str | None = None
    joint: tuple[Actor, ...] = ()
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person named at an offset of the text; `is_subject` when a verb is about them."""

    at: int
    actor: Actor
    is_subject: bool


class Cast:
    """The people and bodies of an article, and who has spoken up to the phrase being read."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self.document = document
        self.named_people = sorted(_named_people(document, mentions), key=lambda one: one.at)
        self.named_bodies = tuple(_named_bodies(document, mentions))
        self._of_name: dict[str, list[Actor]] = {}
        for one in self.named_people:
            self._of_name.setdefault(last_name(one.actor.name), []).append(one.actor)
        self._subjects = [one for one in self.named_people if one.is_subject]
        self._named_again = list(_named_again(document, mentions, self.named_people))
        self.spoken: list[Speaker] = []
        self._people: dict[str, Speaker] = {}

    def remember(self, speaker: Speaker) -> None:
        """Keep a speaker for the references that follow."""
        self.spoken.append(speaker)
        if speaker.actor.kind == "person":
            mention = speaker.actor.mention
            for last in {last_name(speaker.actor.name), last_name(mention.text if mention else speaker.actor.name)}:
                known = self._people.get(last)
                if known is None or known.role is None:
                    self._people[last] = speaker

    def last(self, *kinds: str) -> Speaker | None:
        """Return the latest speaker of one of the kinds, of any kind when none is given."""
        return next((s for s in reversed(self.spoken) if not kinds or s.actor.kind in kinds), None)

    def person(self, name: str) -> Speaker | None:
        """Return the person whom a name can mean: one who spoke, else the most fully named one."""
        known = self._people.get(last_name(name))
        if known is not None and can_be(name, known.actor.name):
            return known
        found = self._of_name.get(last_name(name), ())
        fullest = max((a for a in found if can_be(name, a.name)), key=lambda a: len(a.name), default=None)
        return Speaker(fullest) if fullest is not None else None

    def latest_person(self, before: int) -> Speaker | None:
        """Return who "he" or "she" at an offset means: who spoke last, or was named as a subject since."""
        spoken = next((s for s in reversed(self.spoken) if s.actor.kind == "person" or is_one(s.actor)), None)
        mention = spoken.actor.mention if spoken is not None else None
        begin = mention.start if mention is not None else -1
        named = next(_between(self._subjects, begin, before), None)
        again = _between(self._named_again, named.at if named is not None else begin, before)
        spoke = (one for one in again if last_name(one.actor.name) in self._people)  # who has spoken before
        latest = next(spoke, named)
        if latest is not None:
            return self._people.get(last_name(latest.actor.name)) or Speaker(latest.actor)
        return spoken or self.last("unnamed")

    def named_between(self, start: int, end: int) -> Actor | None:
        """Return the last person named between two offsets."""
        named = [one.actor for one in self.named_people if start <= one.at < end]
        return named[-1] if named else None

    def in_general(self, noun: str, before: int) -> bool:
        """Tell whether the text before an offset has persons of a noun without naming them: "a diplomat"."""
        tokens = self.document.tokens
        of_noun = (t for t in tokens[: bisect_left(tokens, before, key=lambda one: one.start)] if t.lower == noun)
        return any(
            tokens[i].lower in ("a", "an", "another", "one") and token_after(tokens, t.index).tag not in ("NNP", "NNPS")
            for t in of_noun
            for i in range(max(t.left, t.index - 4), t.index)
        )

    def begins_telling(self, token: Token) -> bool:
        """Return whether nothing but a name or what is quoted stands before a word in its sentence."""
        first = self.document.sentences[token.sentence].first
        before = self.document.tokens[first : token.index]
        quoted = before[:1] != [] and before[0].text in _MARKS
        return quoted or not any(t.tag in ("VBD", "VBZ", "VBP", "VB", "MD") for t in before)

    def body_told_of(self, sentence: int) -> Actor | None:
        """Return the body that is the subject of a sentence, and opens it."""
        if sentence < 0:
            return None
        start, end = self.document.sentences[sentence].start, self.document.sentences[sentence].end
        for at, entry in self.named_bodies:
            if start <= at < end:
                first = bisect_left(self.document.tokens, at, key=lambda token: token.start)
                words = self.document.tokens[first : first + _LONGEST_NAME]
                subject = any(t.dep == "nsubj" and t.left <= first <= t.index for t in words)
                return entry.reference() if subject else None
        return None

    def bodies_before(self, offset: int) -> list[ActorEntry]:
        """Return the bodies named before an offset, the nearest first."""
        return [entry for at, entry in reversed(self.named_bodies) if at < offset]

    def main_country(self) -> str | None:
        """Return the id of the country that most of the bodies belong to."""
        parties = (entry for _, entry in self.named_bodies if entry.country and entry.kind != "outlet")
        countries = Counter(entry.country for entry in parties)
        return max(countries, key=lambda one: countries[one], default=None)


def _between(named: Sequence[NamedPerson], begin: int, end: int) -> Iterator[NamedPerson]:
    """Yield those named between two offsets, of all in order, the latest first."""
    last = bisect_left(named, end, key=lambda one: one.at)
    return takewhile(lambda one: one.at > begin, (named[n] for n in range(last - 1, -1, -1)))


def is_one(actor: Actor) -> bool:
    """True for one unnamed person or source: "a member of the council"."""
    single = actor.name.lower().startswith(("a ", "an ", "one ", "another "))
    return actor.kind == "unnamed" and single and actor.source_type not in ("document", "group", "media")


def _named_bodies(document: Document, mentions: Mentions) -> Iterator[tuple[int, ActorEntry]]:
    for sentence in document.sentences:
        for mention in mentions.of(sentence):
            words = document.tokens[mention.first : mention.last + 1]
            pointed = is_group_noun(words[-1]) and all(word.tag == "DT" for word in words[:-1])  # "the coalition"
            if isinstance(mention.entry, ActorEntry) and mention.entry.kind != "person" and not pointed:
                yield document.tokens[mention.first].start, mention.entry


def _named_people(document: Document, mentions: Mentions) -> Iterator[NamedPerson]:
    for sentence in document.sentences:
        taken: set[int] = set()
        for mention in mentions.of(sentence):
            taken.update(range(mention.first, mention.last + 1))
            if isinstance(mention.entry, ActorEntry) and mention.entry.kind == "person":
                span = document.token_span(mention.first, mention.last)
                words = document.tokens[mention.first : mention.last + 1]
                yield NamedPerson(span.start, mention.entry.reference(span), _is_subject(words))
        yield from _titled_people(document, document.words(sentence), taken)
        yield from _explained_people(document, document.words(sentence), taken)


def _titled_people(document: Document, words: list[Token], taken: set[int]) -> Iterator[NamedPerson]:
    """Yield names of two words and more that follow a title: "Gen. Yahya Rasool"."""
    place = 0
    while place < len(words) - 2:
        comma = _comma_behind(words, place)
        apposed = comma is not None
        first = place + 1 if comma is None else comma + 1
        if (
            first >= len(words)
            or not _leads_to_name(words[place])
            or words[first].index in taken
            or not _is_proper(words[first])
        ):
            place += 1
            continue
        end = _name_end(words, first, taken)
        if apposed and (end >= len(words) or words[end].text != ","):
            place += 1
            continue
        name = words[first:end]
        if len(name) >= 2 and not any(w.lower in ORGANISATION_WORDS for w in name):
            span = document.span(name[0].start, name[-1].end)
            actor = Actor(id=slug(span.text), name=span.text, kind="person", mention=span)
            yield NamedPerson(span.start, actor, _is_subject([*name, words[place]] if apposed else name))
        place = max(end, place + 1)


def _explained_people(document: Document, words: list[Token], taken: set[int]) -> Iterator[NamedPerson]:
    """Yield names of two words that a role explains: "Abu Yusuf, a local commander,"."""
    for place in range(2, len(words) - 3):
        comma, article = words[place], words[place + 1]
        if comma.text != "," or article.lower not in ("a", "an", "the"):
            continue
        first = place
        while first > 0 and _is_proper(words[first - 1]) and words[first - 1].index not in taken:
            first -= 1
        role = any(title_of(w) == "office" and w.text.islower() for w in words[place + 2 : place + 6])
        if role and 2 <= place - first <= 4 and not any(w.lower in ORGANISATION_WORDS for w in words[first:place]):
            span = document.span(words[first].start, words[place - 1].end)
            actor = Actor(id=slug(span.text), name=span.text, kind="person", mention=span)
            yield NamedPerson(span.start, actor, _is_subject(words[first:place]))


def _named_again(document: Document, mentions: Mentions, named: Sequence[NamedPerson]) -> Iterator[NamedPerson]:
    """Yield the subjects that are a last name, of who was named in full before: "Col. Salman tells another story"."""
    first_at: dict[str, NamedPerson] = {}
    for one in named:
        first_at.setdefault(last_name(one.actor.name), one)
    for token in document.tokens:
        known = first_at.get(last_name(token.text)) if _is_proper(token) and _is_subject([token]) else None
        if known is None or mentions.at(token.index) is not None or known.at >= token.start - len(known.actor.name):
            continue
        if not _is_proper(document.tokens[token.index - 1]):
            mention = document.token_span(token.index, token.index)
            yield NamedPerson(token.start, replace(known.actor, mention=mention), True)


def _comma_behind(words: list[Token], place: int) -> int | None:
    """Return where a comma closes a role: "the governor, X, ...", "the mayor of the town, X, ..."."""
    if words[place + 1].lower in ("of", "for", "at"):
        ahead = range(place + 2, min(place + _LONGEST_OFFICE, len(words)))
        stop = next((i for i in ahead if not words[i].tag.startswith(("NN", "DT", "JJ", "PRP$", "POS", "IN"))), None)
        return stop if stop is not None and words[stop].text == "," else None
    return place + 1 if words[place + 1].text == "," else None


def _leads_to_name(token: Token) -> bool:
    titled = title_of(token)
    return (token.text[:1].isupper() and titled is not None) or titled == "office" or token.lower in _LEADS_TO_NAME


def _name_end(words: list[Token], first: int, taken: set[int]) -> int:
    end = first + 1
    while end < len(words) and words[end].index not in taken:
        glued = words[end].text in ("-", "’", "'") and words[end].start == words[end - 1].end
        linked = words[end].lower in PARTICLES and not _is_word(words, end)
        if not (_is_proper(words[end]) or linked or glued):
            break
        end += 1
    while end > first and not _is_proper(words[end - 1]):
        end -= 1
    return end


def _is_word(words: list[Token], at: int) -> bool:
    """True for the "as" of "hugged Rami Said as Adnan left", which is no article of "as-Said"."""
    return words[at].lower in ("as", "an") and words[min(at + 1, len(words) - 1)].text != "-"


def _is_proper(token: Token) -> bool:
    return token.text[:1].isupper() and token.tag in ("NNP", "NNPS") and title_of(token) is None


def _is_subject(words: list[Token]) -> bool:
    return any(w.dep in ("nsubj", "nsubjpass") for w in words)
