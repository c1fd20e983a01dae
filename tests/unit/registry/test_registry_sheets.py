"""Files that anybody may have written: what is written is read, and what is hostile is refused by name."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date

import pytest
from bihuan.registry.v1.import_service_pb2 import ImportFindingCode
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.domain import import_rows, sheets
from services.registry.domain.sheets import Unusable
from tests.import_samples import HEADING, csv_file, entry, many, repacked, row_of, xlsx_file

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"

# Texts as a spreadsheet may hold them, without what XML 1.0 has no sign for.
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
tables = st.lists(st.lists(texts, max_size=6), max_size=8)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def read_csv(data: bytes, encoding: str = "utf-8", size: int = 1 << 16) -> list[list[str]]:
    return [cells for _, cells, _ in sheets.csv_records(pieces(data, size), encoding)]


def read_xlsx(data: bytes) -> list[tuple[int, list[str]]]:
    return list(sheets.xlsx_rows(data, import_rows.is_date))


def code_of(read: Callable[[], object]) -> str:
    with pytest.raises(Unusable) as caught:
        read()
    return ImportFindingCode.Name(caught.value.code).removeprefix("IMPORT_FINDING_CODE_")


@given(tables, st.sampled_from(["utf-8", "gb18030"]), st.integers(1, 40))
def test_what_is_written_as_csv_is_read_in_pieces_of_any_size(table: list[list[str]], encoding: str, size: int) -> None:
    data = csv_file(table, encoding)
    found = read_csv(data, encoding, size)
    assert found == [HEADING, *(cells if any(cells) else [] for cells in table)]


@given(tables, st.integers(1, 40))
def test_reading_goes_on_from_the_end_of_any_record(table: list[list[str]], size: int) -> None:
    data = csv_file(table)
    records = list(sheets.csv_records(pieces(data, size), "utf-8"))
    assert records[-1][2] == len(data)
    for number, _, end in records:
        rest = list(sheets.csv_records(pieces(data[end:], size), "utf-8", number + 1))
        assert [(row, cells, end + at) for row, cells, at in rest] == records[number:]


@settings(max_examples=40, deadline=None)
@given(tables, st.booleans())
def test_what_is_written_as_xlsx_is_read(table: list[list[str]], shared: bool) -> None:
    cut = [list(HEADING), *([text[:1000] for text in cells] for cells in table)]
    found = dict(read_xlsx(xlsx_file(cut[1:], shared=shared)))
    for at, cells in enumerate(cut, start=1):
        while cells and not cells[-1]:
            cells.pop()
        assert found.get(at, []) == cells


@given(tables)
def test_rows_of_a_sheet_keep_their_numbers_as_csv(table: list[list[str]]) -> None:
    rows = [(2 * at, cells) for at, cells in enumerate(table, start=1) if any(cells)]
    data = b"".join(sheets.csv_text(rows))
    assert [(row, cells) for row, cells, _ in sheets.csv_records([data], "utf-8") if cells] == rows


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    with suppress(Unusable):
        encoding = sheets.encoding_of([data])
        read_csv(data, encoding)
    assert code_of(lambda: read_xlsx(data)) == "FILE_MALFORMED"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_sheet_with_any_byte_changed_is_read_or_refused_and_nothing_else(place: int, change: int) -> None:
    data = bytearray(SAMPLE)
    data[place % len(data)] ^= change
    with suppress(Unusable):
        b"".join(sheets.csv_text(read_xlsx(bytes(data))))


SAMPLE = xlsx_file([row_of(1), row_of(2)])


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("姓名".encode(), "utf-8"),
        ("姓名".encode("utf-8-sig"), "utf-8"),
        ("姓名".encode("gb18030"), "gb18030"),
        ("姓名𠮷".encode("gb18030"), "gb18030"),
        (b"", "utf-8"),
    ],
)
def test_an_encoding_is_recognised_also_when_a_sign_is_cut_in_two(data: bytes, encoding: str) -> None:
    assert sheets.encoding_of(pieces(data, 1)) == encoding


@pytest.mark.parametrize("data", ["姓名".encode("utf-16"), b"\xff\xfe\x00", "姓名".encode()[:-1] + b"\xff"])
def test_another_encoding_is_refused(data: bytes) -> None:
    assert code_of(lambda: sheets.encoding_of([data])) == "FILE_ENCODING"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'a,"b\n' + b"c,d\n" * 3, "FILE_MALFORMED"),  # a quote that does not close
        (b'a,"b"c\n', "FILE_MALFORMED"),
        (b"a," + b"x" * (2 << 20), "FILE_TOO_LARGE"),  # a cell of 2 MB
        (b'"' + b"x" * 200_000 + b'"', "FILE_TOO_LARGE"),
        (b'"' + b"x\n" * 600_000 + b'"', "FILE_TOO_LARGE"),
        (b"\n" * (sheets.MAX_ROWS + 1), "FILE_TOO_LARGE"),
        (b",".join([b"x"] * 65), "FILE_TOO_LARGE"),
    ],
)
def test_a_csv_that_is_none_or_too_much_is_refused(data: bytes, code: str) -> None:
    assert code_of(lambda: read_csv(data)) == code


def test_numbers_become_texts_and_in_columns_of_dates_dates() -> None:
    data = xlsx_file([[370105198805020010, "", "", date(1988, 5, 2), 370105003]])
    assert read_xlsx(data)[1] == (2, ["3.7010519880502E+17", "", "", "1988-05-02", "370105003"])
    assert read_xlsx(xlsx_file([["", "", "", date(1988, 5, 2)]], from_1904=True))[1][1][3] == "1988-05-02"
    assert read_xlsx(xlsx_file([["", "", "", 1e300]]))[1][1][3] == "1E+300"


def changed(name: str, old: bytes, new: bytes) -> bytes:
    content = entry(SAMPLE, name)
    assert old in content
    return repacked(SAMPLE, {name: content.replace(old, new, 1)})


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (repacked(SAMPLE, {"xl/vbaProject.bin": b"x"}), "FILE_MACROS"),
        (repacked(SAMPLE, {"xl/embeddings/oleObject1.bin": b"x"}), "FILE_MACROS"),
        (changed("[Content_Types].xml", b"sheet.main+xml", b"sheet.macroEnabled.main+xml"), "FILE_MACROS"),
        (repacked(SAMPLE, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "FILE_EXTERNAL_LINKS"),
        (repacked(SAMPLE, {"xl/connections.xml": b"<x/>"}), "FILE_EXTERNAL_LINKS"),
        (
            changed("xl/_rels/workbook.xml.rels", b"<Relationship ", b'<Relationship TargetMode="External" '),
            "FILE_EXTERNAL_LINKS",
        ),
        (changed(SHEET, b"<v>", b"<f>1+1</f><v>"), "FILE_FORMULA"),
        (repacked(SAMPLE, {SHEET: BOMB}), "FILE_XML_ENTITIES"),
        (repacked(SAMPLE, {BOOK: BOMB}), "FILE_XML_ENTITIES"),
        (repacked(SAMPLE, {"xl/sharedStrings.xml": BOMB}), "FILE_XML_ENTITIES"),
        (repacked(SAMPLE, {"xl/media/x": b"\0" * (9 << 20)}), "FILE_ZIP_BOMB"),
        (repacked(SAMPLE, {f"xl/media/{n}": b"" for n in range(1_001)}), "FILE_ZIP_BOMB"),
        (repacked(SAMPLE, {SHEET: None}), "FILE_MALFORMED"),
        (repacked(SAMPLE, {SHEET: b"<worksheet>"}), "FILE_MALFORMED"),
        (SAMPLE[: len(SAMPLE) // 2], "FILE_MALFORMED"),
        (changed(SHEET, b'r="A2"', b'r="A-2"'), "FILE_MALFORMED"),
        (changed(SHEET, b'<row r="2"', b'<row r="1"'), "FILE_MALFORMED"),
        (changed(SHEET, b'<row r="2"', b'<row r="1048576"'), "FILE_TOO_LARGE"),
        (changed(SHEET, b'r="A2"', b'r="ZZ2"'), "FILE_TOO_LARGE"),
        (changed(SHEET, b"<v>0</v>", b"<v>99999</v>"), "FILE_MALFORMED"),
        (xlsx_file([["x" * 32_767] * 2]), ""),
        (repacked(SAMPLE, {SHEET: b"<worksheet><row><c t='str'><v>" + b"ab" * 60_000}), "FILE_TOO_LARGE"),
        (repacked(SAMPLE, {SHEET: b"<worksheet a='" + b"ab" * (4 << 20)}), "FILE_ZIP_BOMB"),
        (repacked(SAMPLE, {BOOK: b"<workbook><sheets/></workbook>"}), "FILE_EMPTY"),
        (sheets._OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "FILE_ENCRYPTED"),
        (sheets._OLE + b"\0" * 600, "FILE_MALFORMED"),
    ],
)
def test_a_hostile_xlsx_is_refused_by_name(data: bytes, code: str) -> None:
    if code:
        assert code_of(lambda: read_xlsx(data)) == code
    else:
        assert read_xlsx(data)


def test_an_attribute_of_megabytes_is_not_waited_for() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:  # not packed small: no bomb by its ratio
        packed.writestr(SHEET, b"<worksheet a='" + bytes(range(97, 123)) * (1 << 19))
    with zipfile.ZipFile(file) as packed:
        parser = sheets._parser(lambda name, found: None)
        assert code_of(lambda: list(sheets._feed(parser, packed, SHEET))) == "FILE_TOO_LARGE"


def test_the_place_of_a_formula_is_told() -> None:
    with pytest.raises(Unusable) as caught:
        read_xlsx(changed(SHEET, b'<c r="B2" t="s"><v>', b'<c r="B2" t="s"><f>1</f><v>'))
    assert (caught.value.row, caught.value.column) == (2, 2)


def test_memory_does_not_grow_with_the_rows_of_a_sheet() -> None:
    def peak(count: int) -> int:
        data = xlsx_file(many(count))
        tracemalloc.start()
        for _ in sheets.csv_text(sheets.xlsx_rows(data, import_rows.is_date)):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    small, large = peak(300), peak(1_200)
    # Some six distinct texts of about twenty bytes a row, once, in a buffer that grows by doubling.
    assert large - small < 900 * 900  # as Python texts it would be some 4,000 bytes a row
