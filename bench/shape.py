"""What the generated province looks like: how many of everything, which villages, which ids and tokens.

Everything follows from the seed, the scale and the reference day, so two runs make the same rows.
"""

from __future__ import annotations

import base64
import csv
import datetime as dt
import hashlib
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

DIVISIONS = Path(__file__).resolve().parent.parent / "app" / "data" / "guangxi-divisions.csv"
VILLAGES = 14_000
HOUSEHOLDS_PER_VILLAGE = 25
MEMBERS_PER_HOUSEHOLD = 2
PEOPLE_PER_VILLAGE = HOUSEHOLDS_PER_VILLAGE * MEMBERS_PER_HOUSEHOLD
SIGNED_IN_PER_VILLAGE = 25
ATTENDANCES = 10_000_000
ACTIVITIES_PER_VILLAGE = 36
ITEMS_PER_VILLAGE = 12
UNITS_PER_ITEM = 8
DEEP_POSTINGS = 20_000
"""Postings of the first household of the province, so that deep statement pages exist."""


@dataclass(frozen=True)
class County:
    """A county as a tenant, with the codes of those of its villages that take part."""

    number: int
    county_id: str
    villages: tuple[str, ...]
    first: int
    """The place of its first village among all villages of the province."""


@dataclass(frozen=True)
class Shape:
    """One province to be generated."""

    scale: float
    seed: int
    today: dt.date
    deep_postings: int = DEEP_POSTINGS

    @property
    def villages(self) -> int:
        """How many villages take part."""
        return max(1, round(VILLAGES * self.scale))

    @property
    def attendances(self) -> int:
        """How many attendances there will be in all."""
        return max(ACTIVITIES_PER_VILLAGE, round(ATTENDANCES * self.scale))

    def counties(self) -> list[County]:
        """Return the counties with their villages: 14,000 of the official ones, the scale takes the first of them."""
        codes = sorted(row["code"] for row in divisions() if row["level"] == "village")
        spread = [codes[index * len(codes) // VILLAGES] for index in range(VILLAGES)][: self.villages]
        counties, first = [], 0
        for number, (county_id, members) in enumerate(groupby(spread, key=lambda code: code[:6])):
            counties.append(County(number, county_id, tuple(members), first))
            first += len(counties[-1].villages)
        return counties


def divisions() -> list[dict[str, str]]:
    """Return the official divisions as rows of the project's own copy."""
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def token_of(seed: int, county_id: str, volunteer_id: str) -> str:
    """Return the bearer token of a generated person. Only for generated databases: anybody can compute it."""
    digest = hashlib.sha256(f"{seed}:{volunteer_id}".encode()).digest()
    return f"{county_id}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def token_hash_literal(token: str) -> str:
    """Return the stored form of a token as PostgreSQL's COPY text writes bytes."""
    return "\\\\x" + hashlib.sha256(token.encode()).hexdigest()


class Ids:
    """UUIDv7 of one county: time first, then table and county, then a running number, so that order is by time."""

    def __init__(self, county_number: int) -> None:
        self._county = f"8{county_number:03x}"

    def prefix(self, table: int, instant: dt.datetime) -> str:
        """Return everything of an id but its last twelve hexadecimal digits."""
        stamp = f"{int(instant.timestamp()) * 1000:012x}"
        return f"{stamp[:8]}-{stamp[8:]}-7{table:03x}-{self._county}-"
