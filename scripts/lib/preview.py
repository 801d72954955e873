"""The mini-program in a browser, built for ``scripts/run``. Without it the service runs all the same."""

import os
import sys
from pathlib import Path

from node import NoNode, find_node

SERVER = Path(__file__).with_name("preview_server.py")


def build_preview(output: Path, *, log: Path) -> None:
    """Build the pages into a folder.

    Raises:
        NoNode: there is no Node.js, its packages are missing, or the app does not compile; the text says which.
    """
    log.unlink(missing_ok=True)
    node = find_node(log=log)
    node.install_packages(log=log)
    build = ["preview/compiler/build.js", "src", str(output), "--config", "preview.config.json"]
    if not node.run(build, log=log):
        raise NoNode(f"小程序没有编译成功，详情见 {log}")


def server_command(folder: Path, *, port: int, service: str, sandbox: str) -> list[str]:
    """Return the command that serves built pages in front of a service and a sandbox."""
    where = ["--port", str(port), "--folder", str(folder)]
    return [sys.executable, os.fspath(SERVER), *where, "--service", service, "--sandbox", sandbox]
