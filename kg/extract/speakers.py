"""Says who a cited phrase is: a person with rank, role and organisation, an organisation, or an unnamed source.

1. Names of the gazetteer are found in the phrase; what is capitalised besides may be a person or a new organisation.
2. A person brings rank, role and affiliation from the words around the name; later a last name is enough.
3. A document ("the KRSC statement") speaks for the organisation that it names, else for the one that spoke last.
4. Pronouns and definite nouns ("the monitor", "the ministry") point to whom the article named before.
5. What remains is an unnamed source, kept in its own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kg.extract.cues import data_rows
from kg.extract.document import Document, Token
from kg.extract.mentions import Mentions
from kg.gazetteer import ActorEntry, PlaceEntry, Tenure
from kg.gazetteer.lookup import Match
from kg.record import Actor, SourceType, Span

_TITLES = {row[0]: row[1] for row in data_rows("titles.tsv")}
_ORGANISATION_WORDS = frozenset(row[0] for row in data_rows("organisation_words.tsv"))
_SOURCE_TYPES = {row[0]: row[1] for row in data_rows("source_nouns.tsv")}
_PARTICLES = frozenset("al el bin ibn abu abd ould van von de la da di ul ur ad as ash an ben".split())
_SINGULAR_PERSON = frozenset({"he", "she"})
_WE = frozenset({"we", "i", "they"})
_GROUP_NOUNS = frozenset(
    (
        "group monitor organisation organization watchdog network coalition alliance agency ministry military army "
        "government police command council office force forces party movement militia outlet newspaper channel "
        "observatory department administration regime committee commission union team charity company body mission"
    ).split()
)
_POSSESSIVES = frozenset({"'s", "’s", "'"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the actor, for whom, in which role and rank, and with whom jointly."""

    actor: Actor
    affiliation: Actor | None = None
    role: str | None = None
    rank: str | None = None
    joint: tuple[Actor, ...] = ()
    is_document: bool = False


@dataclass(slots=True)
class Cast:
    """Whom the article has named so far; filled as the article is read from top to bottom."""

    people: dict[str, Speaker] = field(default_factory=dict)
    spoken: list[Speaker] = field(default_factory=list)

    def remember(self, speaker: Speaker) -> None:
        """Keep a speaker for the references that follow."""
        self.spoken.append(speaker)
        if speaker.actor.kind == "person":
            last = last_name(speaker.actor.name)
            known = self.people.get(last)
            if known is None or known.role is None:
                self.people[last] = speaker

    def last(self, *kinds: str, beyond: int = 0) -> Speaker | None:
        """Return the latest speaker of one of the kinds (of any kind when none is given)."""
        found = [s for s in reversed(self.spoken) if not kinds or s.actor.kind in kinds]
        return found[beyond] if len(found) > beyond else None


