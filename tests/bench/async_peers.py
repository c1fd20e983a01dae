"""asyncio consumers as shipped: `python -m tests.bench.async_peers aio-pika|faststream AMQP_URL MONGO_URL DATABASE`

Each inserts every message of `QUEUE` once (majority, journaled; a second delivery is refused by the unique id) and then
acks it, with up to a hundred messages in hand at the same time.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aio_pika
from aio_pika.abc import AbstractIncomingMessage
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitMessage, RabbitQueue
from pymongo import AsyncMongoClient
from pymongo.errors import DuplicateKeyError
from pymongo.write_concern import WriteConcern

QUEUE = "stock.hear"
PREFETCH = 100
Insert = Callable[[bytes], Awaitable[None]]


async def by_aio_pika(url: str, insert: Insert) -> None:
    """Consume until killed."""
    connection = await aio_pika.connect_robust(url)
    channel = await connection.channel()
    await channel.set_qos(prefetch_count=PREFETCH)
    queue = await channel.get_queue(QUEUE)

    async def hear(message: AbstractIncomingMessage) -> None:
        await insert(message.body)
        await message.ack()

    await queue.consume(hear)
    await asyncio.Event().wait()


async def by_faststream(url: str, insert: Insert) -> None:
    """Consume until killed."""
    broker = RabbitBroker(url, default_channel=Channel(prefetch_count=PREFETCH))
    queue = RabbitQueue(QUEUE, queue_type=QueueType.QUORUM, durable=True, declare=False)

    @broker.subscriber(queue, ack_policy=AckPolicy.NACK_ON_ERROR)
    async def hear(message: RabbitMessage) -> None:
        await insert(message.body)

    await FastStream(broker).run()


async def main(peer: str, url: str, mongo_url: str, name: str) -> None:
    """Run one of the two."""
    database = AsyncMongoClient[dict[str, Any]](mongo_url)[name]
    rows = database.get_collection("stock", write_concern=WriteConcern("majority", j=True))

    async def insert(body: bytes) -> None:
        with suppress(DuplicateKeyError):
            await rows.insert_one({"_id": json.loads(body)["id"], "person_id": "p"})

    await {"aio-pika": by_aio_pika, "faststream": by_faststream}[peer](url, insert)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
