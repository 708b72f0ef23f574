"""Reads a person from a source phrase: the name among titles, rank, role and organisation around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.document import Token
from kg.extract.speakers.affiliations import find_affiliation, tenure_of
from kg.extract.speakers.cast import Cast, Speaker
from kg.extract.speakers.phrase import Phrase
from kg.extract.speakers.words import (
    FAITHS,
    HYPHENS,
    ORGANISATION_WORDS,
    PARTICLES,
    POSSESSIVES,
    is_group_noun,
    slug,
    source_type,
    title_of,
)
from kg.gazetteer import ActorEntry, Gazetteer, Match, PlaceEntry
from kg.record import Actor

_BODIES = ("organisation", "armed_group", "government", "coalition")
_GROUPS = frozenset("group movement organisation organization faction militia party".split())
_HOUSES = frozenset({"hospital", "clinic", "ambulance"})
_PARTS = frozenset("district province city town region governorate village".split())
_TIED = frozenset("close loyal allied linked affiliated".split())
_HOLDERS = {
    "commands": "commander",
    "commanded": "commander",
    "directs": "director",
    "heads": "head",
    "headed": "head",
    "leads": "leader",
    "runs": "head",
}
_BEHIND_NAME = frozenset(',(-–”"“') | {"''", "``"}
_MARKS = frozenset('“”"„')
_PREFIXES = frozenset("pro anti non ex pre post mid multi inter semi self co vice".split())
_NAMING = frozenset("named called nicknamed himself herself".split())
_NAMED_AS = frozenset("identified identify known name names named himself herself".split())


class PersonReader:
    """Reads persons of one article published on a day."""

    def __init__(self, gazetteer: Gazetteer, cast: Cast, published: str | None) -> None:
        self.gazetteer = gazetteer
        self.cast = cast
        self.published = published

    def person(self, phrase: Phrase) -> Speaker | None:
        """Return the person that a phrase names, or None when it names none."""
        limit = _relative(phrase.words)
        for match in phrase.matches:
            entry = match.entry
            told_of = match.start > limit or self._qualifies(phrase, match.start)
            if told_of and not _gives_name(phrase.words, match.start):
                continue
            if isinstance(entry, ActorEntry) and entry.kind == "person" and _is_core(phrase, match):
                actor = entry.reference(phrase.span(phrase.words[match.start : match.end]))
                return self._with_role(actor, phrase, match.start, match.end)
        run = self._name_run(phrase)
        return self._from_run(phrase, *run) if run is not None else None

    def _from_run(self, phrase: Phrase, first: int, last: int) -> Speaker | None:
        words = phrase.words[first:last]
        text, mention = phrase.text(words), phrase.span(words)
        known = self.cast.person(text)
        if known is not None:
            fresh = self._with_role(known.actor, phrase, first, last)
            return replace(
                known,
                actor=replace(known.actor, mention=mention),
                affiliation=fresh.affiliation or known.affiliation,
                role=fresh.role or known.role,
                rank=fresh.rank or known.rank,
                joint=(),
            )
        explained = len(phrase.words) > last and phrase.words[last].lower in (",", "a", "an", "who")
        stands_alone = first == 0 and words[0].tag == "NNP" and (len(phrase.words) <= 2 or explained)
        called = _is_titled(phrase, first) or _gives_name(phrase.words, first) or _is_role_of(phrase, first)
        if len(words) < 2 and not (called or stands_alone):
            return None
        if stands_alone and not called and self._is_part_of_body(words[0]):
            return None  # "Treasury", behind "the US Treasury Department"
        return self._with_role(Actor(id=slug(text), name=text, kind="person", mention=mention), phrase, first, last)

    def _is_part_of_body(self, word: Token) -> bool:
        """True for a word of the name of a body that was named before."""
        before = self.cast.bodies_before(word.start)
        return any(word.text in body.label.split() for body in before)

    # -- the name -------------------------------------------------------------------------------------------------

    def _name_run(self, phrase: Phrase) -> tuple[int, int] | None:
        """Return the run of capitalised words that is most likely the person's name, or None."""
        taken = {i for m in phrase.matches for i in range(m.start, m.end) if not self._is_in_name(phrase, m)}
        limit = _relative(phrase.words)
        runs: list[tuple[int, int]] = []
        start = 0
        while start < len(phrase.words):
            end = _run_end(phrase.words, start, taken)
            start = _behind_body(phrase.words, start, end)
            while end - start > 1 and self.gazetteer.country_of_adjective(phrase.words[start].text) is not None:
                start += 1  # "Russian Konashenkov"
            within = start < limit or _gives_name(phrase.words, start)
            if end > start and within and self._can_be_name(phrase, start, end):
                runs.append((start, end))
            start = max(end, start + 1)
        titled = [run for run in runs if _is_titled(phrase, run[0]) or _gives_name(phrase.words, run[0])]
        return max(titled or runs, key=lambda run: run[1] - run[0], default=None)

    def _is_in_name(self, phrase: Phrase, match: Match) -> bool:
        """True for a town whose name somebody bears: "George Sabra", "Nazir al-Salman"."""
        place = match.entry
        ahead = [word.text for word in phrase.words[match.end : match.end + 3]]
        single = match.end - match.start == 1 and (isinstance(place, PlaceEntry) or place.kind == "outlet")
        if single and len(ahead) == 3 and ahead[0].lower() in PARTICLES and ahead[1] == "-" and ahead[2][:1].isupper():
            return True
        after = phrase.words[match.end] if match.end < len(phrase.words) else None
        if single and match.start and after is not None and after.tag == "NNP":
            before = phrase.words[match.start - 1]
            titled = title_of(before) == "office" or (before.text == "," and match.end + 1 == len(phrase.words))
            # "mayor, Salam Abdullah"
            named = after.lower not in ORGANISATION_WORDS | _PARTS and title_of(after) is None
            if titled and named and not (isinstance(place, PlaceEntry) and place.type == "country"):
                return True
        if (
            not isinstance(place, PlaceEntry)
            or place.type == "country"
            or match.end - match.start > 1
            or not match.start
        ):
            return False
        first = phrase.words[match.start - 1]
        named = any(m.start <= match.start - 1 < m.end for m in phrase.matches)
        return first.tag == "NNP" and not named and title_of(first) is None and first.lower not in ORGANISATION_WORDS

    def _qualifies(self, phrase: Phrase, at: int) -> bool:
        """True for a person whom a preposition ties to somebody else: "an aide to Iraqi President X".

        What a title follows that a body's name parts from the preposition speaks itself: "head of the clinic Dr. X".
        """
        for place in range(at - 1, 0, -1):
            word = phrase.words[place]
            if word.tag in ("IN", "TO"):
                before = phrase.words[place - 1]
                if [before.lower, phrase.words[place + 1].lower] == ["chief", "staff"]:
                    return False
                tied = before.tag.startswith("NN") or before.lower in _TIED
                return tied and not self._tells_where(phrase, place, at)
            if word.lower == "including" or (word.tag == "VBG" and phrase.words[place - 1].tag.startswith("NN")):
                return True  # "a commander in the alliance backing X"
            bare = re.sub(r"[’']?s$", "", word.text)
            held = word.tag in ("DT", "PRP$", "POS") or title_of(word) is not None
            if not held and self.gazetteer.country_of_adjective(word.text) is None and not self._is_country(bare):
                return False
        return False

    def _tells_where(self, phrase: Phrase, preposition: int, at: int) -> bool:
        """True for a country that alone belongs to the preposition: "Ambassador to Russia | X", "in Syria | Gen. X"."""
        behind = preposition + 1
        own = behind < at and self._is_country(phrase.words[behind].text)
        return own and (behind + 1 == at or phrase.words[preposition].lower in ("in", "at"))

    def _is_country(self, name: str) -> bool:
        place = self.gazetteer.find_place(name)
        return place is not None and place.type == "country"

    def _can_be_name(self, phrase: Phrase, start: int, end: int) -> bool:
        words, titled = phrase.words[start:end], _is_titled(phrase, start)
        before = phrase.words[start - 1] if start else None
        following = phrase.words[end] if end < len(phrase.words) else None
        if before is not None and (
            (before.tag == "IN" and not _gives_name(phrase.words, start))
            or (before.lower in ("the", "a", "an") and not titled)
        ):
            return False
        if self._qualifies(phrase, start) and not _gives_name(phrase.words, start):
            return False
        if _is_called_a_group(phrase.words[end:]):
            return False
        apposed = following is not None and (title_of(following) is not None or _is_role_noun(following))
        if apposed and len(words) < 2:
            return False
        if following is not None and following.tag in ("NN", "NNS") and not (apposed or titled):
            return False
        return self._reads_as_name(phrase.text(words), words)

    def _reads_as_name(self, text: str, words: Sequence[Token]) -> bool:
        if words[0].lower in _PREFIXES and len(words) > 1 and words[1].text in HYPHENS:
            return False
        if any(w.lower in ORGANISATION_WORDS or w.lower in FAITHS for w in words) or (
            words[0].tag == "JJ" and len(words) == 1
        ):
            return False
        if (text.isupper() and len(text) <= 6) or not any(w.tag in ("NNP", "NNPS", "NN") for w in words):
            return False
        return self.gazetteer.country_of_adjective(text) is None

    # -- rank, role, organisation ---------------------------------------------------------------------------------

    def _with_role(self, actor: Actor, phrase: Phrase, first: int, last: int) -> Speaker:
        """Read rank, role and organisation from the words before and after a name."""
        before, ranks = _split_ranks(_without_first_name(phrase, phrase.words[:first]))
        after = phrase.words[last:]
        while after and (after[0].text in _BEHIND_NAME or after[0].lower in ("who", "a", "an", "the")):
            after = after[1:]
        besides = after[:1] != [] and after[0].lower == "also" and _is_role(before)  # "ITF leader X, also an MP"
        role_words = after if len(after) >= 2 and _is_role(after) and not besides else before
        role = _role_of(phrase, role_words) if role_words and _is_role(role_words) else None
        role = role or (_role_of(phrase, before) if before and _is_role(before) else None)
        affiliation = self._affiliation(role_words, phrase) or self._affiliation(before, phrase)
        held = tenure_of(actor, self.gazetteer, self.published)
        unknown = affiliation is None or self.gazetteer.actor(affiliation.id) is None
        if (unknown or (affiliation is not None and affiliation.id == actor.id)) and held is not None:
            body = self.gazetteer.actor(held.organisation)
            affiliation = body.reference() if body is not None else affiliation
        if affiliation is not None and affiliation.id == actor.id:
            affiliation = None
        if affiliation is None and role is not None:
            affiliation = self._whose(before) or self._whose(role_words)
        role = _plain(role) or (held.role if held is not None else None)
        return Speaker(actor, affiliation, role, phrase.text(ranks) if ranks else None)

    def _whose(self, before: Sequence[Token]) -> Actor | None:
        """Return whose "its spokesman", "the group's leader" is: the body that spoke last."""
        words = [word.lower for word in before[:2]]
        groups = len(words) == 2 and words[0] in _GROUPS and words[1] in POSSESSIVES
        pointing = words[:1] in (["its"], ["their"]) or groups
        if not pointing or not self.cast.begins_telling(before[0]):
            return None
        told_of = self.cast.body_told_of(before[0].sentence - 1) if not groups else None
        last = self.cast.last(*_BODIES)
        return told_of or (last.actor if last is not None else None)

    def _affiliation(self, part: Sequence[Token], phrase: Phrase) -> Actor | None:
        return find_affiliation(part, phrase, self.gazetteer, self.published)


