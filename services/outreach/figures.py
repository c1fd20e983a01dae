"""The figures of outreach for Prometheus, counted in the database."""

from collections.abc import Iterable

import pymongo
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from pymongo.errors import PyMongoError

from services.outreach import queries
from services.outreach.domain.cycle import Step
from services.outreach.domain.records import Origin
from shared.store import Database


class CaseGauges(Collector):
    """`bihuan_cases_open{step, origin}`: the cases open now; `bihuan_cases_waiting`: those without a grassroots worker.

    Counted when Prometheus asks, so every api process tells the same figure, however often any was restarted: take
    `max by (step, origin)`, not a sum. Missing while MongoDB does not answer.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """The names, without asking the database."""
        return self._families()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The figures of this moment."""
        opened, waiting = self._families()
        try:
            with pymongo.timeout(5):
                counts = queries.count_open_cases(self._database)
                waiting.add_metric([], queries.count_waiting_cases(self._database))
        except PyMongoError:
            return
        for step in Step:
            for origin in Origin:
                number = counts.get((step.name, origin.name), 0)
                opened.add_metric([step.name.lower(), origin.name.lower()], number)
        yield opened
        yield waiting

    @staticmethod
    def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
        return (
            GaugeMetricFamily(
                "bihuan_cases_open",
                "Cases open now, by step and by what made them necessary.",
                labels=["step", "origin"],
            ),
            GaugeMetricFamily("bihuan_cases_waiting", "Open cases that no grassroots worker has yet."),
        )
