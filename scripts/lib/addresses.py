"""Addresses of this machine: which ports are free, and whether somebody answers."""

import socket
import urllib.error
import urllib.request

from failure import Failure, Status

HOST = "127.0.0.1"
PORTS_TRIED = 50


def require_free_port(port: int) -> None:
    """Do nothing if the port can be listened on.

    Raises:
        Failure: another program has it; the text names a free one.
    """
    if not _is_free(port):
        advice = f"请换一个：./scripts/run --port {free_port(port + 1)}"
        raise Failure(Status.PORT_BUSY, f"端口 {port} 已被别的程序占用，{advice}")


def free_port(wanted: int) -> int:
    """Return the first free port from the wanted one on."""
    return next((port for port in range(wanted, min(wanted + PORTS_TRIED, 65536)) if _is_free(port)), wanted)


def answers(url: str) -> bool:
    """Tell whether a GET gives 200, whatever proxy the person's environment names."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
