"""These tests take minutes: `make faults` runs them, `make test` does not (testpaths in pyproject.toml)."""

from tests.worker.conftest import delivery

__all__ = ["delivery"]
