"""Measure the hot paths beside their floors: ``python -m bench --data-dir DIR`` on a loaded province.

Needs a province in DIR (scripts/load-province --data-dir DIR). Everything listens on loopback or a Unix socket,
sends a bounded number of requests and ends by itself.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from app.attendance.keys import CodeKeys
from app.embedded.account import account_for
from app.schema import upgrade
from bench import floor, hot_paths, pages
from bench.capture import Service
from bench.day import NOBODY, Day, without_stock
from bench.goals import goals, table, verdicts
from bench.processes import descendants, memory
from bench.rounds import Runs, Sample, Step, Trees, over_http, rounds, with_pgbench
from bench.server import MEASURING, open_server, refuse_demo_folder, shim
from bench.web import Gunicorn, service_environment

CLIENTS = 16
FLOOR_CLIENTS = 8
CROWD = 64
FLOOR_STATEMENTS = 6_000
"""Statements that pgbench runs in each round."""


class Bench:
    """One run against one database."""

    def __init__(self, options: argparse.Namespace, stack: ExitStack, *, slow: bool) -> None:
        self._options = options
        self._stack = stack
        self._slow = slow
        self._server = stack.enter_context(open_server(options.data_dir, MEASURING, slow_fsync=slow))
        upgrade(self._server.owner_url, app_role=self._server.app_role)
        self._account = account_for(self._server.folders.home)
        self._scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huanbao-bench-")))
        environment = service_environment(self._server.app_url, self._scratch)
        self._service = Service.started(environment)
        self._keys = CodeKeys(self._service.settings.lookup_key)
        self._day = Day(self._server.owner_url, seed=options.seed, now=datetime.now(UTC))
        self.web = stack.enter_context(
            Gunicorn("app.wsgi:application", "/healthz", environment=environment, log=self._scratch / "web.log")
        )
        self.hello = stack.enter_context(
            Gunicorn("bench.hello:application", "/hello", environment=environment, log=self._scratch / "hello.log")
        )
        pid = int((self._server.folders.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        self._database_pid = pid

    def steps(self) -> dict[str, Step]:
        """Return the configurations of a round, in order."""
        made: dict[str, Step] = {}
        chosen = self._options.only
        groups = {
            "hello": self._hello,
            "check-in check-out": self._checking,
            "approve": self._approving,
            "redeem": self._redeeming,
            "balance activities mall": self._reading,
        }
        for names, prepare in groups.items():
            if (not self._slow or names == "redeem") and (not chosen or any(part in names for part in chosen)):
                made |= prepare()
        return {name: step for name, step in made.items() if not chosen or any(part in name for part in chosen)}

    def _hello(self) -> dict[str, Step]:
        return {"hello": self._http(hot_paths.reads("/hello", [NOBODY]), hello=True)}

    def _checking(self) -> dict[str, Step]:
        visits = self._day.visits()
        half = len(visits) // 2
        visits, others = visits[:half], visits[half:]
        pieces = self._pieces(half)
        ins = self._service.hot_statements(islice(hot_paths.check_ins(others, self._keys), pieces))
        outs = self._service.hot_statements(islice(hot_paths.check_outs(others, self._keys), pieces))
        return {
            "check-in": self._http(hot_paths.check_ins(visits, self._keys)),
            "check-out": self._http(hot_paths.check_outs(visits, self._keys), seconds=self._options.seconds / 2),
            "pg check-in": self._pgbench("check_in", ins),
            "pg check-out": self._pgbench("check_out", outs),
        }

    def _approving(self) -> dict[str, Step]:
        approvals = self._day.approvals(most=250_000)
        count = len(approvals)
        parts = [approvals[: count // 4], approvals[count // 4 : count // 2]]
        parts += [approvals[count // 2 : 3 * count // 4], approvals[3 * count // 4 :]]
        singles = self._service.hot_statements(islice(hot_paths.approve_one(parts[2]), self._pieces(len(parts[2]))))
        turns = 8
        many = islice(hot_paths.approve_fifty(parts[3]), turns * self._options.rounds * FLOOR_CLIENTS * floor.BATCH)
        bulk = self._service.hot_statements(many)
        return {
            "approve": self._http(hot_paths.approve_one(parts[0])),
            "approve 50": self._http(hot_paths.approve_fifty(parts[1])),
            "pg approve": self._pgbench("approve", singles),
            "pg approve 50": self._pgbench("approve_50", bulk, turns=turns),
        }

    def _redeeming(self) -> dict[str, Step]:
        pieces = self._pieces(10**9, clients=CROWD)
        shop = self._day.shop(pieces=2 * pieces + 40_000)
        copy = without_stock(self._server.owner_url)
        placed = self._service.hot_statements(islice(hot_paths.redemptions(shop), 2 * pieces))
        bare = [(statement.replace("place_order(", f"{copy}("), given) for statement, given in placed[pieces:]]
        return {
            "redeem": self._http(hot_paths.redemptions(shop), connections=CROWD),
            "pg redeem": self._pgbench("redeem", placed[:pieces], clients=CROWD),
            "pg redeem, no stock": self._pgbench("redeem_no_stock", bare, clients=CROWD),
        }

    def _reading(self) -> dict[str, Step]:
        people, points = self._day.balances(), self._day.pickup_points()
        seen = {"mall": self._http(hot_paths.malls(points)), "mall, cached": self._http(hot_paths.malls(points[:1]))}
        captured = self._service.hot_statements(islice(hot_paths.malls(points), min(len(points), FLOOR_STATEMENTS)))
        seen["pg mall"] = self._pgbench("mall", captured)
        for name, path in (("balance", "/v1/me/balance"), ("activities", "/v1/activities?limit=20")):
            seen[name] = self._http(hot_paths.reads(path, people))
            captured = self._service.hot_statements(islice(hot_paths.reads(path, people), self._pieces(10**9)))
            seen[f"pg {name}"] = self._pgbench(name, captured)
        return seen

    def _pieces(self, most: int, *, clients: int = FLOOR_CLIENTS) -> int:
        """Return how many statements the floor of a path runs over all rounds."""
        turn = clients * floor.BATCH
        turns = self._options.rounds * max(
            1, (FLOOR_STATEMENTS if clients == FLOOR_CLIENTS else 2 * FLOOR_STATEMENTS) // turn
        )
        return int(min(turns * turn, most // turn * turn))

    def _http(
        self,
        requests: Iterator[bytes],
        *,
        connections: int = CLIENTS,
        seconds: float | None = None,
        hello: bool = False,
    ) -> Step:
        server = self.hello if hello else self.web
        trees = Trees(server.pid, self._database_pid)

        def step() -> Sample | None:
            over_http(trees, server.address, islice(requests, connections), connections=connections, seconds=1)
            span = seconds or self._options.seconds
            sample = over_http(trees, server.address, requests, connections=connections, seconds=span)
            return sample if sample.requests else None  # everything there was to do is done

        return step

    def _pgbench(
        self,
        name: str,
        captured: Sequence[tuple[str, Mapping[str, Any]]],
        *,
        clients: int = FLOOR_CLIENTS,
        turns: int | None = None,
    ) -> Step:
        statement = captured[0][0]
        prepared = floor.prepare(
            self._server.owner_url,
            name,
            statement,
            [given for _, given in captured],
        )
        share = prepared.rows // clients // self._options.rounds if turns is None else turns
        done = 0

        def step() -> Sample | None:
            nonlocal done
            first, done = done, done + share
            run = lambda: floor.run(  # noqa: E731 - a thunk
                self._account, self._server.app_url, prepared, clients=clients, turns=share, first_turn=first
            )
            return with_pgbench(Trees(self.web.pid, self._database_pid), run)

        return step

    def pages(self) -> list[str]:
        """Return how long deep pages take."""
        return pages.report(self._service, self._server.owner_url, self._day)

    def memory(self) -> str:
        """Return what the web process holds after the run."""
        worker = memory(max(descendants(self.web.pid)), alone=True)
        return f"web worker: RSS {worker.resident // 1024} MiB, PSS {worker.proportional // 1024} MiB (goal: 150)"


def measure(options: argparse.Namespace, *, slow: bool) -> list[str]:
    """Run all rounds on one server and return the report."""
    with ExitStack() as stack:
        bench = Bench(options, stack, slow=slow)
        steps = bench.steps()
        say(f"configurations: {', '.join(steps)}; load average {os.getloadavg()[0]:.2f}")
        runs: dict[str, Runs] = rounds(steps, count=options.rounds, say=say)
        lines = ["", f"### {'2 ms slower disk' if slow else 'This disk'}", "", *table(runs), ""]
        lines += verdicts(runs, goals(slow=slow))
        lines += ["", f"load average at the end {os.getloadavg()[0]:.2f}", bench.memory()]
        if not slow and options.pages:
            lines += ["", *bench.pages()]
        return lines


def machine(options: argparse.Namespace) -> list[str]:
    """Return what the numbers were measured on."""
    models = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory_kib = int(_lines("/proc/meminfo")[0].split()[1])
    return [
        f"{os.cpu_count()} × {models[0] if models else platform.machine()}, {memory_kib // 1024**2} GiB, "
        f"{platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}",
        f"{options.rounds} rounds × {options.seconds} s, {CLIENTS} connections ({CROWD} where the table says so), "
        f"pgbench with {FLOOR_CLIENTS} clients, prepared, on the Unix socket; medians",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    ]


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Measure what was asked for and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=2021, help="the seed the province was loaded with")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each HTTP configuration in each round")
    parser.add_argument("--disk", choices=("normal", "slow", "both"), default="both")
    parser.add_argument("--only", action="append", default=[], help="only configurations whose name contains this")
    parser.add_argument("--pages", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    refuse_demo_folder(options.data_dir)
    lines = machine(options)
    if options.disk in {"normal", "both"}:
        lines += measure(options, slow=False)
    if options.disk in {"slow", "both"}:
        try:
            shim()
        except RuntimeError as error:
            lines += ["", f"slow disk: not measured, {error}"]
        else:
            lines += measure(options, slow=True)
    say("\n".join(["", *lines]))
    return 0


if __name__ == "__main__":
    started = time.monotonic()
    status = main()
    say(f"\n{time.monotonic() - started:.0f} s")
    sys.exit(status)
