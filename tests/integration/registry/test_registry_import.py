"""Imports over real gRPC and MongoDB: what is right becomes persons, the rest is told, and nothing happens twice."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from bihuan.registry.v1 import household_service_pb2 as household_pb
from bihuan.registry.v1 import import_service_pb2 as pb
from bihuan.registry.v1 import registry_service_pb2 as registry
from bihuan.registry.v1.household_service_pb2_grpc import HouseholdServiceStub
from bihuan.registry.v1.import_service_pb2_grpc import ImportServiceStub
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from pymongo import MongoClient

from deploy.local.stack import Stack
from deploy.operator.imports import Importer
from services.registry import import_store, imports, store
from services.registry.api import INDEXES, Registry, add_to_server
from shared import audit, keys
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from shared.vault import KEYS
from tests.callers import AUDIENCE, ISSUER, JWKS, presented
from tests.import_samples import EMPLOYER, csv_file, many, repacked, row_of, xlsx_file
from tests.integration.registry.test_registry_api import day, event_types
from tests.integration.registry.test_registry_at_rest import stored
from tests.ring import RING

ROOT = Path(__file__).parents[3]


@pytest.fixture
def channel(database: Database, serve: Callable[..., grpc.Channel]) -> grpc.Channel:
    database.ensure_indexes([*INDEXES, *REQUEST_INDEXES])
    return serve(Registry(database), add_to_server)


@pytest.fixture
def stub(channel: grpc.Channel) -> ImportServiceStub:
    return ImportServiceStub(channel)


@pytest.fixture
def importer(stub: ImportServiceStub) -> Importer:
    return Importer(stub)


def begun(importer: Importer, path: Path, data: bytes, name: str = "file.csv", **changes: Any) -> pb.ImportProgress:
    file = path / name
    file.write_bytes(data)
    progress = importer.started(
        file, changes.pop("region_code", "370000"), "worker:import", dry_run=changes.pop("dry_run", False)
    )
    return importer.sent(progress, file)


def checked(importer: Importer, path: Path, data: bytes, name: str = "file.csv", **changes: Any) -> pb.ImportProgress:
    return importer.worked(begun(importer, path, data, name, **changes))


def told(importer: Importer, import_id: str) -> list[tuple[int, str, str]]:
    return [
        (row.row, finding.column, pb.ImportFindingCode.Name(finding.code).removeprefix("IMPORT_FINDING_CODE_"))
        for row in importer.findings(import_id)
        for finding in row.findings
    ]


def reason_of(call: Callable[[], object]) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.RpcError) as caught:
        call()
    error: Any = caught.value
    info = error_details_pb2.ErrorInfo()
    status = rpc_status.from_call(error)
    assert status is not None
    assert any(detail.Unpack(info) for detail in status.details)
    return error.code(), info.reason


@pytest.mark.parametrize("kind", ["csv", "gb18030", "xlsx"])
def test_the_good_rows_become_persons_by_the_rules_of_registration_and_the_others_are_told(
    kind: str, importer: Importer, channel: grpc.Channel, database: Database, tmp_path: Path
) -> None:
    rows = [
        row_of(1, employer_code=EMPLOYER, employed_from="2019-01-01"),
        row_of(2, name=""),
        [],
        row_of(1, name="样本乙"),
        row_of(3),
    ]
    data = xlsx_file(rows) if kind == "xlsx" else csv_file(rows, "gb18030" if kind == "gb18030" else "utf-8-sig")
    progress = checked(importer, tmp_path, data, "file.xlsx" if kind == "xlsx" else "file.csv")
    assert progress.state == pb.IMPORT_STATE_CHECKED
    assert (progress.rows_checked, progress.rows_ready, progress.rows_entered) == (4, 2, 0)
    assert {count.code: count.count for count in progress.findings} == {
        pb.IMPORT_FINDING_CODE_CELL_MISSING: 1,
        pb.IMPORT_FINDING_CODE_DUPLICATE_IN_FILE: 1,
    }
    assert told(importer, progress.import_id) == [(3, "姓名", "CELL_MISSING"), (5, "身份证号", "DUPLICATE_IN_FILE")]
    assert database.collection(store.PERSONS).count_documents({}) == 0
    assert all(text.encode() not in stored(database) for text in ("样本甲", "10000000001", rows[0][0]))

    done = importer.committed(progress.import_id)
    assert (done.state, done.rows_entered, done.rows_left_out) == (pb.IMPORT_STATE_DONE, 2, 2)
    assert done.worked_bytes == done.total_bytes > 0
    calls = RegistryServiceStub(channel)
    number = registry.VerifyCertificateRequest(certificate_number=rows[0][9], on=day(2020, 4, 1))
    verified = calls.VerifyCertificate(number)
    assert verified.result == registry.VERIFICATION_RESULT_VALID
    person = calls.GetPerson(registry.GetPersonRequest(person_id=verified.person_id)).person
    assert (person.resident_id, person.name, person.phone, person.address, person.region_code) == (
        rows[0][0],
        "样本甲",
        "10000000001",
        "样本路一号",
        "370105003",
    )
    assert [(job.employer_code, job.started_on) for job in person.employments] == [(EMPLOYER, day(2019, 1, 1))]
    assert Counter(event_types(database)) == {
        "PersonRegistered": 2,
        "PersonCertified": 2,
        "CertificateIssued": 2,
        "EmploymentStatusChanged": 1,
    }
    # Nothing of the file is left, and what a copy of it holds can never be read.
    assert database.collection(import_store.CONTENT).count_documents({}) == 0
    assert database.collection(import_store.SEEN).count_documents({}) == 0
    key = database.collection(KEYS).find_one({"_id": uuid.UUID(progress.import_id).bytes}) or next(
        row for row in database.collection(KEYS).find() if "destroyed_at" in row
    )
    assert key["keyMaterial"] == b""


@pytest.mark.parametrize("seconds", [1.0, 0.0], ids=["in one slice", "a slice for each row, as on a busy machine"])
def test_needs_programmes_and_households_come_in_with_the_persons_whatever_the_order_of_rows(
    seconds: float,
    importer: Importer,
    channel: grpc.Channel,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imports, "ENTERING_SECONDS", seconds)
    head, elsewhere = row_of(2)[0], row_of(9)[0]
    rows = [
        row_of(1, head_id=head, relation="配偶", need_kinds="就业、培训", need_occupation="4030101"),
        row_of(2, head_id=head, relation="户主", programmes="建档立卡", programmes_from="2020-03-05"),
        row_of(3, head_id=head, relation="子女", registered_on="2020-03-04"),
        row_of(4, head_id=elsewhere, relation="父母"),
    ]
    done = importer.committed(checked(importer, tmp_path, csv_file(rows)).import_id)
    assert (done.rows_entered, done.rows_left_out) == (4, 0)
    assert told(importer, done.import_id) == [(5, "户主身份证号", "HOUSEHOLD_HEAD_MISSING")]

    persons = {row["resident_id_index"]: row for row in database.collection(store.PERSONS).find()}
    spouse, own, child, _ = (persons[store.resident_key(database.vault, row[0])] for row in rows)
    desk = HouseholdServiceStub(channel)
    [home] = desk.ListHouseholds(household_pb.ListHouseholdsRequest(region_code="370105")).households
    asked = household_pb.GetHouseholdRequest(household_id=home.household_id)
    members = {each.person_id: each for each in desk.GetHousehold(asked).household.members}
    assert home.head_person_id == own["_id"]
    assert {id: each.relation for id, each in members.items()} == {own["_id"]: 1, spouse["_id"]: 2, child["_id"]: 3}
    assert members[child["_id"]].since == day(2020, 3, 4)
    assert [need["kind"] for need in spouse["needs"]] == ["EMPLOYMENT", "TRAINING"]
    assert spouse["search"]["open_needs"] == ["TRAINING", "EMPLOYMENT"]
    assert [each["programme_code"] for each in own["programmes"]] == ["POVERTY_REGISTER"]
    assert Counter(event_types(database))["NeedRecorded"] == 2
    assert database.collection(import_store.HOMES).count_documents({}) == 0


def test_who_is_registered_already_is_for_review_and_nothing_is_entered_twice(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    data = csv_file([row_of(1), row_of(2)])
    importer.committed(checked(importer, tmp_path, data).import_id)
    again = checked(importer, tmp_path, csv_file([row_of(2), row_of(3)]))
    assert told(importer, again.import_id) == [(2, "身份证号", "DUPLICATE_IN_REGISTER")]
    (row,) = importer.findings(again.import_id)
    person = database.collection(store.PERSONS).find_one({"_id": row.findings[0].person_id})
    assert person is not None
    # Meanwhile another import enters the third.
    importer.committed(checked(importer, tmp_path, csv_file([row_of(3)])).import_id)
    done = importer.committed(again.import_id)
    assert (done.rows_ready, done.rows_entered, done.rows_left_out) == (1, 0, 2)
    assert [row for row, _, _ in told(importer, again.import_id)] == [2, 3]
    assert database.collection(store.PERSONS).count_documents({}) == 3


def test_a_dry_run_checks_all_and_enters_nothing(
    importer: Importer, stub: ImportServiceStub, database: Database, tmp_path: Path
) -> None:
    progress = checked(importer, tmp_path, csv_file([row_of(1), row_of(2, name="")]), dry_run=True)
    assert (progress.state, progress.rows_ready) == (pb.IMPORT_STATE_CHECKED, 1)
    assert database.collection(import_store.CONTENT).count_documents({}) == 0
    assert reason_of(lambda: importer.committed(progress.import_id))[1] == "IMPORT_STATE"
    assert len(told(importer, progress.import_id)) == 1
    assert importer.cancelled(progress.import_id).state == pb.IMPORT_STATE_CANCELLED
    assert database.collection(store.PERSONS).count_documents({}) == 0


@pytest.mark.parametrize(
    ("data", "name", "code", "row"),
    [
        (b"x", "file.csv", "COLUMN_MISSING", 1),
        (csv_file([]), "file.csv", "FILE_EMPTY", 0),
        (csv_file([row_of(1)], "utf-16"), "file.csv", "FILE_ENCODING", 0),
        (csv_file([row_of(1)]) + b'"' * 3, "file.csv", "FILE_MALFORMED", 3),
        (csv_file([row_of(1)]), "file.xlsx", "FILE_MALFORMED", 0),
        (repacked(xlsx_file([row_of(1)]), {"xl/vbaProject.bin": b"x"}), "file.xlsm", "FILE_MACROS", 0),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason_and_forgotten(
    importer: Importer, database: Database, tmp_path: Path, data: bytes, name: str, code: str, row: int
) -> None:
    progress = checked(importer, tmp_path, data, name)
    assert progress.state == pb.IMPORT_STATE_REFUSED
    assert told(importer, progress.import_id)[-1] == (row, "", code)
    assert database.collection(import_store.CONTENT).count_documents({}) == 0


def test_what_came_otherwise_than_it_was_announced_is_refused(stub: ImportServiceStub) -> None:
    start = pb.StartImportRequest(
        request_id=str(uuid.uuid4()),
        region_code="370000",
        format=pb.IMPORT_FORMAT_CSV,
        size_bytes=3,
        sha256="0" * 64,
        registered_by="w",
    )
    progress = stub.StartImport(start).progress
    assert stub.StartImport(start).progress == progress  # sent again
    id = progress.import_id

    def piece(offset: int, data: bytes) -> pb.AppendImportChunkRequest:
        return pb.AppendImportChunkRequest(request_id=str(uuid.uuid4()), import_id=id, offset=offset, data=data)

    first = piece(0, b"ab")
    assert stub.AppendImportChunk(first) == stub.AppendImportChunk(first)
    assert reason_of(lambda: stub.AppendImportChunk(piece(0, b"ab")))[1] == "CHUNK_OFFSET"
    assert reason_of(lambda: stub.AppendImportChunk(piece(2, b"cd")))[0] == grpc.StatusCode.INVALID_ARGUMENT
    stub.AppendImportChunk(piece(2, b"c"))
    assert reason_of(lambda: stub.AppendImportChunk(piece(3, b"d")))[1] == "IMPORT_STATE"
    importer = Importer(stub)
    assert importer.worked(importer.get(id)).state == pb.IMPORT_STATE_REFUSED
    assert told(importer, id) == [(0, "", "FILE_DIFFERS")]


def test_an_import_whose_content_is_no_longer_kept_says_so(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    early = begun(importer, tmp_path, csv_file([row_of(1)]))
    late = checked(importer, tmp_path, csv_file([row_of(1)]))
    database.collection(import_store.CONTENT).delete_many({})  # as its TTL index does
    for call in (lambda: importer.worked(early), lambda: importer.committed(late.import_id)):
        assert reason_of(call)[1] == "IMPORT_EXPIRED"


def test_there_are_twenty_imports_at_most_and_those_of_a_week_ago_make_room(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    first = begun(importer, tmp_path, csv_file([row_of(1)]))
    for _ in range(imports.MOST_AT_ONCE - 1):
        begun(importer, tmp_path, csv_file([row_of(1)]))
    assert reason_of(lambda: begun(importer, tmp_path, b"x"))[1] == "TOO_MANY_IMPORTS"
    week = import_store.KEPT_SECONDS * 1_000 + 1
    database.collection(import_store.IMPORTS).update_one(
        {"_id": first.import_id}, [{"$set": {"started_at": {"$subtract": ["$started_at", week]}}}]
    )
    begun(importer, tmp_path, b"x")
    assert importer.get(first.import_id).state == pb.IMPORT_STATE_CANCELLED


def test_a_caller_sees_and_imports_only_what_is_of_its_regions(
    importer: Importer, database: Database, serve: Callable[..., grpc.Channel], tmp_path: Path
) -> None:
    ours = checked(importer, tmp_path, csv_file([row_of(1, region_code="370202")]), region_code="370105")
    assert told(importer, ours.import_id) == [(2, "居住地区划代码", "REGION_OUTSIDE")]
    other = Importer(ImportServiceStub(serve(Registry(database), add_to_server, regions=["370200"])))
    assert reason_of(lambda: other.get(ours.import_id))[0] == grpc.StatusCode.NOT_FOUND
    assert reason_of(lambda: begun(other, tmp_path, b"x", region_code="370105"))[1] == "REGION_DENIED"


def test_five_thousand_rows_are_imported_in_seconds_and_found_whole(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    data = csv_file(many(5_000))
    begin = time.monotonic()
    done = importer.committed(checked(importer, tmp_path, data).import_id)
    assert (done.rows_entered, done.rows_left_out, list(done.findings)) == (5_000, 0, [])
    assert database.collection(store.PERSONS).count_documents({}) == 5_000
    assert time.monotonic() - begin < 60  # some eight on two idle cores


@contextmanager
def api(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "services.registry.api"],
        cwd=ROOT,
        env={**os.environ, **environment, "BIHUAN_GRPC_PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_an_api_that_is_killed_in_the_midst_of_entering_rows_enters_each_once(
    stack: Stack, database: Database, mongo: MongoClient[Any], tmp_path: Path
) -> None:
    """kill -9 in the midst of the work, twice; the caller only sends its calls again."""
    (tmp_path / "jwks.json").write_bytes(JWKS)
    keys.write(tmp_path / "ring.json", RING)
    stack.choose(["import-test"])
    port = stack.ports["import-test"]
    url = stack.admin_mongo_url(database.mongo.name)
    environment = {
        "BIHUAN_MONGO_URL": url,
        "BIHUAN_KEYS_FILE": str(tmp_path / "ring.json"),
        "BIHUAN_METRICS_PORT": "0",
        "BIHUAN_AUTH_JWKS": str(tmp_path / "jwks.json"),
        "BIHUAN_AUTH_ISSUER": ISSUER,
        "BIHUAN_AUTH_AUDIENCE": AUDIENCE,
    }
    rows = many(1_500)
    reached = threading.Semaphore(0)
    marks = [600, 200]

    def say(progress: pb.ImportProgress) -> None:
        if marks and progress.rows_entered >= marks[-1]:
            marks.pop()
            reached.release()

    with grpc.insecure_channel(f"127.0.0.1:{port}") as bare:
        importer = Importer(ImportServiceStub(presented(bare)), say)
        found: list[pb.ImportProgress] = []

        def work() -> None:
            progress = checked(importer, tmp_path, csv_file(rows))
            found.append(importer.committed(progress.import_id))

        worker = threading.Thread(target=work)
        worker.start()
        for _ in range(2):
            with api(environment, port) as process:
                assert reached.acquire(timeout=60)
                os.kill(process.pid, signal.SIGKILL)
        with api(environment, port):
            worker.join(90)
    (done,) = found
    assert (done.state, done.rows_entered, done.rows_left_out) == (pb.IMPORT_STATE_DONE, 1_500, 0)
    assert database.collection(store.PERSONS).count_documents({}) == 1_500
    assert database.collection(store.IDENTITIES).count_documents({}) == 1_500
    assert Counter(event_types(database))["PersonRegistered"] == 1_500
    mongo.drop_database(audit.database_name(database.mongo.name))
