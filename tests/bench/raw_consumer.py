"""Kombu and pymongo as they are: `python -m tests.bench.raw_consumer AMQP_URL MONGO_URL DATABASE`

Inserts each message of `QUEUE` once (majority, journaled), then acks it.
"""

import sys
from contextlib import suppress
from typing import Any

import kombu
from pymongo import MongoClient
from pymongo.errors import DuplicateKeyError
from pymongo.write_concern import WriteConcern

QUEUE = kombu.Queue("stock.hear", durable=True, queue_arguments={"x-queue-type": "quorum"})


def main(url: str, mongo_url: str, name: str) -> None:
    """Consume until killed."""
    database = MongoClient[dict[str, Any]](mongo_url)[name]
    rows = database.get_collection("stock", write_concern=WriteConcern("majority", j=True))

    def hear(body: dict[str, Any], message: kombu.Message) -> None:
        fields = {key: value for key, value in body.items() if key != "id"}
        with suppress(DuplicateKeyError):  # delivered once more
            rows.insert_one({"_id": body["id"], **fields})
        message.ack()

    with kombu.Connection(url) as connection, kombu.Consumer(connection, [QUEUE], callbacks=[hear], prefetch_count=100):
        while True:
            connection.drain_events()


if __name__ == "__main__":
    main(*sys.argv[1:])