def _without_first_name(phrase: Phrase, before: Sequence[Token]) -> Sequence[Token]:
    """Return the words before a name without the first name that was not known: "Minister Ahmed | Davutoglu"."""
    end = len(before)
    while end and before[end - 1].tag == "NNP" and title_of(before[end - 1]) is None and len(before) - end < 2:
        end -= 1
    named = {i for m in phrase.matches for i in range(m.start, m.end)}
    first = 0 < end < len(before) and title_of(before[end - 1]) is not None and not named & set(range(end, len(before)))
    return before[:end] if first else before


def _role_of(phrase: Phrase, words: Sequence[Token]) -> str | None:
    """Return words as a role: "who commands the brigade" makes a commander, "of the brigade" none."""
    first = words[0]
    holder = _HOLDERS.get(first.lower)
    if holder is not None and len(words) > 1:
        return f"{holder} of {phrase.text(words[1:])}"
    return None if first.tag.startswith(("VB", "IN", "W")) else phrase.text(words)


def _split_ranks(before: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Return the words before a name without ranks, honorifics and articles, and the ranks."""
    rest = list(before)
    ranks: list[Token] = []
    while (
        rest and title_of(rest[-1]) == "rank" and (len(rest) < 2 or rest[-2].text not in ("-", "of"))
    ):  # "Secretary-General"
        ranks.insert(0, rest.pop())
    while rest and title_of(rest[-1]) == "honorific":
        rest.pop()
    while rest and rest[0].tag in ("DT", "CC", ",", "``", "''"):
        rest.pop(0)
    return rest, ranks


def _is_core(phrase: Phrase, match: Match) -> bool:
    """Return False for a person inside a modifier: "Assad's government", "a spokesman for Barzani"."""
    following = phrase.words[match.end] if match.end < len(phrase.words) else None
    last = phrase.words[match.end - 1].lower
    if last in POSSESSIVES or last.endswith(("'s", "’s")) or (following is not None and following.text in POSSESSIVES):
        return False
    if following is not None and last.endswith("s") and not any(n.lower().endswith(last) for n in _names(match)):
        return False  # a possessive whose apostrophe was stripped
    if following is not None and following.tag in ("NN", "NNS") and title_of(following) is None:
        return False
    return match.start == 0 or phrase.words[match.start - 1].tag != "IN"


def _names(match: Match) -> tuple[str, ...]:
    return (match.entry.label, *match.entry.aliases)


def _run_end(words: Sequence[Token], start: int, taken: set[int]) -> int:
    """Return the end of the name that begins at start, start itself when none does."""
    if not _is_name_word(words, start, taken):
        return start
    end = start + 1
    while end < len(words) and (_is_name_word(words, end, taken) or _joins_name(words, end, taken)):
        end += 1
    while end > start and (words[end - 1].text in HYPHENS or words[end - 1].text in POSSESSIVES):
        end -= 1
    return end


def _behind_body(words: Sequence[Token], start: int, end: int) -> int:
    """Return where a name begins behind a body's: "Secretary of the Northern Coalition | Adnan Salman"."""
    bodies = [i for i in range(start, end) if words[i].lower in ORGANISATION_WORDS]
    return bodies[-1] + 1 if bodies and end - bodies[-1] > 2 else start


def _is_name_word(words: Sequence[Token], at: int, taken: set[int]) -> bool:
    token = words[at]
    if at in taken or not token.text[:1].isupper() or token.tag in ("DT", "IN", "PRP", "CC", "CD"):
        return False
    acronym = 1 < len(token.text) <= 5 and token.text.isupper() and "." not in token.text and token.tag != "NNP"
    return title_of(token) is None and not acronym


def _is_called_a_group(behind: Sequence[Token]) -> bool:
    """True for what follows the name in "Jaish-e-Mohammad, a militant group based in X"."""
    if len(behind) < 3 or behind[0].text != "," or behind[1].lower not in ("a", "an", "the"):
        return False
    end = 2
    while end < len(behind) and behind[end].tag.startswith(("NN", "JJ", "HYPH")):
        end += 1
    whose = end < len(behind) and behind[end].tag == "POS"  # "the coalition's deputy commander"
    return end > 2 and not whose and is_group_noun(behind[end - 1])


def _is_role_noun(token: Token) -> bool:
    of_persons = source_type(token.lower) not in (None, "group", "document", "media")
    return of_persons and token.lower not in _HOUSES


def _relative(words: Sequence[Token]) -> int:
    """Return where a clause about the person begins: "Prince Saud, whose country ..."."""
    return next((i for i, w in enumerate(words) if i and w.tag in ("WP", "WP$", "WDT", "WRB")), len(words))


def _joins_name(words: Sequence[Token], at: int, taken: set[int]) -> bool:
    """Return True for what ties the words of a name together: the inside of "Abu Bakr al-Baghdadi"."""
    here, before = words[at], words[at - 1]
    following = words[at + 1] if at + 1 < len(words) else None
    glued = here.start == before.end
    if here.text in _MARKS:  # "Michael “Erik” Kurilla"
        opens = at + 3 < len(words) and words[at + 2].text in _MARKS and words[at + 3].text[:1].isupper()
        return opens or (words[at - 2].text in _MARKS and following is not None and following.text[:1].isupper())
    if before.text in _MARKS:
        return here.text[:1].isupper()
    if here.text in HYPHENS:
        return glued and following is not None and following.start == here.end
    if here.lower in PARTICLES and following is not None:
        return following.text == "-" or _is_name_word(words, at + 1, taken)
    return before.text in HYPHENS and glued and here.text not in POSSESSIVES


def _is_titled(phrase: Phrase, first: int) -> bool:
    return first > 0 and title_of(phrase.words[first - 1]) is not None


def _gives_name(words: Sequence[Token], at: int) -> bool:
    """True for what follows "identified only as", "who gave his name as", "named", "known as", "calling himself"."""
    lead = [w.lower for w in words[max(0, at - 5) : at]]
    return bool(lead) and (lead[-1] in _NAMING or (lead[-1] == "as" and bool(_NAMED_AS & set(lead))))


def _is_role_of(phrase: Phrase, at: int) -> bool:
    """True for a name right behind who bears it: "his brother Emal", "an activist Samir"."""
    before = phrase.words[at - 1] if at else None
    return before is not None and before.tag == "NN" and source_type(before.lower) not in (None, "document", "group")


def _is_role(words: Sequence[Token]) -> bool:
    bodies = (None, "group", "document", "witness")
    return any(title_of(t) or source_type(t.lower) not in bodies for t in words)


def _plain(role: str | None) -> str | None:
    return re.sub(r"\s+", " ", role).strip(" ,.") or None if role is not None else None
