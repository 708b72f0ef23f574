"""Turns what an article tells of its incidents into claims: figures, occurrence, responsibility, denial, counts.

A claim belongs to the innermost statement whose words hold its evidence, and its claimants are who makes that
statement; outside of any statement it is the article's own. One claimant's figure for an incident counts once,
however often the article prints it; a headline's figure counts only where the body has none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from kg.extract.casualties import Figure
from kg.extract.cues import cue_verbs
from kg.extract.document import Document, Token
from kg.extract.events import Event
from kg.extract.incidents import FoeFinder, IncidentFinder, Telling, incident_of
from kg.extract.mentions import Mentions
from kg.extract.numbers import Quantity, find_quantities, may_count
from kg.extract.parties import person_class
from kg.extract.statements import shifted
from kg.extract.wording import words_of
from kg.record import Actor, Claim, Incident, Span, Statement


@dataclass(frozen=True, slots=True)
class Found:
    """The incidents of an article and the claims about them."""

    incidents: tuple[Incident, ...] = ()
    claims: tuple[Claim, ...] = ()


def find_incidents(document: Document, mentions: Mentions, statements: Sequence[Statement]) -> Found:
    """Return the incidents of a document, and who claims what about them."""
    finder = IncidentFinder(document, mentions, statements)
    finder.read()
    claims = _Claims(document, finder, statements)
    tellings = finder.kept()
    lost = [figure for one in finder.tellings if one not in tellings for figure in one.figures if not figure.headline]
    drafts = [claim for telling in tellings for claim in claims.of(telling)]
    drafts.extend(claims.of_none((*finder.loose, *lost)))
    drafts.extend([again for draft in drafts for again in claims.printed_again(draft)])
    numbered: dict[int | None, str] = {telling.number: f"i{n}" for n, telling in enumerate(tellings, start=1)}
    foes = FoeFinder(mentions)
    incidents = [
        incident_of(
            one,
            statements,
            numbered,
            document=document,
            gazetteer=mentions.gazetteer,
            published=finder.events.published,
            foes=foes,
        )
        for one in tellings
    ]
    return Found(tuple(incidents), tuple(_numbered(drafts, numbered)))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A claim whose incident, parent and original have no ids yet; `key` and `parent` are those of its figure."""

    claim: Claim
    telling: int | None
    key: int
    parent: int | None = None
    original: _Draft | None = None
    sentence: int = -1


