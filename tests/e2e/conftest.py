"""The whole suite, on servers and ports of its own."""

from collections.abc import Iterator

import pytest

from deploy.local.suite import Suite


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """Servers, Prometheus and the fifteen programs, fresh for each module."""
    with Suite(tmp_path_factory.mktemp("suite"), private_ports=True) as running:
        yield running
