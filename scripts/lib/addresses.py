"""Addresses of this machine: which ports are free, and whether somebody answers."""

import socket
import urllib.error
import urllib.request

from failure import Failure, Status

HOST = "127.0.0.1"
EVERY_INTERFACE = "0.0.0.0"  # with --lan, for phones on the same Wi-Fi
_ELSEWHERE = ("192.0.2.1", 9)  # reserved for documentation: nobody is there and nothing is sent
PORTS_TRIED = 50


def require_free_port(port: int) -> None:
    """Do nothing if the port can be listened on.

    Raises:
        Failure: another program has it; the text names a free one.
    """
    if not _is_free(port):
        advice = f"请换一个：./scripts/run --port {free_port(port + 1)}"
        raise Failure(Status.PORT_BUSY, f"端口 {port} 已被别的程序占用，{advice}")


def lan_address() -> str | None:
    """Return the address under which other machines on the same network see this one, if it is on a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)  # chooses a way out; a datagram socket sends nothing by this
        except OSError:
            return None
        return str(probe.getsockname()[0])


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
