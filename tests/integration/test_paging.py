"""Pages of a list: complete, without repetition, and bound to their query."""

import base64

import bson
import pytest

from shared.errors import InvalidField
from shared.paging import MAX_PAGE_SIZE, page
from shared.store import Database, Document

ROWS = [{"_id": f"{number:03}", "kind": "odd" if number % 2 else "even", "rank": number // 4} for number in range(25)]


@pytest.fixture
def rows(database: Database) -> Database:
    database.mongo["rows"].insert_many(ROWS)
    return database


def all_pages(database: Database, filter: Document, sort: str, page_size: int) -> list[str]:
    found: list[str] = []
    token = ""
    while True:
        documents, token = page(database.collection("rows"), filter, page_size=page_size, page_token=token, sort=sort)
        assert len(documents) <= page_size
        found += [document["_id"] for document in documents]
        if not token:
            return found


@pytest.mark.parametrize("page_size", [1, 4, 5, 24, 25, 26])
@pytest.mark.parametrize("sort", ["_id", "-_id", "rank", "-rank"])
def test_all_pages_together_are_the_whole_list_in_order(rows: Database, sort: str, page_size: int) -> None:
    expected = sorted(ROWS, key=lambda row: (row[sort.lstrip("-")], row["_id"]), reverse=sort.startswith("-"))

    assert all_pages(rows, {}, sort, page_size) == [row["_id"] for row in expected]


def test_rows_written_and_removed_meanwhile_neither_repeat_nor_hide_others(rows: Database) -> None:
    collection = rows.collection("rows")
    first, token = page(collection, {}, page_size=10, page_token="", sort="rank")

    collection.insert_one({"_id": "new", "rank": 0})
    collection.delete_one({"_id": first[-1]["_id"]})
    second, _ = page(collection, {}, page_size=500, page_token=token, sort="rank")

    assert [row["_id"] for row in first + second] == [row["_id"] for row in ROWS]


def test_a_token_of_another_query_is_refused(rows: Database) -> None:
    _, token = page(rows.collection("rows"), {"kind": "odd"}, page_size=2, page_token="")

    for filter, sort in [({"kind": "even"}, "_id"), ({"kind": "odd"}, "rank"), ({}, "_id")]:
        with pytest.raises(InvalidField) as refused:
            page(rows.collection("rows"), filter, page_size=2, page_token=token, sort=sort)
        assert refused.value.field == "page_token"


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "你好",
        "AAAA",
        "A" * 5000,
        base64.urlsafe_b64encode(bson.encode({"q": b"", "v": {"$gt": ""}, "i": ""})).decode(),
    ],
)
def test_an_invented_token_is_refused(rows: Database, token: str) -> None:
    with pytest.raises(InvalidField) as refused:
        page(rows.collection("rows"), {}, page_size=2, page_token=token)

    assert refused.value.field == "page_token"


@pytest.mark.parametrize("part", ["v", "i"])
@pytest.mark.parametrize("value", [{"$gt": ""}, ["a"], bson.Regex("a"), bson.DBRef("rows", 1), bson.MinKey()])
def test_a_token_with_another_kind_of_value_in_it_is_refused(rows: Database, part: str, value: object) -> None:
    _, token = page(rows.collection("rows"), {}, page_size=2, page_token="")
    content = {**bson.decode(base64.urlsafe_b64decode(token + "==")), part: value}
    forged = base64.urlsafe_b64encode(bson.encode(content)).decode()

    with pytest.raises(InvalidField) as refused:
        page(rows.collection("rows"), {}, page_size=2, page_token=forged)

    assert refused.value.field == "page_token"


@pytest.mark.parametrize("size", [-1, MAX_PAGE_SIZE + 1])
def test_a_page_size_out_of_bounds_is_refused(rows: Database, size: int) -> None:
    with pytest.raises(InvalidField) as refused:
        page(rows.collection("rows"), {}, page_size=size, page_token="")

    assert refused.value.field == "page_size"