class SpeakerFinder:
    """Resolves source phrases of one document, in reading order."""

    def __init__(self, document: Document, mentions: Mentions) -> None:
        self.document = document
        self.mentions = mentions
        self.gazetteer = mentions.gazetteer
        self.cast = Cast()
        self.people_named = _people_named(document, mentions)
        self.actors_named = _actors_named(document, mentions)

    def resolve(self, source: Span) -> Speaker:
        """Return the speaker that a source phrase names, and remember it."""
        words = self._words(source)
        speaker = self._resolved(source, words)
        self.cast.remember(speaker)
        return speaker

    def carried(self) -> Speaker | None:
        """Return the speaker whom a statement without a source continues."""
        return self.cast.last()

    # -- the cases ------------------------------------------------------------------------------------------------

    def _resolved(self, source: Span, words: list[Token]) -> Speaker:
        if len(words) <= 2 and words[0].lower in ("he", "she", "they", "it", "we", "i", "who", "which", "that", "this"):
            return self._pronoun(source, words[0])
        matches = self._matches(words)
        joint = self._joint(source, words, matches)
        if joint is not None:
            return joint
        head = self._head(words)
        person = self._person(source, words, matches, head)
        if person is not None:
            return person
        if _is_document(head):
            return self._document(source, words, matches, head)
        actor = self._organisation(source, words, matches, head)
        if actor is not None:
            return Speaker(actor)
        return self._described(source, words, matches, head)

    def _pronoun(self, source: Span, word: Token) -> Speaker:
        if word.lower in _SINGULAR_PERSON:
            person = self._latest_person(word)
            if person is not None:
                return person
        if word.lower in ("it", "which", "that", "this"):
            found = self.cast.last("organisation", "armed_group", "government", "coalition", "outlet", "group")
            if found is not None:
                return replace(found, joint=())
        if word.lower == "they":
            for one in reversed(self.cast.spoken):
                if one.actor.kind != "person" or one.joint:
                    return one
        latest = self.cast.last()
        return latest if latest is not None else _unnamed(source, "unspecified")

    def _latest_person(self, word: Token) -> Speaker | None:
        """Return the person who spoke last, or one named as a subject since then."""
        spoken = self.cast.last("person")
        named = [p for p in self.people_named if p[0] < word.start and p[2]]
        if named:
            start, speaker, _ = named[-1]
            if spoken is None or spoken.actor.mention is None or start > spoken.actor.mention.start:
                known = self.cast.people.get(last_name(speaker.actor.name))
                return known or speaker
        return spoken or self._unnamed_person()

    def _unnamed_person(self) -> Speaker | None:
        return next((s for s in reversed(self.cast.spoken) if s.actor.kind == "unnamed"), None)

    def _joint(self, source: Span, words: list[Token], matches: list[Match]) -> Speaker | None:
        """Split "A and B" where both are sources of their own."""
        for place, token in enumerate(words):
            if token.lower != "and" or token.tag != "CC" or place == 0 or place == len(words) - 1:
                continue
            if any(m.start <= place < m.end for m in matches):
                continue
            left, right = words[:place], words[place + 1 :]
            if not (self._stands_for_source(left) and self._stands_for_source(right)):
                continue
            if any(t.text == "," for t in left) and not any(t.tag in ("NNP", "NNPS") for t in right):
                continue
            first = self._resolved(self._span(left), left)
            second = self._resolved(self._span(right), right)
            if first.actor.id == second.actor.id:
                return first
            return replace(first, joint=(second.actor, *second.joint))
        return None

    def _stands_for_source(self, words: list[Token]) -> bool:
        if not words or any(t.tag.startswith("VB") and t.dep not in ("amod",) for t in words):
            return False
        head = self._head(words)
        if _source_type(head.lower) is not None:
            return not (head.tag == "NN" and words[0].tag not in ("DT", "NNP", "JJ", "PRP$") and len(words) == 1)
        found = self._matches(words)
        return any(isinstance(m.entry, ActorEntry) and m.end == len(words) for m in found) or (
            head.tag in ("NNP", "NNPS") and sum(t.tag == "NNP" for t in words) >= 2
        )

    # -- persons --------------------------------------------------------------------------------------------------

    def _person(self, source: Span, words: list[Token], matches: list[Match], head: Token) -> Speaker | None:
        for match in matches:
            if (
                isinstance(match.entry, ActorEntry)
                and match.entry.kind == "person"
                and self._is_core(words, match.start, match.end)
            ):
                name = match.entry.reference(self._span(words[match.start : match.end]))
                return self._with_role(name, words, match.start, match.end, matches)
        run = self._name_run(words, matches)
        if run is None:
            return None
        first, last = run
        text = self.document.text[words[first].start : words[last - 1].end]
        known = self._known_person(text)
        if known is not None:
            mention = self._span(words[first:last])
            fresh = self._with_role(known.actor, words, first, last, matches)
            return replace(
                known,
                actor=replace(known.actor, mention=mention),
                affiliation=fresh.affiliation or known.affiliation,
                role=fresh.role or known.role,
                rank=fresh.rank or known.rank,
                joint=(),
            )
        if last - first < 2 and not self._titled(words, first) and not head_is_person(words, first):
            return None
        actor = Actor(id=slug(text), name=text, kind="person", mention=self._span(words[first:last]))
        return self._with_role(actor, words, first, last, matches)

    def _known_person(self, text: str) -> Speaker | None:
        last = last_name(text)
        known = self.cast.people.get(last)
        if known is not None and _compatible(text, known.actor.name):
            return known
        candidates = [
            s for _, s, _ in self.people_named if last_name(s.actor.name) == last and _compatible(text, s.actor.name)
        ]
        return max(candidates, key=lambda s: len(s.actor.name), default=None)

    def _is_core(self, words: list[Token], start: int, end: int) -> bool:
        """False for a person inside a modifier: "Assad's government", "a spokesman for Barzani", "the Assad regime"."""
        following = words[end] if end < len(words) else None
        if following is not None and following.text in _POSSESSIVES:
            return False
        if following is not None and following.tag in ("NN", "NNS") and following.lower not in _TITLES:
            return False
        before = words[start - 1] if start else None
        return not (before is not None and before.tag == "IN")

    def _name_run(self, words: list[Token], matches: list[Match]) -> tuple[int, int] | None:
        """Return the run of capitalised words that is most likely the person's name, or None."""
        taken = {i for m in matches for i in range(m.start, m.end)}
        runs: list[tuple[int, int]] = []
        start = 0
        while start < len(words):
            end = self._run_end(words, start, taken)
            if end > start and self._can_be_name(words, start, end):
                runs.append((start, end))
            start = max(end, start + 1)
        titled = [run for run in runs if self._titled(words, run[0])]
        return max(titled or runs, key=lambda run: run[1] - run[0], default=None)

    def _run_end(self, words: list[Token], start: int, taken: set[int]) -> int:
        """Return the end of the name that begins at start: capitalised words, particles and hyphens between them."""
        if not self._name_word(words, start, taken):
            return start
        end = start + 1
        while end < len(words) and (self._name_word(words, end, taken) or self._joins_name(words, end, taken)):
            end += 1
        while end > start and words[end - 1].text in ("-", "’", "'", "'s", "’s"):
            end -= 1
        return end

    def _joins_name(self, words: list[Token], at: int, taken: set[int]) -> bool:
        """True for what ties the words of a name together: the inside of "Abu Bakr al-Baghdadi"."""
        here, before = words[at], words[at - 1]
        following = words[at + 1] if at + 1 < len(words) else None
        glued = here.start == before.end
        if here.text in "-’'‘`":
            return glued and following is not None and following.start == here.end
        if here.lower in _PARTICLES and following is not None:
            return following.text == "-" or self._name_word(words, at + 1, taken)
        return before.text in "-’'‘`" and glued and here.text not in _POSSESSIVES

    def _name_word(self, words: list[Token], index: int, taken: set[int]) -> bool:
        token = words[index]
        if index in taken or not token.text[:1].isupper() or token.tag in ("DT", "IN", "PRP", "CC", "CD"):
            return False
        bare = token.lower.rstrip(".")
        return bare not in _TITLES and not (
            len(token.text) > 1
            and token.text.isupper()
            and len(token.text) <= 5
            and "." not in token.text
            and token.tag not in ("NNP",)
        )

    def _can_be_name(self, words: list[Token], start: int, end: int) -> bool:
        lowered = [words[i].lower for i in range(start, end)]
        if _ORGANISATION_WORDS & set(lowered) or (words[start].tag in ("JJ",) and end - start == 1):
            return False
        text = self.document.text[words[start].start : words[end - 1].end]
        if (text.isupper() and len(text) <= 6) or not any(t.tag in ("NNP", "NNPS", "NN") for t in words[start:end]):
            return False
        before = words[start - 1] if start else None
        if before is not None and before.tag == "IN":
            return False
        following = words[end] if end < len(words) else None
        apposed = following is not None and (following.lower in _TITLES or _source_type(following.lower) is not None)
        if following is not None and following.tag in ("NN", "NNS") and not (apposed or self._titled(words, start)):
            return False
        if apposed and end - start < 2:
            return False
        if (
            before is not None
            and before.lower in ("the", "a", "an")
            and end - start >= 1
            and not self._titled(words, start)
        ):
            return False
        return self.gazetteer.country_of_adjective(text) is None

    def _titled(self, words: list[Token], first: int) -> bool:
        return first > 0 and words[first - 1].lower.rstrip(".") in _TITLES

    def _with_role(self, actor: Actor, words: list[Token], first: int, last: int, matches: list[Match]) -> Speaker:
        """Read rank, role and organisation from the words before and after a name."""
        before = words[:first]
        rank_words: list[Token] = []
        while before and before[-1].lower.rstrip(".") in _TITLES and _TITLES[before[-1].lower.rstrip(".")] == "rank":
            rank_words.insert(0, before.pop())
        rank = self._text(rank_words) if rank_words else None
        while before and _TITLES.get(before[-1].lower.rstrip(".")) == "honorific":
            before.pop()
        while before and before[0].tag in ("DT", "CC", ",", "``", "''"):
            before.pop(0)
        after = words[last:]
        while after and (after[0].text in (",", "(", "-", "–") or after[0].lower in ("who", "a", "an", "the")):
            after.pop(0)
        role_words = after if len(after) >= 2 and self._is_role(after) else before
        role = self._text(role_words) if role_words and self._is_role(role_words) else None
        affiliation = self._affiliation(role_words, words, matches) or self._affiliation(before, words, matches)
        if affiliation is not None and affiliation.id == actor.id:
            affiliation = None
        if affiliation is None:
            affiliation = self._office_organisation(actor)
        if role is None:
            role = self._tenure_role(actor)
        return Speaker(actor, affiliation, _plain_role(role), rank)

    def _is_role(self, words: list[Token]) -> bool:
        return any(
            t.lower.rstrip("s.") in _TITLES
            or t.lower.rstrip(".") in _TITLES
            or _source_type(t.lower)
            in ("official", "military", "police", "medical", "media", "activist", "unspecified")
            for t in words
        )

    def _affiliation(self, part: list[Token], words: list[Token], matches: list[Match]) -> Actor | None:
        if not part:
            return None
        low, high = part[0].index, part[-1].index
        inside = [m for m in matches if low <= words[m.start].index and words[m.end - 1].index <= high]
        actors = [m.entry for m in inside if isinstance(m.entry, ActorEntry) and m.entry.kind != "person"]
        if actors:
            return actors[0].reference()
        office = self._office(self._text(part))
        if office is not None:
            return office
        for match in inside:
            if isinstance(match.entry, PlaceEntry):
                government = match.metonym or self.gazetteer.government_of(match.entry)
                if government is not None:
                    return government.reference()
        named = self._new_organisation(part)
        if named is not None:
            return named
        for token in part:
            country = self.gazetteer.country_of_adjective(token.text)
            if country is not None:
                government = self.gazetteer.government_of(country)
                return government.reference() if government is not None else None
        return None

    def _office(self, text: str) -> Actor | None:
        found = self.gazetteer.find_office(
            re.sub(r"^(?:former|ex-?|new|acting|deputy|caretaker)\s+", "", text, flags=re.I),
            on=self.document.article.published,
        )
        return found.organisation.reference() if found is not None else None

    def _office_organisation(self, actor: Actor) -> Actor | None:
        entry = self.gazetteer.actor(actor.id)
        held = self._tenure(entry)
        organisation = self.gazetteer.actor(held.organisation) if held is not None else None
        return organisation.reference() if organisation is not None else None

    def _tenure_role(self, actor: Actor) -> str | None:
        held = self._tenure(self.gazetteer.actor(actor.id))
        return held.role if held is not None else None

    def _tenure(self, entry: ActorEntry | None) -> Tenure | None:
        published = self.document.article.published
        if entry is None or entry.kind != "person" or not published:
            return None
        return self.gazetteer.tenure(entry, published)

    def _new_organisation(self, part: list[Token]) -> Actor | None:
        """Return a capitalised name behind "of", "for", "at" or "with" that the gazetteer does not know."""
        for place, token in enumerate(part):
            if token.lower in ("of", "for", "at", "with", "from"):
                name: list[Token] = []
                for one in part[place + 1 :]:
                    if one.text[:1].isupper() or (one.lower in ("of", "for", "and", "the", "-", "–") and name):
                        name.append(one)
                    elif not (one.lower == "the" and not name):
                        break
                while name and not name[-1].text[:1].isupper():
                    name.pop()
                if name and len(name[0].text) > 1:
                    text = self._text(name)
                    return Actor(id=slug(text), name=text, kind="organisation")
        return None

    # -- organisations --------------------------------------------------------------------------------------------

    def _organisation(self, source: Span, words: list[Token], matches: list[Match], head: Token) -> Actor | None:
        position = next((i for i, t in enumerate(words) if t is head), len(words) - 1)
        if _is_group_noun(head) or _source_type(head.lower) == "media":
            closing = next((m for m in matches if m.end == len(words) and isinstance(m.entry, ActorEntry)), None)
            if closing is not None and closing.start > position:
                entry = self._preferred(closing)
                return entry.reference(self._span(words[closing.start :])) if isinstance(entry, ActorEntry) else None
        for match in matches:
            covers_head = match.start <= position < match.end
            opens = match.end <= position + 1 and isinstance(match.entry, ActorEntry)
            if covers_head or (
                opens and _is_group_noun(head) and position - match.end <= 1 and not self._is_people(head)
            ):
                mention = self._span(words[match.start : match.end])
                entry = self._preferred(match)
                if isinstance(entry, ActorEntry):
                    return entry.reference(mention)
                government = match.metonym or self.gazetteer.government_of(entry)
                if government is not None and covers_head:
                    return government.reference(mention)
        text = re.sub(r"^(?:the|The|a|A|an|An)\s+", "", source.text)
        known = self.gazetteer.find_actor(text)
        if known is not None and known.kind != "person":
            return known.reference(source)
        if (
            _is_group_noun(head)
            and words[0].lower in ("the", "this", "his", "its", "their")
            and not any(t.tag in ("NNP", "NNPS") for t in words)
        ):
            return self._definite(source, words, head)
        name = self._capitalised_name(words, head)
        if name is not None:
            return Actor(id=slug(name.text), name=name.text, kind="organisation", mention=name)
        return None

    def _preferred(self, match: Match) -> ActorEntry | PlaceEntry:
        """Prefer, among actors of one name, the one that the article named before."""
        named = {entry.id for _, entry in self.actors_named}
        for entry in (match.entry, *match.alternatives):
            if isinstance(entry, ActorEntry) and entry.id in named:
                return entry
        return match.entry

    def _is_people(self, head: Token) -> bool:
        return (
            _source_type(head.lower) not in (None, "group", "document") and head.lower.rstrip("s") not in _GROUP_NOUNS
        )

    def _definite(self, source: Span, words: list[Token], head: Token) -> Actor | None:
        """Return whom "the ministry", "the monitor", "the group" means: the last fitting one named before."""
        noun = head.lower
        before = [entry for at, entry in reversed(self.actors_named) if at < source.start]
        fitting = [
            e for e in before if noun in e.label.lower().split() or any(noun in a.lower().split() for a in e.aliases)
        ]
        if fitting:
            return fitting[0].reference(source)
        kinds = {
            "group": ("armed_group", "organisation", "group"),
            "monitor": ("organisation",),
            "watchdog": ("organisation",),
            "network": ("organisation",),
        }
        spoken = [s.actor for s in reversed(self.cast.spoken) if s.actor.kind in kinds.get(noun, ()) and s.actor.named]
        if spoken and noun in kinds:
            return replace(spoken[0], mention=source)
        country = self._main_country()
        institution = self.gazetteer.institution(noun, country) if country else None
        if institution is not None:
            return institution.reference(source)
        known = self.gazetteer.find_actor(f"the {noun}")
        if known is not None:
            return known.reference(source)
        recent = [e for e in before if e.kind in kinds.get(noun, ())]
        return recent[0].reference(source) if recent else None

    def _main_country(self) -> str | None:
        counts: dict[str, int] = {}
        for _, entry in self.actors_named:
            if entry.country:
                counts[entry.country] = counts.get(entry.country, 0) + 1
        return max(counts, key=lambda one: counts[one], default=None)

    def _capitalised_name(self, words: list[Token], head: Token) -> Span | None:
        """Return the capitalised phrase around the head of a source: an organisation that the gazetteer lacks."""
        position = next((i for i, t in enumerate(words) if t is head), len(words) - 1)
        if not words[position].text[:1].isupper() or words[position].tag not in ("NNP", "NNPS"):
            return None
        first, last = position, position
        while first > 0 and (
            (words[first - 1].text[:1].isupper() and words[first - 1].tag != "DT")
            or (
                words[first - 1].lower in ("of", "for", "-", "and", "’s", "'s")
                and first > 1
                and words[first - 2].text[:1].isupper()
            )
        ):
            first -= 1
        while last + 1 < len(words) and (
            words[last + 1].text[:1].isupper()
            or (
                words[last + 1].lower in ("of", "for", "-", "on", "and")
                and last + 2 < len(words)
                and words[last + 2].text[:1].isupper()
            )
        ):
            last += 1
        return self._span(words[first : last + 1])

    # -- documents and descriptions -------------------------------------------------------------------------------

    def _document(self, source: Span, words: list[Token], matches: list[Match], head: Token) -> Speaker:
        actors = [m for m in matches if isinstance(m.entry, ActorEntry) and m.entry.kind != "person"]
        if actors:
            match = actors[0]
            entry = self._preferred(match)
            if isinstance(entry, ActorEntry):
                return Speaker(entry.reference(self._span(words[match.start : match.end])), is_document=True)
        for match in matches:
            government = match.metonym or (
                self.gazetteer.government_of(match.entry) if isinstance(match.entry, PlaceEntry) else None
            )
            if government is not None and match.end <= len(words) // 2 + 1:
                return Speaker(government.reference(self._span(words[match.start : match.end])), is_document=True)
        nouns = [t for t in words if _is_group_noun(t) and t is not head]
        if nouns:
            found = self._definite(source, words, nouns[0])
            if found is not None:
                return Speaker(found, is_document=True)
        named = self._new_organisation(words) if any(t.lower in ("of", "from", "by", "for") for t in words) else None
        if named is not None:
            return Speaker(replace(named, mention=None), is_document=True)
        lead = [t for t in words if t.tag in ("NNP", "NNPS") and t.index < head.index]
        if lead:
            text = self._text(lead)
            return Speaker(
                Actor(id=slug(text), name=text, kind="organisation", mention=self._span(lead)), is_document=True
            )
        if words[0].lower in ("the", "this", "its", "their", "that", "an", "a", "it") and head.lower.rstrip("s") in (
            "statement",
            "announcement",
            "communique",
            "communiqué",
            "release",
            "report",
            "tweet",
            "message",
            "post",
        ):
            last = self.cast.last("organisation", "armed_group", "government", "coalition", "outlet", "group")
            if last is None or (words[0].lower in ("the", "this", "its") and self.cast.last() is not None):
                last = last or self.cast.last()
            if last is not None and not (words[0].lower in ("a", "an") and head.lower == "report"):
                return replace(last, is_document=True, joint=())
        return _unnamed(source, "document")

    def _described(self, source: Span, words: list[Token], matches: list[Match], head: Token) -> Speaker:
        """Return an unnamed source; a definite one may be the person of that role named before."""
        kind = _source_type(head.lower) or "unspecified"
        if words[0].lower == "the" and head.tag == "NN":
            for earlier in reversed(self.cast.spoken):
                known_as = (
                    (earlier.role or "").lower()
                    + " "
                    + (earlier.actor.name.lower() if earlier.actor.kind == "unnamed" else "")
                )
                if head.lower in known_as.split():
                    return replace(earlier, joint=())
        affiliation = self._affiliation(words, words, matches)
        text = re.sub(r"\s+", " ", source.text)
        actor = Actor(id=slug(text), name=text, kind="unnamed", named=False, source_type=_as_type(kind), mention=source)
        role = head.lower if kind in ("official", "military", "police") else None
        return Speaker(actor, affiliation, role)

    # -- words ----------------------------------------------------------------------------------------------------

    def _matches(self, words: list[Token]) -> list[Match]:
        """Return the known names inside a phrase, in positions of its words."""
        first, last = words[0].index, words[-1].index
        found = self.mentions.of(self.document.sentences[words[0].sentence])
        return [
            Match(m.first - first, m.last - first + 1, m.entry, m.alternatives, m.metonym)
            for m in found
            if first <= m.first and m.last <= last
        ]

    def _words(self, source: Span) -> list[Token]:
        tokens = self.document.tokens
        low, high = 0, len(tokens)
        while low < high:
            middle = (low + high) // 2
            if tokens[middle].end <= source.start:
                low = middle + 1
            else:
                high = middle
        words = []
        while low < len(tokens) and tokens[low].start < source.end:
            words.append(tokens[low])
            low += 1
        return words

    def _head(self, words: list[Token]) -> Token:
        inside = {t.index for t in words}
        heads = [t for t in words if t.head not in inside or t.head == t.index]
        nouns = [t for t in heads if t.tag.startswith(("NN", "PRP"))]
        nouns = nouns or [t for t in heads if t.tag.startswith(("CD", "DT", "JJ", "VBN"))]
        return (nouns or heads or words)[0]

    def _span(self, words: list[Token]) -> Span:
        return self.document.span(words[0].start, words[-1].end)

    def _text(self, words: list[Token]) -> str:
        return re.sub(r"\s+", " ", self.document.text[words[0].start : words[-1].end]).strip(" ,")


