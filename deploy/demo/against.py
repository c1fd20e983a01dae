"""The story against a fresh suite that runs already, for instance docker-compose.yml's.

    python -m deploy.demo.against [HOST]        the five apis on HOST (127.0.0.1), ports 7051 to 7055

Prints what the services say; exit code 1 when it is not what the story expects.
"""

import sys

from deploy.demo.clients import SERVICES, Clients
from deploy.demo.run import EXPECTED, run
from deploy.demo.story import Story

FIRST_PORT = 7051


def main(host: str = "127.0.0.1") -> int:
    """Run the story, compare, report."""
    clients = Clients({service: f"{host}:{FIRST_PORT + number}" for number, service in enumerate(SERVICES)})
    summary = run(Story(clients))
    print(summary)
    if summary != EXPECTED:
        print(f"expected: {EXPECTED}")
        return 1
    print("as the story expects")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
