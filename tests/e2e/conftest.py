"""The whole suite, on servers and ports of its own."""

from collections.abc import Iterator

import pytest

from deploy.local.suite import Suite


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """Servers, Prometheus and the fifteen programs, fresh for each module."""
    suite = Suite(tmp_path_factory.mktemp("suite"), private_ports=True)
    # So that what MongoDB stores can be looked for in its files.
    suite.mongod_options = ("--wiredTigerCollectionBlockCompressor=none", "--wiredTigerJournalCompressor=none")
    with suite as running:
        yield running
