"""Nameko as shipped, in a process of its own: `dispatch AMQP_URL COUNT` or `hear AMQP_URL MONGO_URL DATABASE`."""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402
import time  # noqa: E402

from nameko.events import event_handler  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from nameko.standalone.events import event_dispatcher  # noqa: E402
from pymongo import MongoClient  # noqa: E402
from pymongo.errors import DuplicateKeyError  # noqa: E402
from pymongo.write_concern import WriteConcern  # noqa: E402

PAYLOAD = {"enrolmentId": "e", "regionCode": "370105003", "loopId": "l", "personId": "p", "classId": "c"}


def dispatch(url: str, count: int) -> None:
    """Publish one by one, each confirmed, as Nameko's dispatcher does; print the seconds."""
    send = event_dispatcher({"AMQP_URI": url})
    send("training", "enrolment_confirmed.v1.37.01.05.003", PAYLOAD)  # connects
    start = time.perf_counter()
    for _ in range(count):
        send("training", "enrolment_confirmed.v1.37.01.05.003", PAYLOAD)
    sys.stdout.write(f"{time.perf_counter() - start}\n")


class Hearer:
    """Inserts each message once; a second delivery is refused by the unique id."""

    name = "stock"

    @event_handler("training", "enrolment_confirmed.v1.37.01.05.003")  # type: ignore[untyped-decorator]
    def hear(self, payload: dict[str, object]) -> None:
        """The insert."""
        try:
            COLLECTION.insert_one({"_id": payload["id"], "person_id": "p"})
        except DuplicateKeyError:
            return


if __name__ == "__main__":
    if sys.argv[1] == "dispatch":
        dispatch(sys.argv[2], int(sys.argv[3]))
    else:
        database = MongoClient[dict[str, object]](sys.argv[3])[sys.argv[4]]
        COLLECTION = database.get_collection("stock", write_concern=WriteConcern("majority", j=True))
        runner = ServiceRunner({"AMQP_URI": sys.argv[2]})
        runner.add_service(Hearer)
        runner.start()
        runner.wait()
