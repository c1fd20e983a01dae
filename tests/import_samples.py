"""Files of the old register's export, made of synthetic persons.

python -m tests.import_samples ROWS FILE [SEED]    write a .csv or .xlsx of so many, with households, needs, programmes
"""

import csv
import hashlib
import io
import sys
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import grpc
import xlsxwriter
from bihuan.registry.v1 import import_service_pb2 as pb
from bihuan.registry.v1.import_service_pb2_grpc import ImportServiceStub

from deploy.synthetic import synthetic_identity
from services.registry.domain.import_rows import COLUMNS
from tests.persons import AS_OF, persons

HEADING = [column.heading for column in COLUMNS]
FIELDS = [column.field for column in COLUMNS]
CATEGORIES = ("", "视力", "听力", "言语", "肢体", "智力", "精神", "多重")
EMPLOYER = "913701050000000015"


def row_of(number: int = 1, /, **changes: str) -> list[str]:
    """A row without fault, of synthetic person `number`; `changes` by field."""
    identity = synthetic_identity(
        number=number % 500, region_code="370105", born_on=date(1988, 5, 2), sex="M", category=4, level=2
    )
    fields = {
        "resident_id": identity.resident_id,
        "name": "样本甲",
        "sex": "男",
        "birth_date": "1988-05-02",
        "region_code": "370105003",
        "phone": "10000000001",
        "address": "样本路一号",
        "registered_on": "2020-03-02",
        "registered_by": "worker:370105003",
        "certificate_number": identity.certificate_number,
        "category": "肢体",
        "level": "二级",
        "issued_on": "2015-01-01",
        "expires_on": "2024-12-31",
    }
    return [(fields | changes).get(field, "") for field in FIELDS]


def many(count: int, seed: int = 7) -> list[list[str]]:
    """Rows of the generated persons, as far as they have what a row must."""
    found = []
    for person in persons(count, seed=seed):
        card = person.certificates[-1] if person.certificates else None
        values = {
            "resident_id": person.resident_id,
            "name": person.name,
            "sex": "男" if person.sex == "M" else "女",
            "birth_date": person.birth_date.isoformat(),
            "region_code": person.region_code,
            "phone": person.phone,
            "address": person.address,
            "registered_on": AS_OF.isoformat(),  # when all regions of the generator are in force
        }
        if card is not None:
            values |= {
                "certificate_number": card.number,
                "issued_on": card.issued_on.isoformat(),
                "expires_on": card.expires_on.isoformat(),
            }
        found.append([values.get(field, "") for field in FIELDS])
    return found


def settled(rows: list[list[str]]) -> list[list[str]]:
    """The rows with three persons to a household, whose head comes last; one in four needs something, one in ten is in
    a programme."""
    for at in range(0, len(rows), 3):
        home = rows[at : at + 3]
        for cells in home:
            cells[FIELDS.index("head_id")] = home[-1][FIELDS.index("resident_id")]
            cells[FIELDS.index("relation")] = "户主" if cells is home[-1] else "其他"
    for cells in rows[::4]:
        cells[FIELDS.index("need_kinds")] = "培训、就业"
        cells[FIELDS.index("need_occupation")] = "4030101"
    for cells in rows[::10]:
        cells[FIELDS.index("programmes")] = "建档立卡"
        cells[FIELDS.index("programmes_from")] = cells[FIELDS.index("registered_on")]
    return rows


def csv_file(rows: Iterable[Sequence[str]], encoding: str = "utf-8", heading: Sequence[str] = HEADING) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_file(
    rows: Iterable[Sequence[Any]], heading: Sequence[str] = HEADING, *, shared: bool = True, from_1904: bool = False
) -> bytes:
    """By XlsxWriter; without `shared` texts stand in their cells. Numbers and dates are written as such."""
    file = io.BytesIO()
    options = {"in_memory": True, "constant_memory": not shared, "date_1904": from_1904}
    with xlsxwriter.Workbook(file, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("实名制")
        for at, cells in enumerate([heading, *rows]):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(at, place, cell, day)
                elif isinstance(cell, int | float):
                    sheet.write_number(at, place, cell)
                elif cell:
                    sheet.write_string(at, place, cell)
    return file.getvalue()


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """An XLSX with entries replaced, added, or (None) left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def entry(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(name)


def with_a_finding(channel: grpc.Channel, region_code: str = "370105") -> str:
    """The id of an import that has been checked, and found fault with."""
    stub: Any = ImportServiceStub(channel)
    data = csv_file([row_of(1, name="")])
    start = pb.StartImportRequest(
        request_id=str(uuid.uuid4()),
        region_code=region_code,
        format=pb.IMPORT_FORMAT_CSV,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        registered_by="worker:import",
    )
    id: str = stub.StartImport(start).progress.import_id
    stub.AppendImportChunk(pb.AppendImportChunkRequest(request_id=str(uuid.uuid4()), import_id=id, data=data))
    for _ in range(2):  # reading, checking
        stub.ContinueImport(pb.ContinueImportRequest(request_id=str(uuid.uuid4()), import_id=id))
    return id


if __name__ == "__main__":
    number, file = int(sys.argv[1]), Path(sys.argv[2])
    write = xlsx_file if file.suffix == ".xlsx" else csv_file
    file.write_bytes(write(settled(many(number, int(sys.argv[3]) if len(sys.argv) > 3 else 7))))
