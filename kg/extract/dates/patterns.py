"""The pattern that takes temporal phrases apart, and the words around which they are sought."""

from __future__ import annotations

import calendar
import re

MONTHS = [name.lower() for name in calendar.month_name][1:]
WEEKDAYS = [name.lower() for name in calendar.day_name]

MONTH = rf"(?:{'|'.join(MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
SHORT_WEEKDAY = rf"(?:{WEEKDAY}|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%:]|,\d{3}|\.\d)"
YEAR = r"(?:19[3-9]\d|20\d\d)(?![\d%]|,\d{3}|\.\d|-year)"
COUNT = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty[- ]?four|twenty|thirty"
    r"|forty[- ]?eight|seventy[- ]?two|couple of|few|several|an?)"
)
UNIT = r"(?:hour|day|week|month|year)"
PART = r"(?:(?:at )?(?:morning|afternoon|evening|night|noon|midday|midnight|dawn|dusk))"
LEAD = (
    r"(?:since|until|till|before|after|following|from|through|throughout|during|over|within|as of|on|in|at|by|for)(?= )"
)
STAGE = (
    r"(?:the )?(?:early|earlier|late|later|mid|middle|start|beginning|end|first half|second half|first days|last days"
    r"|early hours|night|evening|morning|afternoon)(?: on| in| of)?(?: the)?[- ]"
)
WHICH = r"(?:the )?(?:last|past|this|next|previous|following|preceding|coming)|every|each"
_ALTERNATIVES = (
    r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)",
    r"(?P<numeric>\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:19|20)\d\d)(?!\d)",
    r"(?P<clock>(?:(?:between|from) )?[\d:.]+ ?(?:a\.m\.|p\.m\.|am|pm)? ?yesterday (?:and|to|through|until)"
    r" [^,;]{0,12}today)\b",
    rf"(?P<weekdays>(?:between |(?:after )?midnight (?:of |on )?)?{WEEKDAY}"
    rf"(?: and | to | through | until | till | into | ?[–-] ?){WEEKDAY}"
    rf"(?: {PART})?)",
    rf"(?P<monthday>(?:{SHORT_WEEKDAY},? ?\(?(?:{PART},? )?)?{MONTH} ?{DAY}"
    rf"(?:(?: ?[–-] ?| and | to | through )(?:{MONTH} )?{DAY}(?! [a-z]+s\b))?(?:,? (?:of )?{YEAR})?"
    rf"|{MONTH} [0-3]\d{YEAR})",  # "Feb 092015", whose comma was lost
    rf"(?P<daymonth>(?:{SHORT_WEEKDAY},? ?\(?(?:the )?)?(?:{DAY}(?: ?[–-] ?| and | to ))?(?:the )?{DAY} "
    rf"(?:of )?{MONTH}(?:,? (?:of )?{YEAR})?)(?![a-z])",
    rf"(?P<monthyear>(?:the month of )?{MONTH},? (?:of )?{YEAR})",
    rf"(?P<monthof>{MONTH} (?:of )?(?:the (?:previous|following)|that|last|this) year)(?![\w-])",
    rf"(?P<month>(?:the month of )?{MONTH})(?![\w-])",
    rf"(?P<weekday>(?:overnight )?{WEEKDAY}(?P<plural>s(?=,|\.| and | at | in | to ))?(?:['’]?s)?(?: {PART})?"
    r"(?: (?:of )?last week)?)"
    r"(?![\w-])",
    r"(?P<beforeyesterday>the day before yesterday)\b",
    r"(?P<yesterday>yesterday(?: (?:morning|afternoon|evening|night))?)\b",
    r"(?P<today>today|tonight)\b",
    r"(?P<midnight>(?<=since )midnight)(?! on\b)",
    r"(?P<tomorrow>tomorrow)\b",
    rf"(?P<overnight>overnight|(?<=during )the night)\b(?! (?:of|from|before|to|between {WEEKDAY})\b)",
    r"(?P<weekend>(?:the )?weekend)\b",
    rf"(?P<ago>(?:about |around |some |nearly |almost |over |more than |just )?{COUNT} {UNIT}s? ago)\b",
    rf"(?P<span>(?(which)(?P<length>{COUNT}) {UNIT}s?|(?!)))\b",
    r"(?P<daypart>(?(which)(?:morning|afternoon|evening|night)|(?!)))\b",
    r"(?P<period>(?(which)(?:week|month|year|spring|summer|autumn|fall|winter)|(?!)))\b(?!['’-]| of)",
    r"(?P<startof>(?:the )?(?:start|beginning) of the (?:week|month|year))\b",
    r"(?P<pastday>(?:the )?(?:past|last) day)\b",
    r"(?P<recent>recently|(?:the )?recent (?:hours|days|weeks|months|years))\b",
    rf"(?P<offset>(?:just |only |barely |nearly |about |around |more than )?(?:{COUNT} {UNIT}s?|hours|days|weeks|months"
    r"|minutes|the day|shortly) (?:after|before))(?= (?!tomorrow|yesterday|that\b|this\b|then\b)[a-z])",
    r"(?P<nextday>(?:the )?(?:very )?(?:next|following) (?:day|morning|night)|(?:a|one) day later|the day after)\b"
    r"(?! tomorrow)",
    r"(?P<daybefore>(?:the )?(?:previous|preceding) (?:day|night|evening)|the (?:day|night|evening) before"
    r"(?! (?:the|a|an|his|their|its|[a-z]+(?:ed|s))\b)"
    r"|(?:a|one) day (?:earlier|before|prior|previously))\b",
    rf"(?P<later>(?:about |around |some |nearly |just )?(?:{COUNT} {UNIT}s?|hours|days|weeks|months)"
    r" (?:later|earlier|prior|previously|(?:after|before) that|before(?! [a-z]+ (?:was|were|had|is)\b)))\b",
    r"(?P<sameday>(?:(?:that|the) same|that) (?:day|night|evening|morning)|(?:earlier|later) in the day"
    r"|(?:hours|minutes) later)\b",
    rf"(?P<quarter>(?:the )?(?:first|second|third|fourth|last) quarter of (?:the year )?{YEAR})(?![\w-])",
    rf"(?P<years>(?:between )?{YEAR}(?: and | to | through | until | ?[–-] ?){YEAR})",
    rf"(?P<year>{YEAR})(?![\w-]| (?:people|civilians|men|fighters|militants|residents|troops|soldiers)\b"
    r"| (?:utc|gmt|hours|hrs|local time)\b)",
)
PHRASE = re.compile(
    rf"(?<![\w$€£.,/:-])(?:(?P<lead>{LEAD}) )?(?P<stage>{STAGE})?(?:on )?(?:(?P<which>{WHICH}) )?"
    rf"(?:{'|'.join(_ALTERNATIVES)})"
)
KEY = re.compile(
    rf"\b(?:{'|'.join(WEEKDAYS)}|{'|'.join(MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
    r"|(?:19|20)\d\d\b|days?\b|weeks?\b|months?\b|years?\b|hours\b|minutes later|weekend|morning|night\b|evening"
    r"|since midnight|afternoon|today|tonight|tomorrow|yesterday|overnight|recently|spring\b|summer\b|autumn\b"
    r"|winter\b)|[/.]20\d\d|[/.]19\d\d"
)
