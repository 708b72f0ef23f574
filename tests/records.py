"""Records for tests: one by hand that uses every field, larger ones of its kind, and those of annotated articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.reading.article import normalised, text_hash
from kg.record import Actor, Background, Claim, Identification, Incident, Place, Record, Span, Statement, Wider

BASE = "https://example.org/id/"
KNOWN = frozenset({"northern-alliance", "red-brigade", "harbour-gazette", "kesh"})

RAID = """title: Two smugglers held after raid in Dovra
outlet: Valley Courier
published: 2021-03-04
url: https://courier.example/raid

DOVRA - Border police detained two smugglers in a raid on a warehouse in Dovra on Wednesday, the interior ministry \
said in a statement.

“We found forty rifles in the cellar,” said Lt. Col. Mira Tesk, spokeswoman of the border police.

A witness told the Valley Courier that one man had been wounded.
"""
"""An article as a file that is read."""

TEXT = """Rockets hit Kesh, three killed, says alliance

KESH (Harbour Gazette) - Rockets fell on the market of Kesh on Friday, the Northern Alliance announced.

Rockets fell on the market of Kesh on Friday, the Northern Alliance announced.

“We counted 17 rockets, and at least three civilians were killed,” said Col. Amina Daud, spokeswoman of the Northern \
Alliance. “The Red Brigade fired them.”

A medical source said that a colleague had reported “up to nine dead”.

The Red Brigade denied that it had fired at Kesh. Amina Daud and Omar Lune said between 2 and 5 October the brigade \
had seized two villages with drones in the air.

