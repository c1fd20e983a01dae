"""The levy's worker with slices of fifty employers, so that a small province has many."""

import eventlet

eventlet.monkey_patch()

from services.levy import accounts, province, province_store, store  # noqa: E402
from services.levy.worker import Levy  # noqa: E402
from shared.worker import run  # noqa: E402

if __name__ == "__main__":
    province.SLICE = 50  # type: ignore[misc]  # final for the product
    run(Levy, [*store.INDEXES, *accounts.INDEXES, *province_store.INDEXES])