def head_is_person(words: list[Token], first: int) -> bool:
    """Tell whether a single capitalised word is used as a person's name: no article before, a verb of its own."""
    return first == 0 and words[0].tag == "NNP" and len(words) <= 2


def last_name(name: str) -> str:
    """Return the key under which a person is found again: the last word, without the Arabic article."""
    last = name.split()[-1].lower() if name.split() else name.lower()
    return re.sub(r"^(?:al|el)-|[’'‘`-]", "", last)


def slug(text: str) -> str:
    """Return text as an id: lower-case words joined by hyphens."""
    return "-".join(re.findall(r"\w+", re.sub(r"^(?:the|a|an)\s+", "", text.lower())))[:80] or "unknown"


def _compatible(short: str, full: str) -> bool:
    """True when a shorter name can be the fuller one: "Barzani" and "Sirwan Barzani", not "Nechirvan Barzani"."""
    a, b = [re.sub(r"\W", "", w.lower()) for w in short.split()], [re.sub(r"\W", "", w.lower()) for w in full.split()]
    return len(a) == 1 or set(a) <= set(b) or set(b) <= set(a) or len(b) == 1


def _source_type(word: str) -> str | None:
    for form in (
        word,
        word.removesuffix("s"),
        re.sub("ies$", "y", word),
        re.sub("men$", "man", word),
        re.sub("es$", "", word),
    ):
        if form in _SOURCE_TYPES:
            return _SOURCE_TYPES[form]
    return None


