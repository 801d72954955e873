"""Run every configuration once per round, A B C A B C, and keep what each cost."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bench import floor, load_client
from bench.processes import cpu_microseconds


@dataclass(frozen=True)
class Trees:
    """The process trees whose time is counted."""

    web: int
    database: int


@dataclass(frozen=True)
class Sample:
    """One configuration in one round. CPU in microseconds per request."""

    requests: int
    per_second: float
    web_cpu: float
    database_cpu: float
    median_milliseconds: float = 0.0
    slowest_milliseconds: float = 0.0
    failed: int = 0

    @property
    def cpu(self) -> float:
        """Time of the web server and the database together."""
        return self.web_cpu + self.database_cpu


@dataclass
class Runs:
    """All samples of a configuration."""

    name: str
    samples: list[Sample] = field(default_factory=list)
    problems: list[bytes] = field(default_factory=list)

    def median(self, attribute: str) -> float:
        """Return the median of one attribute over the rounds."""
        return float(statistics.median(getattr(sample, attribute) for sample in self.samples))

    def spread(self, attribute: str) -> tuple[float, float]:
        """Return the lowest and the highest value of one attribute."""
        values = [getattr(sample, attribute) for sample in self.samples]
        return min(values), max(values)


Step = Callable[[], Sample | None]


def rounds(steps: dict[str, Step], *, count: int, say: Callable[[str], None]) -> dict[str, Runs]:
    """Run all steps ``count`` times over, interleaved. A step that returns nothing has nothing to tell."""
    runs = {name: Runs(name) for name in steps}
    for number in range(count):
        for name, step in steps.items():
            sample = step()
            if sample is not None:
                runs[name].samples.append(sample)
                say(
                    f"round {number + 1}  {name:<28}{sample.per_second:>8,.0f}/s  web {sample.web_cpu:>6,.0f} µs  "
                    f"database {sample.database_cpu:>6,.0f} µs  failed {sample.failed}"
                )
    return {name: run for name, run in runs.items() if run.samples}


def over_http(
    trees: Trees,
    address: tuple[str, int],
    requests: Iterable[bytes],
    *,
    connections: int,
    seconds: float,
    keep: list[bytes] | None = None,
) -> Sample:
    """Measure requests over HTTP. Answers are appended to ``keep`` if given."""
    before = _times(trees)
    load = load_client.run(address, requests, connections=connections, seconds=seconds, keep_bodies=keep is not None)
    time.sleep(0.05)
    spent = [after - earlier for after, earlier in zip(_times(trees), before, strict=True)]
    if keep is not None:
        keep += load.bodies
    done = max(1, load.requests)
    if load.failed:
        kinds = Counter({status: n for status, n in load.statuses.items() if not 200 <= status < 300})
        print(f"  {dict(kinds)}: {load.bodies[:2] if keep is None else ''}", flush=True)
    return Sample(
        requests=load.requests,
        per_second=load.requests / load.seconds,
        web_cpu=spent[0] / done,
        database_cpu=spent[1] / done,
        median_milliseconds=load.percentile(50),
        slowest_milliseconds=load.percentile(99),
        failed=load.failed,
    )


def with_pgbench(trees: Trees, run: Callable[[], floor.Pace]) -> Sample:
    """Measure a pgbench script."""
    before = cpu_microseconds(trees.database)
    pace = run()
    time.sleep(0.05)
    spent = cpu_microseconds(trees.database) - before
    return Sample(pace.statements, pace.per_second, 0.0, spent / pace.statements)


def _times(trees: Trees) -> tuple[int, int]:
    return cpu_microseconds(trees.web), cpu_microseconds(trees.database)
