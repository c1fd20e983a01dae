"""The story against a fresh suite that runs already, for instance docker-compose.yml's.

    BIHUAN_TOKEN=… BIHUAN_REVIEWER_TOKENS='… …' python -m deploy.demo.against [HOST]

The five apis are on HOST (127.0.0.1), ports 7051 to 7055. The tokens are for every scope, everywhere, and of three
different subjects, for two others review what one files; deploy/README.md says where they come from.

Prints what the services say; exit code 1 when it is not what the story expects.
"""

import sys
from functools import partial

from deploy.demo.clients import SERVICES, Clients
from deploy.demo.run import EXPECTED, run
from deploy.demo.story import Story
from shared.settings import SettingsError, load_reviewer_tokens, load_token

FIRST_PORT = 7051


def main(host: str = "127.0.0.1") -> int:
    """Run the story, compare, report."""
    token = load_token()
    addresses = {service: f"{host}:{FIRST_PORT + number}" for number, service in enumerate(SERVICES)}
    clients = Clients(addresses, lambda: token, [partial(str, each) for each in load_reviewer_tokens()])
    summary = run(Story(clients))
    print(summary)
    if summary != EXPECTED:
        print(f"expected: {EXPECTED}")
        return 1
    print("as the story expects")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:2]))
    except SettingsError as error:
        sys.exit(str(error))
