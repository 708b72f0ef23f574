"""What decisions change in the view of one article: triples of its graph that are withheld, and triples put beside it.

1. A rejected row goes with all that says something of it. What rests on it alone goes, too: the claims that only a
   rejected statement expresses, the claims about a rejected report.
2. A correction puts its values in the place of those of the field, wherever the article's graph repeats them: the
   claims of a statement follow its speaker, a report's days follow its date.
3. Which reports are of one incident by decision, and which are not, is put between them: what is inferred follows it.
4. Parts that belong to nothing any more (evidence, attributions, roles, unnamed sources) go with what they belonged to.

It depends on the article's graph and on what stands decided, and on nothing else: whenever the one or the other has
changed, it is worked out anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.mapping.frame import integer
from kg.mapping.iris import mint
from kg.mapping.quads import Literal, Term, Triple
from kg.mapping.times import day_triples, edtf_literal, time_iri, time_triples
from kg.mapping.vocabulary import OA, ONR, ORG, PROV, RDF, SDO, SEM, VAL, XSD
from kg.review.decisions import Correction, Standing
from kg.review.fields import FIELDS, Field

_TYPE, _VALUE = str(RDF.type), str(RDF.value)
_EXPRESSES, _ABOUT, _CLAIMANT = str(ONR.expresses), str(SDO.about), str(ONR.claimant)
_QUALIFIED, _AGENT, _MEMBERSHIP, _FOR = (
    str(PROV.qualifiedAttribution),
    str(PROV.agent),
    str(ONR.membership),
    str(ONR.onBehalfOf),
)
_SAME, _OTHER = str(ONR.sameIncidentAs), str(ONR.otherIncidentThan)
_EDTF, _TIME, _EARLIEST, _LATEST = str(ONR.edtf), str(SEM.hasTime), str(ONR.earliest), str(ONR.latest)
_HAS_ACTOR, _ROLE_TYPE, _ROLE = str(SEM.hasActor), str(SEM.roleType), str(SEM.Role)
_PARTS = frozenset(
    map(
        str,
        (
            PROV.Attribution, ORG.Membership, SEM.Role, ONR.UnnamedSource,
            ONR.Evidence, OA.TextPositionSelector, OA.TextQuoteSelector,
        ),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overlay:
    """What the view of an article leaves out of its graph, and what it has beside."""

    withheld: frozenset[Triple] = frozenset()
    put: frozenset[Triple] = frozenset()


def article_overlay(
    triples: Iterable[Triple], standings: Mapping[str, Standing], *, article: str, base: str
) -> Overlay:
    """Return what the decisions on rows of an article change in the view of its graph."""
    return _View(triples, standings, article, base).overlay()


class _View:
    """The graph of an article by subject and by object, and what of it changes."""

    def __init__(self, triples: Iterable[Triple], standings: Mapping[str, Standing], article: str, base: str) -> None:
        self._standings = standings
        self._article = article
        self._base = base
        self._out: dict[str, list[Triple]] = defaultdict(list)
        self._in: dict[str, list[Triple]] = defaultdict(list)
        self._withheld: set[Triple] = set()
        self._put: set[Triple] = set()
        for triple in triples:
            self._out[triple[0]].append(triple)
            if not isinstance(triple[2], Literal):
                self._in[triple[2]].append(triple)

    def overlay(self) -> Overlay:
        rejected = self._rejected()
        for row in sorted(rejected):
            self._withheld.update(self._out.get(row, ()), self._in.get(row, ()))
        for row in sorted(self._standings.keys() & self._out.keys()):
            if row not in rejected:
                self._pair(row)
                for correction in self._standings[row].corrections.values():
                    self._correct(row, correction, rejected)
        kept = self._put & self._withheld
        self._withheld -= kept
        self._withhold_parts()
        known = {triple for row in {triple[0] for triple in self._put} for triple in self._out.get(row, ())}
        return Overlay(frozenset(self._withheld), frozenset(self._put - (known - self._withheld)))

    def _pair(self, report: str) -> None:
        """Put which reports are of the same incident as this one by decision, and which are not."""
        standing = self._standings[report]
        for predicate, others in ((_SAME, standing.same), (_OTHER, standing.different)):
            self._put.update((report, predicate, other) for other in others)

    def _rejected(self) -> set[str]:
        """Return the rows that were rejected, and those that rest on such rows alone."""
        rows = {row for row, one in self._standings.items() if one.state == "rejected" and row in self._out}
        claims = {one for row in rows for one in self._claims_on(row)}
        return rows | {one for one in claims if self._rests_on(one, rows)}

    def _claims_on(self, row: str) -> Iterator[str]:
        yield from self._values(row, _EXPRESSES)
        yield from (subject for subject, predicate, _ in self._in.get(row, ()) if predicate == _ABOUT)

    def _rests_on(self, claim: str, rows: set[str]) -> bool:
        sources = {subject for subject, predicate, _ in self._in.get(claim, ()) if predicate == _EXPRESSES}
        return sources <= rows or not rows.isdisjoint(self._values(claim, _ABOUT))

    def _correct(self, row: str, correction: Correction, rejected: set[str]) -> None:
        kind = self._field(row, correction.field)
        if kind.name in ("perpetrator", "supporter", "target"):
            self._correct_part(row, kind.name, correction.values)
        elif kind.name == "date":
            self._correct_date(row, correction.values)
        else:
            if kind.name == "speaker":
                self._pass_on_speaker(row, correction.values, rejected)
            elif kind.name == "for":
                for attribution in self._values(row, _QUALIFIED):
                    self._replace(attribution, _FOR, correction.values)
                    self._withhold(attribution, _MEMBERSHIP)
            self._replace(row, kind.predicate, [_term(kind, value) for value in correction.values])

    def _field(self, row: str, name: str) -> Field:
        """Return the field of a row's kind that has this name."""
        path = row.removeprefix(self._base).partition("/")[0]
        return FIELDS["claim" if path == "claim" else "statement" if path == "statement" else "incident", name]

    def _pass_on_speaker(self, statement: str, speakers: tuple[str, ...], rejected: set[str]) -> None:
        """Let the attribution and the claims of a statement follow its speakers."""
        former = set(self._values(statement, str(PROV.wasAttributedTo)))
        for attribution in self._values(statement, _QUALIFIED):
            self._replace(attribution, _AGENT, speakers[:1])
            self._withhold(attribution, _MEMBERSHIP)
        for claim in self._values(statement, _EXPRESSES):
            claimants = set(self._values(claim, _CLAIMANT))
            own = self._standings[claim].corrections if claim in self._standings else {}
            if claim not in rejected and "claimant" not in own and claimants & former:
                self._replace(claim, _CLAIMANT, [*(claimants - former), *speakers])

    def _correct_date(self, report: str, dates: tuple[str, ...]) -> None:
        for predicate in (_EDTF, _TIME, _EARLIEST, _LATEST):
            self._withhold(report, predicate)
        for edtf in dates:
            self._put.add((report, _EDTF, edtf_literal(edtf)))
            self._put.add((report, _TIME, time_iri(edtf, self._base)))
            self._put.update(time_triples(edtf, self._base))
            self._put.update(day_triples(report, edtf, _EARLIEST, _LATEST))

    def _correct_part(self, report: str, role: str, actors: tuple[str, ...]) -> None:
        role_type = str(VAL[role])
        for part in self._values(report, _HAS_ACTOR):
            if role_type in self._values(part, _ROLE_TYPE):
                self._withheld.add((report, _HAS_ACTOR, part))
        for actor in actors:
            part = mint(self._base, "participation", self._article, report, role, actor)
            self._put.add((report, _HAS_ACTOR, part))
            self._put.update({(part, _TYPE, _ROLE), (part, _VALUE, actor), (part, _ROLE_TYPE, role_type)})

    def _replace(self, subject: str, predicate: str, values: Iterable[Term]) -> None:
        self._withhold(subject, predicate)
        self._put.update((subject, predicate, value) for value in values)

    def _withhold(self, subject: str, predicate: str) -> None:
        self._withheld.update(triple for triple in self._out.get(subject, ()) if triple[1] == predicate)

    def _withhold_parts(self) -> None:
        """Withhold the parts that nothing in the view points to any more, and what only these point to."""
        used = {triple[2] for triple in self._put}
        open_ends = [triple[2] for triple in self._withheld]
        while open_ends:
            node = open_ends.pop()
            if isinstance(node, Literal) or node in used or not _PARTS.intersection(self._values(node, _TYPE)):
                continue
            if self._withheld.issuperset(self._in.get(node, ())):
                gone = [triple for triple in self._out[node] if triple not in self._withheld]
                self._withheld.update(gone)
                open_ends += (triple[2] for triple in gone)

    def _values(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs that a property of a thing has in the article's graph."""
        found = (value for _, one, value in self._out.get(subject, ()) if one == predicate)
        return [value for value in found if not isinstance(value, Literal)]


def _term(field: Field, value: str) -> Term:
    """Return the value of a correction as the graph has it."""
    if field.values == "number":
        return integer(int(value))
    return Literal(value, str(XSD.date)) if field.values == "day" else value
