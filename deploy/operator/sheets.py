"""Tables of texts as CSV or XLSX files, in which no cell is ever computed, whatever program opens them."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Write = Callable[[Sequence[str]], None]


def quoted(cell: str) -> str:
    """A cell as it is written: with ' before what would be computed. The import takes that off again."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


@contextmanager
def writing(file: Path) -> Iterator[Write]:
    """`write(cells)` adds a row to a new file, which is there whole or not at all: .xlsx, or else CSV in UTF-8.

    The file can be read by its owner only.
    """
    draft = file.with_name(file.name + ".part")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        if file.suffix.lower() == ".xlsx":
            with _xlsx(draft) as write:
                yield write
        else:
            # With a byte order mark: without one, Excel takes it for GBK.
            with draft.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                yield lambda cells: writer.writerow([quoted(cell) for cell in cells])
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _xlsx(file: Path) -> Iterator[Write]:
    at = 0
    # Row by row into a file of its own beside the end result: memory does not grow.
    with xlsxwriter.Workbook(str(file), {"constant_memory": True, "tmpdir": str(file.parent)}) as book:
        sheet = book.add_worksheet()

        def write(cells: Sequence[str]) -> None:
            nonlocal at
            for place, cell in enumerate(cells):
                if cell:
                    # A text, whatever it begins with; quoted all the same, for it may be saved as CSV from there.
                    sheet.write_string(at, place, quoted(cell))
            at += 1

        yield write
