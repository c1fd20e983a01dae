"""Rows of texts out of CSV and XLSX files that anybody may have written. Pure: bytes in, texts out.

Nothing of a file is trusted: what it unpacks to, how long a record, a cell or a list of entries is, all is bounded
before or while it is read, and memory does not grow with the number of rows (of an XLSX: by its distinct texts only,
as UTF-8 one after another). `Unusable` names what is wrong with the file as a whole.

XLSX is read here with zipfile and expat, and not by a library: openpyxl (last released in 2024) makes a Python text of
every shared string and takes five times as long, calamine holds the whole sheet and does not tell that a cell is
computed; and neither bounds what it unpacks (docs/adr/0008).
"""

import codecs
import csv
import io
import re
import zipfile
import zlib
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final
from xml.parsers import expat

from bihuan.registry.v1.import_service_pb2 import ImportFindingCode as Code

MAX_ROWS: Final = 200_000  # with the heading
MAX_COLUMNS: Final = 64
MAX_RECORD_BYTES: Final = 1 << 20
MAX_CELL_CHARS: Final = 100_000  # more is not looked at; what a field takes is much less
MAX_ENTRIES: Final = 1_000
MAX_UNPACKED: Final = 512 << 20
MAX_RATIO: Final = 200
_SMALL: Final = 1 << 20  # what unpacks to no more is harmless at any ratio
_PIECE: Final = 1 << 16
_LONGEST_TAG: Final = 4 << 20
BOM: Final = codecs.BOM_UTF8

Row = tuple[int, list[str]]


class Unusable(Exception):
    """The file as a whole cannot be taken. `row` and `column` count from 1; 0: none in particular."""

    def __init__(self, code: Code, row: int = 0, column: int = 0) -> None:
        super().__init__(Code.Name(code))
        self.code = code
        self.row = row
        self.column = column


def encoding_of(pieces: Iterable[bytes]) -> str:
    """`utf-8` or `gb18030`: the first in which the whole file can be read. Raises `Unusable`."""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030")}
    for piece in pieces:
        decoders = {name: decoder for name, decoder in decoders.items() if _reads(decoder, piece, final=False)}
        if not decoders:
            break
    found = [name for name, decoder in decoders.items() if _reads(decoder, b"", final=True)]
    if not found:
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_ENCODING)
    return found[0]


def _reads(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def csv_records(pieces: Iterable[bytes], encoding: str, row: int = 1) -> Iterator[tuple[int, list[str], int]]:
    """The records from where `pieces` begin: number (the first is `row`), cells, and bytes up to the record's end.

    A record without any text has no cells. Raises `Unusable`.
    """
    end = begun = 0

    def lines() -> Iterator[str]:
        # A byte 0x0A is a line's end in both encodings, never a part of another character.
        nonlocal end
        rest = b""
        for piece in pieces:
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                end += len(line) + 1
                yield _line(line + b"\n", encoding, end - begun, row)
            if len(rest) > MAX_RECORD_BYTES:
                raise Unusable(Code.IMPORT_FINDING_CODE_FILE_TOO_LARGE, row)
        if rest:
            end += len(rest)
            yield _line(rest, encoding, end - begun, row)

    # Strict: quotes that do not close would take the rest of the file for one cell.
    reader = csv.reader(lines(), strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            large = "field larger" in str(error)
            code = Code.IMPORT_FINDING_CODE_FILE_TOO_LARGE if large else Code.IMPORT_FINDING_CODE_FILE_MALFORMED
            raise Unusable(code, row) from None
        if row > MAX_ROWS or (len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:])):
            raise Unusable(Code.IMPORT_FINDING_CODE_FILE_TOO_LARGE, row)
        yield row, cells if any(cells) else [], end
        row, begun = row + 1, end


def _line(line: bytes, encoding: str, record_bytes: int, row: int) -> str:
    if record_bytes > MAX_RECORD_BYTES:
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_TOO_LARGE, row)
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_ENCODING, row) from None


