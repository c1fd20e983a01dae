"""Exports over real gRPC, and `bihuan registry` as an operator gives it."""

import csv
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from bihuan.registry.v1 import export_service_pb2 as pb
from bihuan.registry.v1 import registry_service_pb2 as registry
from bihuan.registry.v1.export_service_pb2_grpc import ExportServiceStub
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from google.protobuf.field_mask_pb2 import FieldMask
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from deploy.operator import sheets
from deploy.operator.app import app
from services.registry import store
from services.registry.api import INDEXES, Registry, add_to_server
from services.registry.domain import sheets as reading
from services.registry.domain.import_rows import COLUMNS, is_date
from shared import grpc_server
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from tests.callers import admission, presented, token
from tests.import_samples import FIELDS, csv_file, many, row_of
from tests.integration.registry.test_registry_api import identity, registration
from tests.integration.registry.test_registry_at_rest import audited, erasure

PERSONAL = ["resident_id", "name", "phone", "address", "birth_date", "sex", "certificate_number", "category", "level"]


@pytest.fixture
def port(database: Database) -> Iterator[int]:
    database.ensure_indexes([*INDEXES, *REQUEST_INDEXES])
    server = grpc_server.start("registry", Registry(database), add_to_server, admission())
    yield server.port
    server.stop()


@pytest.fixture
def channel(port: int) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel


def exported(channel: grpc.Channel, *fields: str, region_code: str = "370000", **claims: Any) -> list[Any]:
    stub = ExportServiceStub(presented(channel, **claims))
    return list(stub.ExportPersons(pb.ExportPersonsRequest(region_code=region_code, fields=FieldMask(paths=fields))))


def test_the_fields_asked_for_are_exported_and_the_audit_has_whom_what_and_how_many(
    channel: grpc.Channel, database: Database
) -> None:
    calls = RegistryServiceStub(presented(channel))
    ids = [calls.RegisterPerson(registration(number)).person.person_id for number in (1, 2, 3)]
    calls.ErasePerson(erasure(ids[2]))

    (page,) = exported(channel, *PERSONAL, "expires_on")
    assert page.total == 3
    found = {person.person_id: person for person in page.persons}
    first, erased = found[ids[0]], found[ids[2]]
    assert (first.resident_id, first.name, first.phone, first.address, first.certificate_number) == (
        identity(1).resident_id,
        "样本甲",
        "10000000001",
        "样本路一号",
        identity(1).certificate_number,
    )
    assert (first.sex, first.category, first.level, first.expires_on.year) == (registry.SEX_MALE, 4, 2, 2024)
    assert not first.HasField("registered_on")  # not asked for
    assert erased == pb.ExportedPerson(person_id=ids[2], region_code="370105003")

    (page,) = exported(channel, region_code="370105")
    assert {name.name for person in page.persons for name, _ in person.ListFields()} == {
        "person_id",
        "region_code",
        "registered_on",
        "employment_status",
    }
    entries = [entry for entry in audited(database) if entry[0] == "ExportPersons"]
    assert [sorted(entry[1]) for entry in entries] == [sorted(f"persons/{id}" for id in ids)] * 2
    assert entries[1][2] == (
        "exported page 1: 3 of region 370105, fields person_id region_code registered_on employment_status; 3 in all"
    )


def test_a_region_is_exported_in_pages_each_person_once_and_only_to_whom_it_belongs(
    channel: grpc.Channel, database: Database
) -> None:
    calls = RegistryServiceStub(presented(channel))
    id = calls.RegisterPerson(registration(1)).person.person_id
    persons = database.collection(store.PERSONS)
    row = persons.find_one({"_id": id})
    assert row is not None
    del row["resident_id_index"]
    regions = ["370105003", "370105004", "370202"]
    persons.insert_many([{**row, "_id": f"{n:04}", "region_code": regions[n % 3]} for n in range(599)])

    pages = exported(channel)
    assert [(len(page.persons), page.HasField("total")) for page in pages] == [(200, False)] * 2 + [(200, True)]
    keys = [(person.region_code, person.person_id) for page in pages for person in page.persons]
    assert keys == sorted(set(keys))
    assert len(keys) == pages[-1].total == 600
    (own,) = exported(channel, region_code="370000", regions=["370105004"])
    assert {person.region_code for person in own.persons} == {"370105004"}
    with pytest.raises(grpc.RpcError) as caught:
        exported(channel, region_code="370200", regions=["370105"])
    assert caught.value.code() == grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(grpc.RpcError) as caught:
        exported(channel, "name", "diagnosis")
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_what_the_audit_cannot_take_down_is_not_exported(channel: grpc.Channel, database: Database) -> None:
    RegistryServiceStub(presented(channel)).RegisterPerson(registration(1))
    links = database.client[f"{database.mongo.name}_audit"]
    links.command("collMod", "links", validator={"never": {"$exists": True}})
    with pytest.raises(grpc.RpcError):
        exported(channel, "name")