class _Claims:
    def __init__(self, document: Document, finder: IncidentFinder, statements: Sequence[Statement]) -> None:
        self.document = document
        self.tokens = document.tokens
        self.finder = finder
        self.told: dict[int, list[Event]] = {}
        for telling in finder.tellings:
            for event in telling.events:
                self.told.setdefault(event.sentence, []).append(event)
        self.statements = statements
        blames = (one for telling in finder.tellings for one in telling.blames)
        self._claiming = {one.evidence.start for one in blames if one.how == "claim"}
        parts = ((part, one) for one in statements for part in one.parts)
        self._by_id = {one.id: one for one in statements}
        self._by_start = sorted(parts, key=lambda said: said[0].start)
        self._by_cue = {one.cue.start: one for one in statements if one.cue is not None}
        self._furthest = list(accumulate((part.end for part, _ in self._by_start), max))

    def of(self, telling: Telling) -> Iterator[_Draft]:
        """Yield the claims about one incident."""
        yield from _distinct(self._figures(telling))
        yield from self._occurrences(telling)
        yield from self._responsibility(telling)
        yield from self._counts(telling)
        yield from self._damage(telling)

    def of_none(self, figures: Sequence[Figure]) -> Iterator[_Draft]:
        """Yield the figures that belong to no incident, such as the toll of a war."""
        yield from _distinct(
            _Draft(self._figure(one), None, one.key, one.part_of, sentence=one.sentence) for one in figures
        )

    def printed_again(self, draft: _Draft) -> Iterator[_Draft]:
        """Yield a claim of a repeated paragraph once more, where its words stand again."""
        for shift in self.document.repeats(draft.claim.evidence):
            again = replace(draft.claim, evidence=shifted(draft.claim.evidence, shift))
            parent = draft.parent + shift if draft.parent is not None else None
            yield _Draft(self._claim(again), draft.telling, draft.key + shift, parent, draft)

    def _figures(self, telling: Telling) -> Iterator[_Draft]:
        in_body = {figure.effect for figure in telling.figures if not figure.headline}
        for figure in telling.figures:
            if figure.headline and figure.effect in in_body:
                continue
            yield self._draft(figure, telling.number)

    def _draft(self, figure: Figure, telling: int | None) -> _Draft:
        return _Draft(self._figure(figure), telling, figure.key, figure.part_of, sentence=figure.sentence)

    def _figure(self, figure: Figure) -> Claim:
        """Return the claim of a figure, no surer than it is sure who vouches for it."""
        claim = self._counted(figure)
        if claim.statement is None and figure.rule == "toll":
            claim = replace(claim, claimants=self._whose_toll(figure))
        statement = self._by_id.get(claim.statement or "")
        if statement is not None:
            sure = statement.confidence
        else:
            sure = _UNHEARD if self._cites_somebody(figure.sentence) else 1.0
        return replace(claim, confidence=min(claim.confidence, sure))

    def _whose_toll(self, figure: Figure) -> tuple[Actor, ...]:
        """Return whose toll is told in passing: "the group updated its toll of 15, saying three more had died"."""
        grammar, toll = self.finder.events.grammar, self.tokens[figure.predicate]
        verb = grammar.governor(toll)
        owner = next((c for c in grammar.children(toll) if c.tag in ("PRP$", "POS") or c.dep == "poss"), None)
        if owner is None or verb is None:
            return ()
        within = self.document.sentences[figure.sentence]
        told = (one for one in self.statements if one.cue is not None and verb.start < one.cue.start < within.end)
        saying = next((one for one in told if owner.lower in _OWN), None)
        doer = grammar.subject(verb) if owner.lower in _OWN else owner
        named = self.finder.events.parties.actors(doer.index, acting=True) if doer is not None else ()
        return _speakers(saying) if saying is not None else tuple(one for one in named if one.kind != "group")

    def _cites_somebody(self, sentence: int) -> bool:
        """True for a sentence with words of saying, whose statement may have been missed."""
        words = self.document.words(self.document.sentences[sentence])
        cues = (cue_verbs().get(t.lower) for t in words if t.tag.startswith("VB"))
        return any(t.lower == "according" for t in words) or any(
            cue is not None and cue.takes("clause") for cue in cues
        )

    def _counted(self, figure: Figure) -> Claim:
        return self._claim(
            Claim(
                id="",
                kind="casualties",
                evidence=figure.evidence,
                effect=figure.effect,
                group=figure.group,
                low=figure.low,
                high=figure.high,
                approximation=figure.approximation,
                rule=f"figure:{figure.rule}",
                confidence=_CONFIDENCE.get(figure.rule, 0.8),
            )
        )

    def _occurrences(self, telling: Telling) -> Iterator[_Draft]:
        """Yield one claim for each statement that tells the incident, and one if the article tells it itself."""
        seen: set[str | None] = set()
        events = [event for event in telling.events if not event.kills] or telling.events
        for event in events:
            claim = self._claim(
                Claim(id="", kind="occurrence", evidence=event.trigger, rule=f"event:{event.base}", confidence=0.8)
            )
            if claim.statement in seen or self._in_headline(event):
                continue
            seen.add(claim.statement)
            statement = self._statement(event.trigger)
            if statement is not None and statement.denies:
                claim = replace(claim, kind="denial", rule=f"denies:{event.base}")
            yield _Draft(claim, telling.number, event.trigger.start)

    def _in_headline(self, event: Event) -> bool:
        return self.document.block(self.document.sentences[event.sentence]).kind in ("headline", "heading")

    def _responsibility(self, telling: Telling) -> Iterator[_Draft]:
        for one in telling.blames:
            claim = self._claim(
                Claim(
                    id="",
                    kind="denial" if one.how == "denial" else "responsibility",
                    evidence=one.evidence,
                    agent=one.agent if one.how != "denial" else None,
                    rule=f"blame:{one.how}",
                    confidence=0.8,
                )
            )
            blaming = self._by_cue.get(one.evidence.start) if one.how == "blame" else None
            if blaming is not None:  # "residents blamed X": the verb cites them
                claim = replace(claim, statement=blaming.id, claimants=_speakers(blaming))
            elif not claim.claimants and one.claimants:
                claim = replace(claim, claimants=one.claimants)
            yield _Draft(claim, telling.number, one.evidence.start)

    def _counts(self, telling: Telling) -> Iterator[_Draft]:
        """Yield what is counted but no person: munitions, vehicles, strikes."""
        seen: set[int] = set()
        for event in telling.events:
            sentence = self.document.sentences[event.sentence]
            if self._in_headline(event) or sentence.index in seen:
                continue
            seen.add(sentence.index)
            if not any(may_count(t.lower) for t in self.document.words(sentence)):
                continue
            text = self.document.text[sentence.start : sentence.end]
            for quantity in find_quantities(text):
                if quantity.high == 0 or (quantity.article and not telling.listed):
                    continue
                draft = self._count(telling, quantity, sentence.start, sentence.last)
                if draft is not None:
                    yield draft

    def _damage(self, telling: Telling) -> Iterator[_Draft]:
        """Yield what was damaged: "material damage to homes", "the destruction of hideouts"."""
        for number in sorted({event.sentence for event in telling.events if not self._in_headline(event)}):
            for token in self.document.words(self.document.sentences[number]):
                if token.lower not in words_of("damage") or not token.tag.startswith("NN") or self._is_denied(token):
                    continue
                first, last = max(token.left, token.index - 3), min(token.right, token.index + _DAMAGE_WORDS)
                evidence = self.document.token_span(first, last)
                claim = Claim(
                    id="",
                    kind="damage",
                    evidence=evidence,
                    what=evidence.text,
                    rule=f"damage:{token.lower}",
                    confidence=0.75,
                )
                yield _Draft(self._claim(claim), telling.number, evidence.start)

    def _is_denied(self, noun: Token) -> bool:
        children = {self.tokens[c].lower for c in noun.children}
        return bool(children & {"no", "any"}) or self.tokens[noun.head].lower == "without"

    def _count(self, telling: Telling, quantity: Quantity, offset: int, last: int) -> _Draft | None:
        number = self._token_at(offset + quantity.end - 1, last)
        if number is None or number.index in self.finder.dated.get(number.sentence, ()):
            return None
        nouns = self._things(number.index + 1, last) or self._numbered(number)
        if (
            not nouns
            or any(person_class(t.lower) for t in nouns)
            or nouns[-1].lower in words_of("measure")
            or any(t.tag == "VBG" and t.dep == "acl" for t in nouns)  # "a pair of statements detailing strikes"
            or self.finder.mentions.at(nouns[-1].index)
        ):
            return None
        noun = nouns[-1]
        governor = next((t for t in self.document.ancestors(noun.index) if t.tag.startswith("VB")), None)
        counted = any(event.head == noun.index for event in self.told.get(noun.sentence, ()))
        listed = telling.listed and noun.lower in ("strike", "strikes", "airstrike", "airstrikes")
        if not (counted or listed) and (
            governor is None or governor.lower not in words_of("destroy") | words_of("delivering")
        ):
            return None
        start = offset + quantity.start
        evidence = self.document.span(start, max(noun.end, number.end))
        what = self.document.span(nouns[0].start, noun.end).text
        claim = Claim(
            id="",
            kind="count",
            evidence=evidence,
            what=what if counted or listed or governor is None else f"{what} {governor.lower}",
            low=quantity.low,
            high=quantity.high,
            approximation=quantity.approximation,
            rule="count:thing",
            confidence=0.75,
        )
        return _Draft(self._claim(claim), telling.number, start)

    def _numbered(self, number: Token) -> list[Token]:
        """Return what is counted in "the number of missiles, which were fewer than 17"."""
        verb = self.tokens[number.head]
        noun = self.tokens[verb.head]
        if number.dep != "attr" or verb.dep != "relcl" or noun.dep != "pobj":
            return []
        return [noun] if self.tokens[self.tokens[noun.head].head].lower == "number" else []

    def _token_at(self, offset: int, last: int) -> Token | None:
        index = bisect_right(self.tokens, offset, hi=last + 1, key=lambda token: token.start) - 1
        return self.tokens[index] if index >= 0 and offset < self.tokens[index].end else None

    def _things(self, index: int, last: int) -> list[Token]:
        found: list[Token] = []
        while index <= last:
            token = self.tokens[index]
            if token.tag.startswith("NN"):
                found.append(token)
            elif not (
                token.tag in ("JJ", "HYPH", "VBN", "VBG") or (token.lower == "of" and not found)
            ) or token.lower in ("killed", "wounded", "injured"):
                break
            elif token.tag == "JJ" or found or token.tag in ("VBN", "VBG", "HYPH"):
                found.append(token)
            index += 1
        while found and not found[-1].tag.startswith("NN"):
            found.pop()
        return found

    # -- who says so ----------------------------------------------------------------------------------------------

    def _claim(self, claim: Claim) -> Claim:
        statement = self._statement(claim.evidence, figure=claim.kind == "casualties")
        if statement is None:
            return claim
        return replace(claim, statement=statement.id, claimants=_speakers(statement))

    def _statement(self, evidence: Span, *, figure: bool = False) -> Statement | None:
        """Return the innermost statement whose words hold the evidence.

        Who claims "an attack that killed 17" vouches for the attack, not for the figure.
        """
        holding: list[tuple[Span, Statement]] = []
        at = bisect_right(self._by_start, evidence.start, key=lambda said: said[0].start) - 1
        while at >= 0 and self._furthest[at] > evidence.start:
            said, statement = self._by_start[at]
            claims = figure and statement.cue is not None and statement.cue.start in self._claiming
            if evidence.start < said.end and not claims:
                holding.insert(0, self._by_start[at])
            at -= 1
        whole = [said for said in holding if evidence.end <= said[0].end] or holding
        innermost = min(whole, key=lambda said: said[0].end - said[0].start, default=None)
        return innermost[1] if innermost is not None else None