def csv_text(rows: Iterable[Row]) -> Iterator[bytes]:
    """Rows in ascending order as CSV in UTF-8, in pieces of whole records; an empty record for each row that lacks."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    at = 0
    for row, cells in rows:
        text.write("\n" * (row - at - 1))
        if any(cells):
            writer.writerow(cells)
        else:
            text.write("\n")
        at = row
        if text.tell() > _PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    if text.tell():
        yield text.getvalue().encode()


# Who may be in such a file that has no business in a list of persons, by parts of the entries' names.
_ACTIVE: Final = re.compile(r"vbaproject|macrosheets/|/activex|/embeddings/|/ctrlprops/", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"externallinks/|/connections\.xml|/querytables/|/webextensions/", re.IGNORECASE)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old .xls, or an .xlsx with a password


def xlsx_rows(data: bytes, is_date: Callable[[str], bool]) -> Iterator[Row]:
    """The rows of the first sheet that have any text; `is_date` says of a heading whether its numbers are dates.

    Raises `Unusable`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _require_harmless(packed, len(data))
            sheet, from_1904 = _first_sheet(packed)
            texts = _shared_texts(packed)
            yield from _Sheet(texts, from_1904, is_date).rows(packed, sheet)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, KeyError, NotImplementedError, ValueError):
        # KeyError: an entry that must be there is not. NotImplementedError: packed in a way that no spreadsheet writes.
        encrypted = data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data
        code = Code.IMPORT_FINDING_CODE_FILE_ENCRYPTED if encrypted else Code.IMPORT_FINDING_CODE_FILE_MALFORMED
        raise Unusable(code) from None


def _require_harmless(packed: zipfile.ZipFile, size: int) -> None:
    entries = packed.infolist()
    bomb = (
        len(entries) > MAX_ENTRIES
        or sum(entry.compress_size for entry in entries) > size  # entries that share their bytes
        or len({entry.filename for entry in entries}) < len(entries)
        or any(e.file_size > _SMALL and e.file_size > MAX_RATIO * e.compress_size for e in entries)
    )
    if bomb:
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_ZIP_BOMB)
    # zipfile gives no more of an entry than it declares, so this bounds all that will be read.
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_TOO_LARGE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_ENCRYPTED)
    kinds: list[str] = []
    _parse(packed, "[Content_Types].xml", lambda name, found: kinds.append(found.get("ContentType", "")))
    if any(_ACTIVE.search(e.filename) for e in entries) or any("macroenabled" in kind.lower() for kind in kinds):
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_MACROS)
    if any(_ELSEWHERE.search(entry.filename) for entry in entries):
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_EXTERNAL_LINKS)


def _first_sheet(packed: zipfile.ZipFile) -> tuple[str, bool]:
    """The entry of the first sheet, and whether the file counts days from 1904."""
    relations: dict[str, str] = {}
    sheets: list[str] = []
    from_1904: list[bool] = []

    def relation(name: str, found: Mapping[str, str]) -> None:
        if name == "Relationship":
            if found.get("TargetMode") == "External":
                raise Unusable(Code.IMPORT_FINDING_CODE_FILE_EXTERNAL_LINKS)
            relations[found["Id"]] = found["Target"]

    def workbook(name: str, found: Mapping[str, str]) -> None:
        if name == "sheet":
            sheets.append(next((value for key, value in found.items() if key.endswith("}id")), ""))
        elif name == "workbookPr":
            from_1904.append(found.get("date1904", "0") in ("1", "true"))

    _parse(packed, "xl/_rels/workbook.xml.rels", relation)
    _parse(packed, "xl/workbook.xml", workbook)
    if not sheets:
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_EMPTY)
    target = relations[sheets[0]]
    return (target[1:] if target.startswith("/") else f"xl/{target}"), any(from_1904)


Starts = Callable[[str, Mapping[str, str]], None]


def _parser(starts: Starts) -> Any:
    parser: Any = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise Unusable(Code.IMPORT_FINDING_CODE_FILE_XML_ENTITIES)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda name, found: starts(name.rpartition("}")[2], found)
    return parser


def _feed(parser: Any, packed: zipfile.ZipFile, entry: str) -> Iterator[None]:
    """Parses an entry, and stops after each piece of it."""
    read = 0
    with packed.open(entry) as stream:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)  # noqa: FBT003  # its parameters have no names
            read += len(piece)
            if read - parser.CurrentByteIndex > _LONGEST_TAG:  # which expat would keep whole
                raise Unusable(Code.IMPORT_FINDING_CODE_FILE_TOO_LARGE)
            yield
    parser.Parse(b"", True)  # noqa: FBT003
    yield


def _parse(packed: zipfile.ZipFile, entry: str, starts: Starts) -> None:
    for _ in _feed(_parser(starts), packed, entry):
        pass


