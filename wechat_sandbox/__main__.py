"""Start the sandbox: `python -m wechat_sandbox --port 18080 --state var/wechat-sandbox.sqlite`."""

import argparse
import os
import secrets
from pathlib import Path

from wechat_sandbox.factory import create_sandbox
from wechat_sandbox.server import LOOPBACK, serve

KEY_LENGTH_MIN = 8


def main() -> None:
    """Read the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="wechat_sandbox", description="A local stand-in for the WeChat platform.")
    parser.add_argument("--host", default=LOOPBACK, help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=18080, help="0 takes any free port")
    parser.add_argument("--state", default=":memory:", help="SQLite file, or :memory: (default)")
    parser.add_argument(
        "--key", default=os.environ.get("WECHAT_SANDBOX_KEY"), help="key for X-Sandbox-Key; random when unset"
    )
    parser.add_argument("--app-json", type=Path, help="app.json of the mini-program: its pages count as published")
    parser.add_argument("--seed", type=int, help="make random values repeatable; for :memory: only")
    parser.add_argument("--manual", action="store_true", help="run due jobs only on POST /_sandbox/advance")
    parser.add_argument("--latency", action="store_true", help="realistic delays and rare failures")
    wishes = parser.parse_args()
    if not wishes.key:
        wishes.key = secrets.token_urlsafe(24)
        print(f"X-Sandbox-Key for this run: {wishes.key}", flush=True)
    if len(wishes.key) < KEY_LENGTH_MIN:
        parser.error(f"the key needs at least {KEY_LENGTH_MIN} characters")
    if wishes.seed is not None and wishes.state != ":memory:":
        parser.error("--seed would repeat codes and tokens that a state file still holds")
    web, sandbox = create_sandbox(
        key=wishes.key, state_path=wishes.state, app_json=wishes.app_json, seed_number=wishes.seed
    )
    with sandbox.state.transaction() as db:
        sandbox.change_options(db, {"latency": wishes.latency})
    serve(web, sandbox, host=wishes.host, port=wishes.port, ticking=not wishes.manual)


if __name__ == "__main__":
    main()
