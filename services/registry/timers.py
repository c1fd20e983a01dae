"""What the registry's worker does by the clock. Any number of workers may do it at the same time."""

from datetime import date
from functools import partial
from typing import Final

from services.registry import commands, counts, queries
from shared import dates, logs
from shared.store import Database, Transaction

log = logs.logger()

TOGETHER: Final = 50  # persons in one transaction
AT_MOST: Final = 5_000  # in one run, so that a worker is not busy for ever
FAILED_AT_MOST: Final = 100  # persons left for the next run


def keep_counts(database: Database) -> None:
    """Today's counts are kept, and what has changed is brought into them (ADR 9)."""
    counts.keep(database, dates.china_date(database.now()))


def remind(database: Database) -> int:
    """Tell what has fallen due by today; how many persons were looked at.

    What one worker has told the next finds told: a person's document says so, and its revision lets only one save it.
    """
    today = dates.china_date(database.now())
    done, failed = 0, list[str]()
    while done < AT_MOST and len(failed) < FAILED_AT_MOST:
        ids = queries.persons_due(database, today, failed, TOGETHER)
        if not ids:
            break
        try:
            database.transact(partial(_remind_all, ids=ids, today=today))
        except Exception:
            # One of them, perhaps: the others must not wait for it.
            for id in ids:
                try:
                    database.transact(partial(_remind_all, ids=[id], today=today))
                except Exception as error:
                    failed.append(id)
                    log.exception("reminder.failed", error=type(error).__name__)
        done += len(ids)
    return done


def _remind_all(tx: Transaction, ids: list[str], today: date) -> None:
    for id in ids:
        commands.remind(tx, id, today)