_OWN = frozenset({"its", "their"})
_UNHEARD = 0.8  # confidence of the article's own figures beside words of saying
_DAMAGE_WORDS = 10
_APART = frozenset({"civilians", "militants", "security-forces"})  # who is of one of these is of no other
_FURTHER = frozenset({"another", "second", "third", "fourth", "fifth"})
_CONFIDENCE = {"parse": 0.93, "state": 0.9, "order": 0.85, "toll": 0.88, "shared": 0.85, "nobody": 0.9}


def _speakers(statement: Statement) -> tuple[Actor, ...]:
    return (statement.speaker, *statement.joint_speakers)


def _distinct(drafts: Iterator[_Draft]) -> Iterator[_Draft]:
    """Yield each figure of a claimant once.

    Two in one sentence are two ("a civilian and a contractor died"), and so are two policemen beside two civilians.
    """
    seen: dict[tuple[object, ...], list[tuple[int, str | None]]] = {}
    for draft in drafts:
        claim = draft.claim
        key = (
            draft.parent is not None,
            claim.group.id if claim.high == 0 and claim.group is not None else None,
            claim.effect,
            claim.low,
            claim.high,
            str(claim.approximation).split()[-1] if claim.low is None and claim.high is None else None,
            tuple(a.id for a in claim.claimants),
            bool(_FURTHER & set(claim.evidence.text.lower().split())),
        )
        exact = claim.low == claim.high and bool(claim.low)
        group = claim.group.id if claim.group is not None and claim.group.id in _APART else None
        before = seen.setdefault(key, [])
        again = any(group is None or other in (None, group) for _, other in before)
        if not again or (exact and any(number == draft.sentence for number, _ in before)):
            yield draft
        before.append((draft.sentence, group))


def _numbered(drafts: Sequence[_Draft], incidents: dict[int | None, str]) -> Iterator[Claim]:
    ordered = sorted(
        drafts,
        key=lambda one: (
            one.claim.evidence.start,
            one.claim.kind != "casualties",
            one.claim.evidence.end,
            str(one.claim.effect),
        ),
    )
    ids = {id(draft): f"c{number}" for number, draft in enumerate(ordered, start=1)}
    wholes = {
        (one.telling, one.key, one.claim.effect): ids[id(one)]
        for one in ordered
        if one.claim.kind == "casualties" and one.parent is None
    }
    for draft in ordered:
        yield replace(
            draft.claim,
            id=ids[id(draft)],
            incident=incidents.get(draft.telling),
            part_of=wholes.get((draft.telling, draft.parent, draft.claim.effect)) if draft.parent is not None else None,
            repeat_of=ids[id(draft.original)] if draft.original is not None else None,
        )
