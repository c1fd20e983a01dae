"""Runs for tests: what the workers would hear, heard here."""

from bihuan.levy.v1.events_pb2 import AssessmentRunPlanned, AssessmentRunStarted, AssessmentSlicePlanned

from services.levy import province
from shared.address import type_name
from shared.store import OUTBOX, Database

RUNS = [type_name(AssessmentRunStarted), type_name(AssessmentRunPlanned)]
SLICES = [type_name(AssessmentSlicePlanned)]


def work_off(database: Database, most_slices: int = 1_000_000) -> int:
    """Hear the runs' events that wait in the outbox, at most so many of slices; how many slices it was."""
    slices = 0
    outbox = database.mongo[OUTBOX]
    while entry := outbox.find_one({"sent": False, "type": {"$in": RUNS + SLICES}}, sort=[("recorded_at", 1)]):
        id = entry["aggregate_id"]
        if entry["type"] in RUNS:
            database.transact(lambda tx, id=id: province.plan(tx, id))  # type: ignore[misc]
        else:
            if slices == most_slices:
                return slices
            database.transact(lambda tx, id=id: province.assess_slice(tx, id))  # type: ignore[misc]
            slices += 1
        outbox.update_one({"_id": entry["_id"]}, {"$set": {"sent": True}})
    province.finish(database)
    return slices
