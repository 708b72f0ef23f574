"""Says who a cited phrase is: a person with rank, role and organisation, a body, or an unnamed source.

1. A pronoun points to who spoke or was named before (`pronouns`, `cast`).
2. "A and B" are two sources where both can speak.
3. A person brings rank, role and affiliation from the words around the name; later a last name is enough (`persons`).
4. A document ("the KRSC statement") speaks for the body that it names, else for the one that spoke last (`bodies`).
5. A body is known by name, or pointed to: "the monitor", "the ministry" (`bodies`).
6. What remains is an unnamed source, kept in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.document import Document, Token
from kg.extract.mentions import Mentions
from kg.extract.speakers.affiliations import find_affiliation, tenure_of
from kg.extract.speakers.bodies import BodyReader
from kg.extract.speakers.cast import Cast, Speaker, is_one
from kg.extract.speakers.persons import PersonReader
from kg.extract.speakers.phrase import Phrase
from kg.extract.speakers.pronouns import PronounReader
from kg.extract.speakers.words import (
    POSSESSIVES,
    is_document,
    is_group_noun,
    is_people,
    said_rank,
    slug,
    source_type,
    title_of,
)
from kg.record import Actor, SourceType, Span

__all__ = ["Speaker", "SpeakerFinder", "slug"]

_PRONOUNS = frozenset("he she they it we i who which that this".split())
_LONGEST_OFFICE = 5
_ALLIED = frozenset({"alliance", "coalition", "ministry"})
_APART = frozenset({"first", "second", "third", "other"})  # "the second source" is not the first one
_BUREAUS = frozenset({"office", "bureau"})
_DEPARTMENTS = frozenset({"department", "ministry", "government", "administration"})
_LONGEST_BUREAU = 3  # words
_ASIDE = frozenset("speaking reached contacted requesting on all both".split())
_KEEPING = frozenset("collected compiled gathered issued kept published recorded released".split())
_NUMBERS = frozenset({"figures", "numbers"})
_OBTAINER = frozenset("NN NNP NNPS NNS DT WDT IN PRP VBD VBZ VBP".split())  # tags
_OBTAINED = frozenset({"obtained", "received", "acquired"})
_POSSESSIVES = frozenset("his her its their him them".split())


class SpeakerFinder:
    """Resolves the source phrases of one document, in reading order."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self.document = document
        self.mentions = mentions
        self.cast = Cast(document, mentions)
        self.persons = PersonReader(mentions.gazetteer, self.cast, document.article.published)
        self.bodies = BodyReader(mentions.gazetteer, self.cast)
        self.pronouns = PronounReader(document, mentions, self.cast, self._resolved)

    def resolve(self, source: Span) -> Speaker:
        """Return the speaker that a source phrase names, and remember it."""
        speaker = self._resolved(Phrase.of(self.document, self.mentions, source))
        self.cast.remember(speaker)
        return speaker

    def answering(self, offset: int) -> Speaker | None:
        """Return who answers in an interview at an offset: the person who spoke or was named last, and remember it."""
        named = self.cast.named_between(0, offset)
        speaker = self.cast.last("person") or (Speaker(named) if named is not None else self.carried())
        if speaker is not None:
            self.cast.remember(speaker)
        return speaker

    def carried(self) -> Speaker | None:
        """Return the speaker whom a statement without a source continues."""
        return self.cast.last()

    def _resolved(self, phrase: Phrase) -> Speaker:
        alone = len(phrase.words) == 1 and phrase.begins_with(*_POSSESSIVES)
        if alone or (len(phrase.words) <= 2 and phrase.begins_with(*_PRONOUNS)):
            return self.pronouns.meant(phrase) or self._unnamed(phrase, "unspecified")
        giver = _giver(phrase)
        if giver:
            return replace(self._resolved(phrase.part(giver)), is_document=True)
        if is_document(phrase.head):
            phrase = phrase.part(_named_part(phrase))  # "a statement, which identified them as X and Y"
        issuers = self.bodies.issuers(phrase) if is_document(phrase.head) else ()
        if issuers:
            return Speaker(issuers[0], joint=issuers[1:], is_document=True)
        speaker = self._joint(phrase) or self._bureau(phrase) or self._person(phrase) or self._of_office(phrase)
        if speaker is not None:
            return speaker
        own = self._persons_document(phrase)
        if own is not None:
            return own
        if is_document(phrase.head):
            return self.bodies.document(phrase) or self._unnamed(phrase, "document")
        holder = self._holder(phrase) or self._who_counted(phrase)
        if holder is not None:
            return holder
        if _is_bare_office(phrase):
            return self._described(phrase)
        body = self.bodies.body(phrase.part(_named_part(phrase)))
        return Speaker(body) if body is not None else self._described(phrase)

    def _person(self, phrase: Phrase) -> Speaker | None:
        """Return the person that a phrase names, with the ministry of a role that does not tell whose it is."""
        person = self.persons.person(phrase) or self._named_like_place(phrase)
        if person is None or person.affiliation is not None or not person.role:
            return person
        return replace(person, affiliation=self.bodies.office_at_home(person.role, phrase))

    def _named_like_place(self, phrase: Phrase) -> Speaker | None:
        """Return who has spoken under a last name that is a town's, too: "Adnan Afrin ... Afrin said"."""
        if len(phrase.words) != 1 or phrase.head.tag != "NNP" or phrase.actor_matches():
            return None
        known = self.cast.person(phrase.head.text)
        return replace(known, joint=()) if known is not None and known.actor.name != phrase.head.text else None

    def _bureau(self, phrase: Phrase) -> Speaker | None:
        """Return the office of a person, "Prime Minister X's office", or the body he heads: "X's department"."""
        owned = [n for n, word in enumerate(phrase.words[: phrase.position]) if word.text in POSSESSIVES]
        place = owned[-1] if owned else 0
        if phrase.head.lower not in _BUREAUS | _DEPARTMENTS or phrase.position < place:
            return None
        whose = self.persons.person(phrase.part(phrase.words[:place])) if place else None
        if phrase.begins_with("his", "her") and len(phrase.words) <= _LONGEST_BUREAU:
            whose = self.cast.latest_person(phrase.words[0].start)
        if whose is None or whose.actor.kind != "person":
            return None
        if phrase.head.lower in _DEPARTMENTS:
            return Speaker(whose.affiliation) if whose.affiliation is not None else None
        known = self.mentions.gazetteer.find_actor(whose.actor.name)
        name = f"Office of {known.label if known is not None else whose.actor.name}"
        return Speaker(Actor(id=slug(name), name=name, kind="organisation", mention=phrase.source))

    def _persons_document(self, phrase: Phrase) -> Speaker | None:
        """Return the person whose document speaks: "a letter from Zawahiri", "his website"."""
        word = phrase.words[0]
        if not (is_document(phrase.head) or source_type(phrase.head.lower) == "media"):
            return None
        if word.lower in ("his", "her"):
            owner = self.cast.latest_person(word.start)
            return replace(owner, is_document=True, joint=()) if owner is not None else None
        behind = phrase.words[phrase.position + 1 :]
        if (
            not is_document(phrase.head)
            or len(behind) < 2
            or behind[0].lower not in ("from", "by")
            or not behind[1].tag.startswith("NNP")
        ):
            return None
        author = self.persons.person(phrase.part(behind[1:]))
        return replace(author, is_document=True) if author is not None else None

    def _joint(self, phrase: Phrase) -> Speaker | None:
        """Split "A and B" where both are sources of their own."""
        listed_bodies = self.bodies.listed(phrase)
        if listed_bodies:
            return Speaker(listed_bodies[0], joint=listed_bodies[1:])
        several = self._several(phrase)
        if several is not None:
            return several
        for place, token in enumerate(phrase.words[1:-1], start=1):
            if token.lower != "and" or token.tag != "CC" or any(m.start <= place < m.end for m in phrase.matches):
                continue
            left, right = phrase.words[:place], phrase.words[place + 1 :]
            listed = any(t.text == "," for t in left) and not phrase.part(right).has_name()
            if (
                listed
                or self._is_portfolio(phrase, left, right)
                or not (self._can_speak(phrase, left) and self._can_speak(phrase, right))
            ):
                continue
            first, second = self._resolved(phrase.part(left)), self._resolved(phrase.part(right))
            if first.actor.id == second.actor.id:
                return first
            return replace(first, joint=(second.actor, *second.joint))
        return None

    def _several(self, phrase: Phrase) -> Speaker | None:
        """Return those of "Prime Minister X, Governor Y and the mayor Z": three persons or more with their offices."""
        cuts = [n for n, word in enumerate(phrase.words) if word.text == "," or word.lower == "and"]
        if len(cuts) < 2 or phrase.words[cuts[-1]].lower != "and":
            return None
        bounds = zip([-1, *cuts], [*cuts, len(phrase.words)], strict=True)
        parts = [phrase.words[begin + 1 : end] for begin, end in bounds if end - begin > 1]
        titled = all(p[-1].tag == "NNP" and any(title_of(w) == "office" for w in p[:-1]) for p in parts)
        if len(parts) < 3 or not titled or any(w.tag == "IN" for p in parts for w in p):
            return None
        first, *others = (self._resolved(phrase.part(words)) for words in parts)
        return replace(first, joint=tuple(one.actor for one in others))

    def _is_portfolio(self, phrase: Phrase, left: Sequence[Token], right: Sequence[Token]) -> bool:
        """True for the halves of "Deputy Foreign | and | Expatriates Minister X"."""
        named = [word for word in left if title_of(word) is None and word.tag.startswith("NNP")]
        known = phrase.part(left).matches
        apposed = title_of(right[0]) is not None and any(word.text == "," for word in right)
        bare = title_of(left[0]) is not None and any(title_of(w) == "office" for w in right[1:])
        if not named and (apposed or bare) and left[-1].tag == "NNP" and not known:
            return True  # "The Prime Minister and Commander-in-Chief of the Armed Forces, X"
        return len(named) == 1 and not known and any(title_of(w) == "office" for w in right[1:3])

    def _can_speak(self, phrase: Phrase, words: Sequence[Token]) -> bool:
        if any(t.tag.startswith("VB") and t.dep != "amod" for t in words):
            return False
        part = phrase.part(words)
        if source_type(part.head.lower) is not None:
            bare = part.head.tag == "NN" and len(words) == 1
            return not bare or words[0].tag in ("DT", "NNP", "JJ", "PRP$")
        if any(m.end == len(words) for m in part.actor_matches()) or any(m.end == len(words) for m in part.matches):
            return True
        titled = any(t.lower == "counterpart" or title_of(t) == "office" for t in words)
        bare = titled and not any(t.tag == "IN" for t in words)
        named = part.head.tag in ("NNP", "NNPS") or (bare and words[-1].tag == "NNP")
        return named and sum(t.tag == "NNP" for t in words) >= 2

    def _of_office(self, phrase: Phrase) -> Speaker | None:
        """Return who "the Secretary-General" means: who spoke before and has that office."""
        words = " ".join(word.lower for word in phrase.words[1:] if word.text != "-")
        if not phrase.begins_with("the") or not words or len(phrase.words) > _LONGEST_OFFICE:
            return None
        offices = (one for one in reversed(self.cast.spoken) if one.role)
        last = next((one for one in offices if _holds(one, words)), None)
        return replace(last, joint=()) if last is not None and last.actor.kind == "person" else None

    def _holder(self, phrase: Phrase) -> Speaker | None:
        """Return who "Iran's top diplomat" or "the Russian foreign minister" means: who of that office is named."""
        if len(phrase.words) > _LONGEST_OFFICE or phrase.head.tag not in ("NN", "NNP"):
            return None
        words = " ".join(word.text for word in phrase.words if word.tag not in ("DT", "POS"))
        gazetteer, published = self.mentions.gazetteer, self.document.article.published
        office = gazetteer.find_office(words, on=published)
        if office is None:
            return None
        for one in reversed(self.cast.spoken):
            held = tenure_of(one.actor, gazetteer, published)
            roles = {one.role or "", held.role if held is not None else ""}
            of_body = one.affiliation is not None and one.affiliation.id == office.organisation.id
            if one.actor.kind == "person" and of_body and any(office.role.lower() == r.lower() for r in roles):
                return replace(one, joint=())
        return None

    def _who_counted(self, phrase: Phrase) -> Speaker | None:
        """Return the body behind "casualty figures recorded by the mission"."""
        by = next((n for n, w in enumerate(phrase.words) if w.lower == "by" and n > phrase.position), None)
        if by is None or by + 1 == len(phrase.words) or phrase.words[by - 1].lower not in _KEEPING:
            return None
        body = self.bodies.body(phrase.part(phrase.words[by + 1 :]))
        return Speaker(body, is_document=True) if body is not None else None

    def _described(self, phrase: Phrase) -> Speaker:
        """Return an unnamed source; a definite one may be the person of that role named before."""
        noun = phrase.head.lower
        earlier = self._pointed_to(phrase, noun)
        if earlier is not None:
            return replace(earlier, joint=())
        kind = source_type(noun) or "unspecified"
        published = self.document.article.published
        told = _before_deed(phrase)
        affiliation = find_affiliation(told, phrase, self.mentions.gazetteer, published) or self._owner(phrase)
        if affiliation is None or self.mentions.gazetteer.actor(affiliation.id) is None:
            affiliation = self.bodies.office_at_home(phrase.text(told), phrase) or affiliation
        role = noun if kind in ("official", "military", "police") else None
        return replace(self._unnamed(phrase, kind), affiliation=affiliation, role=role)

    def _owner(self, phrase: Phrase) -> Actor | None:
        """Return the body that "the organisation's director" speaks for, or that of whom "his spokesman" means."""
        if phrase.begins_with("his", "her") and title_of(phrase.head) == "office":
            word = phrase.words[0]
            named = self.cast.named_between(self.document.sentences[word.sentence].start, word.start)
            person = self.cast.person(named.name) if named is not None else self.cast.latest_person(word.start)
            return person.affiliation if person is not None and person.actor.kind == "person" else None
        body = phrase.words[1:2]
        if len(phrase.words) > 2 and phrase.begins_with("a", "the", "one") and body[0].lower in _ALLIED:
            return self.bodies.definite(phrase.part(body), body[0].lower)  # "a coalition spokesman"
        place = next((n for n, word in enumerate(phrase.words) if word.text in POSSESSIVES), 0)
        owner = phrase.part(phrase.words[:place]) if 0 < place < phrase.position else None
        if owner is None or not is_group_noun(owner.head) or not owner.begins_with("the", "its", "their"):
            return None
        return self.bodies.body(owner)

    def _pointed_to(self, phrase: Phrase, noun: str) -> Speaker | None:
        """Return who "the spokesman", "the general" means: the last of that role or rank, else the last person.

        What follows the noun must fit ("the chief of the inspectors"); else a person is meant only where the article
        has named nobody of that noun in general terms: "a diplomat".
        """
        if not phrase.begins_with("the") or not (phrase.head.tag in ("NN", "JJ") or _is_bare_office(phrase)):
            return None
        after = phrase.words[phrase.position + 1 :]
        if after and after[0].text == ",":
            after = []  # "the official, speaking on condition of anonymity"
        told = {word.lower for word in after if word.tag.startswith("NN")}
        told |= {word.lower for word in phrase.words[1 : phrase.position]} & _APART
        bodies = {match.entry.id for match in phrase.actor_matches()}
        for earlier in reversed(self.cast.spoken):
            of_another = bodies and (earlier.affiliation is None or earlier.affiliation.id not in bodies)
            if of_another and earlier.actor.kind == "person":
                continue  # "the UN chief" is no hospital chief
            known_as = f"{earlier.role or ''} {earlier.actor.name if earlier.actor.kind == 'unnamed' else ''}".lower()
            fits = told <= set(known_as.split())  # the directorate of education is not that of health
            if fits and (noun in known_as.split() or said_rank(noun, earlier.rank or "")):
                return earlier
        last = self.cast.last()
        if noun == "source" and not told and last is not None and is_one(last.actor):
            return last  # "A senior figure told us ... The source added"
        personal = (is_people(phrase.head) and phrase.head.tag == "NN") or _is_bare_office(phrase)
        if bodies and last is not None and (last.affiliation is None or last.affiliation.id not in bodies):
            return None
        if told or last is None or last.actor.kind != "person" or not personal or not _can_be_called(last, noun):
            return None
        return None if self.cast.in_general(noun, phrase.source.start) else last

    def _unnamed(self, phrase: Phrase, kind: SourceType) -> Speaker:
        text = re.sub(r"\s+", " ", phrase.text(phrase.words[: _aside(phrase)]))
        actor = Actor(id=slug(text), name=text, kind="unnamed", named=False, source_type=kind, mention=phrase.source)
        return Speaker(actor, is_document=kind == "document")