Four people were wounded in the market.
"""

ALLIANCE = Actor(
    "northern-alliance", "Northern Alliance", "coalition", wikidata="Q42", aliases=("NA", "Northern Alliance")
)
BRIGADE = Actor("red-brigade", "Red Brigade", "armed_group", aliases=("the brigade",))
GAZETTE = Actor("harbour-gazette", "Harbour Gazette", "outlet")
MIRROR = Actor("morning-mirror", "Morning Mirror", "outlet")
DAUD = Actor("amina-daud", "Amina Daud", "person")
LUNE = Actor("omar-lune", "Omar Lune", "person")
MEDIC = Actor("medical-source", "A medical source", "unnamed", named=False, source_type="medical")
COLLEAGUE = Actor("colleague", "a colleague", "unnamed", named=False)
CIVILIANS = Actor("civilians", "civilians", "group", named=False)


def span(words: str, text: str = TEXT, *, after: int = 0) -> Span:
    """Return the first place at or after an offset where a text has these words."""
    start = text.index(words, after)
    return Span(start, start + len(words), words)


def hand_record() -> Record:
    """Return a record that uses every field of the contract."""
    said = "Rockets fell on the market of Kesh on Friday"
    first = span(said)
    kesh = Place(
        "kesh", "Kesh", wikidata="Q64", aliases=("Kish",), lat=35.25, lon=43.5, precision="town", text="Kesh",
        mention=span("Kesh", after=first.start),
    )  # fmt: skip
    market = Place("kesh-market", "market of Kesh", precision="exact", text="the market of Kesh")
    villages = Place("two-villages", "two villages")
    return Record(
        id="kesh-1",
        text=TEXT,
        sha256=text_hash(TEXT),
        source_file="kesh.txt",
        url="https://mirror.example/kesh?a=1|2",
        title="Rockets hit Kesh, three killed, says alliance",
        outlet=GAZETTE,
        via=MIRROR,
        published="2020-10-09",
        dateline="KESH",
        byline="A. Writer",
        statements=(
            Statement(
                "s1", first, ALLIANCE, cue=span("announced"), source=span("the Northern Alliance"), medium="statement",
                said_on="2020-10-09", rule="subject-cue", confidence=0.93,
            ),
            Statement("s1r", span(said, after=first.end), ALLIANCE, repeat_of="s1"),
            Statement(
                "s2", span("“We counted 17 rockets, and at least three civilians were killed,”"), DAUD,
                cue=span("said"), source=span("Col. Amina Daud, spokeswoman of the Northern Alliance"),
                affiliation=ALLIANCE, role="spokeswoman", rank="Col.", mode="direct", certainty="certain",
            ),
            Statement("s3", span("“The Red Brigade fired them.”"), DAUD, affiliation=ALLIANCE, mode="direct"),
            Statement(
                "s4", span("a colleague had reported “up to nine dead”"), MEDIC, cue=span("said that"),
                source=span("A medical source"), relays="s5", mode="mixed", certainty="probable",
            ),
            Statement("s5", span("“up to nine dead”"), COLLEAGUE, cue=span("reported"), mode="direct"),
            Statement(
                "s6", span("it had fired at Kesh"), BRIGADE, cue=span("denied"),
                source=span("The Red Brigade", after=430), denies=True, said_on="2020-10",
            ),
            Statement(
                "s7", span("between 2 and 5 October the brigade had seized two villages"), DAUD,
                joint_speakers=(LUNE,), role="negotiator", cue=span("said", after=500),
            ),
        ),
        incidents=(
            Incident(
                "i1", "shelling", span("Rockets fell"), date="2020-10-09", date_text=span("on Friday"),
                places=(market, kesh), perpetrators=(BRIGADE,), supporters=(ALLIANCE,),
                targets=(Actor("civilians", "civilians", "group", named=False, mention=span("civilians")),),
                weapons=("rockets",), rule="trigger", confidence=0.9,
            ),
            Incident("i2", "territory_change", span("seized"), date="2020-10-02/2020-10-05", places=(villages,)),
            Incident("i3", "other", span("Rockets hit"), summary_of=("i1",)),
        ),
        claims=(
            Claim("c1", "occurrence", first, incident="i1", statement="s1", claimants=(ALLIANCE,)),
            Claim("c2", "count", span("17 rockets"), incident="i1", statement="s2", what="rockets", low=17, high=17),
            Claim(
                "c3", "casualties", span("at least three civilians"), incident="i1", statement="s2",
                claimants=(ALLIANCE,), effect="killed", group=CIVILIANS, low=3, approximation="at least",
            ),
            Claim(
                "c4", "responsibility", span("The Red Brigade fired them"), incident="i1", statement="s3",
                agent=BRIGADE,
            ),
            Claim(
                "c5", "casualties", span("up to nine dead"), incident="i1", statement="s5", effect="killed",
                low=1, high=9,
            ),
            Claim(
                "c6", "denial", span("denied that it had fired"), incident="i1", statement="s6",
                claimants=(BRIGADE,),
            ),
            Claim(
                "c7", "casualties", span("Four people"), incident="i1", effect="injured", low=4, high=4,
                part_of="c5",
            ),
            Claim("c8", "damage", span("hit Kesh"), rule="headline"),
            Claim("c9", "other", span("with drones in the air"), incident="i2", statement="s7"),
        ),
        identifications=(
            Identification("kesh", "place", span("Kesh", after=first.start), 0.95, ("no other place has this name",)),
            Identification("northern-alliance", "actor", span("the Northern Alliance"), 0.9, ("a name", "a country")),
        ),
        backgrounds=(
            Background("northern-alliance", "actor", "north", (Wider("northern-council", "Northern Council"),)),
            Background("kesh", "place", wider=(Wider("dovra-province", "Dovra Province"), Wider("utopia", "Utopia"))),
        ),
    )  # fmt: skip


def large_record(statements: int = 30, incidents: int = 10, claims: int = 20) -> Record:
    """Return a record of the size of a long article: every statement has cue, source and spokesperson."""
    lines, spans = [], []
    offset = 0
    for number in range(statements):
        line = (
            f"“At least {number + 3} fighters were killed in the raid near village {number},” "
            f"said Col. Officer {number % 6}, spokesman of the Northern Alliance.\n\n"
        )
        spans.append({"offset": offset, "line": line})
        lines.append(line)
        offset += len(line)
    text = "".join(lines)

    def find(number: int, words: str) -> Span:
        return span(words, text, after=spans[number]["offset"])

    def officer(number: int) -> Actor:
        return Actor(f"officer-{number % 6}", f"Officer {number % 6}", "person")

    return Record(
        id="large",
        text=text,
        sha256=text_hash(text),
        title="A long article",
        outlet=GAZETTE,
        published="2020-10-09",
        statements=tuple(
            Statement(
                f"s{n}", find(n, f"“At least {n + 3} fighters were killed in the raid near village {n},”"), officer(n),
                cue=find(n, "said"), source=find(n, f"Col. Officer {n % 6}, spokesman"), affiliation=ALLIANCE,
                role="spokesman", rank="Col.", mode="direct", said_on="2020-10-09", rule="subject-cue",
            )
            for n in range(statements)
        ),
        incidents=tuple(
            Incident(
                f"i{n}", "operation", find(n, "raid"), date="2020-10-08", places=(
                    Place(f"village-{n}", f"village {n}", lat=35.1 + n / 10, lon=43.2, precision="exact",
                          text=f"village {n}", mention=find(n, f"village {n}")),
                    Place("kesh", "Kesh", lat=35.25, lon=43.5, precision="province", text="Kesh"),
                ),
                perpetrators=(ALLIANCE,),
                targets=(Actor("red-brigade", "Red Brigade", "armed_group", mention=find(n, "fighters")),),
            )
            for n in range(incidents)
        ),
        claims=tuple(
            Claim(
                f"c{n}", "casualties", find(n, f"At least {n + 3} fighters"), incident=f"i{n % incidents}",
                statement=f"s{n}", claimants=(ALLIANCE,), effect="killed", group=BRIGADE, low=n + 3,
                approximation="at least",
            )
            for n in range(claims)
        ),
    )  # fmt: skip


def annotated_records(shared: Path) -> list[Record]:
    """Return the records that the annotators of the real articles would have written."""
    metadata = [json.loads(line) for line in (shared / "articles/metadata.jsonl").read_text("utf-8").splitlines()]
    return [_annotated(shared, entry) for entry in metadata]


def _annotated(shared: Path, entry: dict[str, Any]) -> Record:
    text = normalised((shared / "articles" / entry["file"]).read_text("utf-8"))
    gold = json.loads((shared / "gold" / entry["file"]).with_suffix(".json").read_text("utf-8"))
    statements = [_statement(f"s{n}", one, text) for n, one in enumerate(gold["statements"]) if one["content"] in text]
    by_speaker = {one.speaker.name: one.id for one in reversed(statements)}
    incidents = [_incident(one, text) for one in gold["incidents"] if one["trigger"] in text]
    known = {one.id for one in incidents}
    claims = [
        Claim(
            f"c{n}", "casualties", span(one["text"], text),
            incident=one["incident"] if one["incident"] in known else None,
            statement=by_speaker.get(one["claimants"][0][0]) if one["claimants"] else None,
            claimants=tuple(_actor(names) for names in one["claimants"] if names[0] != "article"),
            effect=one["effect"], group=_actor([one["group"]], "group"), low=one["low"], high=one["high"],
        )
        for n, one in enumerate(gold["casualties"]) if one["text"] in text
    ]  # fmt: skip
    return Record(
        id=Path(entry["file"]).stem,
        text=text,
        sha256=text_hash(text),
        source_file=entry["file"],
        title=entry["title"],
        outlet=_actor([entry["outlet"]], "outlet") if entry["outlet"] else None,
        via=_actor([entry["via"]], "outlet") if entry.get("via") else None,
        published=entry["published"],
        statements=tuple(statements),
        incidents=tuple(incidents),
        claims=tuple(claims),
    )


def _statement(name: str, gold: dict[str, Any], text: str) -> Statement:
    speaker = gold["speaker"]
    return Statement(
        name,
        span(gold["content"], text),
        _actor(speaker, "person" if gold["affiliation"] else "organisation"),
        cue=span(gold["cue"], text) if gold["cue"] and gold["cue"] in text else None,
        source=span(gold["source"], text) if gold["source"] and gold["source"] in text else None,
        affiliation=_actor(gold["affiliation"]) if gold["affiliation"] else None,
        mode=gold["mode"],
        denies=gold["denies"],
    )


def _incident(gold: dict[str, Any], text: str) -> Incident:
    return Incident(
        gold["key"],
        gold["type"],
        span(gold["trigger"], text),
        date=gold["date"],
        places=tuple(Place(name.lower().replace(" ", "-"), name, text=name) for name in gold["places"]),
        perpetrators=tuple(_actor([name]) for name in gold["perpetrators"]),
        supporters=tuple(_actor([name]) for name in gold["supporters"]),
        targets=tuple(_actor([name], "group") for name in gold["targets"]),
    )


def _actor(names: list[str], kind: Any = "organisation") -> Actor:
    name = names[0]
    unnamed = name.startswith("unnamed: ")
    return Actor(
        name.lower().replace(" ", "-"),
        name.removeprefix("unnamed: "),
        "unnamed" if unnamed else kind,
        aliases=tuple(names[1:]),
        named=not unnamed,
    )
