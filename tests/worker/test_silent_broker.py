"""A broker that falls silent while a worker declares its queues: the connection stays open, and no byte comes."""

import re
from urllib.parse import urlsplit

from tests.worker.conftest import Delivery, until
from tests.worker.proxy import Proxy


def test_a_broker_that_falls_silent_while_a_worker_declares_its_queues_is_noticed(delivery: Delivery) -> None:
    parts = urlsplit(delivery.amqp_url)
    with Proxy(parts.hostname or "", parts.port or 0) as proxy:
        login = parts.netloc.rpartition("@")[0]
        delivery.amqp_url = parts._replace(netloc=f"{login}@127.0.0.1:{proxy.port}").geturl()
        proxy.silence_after(2_500)  # the handshake has about 1,000 bytes, all declarations some 6,000
        worker = delivery.worker()

        # By the heartbeats it misses, or by the answer that it has waited for: whichever comes first
        noticed = re.compile("reader.broker_(silent|lost)")
        until(lambda: noticed.search(worker.log.read_text()), "noticed", seconds=40)
        proxy.resume()
        delivery.started(worker)
