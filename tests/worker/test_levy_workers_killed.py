"""A province assessed by real workers that are killed in the middle of it."""

from datetime import date

from services.levy import accounts, province, province_store, store
from services.levy.domain.province import RunState
from shared import broker, topology
from shared.store import OUTBOX, Database, new_id
from tests import employers
from tests.levy_province import work_off
from tests.levy_samples import with_social_average
from tests.worker.conftest import Delivery, Program, until

COUNT, YEAR = 2_000, 2021


def start(database: Database) -> str:
    """A run of Shandong; its id."""
    id = new_id()
    book = with_social_average()
    database.transact(
        lambda tx: province.start(
            tx, book, id, "370000", YEAR, date(2021, 12, 1), dry_run=False, reissue_unchanged=False
        )
    )
    return id


def result(database: Database) -> dict[str, tuple[object, ...]]:
    """What each employer's assessment in force says."""
    rows = list(database.mongo[store.ASSESSMENTS].find())
    assert len({row["employer_code"] for row in rows}) == len(rows), "an employer was assessed twice"
    names = ("outcome", "due_fen", "payable_fen", "staff", "placed", "required", "wage_applied_fen", "sequence")
    return {row["employer_code"]: tuple(row[name] for name in names) for row in rows}


def issued(database: Database) -> list[tuple[str, int]]:
    """The assessments told of, by id and version."""
    rows = database.mongo[OUTBOX].find({"type": "bihuan.levy.v1.AssessmentIssued"})
    return [(row["aggregate_id"], row["aggregate_version"]) for row in rows]


def test_workers_killed_in_the_middle_of_a_run_change_nothing_of_it(delivery: Delivery) -> None:
    # given what the same employers come to where nobody is killed
    undisturbed, disturbed = delivery.publisher, delivery.hearer
    for database in (undisturbed, disturbed):
        database.ensure_indexes([*store.INDEXES, *accounts.INDEXES, *province_store.INDEXES])
        employers.seed(database, COUNT, YEAR)
    start(undisturbed)
    work_off(undisturbed)
    expected = result(undisturbed)

    # and a run with a relay and two workers
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        topology.declare(connection.channel(), [each for each in topology.load() if each.service == "levy"])
    name = disturbed.mongo.name

    def worker() -> Program:
        return delivery._start("levy-worker", ["-m", "tests.worker.levy_in_small_slices"], "levy", name)

    relay = delivery._start("relay", ["-m", "shared.relay"], "levy", name)
    workers = [worker(), worker()]
    delivery.started(relay, *workers)
    run_id = start(disturbed)

    def done(count: int) -> bool:
        return disturbed.mongo[province_store.SLICES].count_documents({"run_id": run_id, "done": True}) >= count

    # when one is killed early, and later both at once
    until(lambda: done(5), "five slices done")
    workers[0].kill()
    workers[0] = worker()
    until(lambda: done(18), "eighteen slices done")
    for each in workers:
        each.kill()
    assert not done(COUNT // 50), "the run was over before all workers were killed"
    workers = [worker(), worker()]

    # then the run ends, each employer is assessed once, to the same fen, and told of once
    def ended() -> bool:
        return disturbed.mongo[province_store.RUNS].count_documents({"state": RunState.DONE.name}) == 1

    until(ended, "the run done", 90)
    assert result(disturbed) == expected
    told = issued(disturbed)
    assert len(told) == len(set(told)) == len(expected)
    [run] = disturbed.mongo[province_store.RUNS].find()
    assert (run["sums"]["issued"], run["slices_done"]) == (len(expected), COUNT // 50)
    assert run["sums"]["payable_fen"] == sum(row["payable_fen"] for row in disturbed.mongo[store.ASSESSMENTS].find())
    assert not any(delivery.depth(f"levy.{queue}.parked") for queue in ("assess_slices", "follow_runs"))
