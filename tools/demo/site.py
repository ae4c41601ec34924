"""Serves the demo CRM to this machine only, so that the browser shows an address of a CRM and not a folder."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

HOST = "crm.northwind.example"  # .example belongs to nobody (RFC 2606); the browser is told where it is


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing: the demo's own lines are on the terminal."""


class Site:
    """Starts at once, on a free port of the loopback interface."""

    def __init__(self, folder: Path) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        self._thread = Thread(target=self._server.serve_forever, name="demo-site", daemon=True)
        self._thread.start()

    @property
    def chromium_flags(self) -> tuple[str, ...]:
        """The flags that make Chromium find this site under its name."""
        port = self._server.server_address[1]
        return (f"--host-resolver-rules=MAP {HOST}:80 127.0.0.1:{port}", "--no-proxy-server")

    def url(self, page: str) -> str:
        return f"http://{HOST}/{page}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
