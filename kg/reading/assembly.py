"""Makes an article of an entry: what its metadata says first, what its text says where that is silent.

1. Each field is read from the metadata; a value that cannot be used becomes a note and the field stays None.
2. Title, byline, dateline, date and origin are sought in the text where the metadata has none.
3. An article without text, too long, or dated outside 1900 to tomorrow is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from kg.errors import ReadingError
from kg.reading.article import Article, normalised
from kg.reading.credits import find_byline, find_masthead, find_origin, find_title
from kg.reading.datelines import Dateline, find_dateline
from kg.reading.dates import find_date_in_url, find_stated_date, read_date
from kg.reading.entries import Entry, Refusal
from kg.reading.language import is_english, read_language
from kg.reading.outlets import is_agency, same_outlet
from kg.settings import Settings, variable

_EARLIEST = date(1900, 1, 1)
_VIA = re.compile(r"(?P<outlet>.+?)[ ,]+via[ :]+(?P<via>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was made of one field, with the remarks that earned; notes stand even when there is no value."""

    value: str | None = None
    notes: tuple[str, ...] = ()


def assemble(entry: Entry, *, settings: Settings, today: date) -> Article | Refusal:
    """Return the article of an entry, or why it is none; dates are held against `today`."""
    text = entry.text
    if not text.strip():
        return Refusal(entry.source, "has no text, expected an article")
    dateline = find_dateline(text)
    url = _url(entry)
    published = _published(entry, text, url.value, dateline, today)
    origin = _outlets(entry, text, url.value, dateline)
    language = _language(entry, text, settings.language)
    article = Article(
        id=_line(entry.fields.get("id")) or entry.fallback_id,
        text=text,
        source_file=entry.source_file,
        url=url.value,
        title=_line(entry.fields.get("title")) or find_title(text),
        outlet=origin.outlet,
        via=origin.via,
        published=published.value,
        dateline=_line(entry.fields.get("dateline")) or (dateline.place if dateline else None),
        byline=_line(entry.fields.get("byline")) or find_byline(text),
        language=language.value or "und",
        notes=(*entry.notes, *url.notes, *published.notes, *origin.notes, *language.notes),
    )
    reason = _fault(article, settings, today)
    return Refusal(entry.source, reason, article) if reason else article


def _fault(article: Article, settings: Settings, today: date) -> str | None:
    """Return why an article is refused, or None."""
    if len(article.text) > settings.max_characters:
        return (
            f"has {len(article.text):,} characters of text, expected at most {settings.max_characters:,} "
            f"({variable('max_characters')})"
        )
    if article.published is None:
        return None
    published = date.fromisoformat(article.published)
    if published > today + timedelta(days=1):  # it may be tomorrow where the article appeared
        return f"is dated {article.published}, which is in the future; expected a date up to today, {today.isoformat()}"
    if published < _EARLIEST:
        return f"is dated {article.published}, expected a date after {_EARLIEST.isoformat()}"
    return None


def _published(entry: Entry, text: str, url: str | None, dateline: Dateline | None, today: date) -> _Reading:
    stated = find_stated_date(text) or _dateline_date(dateline)
    if stated is not None and not _EARLIEST <= stated <= today + timedelta(days=1):
        stated = None  # what looks like a date stamp speaks of something else
    declared = entry.fields.get("published")
    doubt: tuple[str, ...] = ()
    if declared is not None:
        try:
            known = read_date(declared)
        except ReadingError as error:
            doubt = (str(error),)
        else:
            differs = stated is not None and stated != known
            note = (
                f"published {known.isoformat()} by its metadata, which is followed; the head of the text says {stated}"
            )
            return _Reading(known.isoformat(), (note,) if differs else ())
    if stated is not None:
        return _Reading(stated.isoformat(), (*doubt, f"published {stated.isoformat()}, as the head of the text says"))
    in_url = find_date_in_url(url) if url else None
    if in_url is not None:
        return _Reading(in_url.isoformat(), (*doubt, f"published {in_url.isoformat()}, as its URL says"))
    return _Reading(None, (*doubt, "no publication date"))


def _dateline_date(dateline: Dateline | None) -> date | None:
    if dateline is None or dateline.date is None:
        return None
    try:
        return read_date(dateline.date)
    except ReadingError:
        return None


@dataclass(frozen=True, slots=True)
class _Origin:
    outlet: str | None
    via: str | None
    notes: tuple[str, ...] = ()


def _outlets(entry: Entry, text: str, url: str | None, dateline: Dateline | None) -> _Origin:
    """Return the outlet an article comes from and the one that printed it again."""
    outlet, via = _line(entry.fields.get("outlet")), _line(entry.fields.get("via"))
    both = _VIA.fullmatch(outlet or "")
    if both is not None:
        outlet, via = both["outlet"], via or both["via"]
    if via is not None:
        return _Origin(outlet, via)
    printer = outlet or find_masthead(text) or _host(url)
    byline = _line(entry.fields.get("byline"))
    origin = find_origin(text) or (byline if byline and is_agency(byline) else None)
    origin = origin or (dateline.agency if dateline else None)
    if not origin or (printer and same_outlet(printer, origin)):
        return _Origin(printer, None)
    if printer is None:
        return _Origin(origin, None, (f"outlet {origin!r} as the text says",))
    return _Origin(origin, printer, (f"outlet {origin!r} as the text says; {printer!r} printed it again",))


def _url(entry: Entry) -> _Reading:
    url = _line(entry.fields.get("url"))
    if url is None:
        return _Reading()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"{}|\\^`]", url)
    except ValueError:
        usable = False
    return _Reading(url) if usable else _Reading(None, (f"url {url!r} is left out, expected an http or https address",))


def _host(url: str | None) -> str | None:
    return ((urlsplit(url).hostname or "").removeprefix("www.") or None) if url else None


def _language(entry: Entry, text: str, assumed: str) -> _Reading:
    """Return the declared language, else what the text looks like, else the one assumed."""
    english = is_english(text)
    declared = entry.fields.get("language")
    language = read_language(declared) if declared else None
    if language is not None:
        doubtful = english is not None and english != (language == "en")
        return _Reading(
            language, (f"language {language!r} as declared, but the text does not look it",) if doubtful else ()
        )
    notes = (f"language {declared!r} is not understood, expected a tag such as en",) if declared else ()
    if english:
        return _Reading("en", notes)
    if english is None or assumed != "en":
        return _Reading(assumed, notes)
    return _Reading("und", (*notes, "the text does not look English and no language is declared"))


def _line(value: str | None) -> str | None:
    """Return a metadata value as one line, NFC; None when blank."""
    return (" ".join(normalised(value).split()) or None) if value else None
