"""`make up`, `make down`: the suite in the background."""

import argparse
import sys
from pathlib import Path

from deploy.local.places import HOST, LOCAL, SERVICES
from deploy.local.processes import StartFailed
from deploy.local.suite import Suite, start_background, stop_background, supervise, supervisor


def show(suite: Suite) -> None:
    """Where everything is."""
    for service in SERVICES:
        print(f"gRPC  {service:12} {suite.grpc_address(service):16} metrics {suite.metrics_url(service, 'api')}")
    print(f"Prometheus         {suite.prometheus_url}")
    print(f"RabbitMQ           AMQP at {HOST}:{suite.ports['amqp']}; user admin, passwords in {suite.state_file}")
    print(f"RabbitMQ's page    {suite.management_url}")
    print(f"MongoDB            {HOST}:{suite.ports['mongo']}")
    print(f"logs               {suite.log_directory}")


def main() -> int:
    """Exit code 1, with the reason, when the stack could not be started."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "status", "supervise"])
    parser.add_argument("--directory", type=Path, default=LOCAL, help="where data, logs and state are kept")
    arguments = parser.parse_args()
    directory: Path = arguments.directory.resolve()
    try:
        match arguments.command:
            case "up" if supervisor(directory):
                print("it is up already")
                show(Suite(directory))
            case "up":
                show(start_background(directory))
            case "down":
                print("stopped" if stop_background(directory) else "nothing was running")
            case "status":
                if not supervisor(directory):
                    print("not running")
                    return 1
                show(Suite(directory))
            case "supervise":
                supervise(directory)
    except StartFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
