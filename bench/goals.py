"""The goals of the project for its hot paths, as ratios inside one run, and what a run says about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.rounds import Runs

Measured = Mapping[str, Runs]


@dataclass(frozen=True)
class Goal:
    """A ratio with its limit. ``at_least`` turns the limit round."""

    title: str
    limit: float
    ratio: Callable[[Measured], float]
    needs: tuple[str, ...]
    at_least: bool = False


def _over_hello(above: str) -> Callable[[Measured], float]:
    """Hello asks no database; what PostgreSQL does beside it is housekeeping and not hello's."""
    return lambda runs: runs[above].median("cpu") / runs["hello"].median("web_cpu")


def _cpu(above: str, below: str) -> Callable[[Measured], float]:
    return lambda runs: runs[above].median("cpu") / runs[below].median("cpu")


def _pace(above: str, below: str) -> Callable[[Measured], float]:
    return lambda runs: runs[above].median("per_second") / runs[below].median("per_second")


def _bulk(attribute: str, bulk: str, single: str) -> Callable[[Measured], float]:
    from bench.hot_paths import BULK

    return lambda runs: runs[bulk].median(attribute) / BULK / runs[single].median(attribute)


def goals(*, slow: bool = False) -> list[Goal]:
    """Return the goals of issue 2 section 7 in their order; with a slow disk only those that speak of it."""
    disk = "2 ms slower disk" if slow else "this disk"
    redeem = Goal(
        f"redeem one hot item, 64 clients, requests/s ÷ pgbench without a stock row ({disk})",
        0.5,
        _pace("redeem", "pg redeem, no stock"),
        ("redeem", "pg redeem, no stock"),
        at_least=True,
    )
    if slow:
        return [redeem]
    return [
        Goal("check-in: CPU ÷ hello CPU", 3.0, _over_hello("check-in"), ("check-in", "hello")),
        Goal("check-in: CPU ÷ CPU of its statement", 5.0, _cpu("check-in", "pg check-in"), ("check-in", "pg check-in")),
        Goal("check-out: CPU ÷ hello CPU", 3.0, _over_hello("check-out"), ("check-out", "hello")),
        Goal("approve one: CPU ÷ hello CPU", 7.0, _over_hello("approve"), ("approve", "hello")),
        Goal(
            "approve 50: CPU per row ÷ approve one",
            0.15,
            _bulk("cpu", "approve 50", "approve"),
            ("approve 50", "approve"),
        ),
        Goal(
            "approve 50: statement CPU per row ÷ single statement",
            0.15,
            _bulk("cpu", "pg approve 50", "pg approve"),
            ("pg approve 50", "pg approve"),
        ),
        redeem,
        Goal("balance: CPU ÷ hello CPU", 4.0, _over_hello("balance"), ("balance", "hello")),
        Goal("mall list, not cached: CPU ÷ hello CPU", 4.0, _over_hello("mall"), ("mall", "hello")),
        Goal("mall list, cached: CPU ÷ hello CPU", 1.5, _over_hello("mall, cached"), ("mall, cached", "hello")),
        Goal("activity list: CPU ÷ hello CPU", 4.0, _over_hello("activities"), ("activities", "hello")),
    ]


def verdicts(runs: Measured, chosen: list[Goal]) -> list[str]:
    """Return one line of a table for every goal that could be judged."""
    lines = ["| goal | limit | measured | |", "|---|---|---|---|"]
    for goal in chosen:
        sign = "≥" if goal.at_least else "≤"
        if not all(name in runs for name in goal.needs):
            lines.append(f"| {goal.title} | {sign} {goal.limit} | not measured | |")
            continue
        ratio = goal.ratio(runs)
        met = ratio >= goal.limit if goal.at_least else ratio <= goal.limit
        lines.append(f"| {goal.title} | {sign} {goal.limit} | {ratio:.2f} | {'met' if met else 'missed'} |")
    return lines


def table(runs: Measured) -> list[str]:
    """Return what every configuration cost: medians over the rounds."""
    lines = [
        "| configuration | per second | lowest..highest | web µs | database µs | together µs "
        "| p50 ms | p99 ms | requests | failed |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, run in runs.items():
        low, high = run.spread("per_second")
        lines.append(
            f"| {name} | {run.median('per_second'):,.0f} | {low:,.0f}..{high:,.0f} | {run.median('web_cpu'):,.0f} "
            f"| {run.median('database_cpu'):,.0f} | {run.median('cpu'):,.0f} | {run.median('median_milliseconds'):.1f} "
            f"| {run.median('slowest_milliseconds'):.1f} | {sum(sample.requests for sample in run.samples):,} "
            f"| {sum(sample.failed for sample in run.samples):,} |"
        )
    return lines
