"""Running the sandbox: in the foreground for people, in a thread for tests and scripts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.types import WSGIApplication

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from wechat_sandbox import jobs
from wechat_sandbox.factory import create_sandbox
from wechat_sandbox.remote import SandboxRemote
from wechat_sandbox.sandbox import Sandbox

LOOPBACK = "127.0.0.1"


class QuietHandler(WSGIRequestHandler):
    """Keeps request lines, which may hold secrets, out of the terminal."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: the sandbox keeps its own masked request log."""


def serve(web: Flask, sandbox: Sandbox, *, host: str, port: int, ticking: bool) -> None:
    """Answer requests until interrupted; with `ticking` due jobs run about once a second."""
    server = bind(web, host, port)
    stopped = threading.Event()
    if ticking:
        threading.Thread(target=jobs.tick_forever, args=(sandbox, stopped), daemon=True).start()
    shown_host = f"[{host}]" if ":" in host else host
    print(f"WeChat sandbox on http://{shown_host}:{server.server_port} (page: /_sandbox/ui)", flush=True)
    try:
        server.serve_forever()
    finally:
        stopped.set()
        sandbox.release()
        server.server_close()


def bind(web: WSGIApplication, host: str, port: int) -> BaseWSGIServer:
    """Return a threaded server on a free or given port, not yet serving."""
    return make_server(host, port, web, threaded=True, request_handler=QuietHandler)


@contextmanager
def running_sandbox(
    *, key: str = "sandbox-key", app_json: Path | None = None, seed_number: int | None = 1
) -> Iterator[SandboxRemote]:
    """Run a sandbox with state in memory on a free loopback port and yield its admin client."""
    web, sandbox = create_sandbox(key=key, app_json=app_json, seed_number=seed_number)
    server = bind(web, LOOPBACK, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield SandboxRemote(f"http://{LOOPBACK}:{server.server_port}", key)
    finally:
        sandbox.release()
        server.shutdown()
        thread.join()
        server.server_close()
        sandbox.state.close()