def _named_part(phrase: Phrase) -> Sequence[Token]:
    """Return the words of a phrase before what is told of whom it names: "the group Airwars | , which tracks"."""
    end = next((n for n, word in enumerate(phrase.words) if n and word.tag in ("WDT", "WP")), len(phrase.words))
    while end > 1 and phrase.words[end - 1].text == ",":
        end -= 1
    return phrase.words[:end]


def _giver(phrase: Phrase) -> Sequence[Token]:
    """Return the words for whom an outlet has a document from: "figures (that) AFP obtained from | the ministry"."""
    words = [word.lower for word in phrase.words]
    got = next((n for n, word in enumerate(words) if word in _OBTAINED), 0)
    told = (n for n, word in enumerate(phrase.words[:got]) if is_document(word) or word.lower in _NUMBERS)
    document = next(told, got)
    between = phrase.words[document + 1 : got]
    if document == got or "from" not in words[got:-1] or not all(t.tag in _OBTAINER for t in between):
        return ()
    return phrase.words[words.index("from", got) + 1 :]


def _holds(one: Speaker, office: str) -> bool:
    """Tell whether a speaker has an office: "the chairman", "the Leader" of "Leader of the Revolution"."""
    role = (one.role or "").lower().replace("-", " ")
    own = re.split(r"\s(?:of|for|at)\s", role)[0]
    if f"({office})" in role:
        return True  # "the SRSG"
    return own.endswith(office) or (" of " in office and role.endswith(office))