Bihuan = Callable[..., tuple[int, str]]


@pytest.fixture
def bihuan(port: int, monkeypatch: pytest.MonkeyPatch) -> Bihuan:
    monkeypatch.setenv("BIHUAN_TOKEN", token())

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["registry", *words, "--address", f"127.0.0.1:{port}"])
        return done.exit_code, done.output

    return run


def table(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_operator_checks_a_file_enters_it_and_what_is_exported_can_be_read_again(
    bihuan: Bihuan, database: Database, tmp_path: Path, kind: str
) -> None:
    file, report, out = tmp_path / "old.csv", tmp_path / "report.csv", tmp_path / f"out.{kind}"
    file.write_bytes(csv_file([*many(20), row_of(2, name=""), row_of(1, address="'=样本路"), row_of(3, name="=1+1")]))
    code, output = bihuan("import", str(file), "--region", "370000", "--report", str(report))
    assert code == 1  # not all can be taken
    assert "CHECKED; 23 rows checked, 21 without fault, 0 entered" in output
    assert "CELL_FORMULA,1" in output
    assert [row[:6] for row in table(report)[1:]] == [
        ["22", "姓名", "2", "CELL_MISSING", "ERROR", ""],
        ["24", "姓名", "2", "CELL_FORMULA", "ERROR", "'=*+*"],
    ]
    id = output.split("import ", 1)[1][:36]
    code, output = bihuan("import", "--resume", id, "--commit")
    assert (code, "DONE; 23 rows checked, 21 without fault, 21 entered" in output) == (1, True)
    assert database.collection(store.PERSONS).count_documents({}) == 21

    fields = [field for field in FIELDS if field in pb.ExportedPerson.DESCRIPTOR.fields_by_name]
    words = ("--region", "370000", "--fields", ",".join(fields), "--purpose", "supervision")
    code, output = bihuan("export", str(out), *words)
    assert (code, output.strip()) == (0, "21 persons")
    assert out.stat().st_mode & 0o077 == 0
    assert bihuan("export", str(out), *words)[0] == 2  # it is there already
    code, output = bihuan("import", str(out), "--region", "370000", "--dry-run")
    assert (code, "21 rows checked, 0 without fault" in output) == (1, True)
    assert "DUPLICATE_IN_REGISTER,21" in output
    assert "COLUMN_UNKNOWN,1" in output  # the persons' ids
    assert "CELL" not in output
    if kind == "csv":
        assert [cell for row in table(out) for cell in row if cell.startswith(("=", "'"))] == ["'=样本路"]
    else:
        with zipfile.ZipFile(out) as packed:
            assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


def test_an_operator_is_told_in_a_sentence_what_cannot_be_done(bihuan: Bihuan, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_bytes(csv_file([row_of(1)]))
    assert bihuan("import")[0] == 2
    assert bihuan("import", str(file))[0] == 2
    code, output = bihuan("import", str(file), "--region", "999999")
    assert (code, "NOT_FOUND" in output) == (2, True)
    assert bihuan("import", str(tmp_path / "none.csv"), "--region", "370000")[0] == 2
    assert bihuan("export", str(tmp_path / "x.csv"), "--region", "370000")[0] == 2  # no purpose
    assert not (tmp_path / "x.csv").exists()


def test_the_template_has_the_headings_that_an_import_knows(tmp_path: Path) -> None:
    heading = [column.heading for column in COLUMNS]
    for name in ("template.csv", "template.xlsx"):
        file = tmp_path / name
        assert CliRunner().invoke(app, ["registry", "template", str(file)]).exit_code == 0
        assert CliRunner().invoke(app, ["registry", "template", str(file)]).exit_code == 2
    assert table(tmp_path / "template.csv") == [heading]
    assert list(reading.xlsx_rows((tmp_path / "template.xlsx").read_bytes(), is_date)) == [(1, heading)]


@given(st.text(max_size=20))
def test_no_cell_of_an_export_begins_like_a_formula_and_the_mark_can_be_taken_off(text: str) -> None:
    quoted = sheets.quoted(text)
    assert not quoted.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert quoted in (text, f"'{text}")
    assert sheets.quoted(quoted) != quoted or quoted == text