class _Texts:
    """Texts by number, one after another as UTF-8: a tenth of what as many Python texts would take."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        # A lone surrogate cannot come out of expat.
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise ValueError("no such shared text")
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode()


def _shared_texts(packed: zipfile.ZipFile) -> _Texts:
    texts = _Texts()
    if "xl/sharedStrings.xml" not in packed.namelist():
        return texts
    text = _Text()

    def start(name: str, found: Mapping[str, str]) -> None:
        if name == "si":
            text.clear()
        elif name == "rPh":  # how it is pronounced
            text.muted = True
        elif name == "t":
            text.open = True

    def end(name: str) -> None:
        name = name.rpartition("}")[2]
        if name == "si":
            texts.append(text.whole())
        elif name == "rPh":
            text.muted = False
        elif name == "t":
            text.open = False

    parser = _parser(start)
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.add
    for _ in _feed(parser, packed, "xl/sharedStrings.xml"):
        pass
    return texts


class _Text:
    """The text between two tags, bounded while it grows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.open = self.muted = False
        self.place = (0, 0)

    def clear(self) -> None:
        self._parts.clear()
        self._length = 0
        self.open = self.muted = False

    def add(self, part: str) -> None:
        if self.open and not self.muted:
            self._length += len(part)
            if self._length > MAX_CELL_CHARS:
                raise Unusable(Code.IMPORT_FINDING_CODE_FILE_TOO_LARGE, *self.place)
            self._parts.append(part)

    def whole(self) -> str:
        return "".join(self._parts)


_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def _unescaped(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return match[0] if 0xD800 <= number < 0xE000 else chr(number)  # half a character is none


class _Sheet:
    """Reads one sheet."""

    def __init__(self, texts: _Texts, from_1904: bool, is_date: Callable[[str], bool]) -> None:
        self._texts = texts
        self._origin = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
        self._is_date = is_date
        self._dates: set[int] = set()
        self._text = _Text()
        self._row = 0
        self._cells: list[str] = []
        self._column = 0  # of the cell that is being read, from 1
        self._kind = "n"
        self._ready: deque[Row] = deque()

    def rows(self, packed: zipfile.ZipFile, entry: str) -> Iterator[Row]:
        parser = _parser(self._start)
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.add
        for _ in _feed(parser, packed, entry):
            while self._ready:
                yield self._ready.popleft()

    def _start(self, name: str, found: Mapping[str, str]) -> None:
        if name == "c":
            place = found.get("r")
            self._column = _column(place) if place else self._column + 1
            self._kind = found.get("t", "n")
            self._text.clear()
            self._text.place = (self._row, self._column)
        elif name == "v" or name == "t":
            self._text.open = True
        elif name == "row":
            row = int(found.get("r", self._row + 1))
            if row <= self._row:
                raise ValueError("rows must ascend")
            if row > MAX_ROWS:
                raise Unusable(Code.IMPORT_FINDING_CODE_FILE_TOO_LARGE, row)
            self._row, self._column, self._cells = row, 0, []
        elif name == "f":
            raise Unusable(Code.IMPORT_FINDING_CODE_FILE_FORMULA, self._row, self._column)
        elif name == "rPh":
            self._text.muted = True

    def _end(self, name: str) -> None:
        name = name.rpartition("}")[2]
        if name == "v" or name == "t":
            self._text.open = False
        elif name == "rPh":
            self._text.muted = False
        elif name == "c":
            if text := self._value(self._text.whole()):
                if self._column > MAX_COLUMNS:
                    raise Unusable(Code.IMPORT_FINDING_CODE_FILE_TOO_LARGE, self._row, self._column)
                self._cells += [""] * (self._column - len(self._cells) - 1)
                if len(self._cells) >= self._column:
                    raise ValueError("cells must ascend")
                self._cells.append(text)
        elif name == "row" and self._cells:
            if self._row == 1:
                self._dates = {at for at, text in enumerate(self._cells, start=1) if self._is_date(text)}
            self._ready.append((self._row, self._cells))

    def _value(self, text: str) -> str:
        if self._kind == "s":
            text = self._texts[int(text)] if text else ""
        elif self._kind == "n" and self._column in self._dates:
            return self._date(text)
        if self._kind in ("s", "inlineStr", "str") and "_x" in text:
            text = _ESCAPED.sub(_unescaped, text)
        return text

    def _date(self, text: str) -> str:
        """A number of days as a date; what is none stays as it is, to be found fault with by its row."""
        try:
            return (self._origin + timedelta(days=int(float(text)))).isoformat()
        except (ValueError, OverflowError):
            return text


def _column(place: str) -> int:
    """`B7` → 2."""
    number = 0
    for letter in place.rstrip("0123456789"):
        if not "A" <= letter <= "Z" or number > MAX_COLUMNS * 26:
            raise ValueError("no place of a cell")
        number = number * 26 + ord(letter) - 64
    if not number:
        raise ValueError("no place of a cell")
    return number