def _is_bare_office(phrase: Phrase) -> bool:
    """True for an office alone that is written large: "the Premier", "the Leader"."""
    words = [word for word in phrase.words if word.tag != "DT"]
    return len(words) == 1 < len(phrase.words) and title_of(words[0]) == "office" and phrase.head.tag == "NNP"


def _before_deed(phrase: Phrase) -> Sequence[Token]:
    """Return the words of a phrase before what they did or what was done to them: "officials | contacted by AFP"."""
    ahead = range(phrase.position + 1, _aside(phrase))
    end = next((n for n in ahead if phrase.words[n].tag in ("VBN", "VBG", "WP", "WDT")), _aside(phrase))
    return phrase.words[:end]


def _aside(phrase: Phrase) -> int:
    """Return how many words of a phrase are before an aside: "a source in the army, | speaking to AFP"."""
    for place in range(phrase.position + 1, len(phrase.words) - 1):
        behind = phrase.words[place + 1]
        if phrase.words[place].text == "," and (behind.tag in ("WP", "WDT") or behind.lower in _ASIDE):
            return place
    return len(phrase.words)


def _can_be_called(person: Speaker, noun: str) -> bool:
    """Tell whether a noun for officials, soldiers, doctors can mean a person of this rank and role."""
    kind = source_type(noun)
    if kind == "official":
        own = re.split(r"\s(?:of|for|from|at|in|to|with)\s", (person.role or "").lower())[0]
        others = any(source_type(word) not in (None, "official") for word in own.split())
        return noun == "official" or (person.rank is None and not others)
    of_kind = any(source_type(word) == kind for word in (person.role or "").lower().split())
    return of_kind or (kind == "military" and person.rank is not None)
