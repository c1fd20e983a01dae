"""A small HTTP server for a program's `/metrics` (Prometheus) and `/healthz`. Imports neither grpc nor eventlet."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from shared.settings import SettingsError


class MetricsServer:
    """Serves until `stop()`. `port` is the real one, also when 0 was asked for.

    `healthy()` tells whether the program can do its work now; it is asked at each `/healthz` (200 or 503), so it must
    answer at once, from what a background check last found. In a process patched by eventlet the threads are green.
    """

    def __init__(
        self,
        host: str,
        port: int,
        healthy: Callable[[], bool],
        registry: CollectorRegistry = REGISTRY,
    ) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30  # a scraper that stalls must not hold its thread for ever

            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                if path == "/metrics":
                    self._answer(200, CONTENT_TYPE_LATEST, generate_latest(registry))
                elif path == "/healthz":
                    serving = healthy()
                    body = json.dumps({"status": "SERVING" if serving else "NOT_SERVING"}).encode()
                    self._answer(200 if serving else 503, "application/json", body)
                else:
                    self._answer(404, "text/plain", b"try /metrics or /healthz\n")

            def _answer(self, status: int, content_type: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Scrapes are not logged."""

        try:
            self._server = ThreadingHTTPServer((host, port), Handler)
        except OSError as error:
            raise SettingsError(f"BIHUAN_METRICS_PORT: {host}:{port} cannot be used: {error.strerror}") from error
        self.port: int = self._server.server_address[1]
        # A short poll so that stop() returns soon.
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="metrics", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
