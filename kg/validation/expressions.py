"""Compile the expressions of a query's filters.

Only what has one meaning beyond doubt is worked out: whole and decimal numbers, plain strings, IRIs, the day that a
moment lies on. Where SPARQL would have an error or a rule of its own (a string compared with a number, a variable
without a value), DoubtfulError sends the graph to pySHACL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from rdflib import XSD, URIRef, Variable
from rdflib import Literal as RdfLiteral
from rdflib.plugins.sparql.parserutils import CompValue

from kg.mapping.quads import Literal, Term, term
from kg.validation.constraints import term_of
from kg.validation.facts import DoubtfulError, find_number
from kg.validation.paths import UnsupportedError

Solution = Mapping[str, Term]
Value = str | Literal | int | Decimal | bool | datetime | timedelta
"""A `str` is an IRI; a string that has been worked out is a plain literal."""

Expression = Callable[[Solution], Value]

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, ">": gt, "<=": le, ">=": ge}
_DAYS = re.compile(r"P([0-9]{1,4})D")


def compile_expression(expression: object) -> Expression:
    """Return an expression as a function of a solution. Raises UnsupportedError."""
    if isinstance(expression, Variable):
        return _variable(str(expression))
    if isinstance(expression, RdfLiteral) and expression.datatype == XSD.dayTimeDuration:
        return _constant(_duration(str(expression)))
    if isinstance(expression, (URIRef, RdfLiteral)):
        return _constant(term_of(expression))
    if isinstance(expression, CompValue) and expression.name in _KINDS:
        return _KINDS[expression.name](expression)
    raise UnsupportedError(f"{getattr(expression, 'name', expression)} in a filter")


def _variable(name: str) -> Expression:
    def value(solution: Solution) -> Value:
        if name not in solution:
            raise DoubtfulError(f"?{name} has no value")
        return solution[name]

    return value


def _constant(value: Value) -> Expression:
    return lambda solution: value


def _duration(text: str) -> timedelta:
    match = _DAYS.fullmatch(text)
    if match is None:
        raise UnsupportedError(f"the duration {text!r}")
    return timedelta(days=int(match[1]))


def _relation(part: CompValue) -> Expression:
    if part.op not in _COMPARISONS:
        raise UnsupportedError(f"{part.op} in a filter")
    compare, left, right = _COMPARISONS[part.op], compile_expression(part.expr), compile_expression(part.other)
    ordering = part.op not in ("=", "!=")

    def value(solution: Solution) -> Value:
        one, other = left(solution), right(solution)
        if isinstance(one, str) and isinstance(other, str) and not ordering:
            return compare(one, other)
        if _is_string(one) and _is_string(other):
            return compare(_string(one), _string(other))
        return compare(_number(one), _number(other))

    return value


def _sum(part: CompValue) -> Expression:
    first = compile_expression(part.expr)
    others = [
        (1 if op == "+" else -1, compile_expression(other)) for op, other in zip(part.op, part.other, strict=True)
    ]

    def value(solution: Solution) -> Value:
        total = first(solution)
        for sign, other in others:
            added = other(solution)
            if isinstance(total, datetime) and isinstance(added, timedelta):
                total += sign * added
            else:
                total = _number(total) + sign * _number(added)
        return total

    return value


def _all(part: CompValue) -> Expression:
    parts = [compile_expression(one) for one in (part.expr, *part.other)]
    return lambda solution: all(truth_of(one(solution)) for one in parts)


def _any(part: CompValue) -> Expression:
    parts = [compile_expression(one) for one in (part.expr, *part.other)]
    return lambda solution: any(truth_of(one(solution)) for one in parts)


def _length(part: CompValue) -> Expression:
    argument = compile_expression(part.arg)
    return lambda solution: len(_string(argument(solution)))


def _datatype(part: CompValue) -> Expression:
    argument = compile_expression(part.arg)

    def value(solution: Solution) -> Value:
        literal = argument(solution)
        if not isinstance(literal, Literal) or literal.language:
            raise DoubtfulError(f"{literal!r} has no datatype")
        return literal.datatype or str(XSD.string)

    return value


def _text(part: CompValue) -> Expression:
    argument = compile_expression(part.arg)

    def value(solution: Solution) -> Value:
        one = argument(solution)
        if isinstance(one, datetime):
            return Literal(one.isoformat())
        if isinstance(one, Literal):
            return Literal(one.text)
        raise DoubtfulError(f"{one!r} as a string")

    return value


def _part_of_text(part: CompValue) -> Expression:
    argument, start = compile_expression(part.arg), compile_expression(part.start)
    length = None if part.length is None else compile_expression(part.length)

    def value(solution: Solution) -> Value:
        text, first = _string(argument(solution)), _whole(start(solution)) - 1
        if first < 0:
            raise DoubtfulError("a part of a text from before its beginning")
        end = None if length is None else first + _whole(length(solution))
        return Literal(text[first:end])

    return value


def _now(part: CompValue) -> Expression:
    return lambda solution: datetime.now(UTC)


_KINDS: dict[str, Callable[[CompValue], Expression]] = {
    "AdditiveExpression": _sum,
    "Builtin_DATATYPE": _datatype,
    "Builtin_NOW": _now,
    "Builtin_STR": _text,
    "Builtin_STRLEN": _length,
    "Builtin_SUBSTR": _part_of_text,
    "ConditionalAndExpression": _all,
    "ConditionalOrExpression": _any,
    "RelationalExpression": _relation,
}


def expression_text(expression: object) -> str:
    """Return an expression that can be compiled as SPARQL writes it, with what can be worked out now worked out."""
    try:
        known = compile_expression(expression)({})
        if isinstance(known, (str, Literal)):
            return term(known)
    except DoubtfulError:
        pass  # it has variables
    if isinstance(expression, Variable):
        return str(expression.n3())
    assert isinstance(expression, CompValue)
    if expression.name.startswith("Builtin_"):
        arguments = [getattr(expression, name) for name in ("arg", "start", "length")]
        written = ", ".join(expression_text(one) for one in arguments if one is not None)
        return f"{expression.name.removeprefix('Builtin_')}({written})"
    if expression.name == "RelationalExpression":
        return f"({expression_text(expression.expr)} {expression.op} {expression_text(expression.other)})"
    sign = {"ConditionalAndExpression": "&&", "ConditionalOrExpression": "||"}.get(expression.name)
    signs = [sign] * len(expression.other) if sign else expression.op
    others = (f" {one} {expression_text(other)}" for one, other in zip(signs, expression.other, strict=True))
    return f"({expression_text(expression.expr)}{''.join(others)})"


def truth_of(value: Value) -> bool:
    """Return what a condition came to. Raises DoubtfulError when it is something else than true or false."""
    if not isinstance(value, bool):
        raise DoubtfulError(f"{value!r} is neither true nor false")
    return value


def _is_string(value: Value) -> bool:
    return isinstance(value, Literal) and value.datatype is None and value.language is None


def _string(value: Value) -> str:
    if not isinstance(value, Literal) or value.datatype is not None:
        raise DoubtfulError(f"{value!r} is no string")
    return value.text


def _number(value: Value) -> int | Decimal:
    number = find_number(value) if isinstance(value, Literal) else value
    if isinstance(number, bool) or not isinstance(number, (int, Decimal)):
        raise DoubtfulError(f"{value!r} is no number")
    return number


def _whole(value: Value) -> int:
    number = _number(value)
    if not isinstance(number, int):
        raise DoubtfulError(f"{value!r} is no whole number")
    return number
