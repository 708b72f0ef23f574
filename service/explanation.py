"""Why a record holds what it holds, as text for people: each row with its rule, its confidence and its words.

Words stand with their place in the text, `[start:end]` in code points.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.record import Actor, Claim, Identification, Incident, Record, Span, Statement


def explanation(record: Record) -> str:
    """Return the explanation of one record."""
    facts = (record.title, record.outlet.name if record.outlet else None, record.published, record.source_file)
    lines = [f"# {record.id}: {' · '.join(fact for fact in facts if fact)}"]
    for statement in record.statements:
        lines += [_head("statement", statement.id, statement.rule, statement.confidence), *_indented(_said(statement))]
    for incident in record.incidents:
        lines += [_head("incident", incident.id, incident.rule, incident.confidence), *_indented(_happened(incident))]
    for claim in record.claims:
        lines += [_head("claim", claim.id, claim.rule, claim.confidence), *_indented(_claimed(claim, record))]
    for identification in record.identifications:
        lines += [f"name {quoted(identification.mention)}", *_indented(_meant(identification))]
    return "\n".join(lines) + "\n\n"


def _head(kind: str, identity: str, rule: str | None, confidence: float) -> str:
    return f"{kind} {identity}  rule {rule or 'none given'}  confidence {confidence:.2f}"


def _indented(facts: Iterator[tuple[str, str | None]]) -> list[str]:
    return [f"    {name:<12}{value}" for name, value in facts if value]


def quoted(span: Span | None) -> str | None:
    """Return the words of a span on one line, with their place."""
    return None if span is None else f"“{' '.join(span.text.split())}” [{span.start}:{span.end}]"


def _said(one: Statement) -> Iterator[tuple[str, str | None]]:
    yield "content", quoted(one.content)
    yield "rest", quoted(one.rest)
    yield "speaker", f"{described(one.speaker)}: {why_speaker(one)}"
    yield "source", quoted(one.source)
    yield "cue", quoted(one.cue)
    yield "for", described(one.affiliation)
    yield "with", "; ".join(actor.name for actor in one.joint_speakers)
    yield "post", ", ".join(part for part in (one.rank, one.role) if part)
    yield "kind", ", ".join((one.mode, one.medium, one.certainty, *(["denial"] if one.denies else [])))
    yield "said on", one.said_on
    yield "relays", one.relays
    yield "repeats", one.repeat_of


def described(actor: Actor | None) -> str | None:
    """Return an actor's name with its kind and, where the gazetteer knows it, its Wikidata item."""
    if actor is None:
        return None
    known = actor.kind if actor.named else f"unnamed, {actor.source_type or 'unspecified'}"
    return f"{actor.name} ({', '.join(part for part in (known, actor.wikidata) if part)})"


def why_speaker(statement: Statement) -> str:
    """Return in words how the speaker was found: in the source phrase, elsewhere in the text, or carried over."""
    source, mention = statement.source, statement.speaker.mention
    if source is None:
        return "carried over from an earlier sentence" + (f", where {quoted(mention)} names it" if mention else "")
    if mention is None:
        return f"{quoted(source)} stands for it"
    if source.start <= mention.start and mention.end <= source.end:
        return f"named by the source phrase, {quoted(mention)}"
    return f"{quoted(source)} refers to {quoted(mention)}"


def _happened(one: Incident) -> Iterator[tuple[str, str | None]]:
    yield "type", one.type
    yield "trigger", quoted(one.trigger)
    yield "date", " from ".join(part for part in (one.date, quoted(one.date_text)) if part)
    for name, parties in (
        ("place", one.places),
        ("by", one.perpetrators),
        ("helped by", one.supporters),
        ("against", one.targets),
    ):
        for party in parties:
            yield name, " ".join(part for part in (party.name, quoted(party.mention)) if part)
    yield "weapons", ", ".join(one.weapons)
    yield "sums up", ", ".join(one.summary_of)


def _claimed(one: Claim, record: Record) -> Iterator[tuple[str, str | None]]:
    yield "kind", one.kind
    yield "words", quoted(one.evidence)
    yield "figure", _figure(one)
    yield "what", one.what
    yield "of", described(one.group)
    yield "by", described(one.agent)
    yield "incident", one.incident
    outlet = record.outlet.name if record.outlet else "the article"
    claimants = "; ".join(actor.name for actor in one.claimants) or f"{outlet}, in its own voice"
    yield "claimant", f"{claimants} (statement {one.statement})" if one.statement else claimants
    yield "part of", one.part_of
    yield "repeats", one.repeat_of


def _meant(one: Identification) -> Iterator[tuple[str, str | None]]:
    yield "means", f"{one.entity} ({one.kind}), score {one.score:.2f}"
    yield "because", "; ".join(one.reasons)


def _figure(one: Claim) -> str | None:
    if one.kind not in ("casualties", "count"):
        return None
    facts = (one.effect, number(one), f"(“{one.approximation}”)" if one.approximation else None)
    return " ".join(part for part in facts if part)


def number(claim: Claim) -> str:
    """Return a claim's figure in words: one number, a range, or a bound where the other is open."""
    low, high = claim.low, claim.high
    if low is None or high is None:
        return "an unknown number" if low == high else f"at most {high}" if low is None else f"at least {low}"
    return str(low) if low == high else f"{low} to {high}"
