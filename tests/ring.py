"""The key ring of the tests. A module of its own: pytest loads `conftest` under another name than an import would."""

from shared.clock import utc_now
from shared.keys import KeyRing

RING = KeyRing.new(utc_now())
