"""Figures read from the programs' own /metrics."""

import math
import urllib.request
from collections import Counter
from collections.abc import Iterable

from prometheus_client.parser import text_string_to_metric_families

COMMIT_TO_EFFECT = "bihuan_event_commit_to_effect_seconds"


def quantiles(metrics_urls: Iterable[str], wanted: Iterable[float]) -> list[float]:
    """Quantiles of the time from an event's commit to its effect, in seconds, over all workers.

    Read from histograms, so each is interpolated within its bucket, as Prometheus's histogram_quantile does.
    NaN where nothing was measured.
    """
    buckets: Counter[float] = Counter()
    for url in metrics_urls:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own programs' addresses
            text = answer.read().decode()
        for family in text_string_to_metric_families(text):
            if family.name == COMMIT_TO_EFFECT:
                for sample in family.samples:
                    if sample.name.endswith("_bucket"):
                        buckets[float(sample.labels["le"])] += int(sample.value)
    return [_quantile(sorted(buckets.items()), share) for share in wanted]


def _quantile(buckets: list[tuple[float, int]], share: float) -> float:
    if not buckets or buckets[-1][1] == 0:
        return math.nan
    rank = share * buckets[-1][1]
    lower, below = 0.0, 0
    for upper, count in buckets:
        if count >= rank:
            if math.isinf(upper):
                return lower
            return lower + (upper - lower) * (rank - below) / max(1, count - below)
        lower, below = upper, count
    return lower
