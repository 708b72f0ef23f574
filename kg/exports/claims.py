"""Claims for search engines and fact checkers: schema.org's Claim (https://schema.org/Claim) as JSON-LD.

A ClaimReview stands only where a person has given a verdict. The verdict is on whether the article makes the claim, not
on whether the claim is true, and says so.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import groupby
from typing import IO, Any

from kg.exports.dump import Dump
from kg.exports.reading import CLAIMS, VERDICTS, Row, rows

_VERDICTS = {
    "accepted": "the article makes this claim",
    "corrected": "the article makes this claim, as it was corrected",
    "rejected": "the article does not make this claim",
}


def write_claims(dump: Dump, output: IO[bytes]) -> None:
    """Write the claims, and the reviews of those that people have decided on."""
    verdicts: dict[str, list[Row]] = defaultdict(list)
    for one in rows(dump, VERDICTS):
        verdicts[one["claim"]].append(one)
    head = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": "Claims about incidents, as articles report them",
        "license": dump.licence,
        "description": dump.note,
        "creator": {"@type": "SoftwareApplication", "name": dump.software},
    }
    output.write(json.dumps(head, ensure_ascii=False).encode().removesuffix(b"}") + b', "hasPart": [')
    mark = b"\n"
    for claim, several in groupby(rows(dump, CLAIMS), key=lambda row: row["claim"]):
        found = list(several)
        for one in (_claim(claim, found), *(_review(claim, verdict) for verdict in verdicts.get(claim, ()))):
            output.write(mark + json.dumps(one, ensure_ascii=False).encode())
            mark = b",\n"
    output.write(b"\n]}\n")


def _claim(claim: str, found: list[Row]) -> dict[str, Any]:
    first = found[0]
    article: dict[str, Any] = {"@type": "NewsArticle", "@id": first["article"]}
    for name, prop in (("headline", "headline"), ("url", "url"), ("published", "datePublished")):
        if name in first:
            article[prop] = first[name]
    if "outlet" in first:
        article["publisher"] = {"@type": "NewsMediaOrganization", "name": first["outlet"]}
    body: dict[str, Any] = {"@type": "Claim", "@id": claim, "text": first["words"], "appearance": article}
    if "claimant" in first:
        body["author"] = [{"@type": "Thing", "name": name} for name in first["claimant"].split("; ")]
    if "type" in first:
        about = {"@type": "Event", "additionalType": first["type"]}
        about |= {"startDate": first["earliest"]} if "earliest" in first else {}
        about |= {"@id": first["incident"]} if "incident" in first else {}
        body["about"] = about
    return body


def _review(claim: str, verdict: Row) -> dict[str, Any]:
    said = _VERDICTS.get(verdict["verdict"], verdict["verdict"])
    body = {
        "@type": "ClaimReview",
        "itemReviewed": {"@id": claim},
        "author": {"@type": "Person", "name": verdict["by"]},
        "datePublished": verdict["at"],
        "reviewAspect": "whether the article makes the claim",
        "reviewRating": {"@type": "Rating", "alternateName": said},
    }
    return {**body, "reviewBody": verdict["note"]} if "note" in verdict else body
