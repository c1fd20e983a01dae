"""MongoDB's filters, updates and expressions, as far as they are used here. What it does not know it refuses."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Document = dict[str, Any]
_MISSING = object()


def _as_date(value: Any) -> Any:
    """Of two times one may come without its zone; both are UTC."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _greater(value: Any, than: Any) -> bool:
    # Values of different types do not compare, and what is missing is greater than nothing.
    if value is _MISSING or value is None or than is None:
        return False
    return bool(_as_date(value) > _as_date(than))


def _operator(value: Any, operator: str, operand: Any) -> bool:
    match operator:
        case "$in":
            return value is not _MISSING and value in operand
        case "$nin":
            return value is _MISSING or value not in operand
        case "$not":
            return not _condition(value, operand)
        case "$ne":
            return not _condition(value, operand)
        case "$exists":
            return (value is not _MISSING) == operand
        case "$gt":
            return _greater(value, operand)
        case "$gte":
            return _greater(value, operand) or value == operand
        case "$lt":
            return value is not _MISSING and _greater(operand, value)
        case "$lte":
            return value is not _MISSING and (_greater(operand, value) or value == operand)
    raise NotImplementedError(operator)


def _condition(value: Any, condition: Any) -> bool:
    if isinstance(condition, dict) and condition and next(iter(condition)).startswith("$"):
        return all(_operator(value, operator, operand) for operator, operand in condition.items())
    if condition is None:
        return value is _MISSING or value is None
    return bool(value == condition)


def _field(document: Mapping[str, Any], path: str) -> Any:
    if "." not in path:
        return document.get(path, _MISSING)
    value: Any = document
    for name in path.split("."):
        if not isinstance(value, dict):
            return _MISSING
        value = value.get(name, _MISSING)
    return value


def matches(document: Mapping[str, Any], filter: Mapping[str, Any], now: datetime) -> bool:
    """Whether a document is found by a filter."""
    for key, condition in filter.items():
        if key == "$expr":
            if not evaluate(condition, document, now):
                return False
        elif key == "$or":
            if not any(matches(document, each, now) for each in condition):
                return False
        elif key == "$and":
            if not all(matches(document, each, now) for each in condition):
                return False
        elif key.startswith("$"):
            raise NotImplementedError(key)
        elif not _condition(_field(document, key), condition):
            return False
    return True


def evaluate(expression: Any, document: Mapping[str, Any], now: datetime) -> Any:
    """An aggregation expression. Missing fields are None."""
    if isinstance(expression, str) and expression.startswith("$$"):
        if expression != "$$NOW":
            raise NotImplementedError(expression)
        return now
    if isinstance(expression, str) and expression.startswith("$"):
        value = _field(document, expression[1:])
        return None if value is _MISSING else value
    if not isinstance(expression, dict):
        return expression
    ((operator, operands),) = expression.items()
    values = [evaluate(each, document, now) for each in operands]
    match operator:
        case "$eq":
            return values[0] == values[1]
        case "$lt":
            # None, and with it a missing field, comes before everything.
            if values[0] is None or values[1] is None:
                return values[0] is None and values[1] is not None
            return _as_date(values[0]) < _as_date(values[1])
        case "$or":
            return any(values)
        case "$and":
            return all(values)
        case "$not":
            return not values[0]
        case "$cond":
            return values[1] if values[0] else values[2]
        case "$ifNull":
            return next((each for each in values if each is not None), None)
        case "$add":
            if isinstance(values[0], datetime):
                return values[0] + timedelta(milliseconds=sum(values[1:]))
            return sum(values)
    raise NotImplementedError(operator)


def updated(document: Mapping[str, Any], update: Any, now: datetime, inserting: bool = False) -> Document:
    """The document after an update: operators, or a pipeline of `$set` stages."""
    result: Document = dict(document)
    if isinstance(update, list):
        for stage in update:
            ((name, fields),) = stage.items()
            if name != "$set":
                raise NotImplementedError(name)
            result |= {key: evaluate(value, result, now) for key, value in fields.items()}
        return result
    for operator, fields in update.items():
        match operator:
            case "$set":
                result |= fields
            case "$setOnInsert":
                if inserting:
                    result |= fields
            case "$inc":
                result |= {key: result.get(key, 0) + by for key, by in fields.items()}
            case "$max":
                result |= {key: max(result.get(key, value), value) for key, value in fields.items()}
            case "$unset":
                for key in fields:
                    result.pop(key, None)
            case _:
                raise NotImplementedError(operator)
    if any("." in key for key in result):
        raise NotImplementedError("dotted names in an update")
    return result
