"""Pages of a query, for rpcs with `page_size` and `page_token` (AIP-158).

A page continues after the last row shown, by `(sort field, _id)`: rows written or removed meanwhile neither repeat nor
hide other rows. The query needs an index on its filter's fields, the sort field and `_id`, in this order.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime
from types import NoneType
from typing import Any

import bson
from bson.errors import BSONError
from pymongo.collection import Collection

from shared.errors import InvalidField
from shared.store import Document

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
_MAX_TOKEN = 2048
_COMPARABLE = (str, int, float, datetime, NoneType)


def page(
    collection: Collection[Document],
    filter: Mapping[str, Any],
    *,
    page_size: int,
    page_token: str,
    sort: str = "_id",
) -> tuple[list[Document], str]:
    """One page of the documents that match, and the token of the next page (empty after the last).

    `page_size` 0 means 50; at most 500. `sort` is a field that every document has and that holds nothing personal (the
    token carries its value); with a leading `-` the order is descending. Raises `InvalidField` for `page_size`, and for
    a `page_token` that this same query (collection, filter, sort) did not give.
    """
    if not 0 <= page_size <= MAX_PAGE_SIZE:
        raise InvalidField("page_size", f"must be between 0 and {MAX_PAGE_SIZE}; 0 means {DEFAULT_PAGE_SIZE}")
    size = page_size or DEFAULT_PAGE_SIZE
    field, direction, after = (sort[1:], -1, "$lt") if sort.startswith("-") else (sort, 1, "$gt")
    query = query_of({"collection": collection.name, "filter": dict(filter), "sort": sort})
    criteria: list[Mapping[str, Any]] = [filter]
    if page_token:
        value, id = read_token(page_token, query)
        if field == "_id":
            criteria.append({"_id": {after: id}})
        else:
            criteria.append({"$or": [{field: {after: value}}, {field: {"$eq": value}, "_id": {after: id}}]})
    order = [("_id", direction)] if field == "_id" else [(field, direction), ("_id", direction)]
    # One more than asked for tells whether another page follows.
    rows = list(collection.find({"$and": criteria}).sort(order).limit(size + 1))
    if len(rows) <= size:
        return rows, ""
    rows = rows[:size]
    last = rows[-1]
    return rows, make_token(last[field], last["_id"], query)


def query_of(what: Mapping[str, Any]) -> bytes:
    """By which a token is known to be of the same query: no token of another goes on."""
    return hashlib.sha256(bson.encode(what)).digest()[:12]


def make_token(value: Any, id: Any, query: bytes) -> str:
    """A token for what follows the row with this `_id` and this value of the sort field."""
    return base64.urlsafe_b64encode(bson.encode({"q": query, "v": value, "i": id})).decode().rstrip("=")


def read_token(token: str, query: bytes) -> tuple[Any, Any]:
    """The value and the `_id` after which to go on. Raises `InvalidField` for `page_token`."""
    refusal = InvalidField(
        "page_token",
        "is not a token of this query: pass next_page_token back unchanged, with the other fields as before",
    )
    if len(token) > _MAX_TOKEN:
        raise refusal
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        content = bson.decode(raw)
        value, id = content["v"], content["i"]
        asked = content["q"]
    except (binascii.Error, BSONError, ValueError, KeyError):
        raise refusal from None
    # Anybody can make a token. Of other types (a regular expression, say) MongoDB refuses to compare some.
    if asked != query or not isinstance(value, _COMPARABLE) or not isinstance(id, _COMPARABLE):
        raise refusal
    return value, id
