"""The province's table with its cities, of kept counts, beside the same aggregation as a collection scan."""

import itertools
import statistics
import time
from collections import Counter
from collections.abc import Callable

from services.registry import counts, figures, store
from services.registry.data import WORKING_AGES
from services.registry.domain.working_age import working_age
from services.registry.store import COUNT_CHANGES, LOOPS, PERSONS
from shared import access
from shared.store import Database, Document, new_id
from tests.bench.framework import Bench, Curve, Figure, Servers
from tests.persons import AS_OF, PersonDrawn, persons

PERSONS_STORED = 1_000_000
PENDING = 1_000  # changes that no timer has brought into the counts yet
PROVINCE = "370000"
CALLS = 20
_stored: dict[int, Database] = {}


def register(servers: Servers, size: int) -> Database:
    """A register of so many persons with today's counts kept; made once, not cleared between rounds."""
    if size not in _stored:
        database = Database(servers.client, f"standing-figures-{size}")
        servers.client.drop_database(database.mongo.name)
        database.ensure_indexes(store.INDEXES)
        drawn = persons(size)
        while chunk := list(itertools.islice(drawn, 5_000)):
            rows = [(_person(person), person) for person in chunk]
            database.mongo[PERSONS].insert_many([row for row, _ in rows], ordered=False)
            if loops := [_loop(row, person) for row, person in rows if person.needs]:
                database.mongo[LOOPS].insert_many(loops, ordered=False)
        access.act_as_system()
        counts.keep(database, AS_OF)
        some = database.mongo[PERSONS].find({}, limit=PENDING)
        database.mongo[COUNT_CHANGES].insert_many([_change(row) for row in some])
        _stored[size] = database
    return _stored[size]


def _person(person: PersonDrawn) -> Document:
    ages = working_age(person.birth_date, 1 if person.sex == "M" else 2, WORKING_AGES)  # type: ignore[arg-type]
    since = person.employed_since
    return {
        "_id": new_id(),
        "region_code": person.region_code,
        "registered_on": person.registered_on.isoformat(),
        "birth_date": person.birth_date.isoformat(),
        "sex": {"M": "MALE", "F": "FEMALE"}[person.sex],
        "working_age_first": ages.first.isoformat(),
        "working_age_last": ages.last.isoformat(),
        "certificates": [
            {
                "category": certificate.category,
                "level": certificate.level,
                "valid_from": certificate.issued_on.isoformat(),
                "valid_until": certificate.expires_on.isoformat(),
            }
            for certificate in person.certificates
        ],
        "needs": [{"kind": kind, "recorded_on": AS_OF.isoformat(), "fulfilled_on": None} for kind in person.needs],
        "employments": [{"started_on": since.isoformat(), "ended_on": None, "form": "FLEXIBLE"}] if since else [],
        "trainings": [],
        "died_on": None,
    }


def _loop(row: Document, person: PersonDrawn) -> Document:
    since = person.employed_since
    return {
        "_id": new_id(),
        "person_id": row["_id"],
        "region_code": person.region_code,
        "opened_on": AS_OF.isoformat(),
        "closed_by_hand": None,
        "placements": [{"started_on": since.isoformat(), "ended_on": None}] if since else [],
        "open": False,
    }


def _change(row: Document) -> Document:
    """A person who moved away: one fewer."""
    return {**row, "_id": new_id(), "of": PERSONS, "sign": -1}


def _milliseconds(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def ours(servers: Servers) -> Figure:
    """The table from what is kept and what has changed since."""
    database = register(servers, servers.many(PERSONS_STORED))
    return Figure(_milliseconds(lambda: figures.get_statistics_table(database, PROVINCE, AS_OF), CALLS))


def collection_scan(servers: Servers) -> float:
    """The same counts of all documents, in the order in which they lie."""
    database = register(servers, servers.many(PERSONS_STORED))

    def scanned() -> Counter[str]:
        total: Counter[str] = Counter()
        with database.client.start_session(snapshot=True) as session:
            for counted in counts.scan(database, AS_OF, session, length=4).values():
                total.update(counted)
        return total

    return _milliseconds(scanned, 1)


def at_size(servers: Servers, size: int) -> float:
    """The table with so many persons registered."""
    database = register(servers, servers.many(size))
    return _milliseconds(lambda: figures.get_statistics_table(database, PROVINCE, AS_OF), CALLS)


BENCHES = [Bench("statistics", ours, collection_scan, goal=0.1, unit="ms", lower_is_better=True)]
CURVES = [Curve("statistics", "persons", (10_000, 100_000, 1_000_000), at_size, unit="ms")]
