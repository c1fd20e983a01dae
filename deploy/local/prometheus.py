"""Prometheus: Debian's server, scraping RabbitMQ and every program of the suite."""

import json
import os
import shutil
from collections.abc import Iterable
from typing import Any

import yaml

from deploy.local.places import HOST, ROOT, Places, write_private
from deploy.local.processes import Process, StartFailed, http_ok

ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
READY_SECONDS = 30


class Prometheus:
    """The Prometheus of a stack. It finds the programs in a file, so that some can be added while it runs."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._data = places.directory / "prometheus"
        command = [
            shutil.which("prometheus") or "prometheus",
            f"--config.file={self._data / 'prometheus.yml'}",
            f"--storage.tsdb.path={self._data / 'data'}",
            "--storage.tsdb.retention.time=7d",
            f"--web.listen-address={HOST}:{places.ports['prometheus']}",
            "--log.level=warn",
        ]
        log = places.log_directory / "prometheus.log"
        env = {"PATH": os.environ["PATH"]}
        self.process = Process("Prometheus", command, env=env, log=log, directory=places.directory)

    def start(self, programs: Iterable[str]) -> None:
        """Write the configuration and start it; returns at once. `programs` as in `set_targets`."""
        if shutil.which("prometheus") is None:
            raise StartFailed("prometheus is missing: install Debian's prometheus (`make setup` as root does)")
        (self._data / "data").mkdir(parents=True, exist_ok=True)
        self.set_targets(programs)
        config: dict[str, Any] = {
            "global": {"scrape_interval": "2s", "evaluation_interval": "2s"},
            "rule_files": [str(ALERTS)],
            "scrape_configs": [
                {
                    "job_name": "bihuan",
                    "file_sd_configs": [{"files": [str(self._data / "targets.json")], "refresh_interval": "5s"}],
                },
                {
                    "job_name": "rabbitmq",
                    "metrics_path": "/metrics/per-object",
                    "static_configs": [{"targets": [f"{HOST}:{self._places.ports['rabbit-prometheus']}"]}],
                },
            ],
        }
        write_private(self._data / "prometheus.yml", yaml.safe_dump(config, sort_keys=False))
        self.process.start()

    def set_targets(self, programs: Iterable[str]) -> None:
        """Which programs to scrape, each `<service>-<program>`, as `training-worker` or `training-worker-2`."""
        targets = []
        for name in programs:
            service, program = name.split("-", 1)
            labels = {"service": service, "program": program.split("-")[0], "name": name}
            targets.append({"targets": [f"{HOST}:{self._places.ports[f'{name}-metrics']}"], "labels": labels})
        write_private(self._data / "targets.json", json.dumps(targets, indent=1))

    def wait_ready(self) -> None:
        """Wait until it answers. Raises `StartFailed`."""
        url = f"{self._places.prometheus_url}/-/ready"
        self.process.wait_ready(lambda: http_ok(url), seconds=READY_SECONDS)