def _as_type(kind: str) -> SourceType:
    known: dict[str, SourceType] = {
        "official": "official", "military": "military", "police": "police", "medical": "medical", "witness": "witness",
        "activist": "activist", "media": "media", "document": "document", "group": "group",
    }  # fmt: skip
    return known.get(kind, "unspecified")


def _is_document(head: Token) -> bool:
    return _source_type(head.lower) == "document" and head.tag in ("NN", "NNS", "NNP")


def _is_group_noun(token: Token) -> bool:
    return token.lower in _GROUP_NOUNS or token.lower.rstrip("s") in _GROUP_NOUNS


def _unnamed(source: Span, kind: str) -> Speaker:
    text = re.sub(r"\s+", " ", source.text)
    actor = Actor(id=slug(text), name=text, kind="unnamed", named=False, source_type=_as_type(kind), mention=source)
    return Speaker(actor, is_document=kind == "document")


def _plain_role(role: str | None) -> str | None:
    if role is None:
        return None
    return re.sub(r"\s+", " ", role).strip(" ,.") or None


def _people_named(document: Document, mentions: Mentions) -> list[tuple[int, Speaker, bool]]:
    """Return (offset, person, is a subject) of every full name of a person in the article, in order."""
    found = []
    for sentence in document.sentences:
        words = document.words(sentence)
        taken: set[int] = set()
        for mention in mentions.of(sentence):
            taken.update(range(mention.first - sentence.first, mention.last - sentence.first + 1))
            if isinstance(mention.entry, ActorEntry) and mention.entry.kind == "person":
                span = document.token_span(mention.first, mention.last)
                named = document.tokens[mention.first : mention.last + 1]
                subject = any(w.dep in ("nsubj", "nsubjpass") for w in named)
                found.append((span.start, Speaker(mention.entry.reference(span)), subject))
        found.extend(_titled_names(document, words, taken))
    return sorted(found, key=lambda one: one[0])


def _titled_names(document: Document, words: list[Token], taken: set[int]) -> list[tuple[int, Speaker, bool]]:
    """Return names of two words and more that follow a title: "Gen. Yahya Rasool"."""
    found = []
    place = 0
    while place < len(words) - 2:
        title = (words[place].lower.rstrip(".") in _TITLES and words[place].text[:1].isupper()) or words[
            place
        ].lower in ("spokesman", "spokeswoman", "spokesperson", "commander", "director", "head", "leader")
        first = place + 1
        if not title or first in taken or not _proper(words[first]) or words[first].lower.rstrip(".") in _TITLES:
            place += 1
            continue
        end = first + 1
        while (
            end < len(words)
            and end not in taken
            and (
                _proper(words[end])
                or words[end].lower in _PARTICLES
                or (words[end].text in ("-", "’", "'") and words[end].start == words[end - 1].end)
            )
        ):
            end += 1
        while end > first and not _proper(words[end - 1]):
            end -= 1
        if end - first >= 2 and not any(w.lower in _ORGANISATION_WORDS for w in words[first:end]):
            span = document.span(words[first].start, words[end - 1].end)
            subject = any(w.dep in ("nsubj", "nsubjpass") for w in words[first:end])
            found.append(
                (span.start, Speaker(Actor(id=slug(span.text), name=span.text, kind="person", mention=span)), subject)
            )
        place = end
    return found


def _proper(token: Token) -> bool:
    return token.text[:1].isupper() and token.tag in ("NNP", "NNPS") and token.lower.rstrip(".") not in _TITLES


def _actors_named(document: Document, mentions: Mentions) -> list[tuple[int, ActorEntry]]:
    """Return (offset, actor) of every organisation or group the article names, in order."""
    return [
        (document.tokens[mention.first].start, mention.entry)
        for sentence in document.sentences
        for mention in mentions.of(sentence)
        if isinstance(mention.entry, ActorEntry) and mention.entry.kind != "person"
    ]
