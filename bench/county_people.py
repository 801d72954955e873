"""The people of a generated county: sites, households, members, staff, roles and sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bench.columns import NONE
from bench.copying import Copies
from bench.shape import (
    ACTIVITIES_PER_VILLAGE,
    HOUSEHOLDS_PER_VILLAGE,
    MEMBERS_PER_HOUSEHOLD,
    PEOPLE_PER_VILLAGE,
    SIGNED_IN_PER_VILLAGE,
    County,
    Ids,
    Shape,
    token_hash_literal,
    token_of,
)


@dataclass
class Village:
    """Ids of one village that later rows refer to, and what its households hold so far."""

    code: str
    site: str
    households: list[str]
    people: list[str]
    checker: str
    balances: list[int]
    entries: list[int]
    point: str = ""
    day: str = ""
    items: list[str] = field(default_factory=list)
    lots: list[str] = field(default_factory=list)

    @property
    def organizer(self) -> str:
        """The person who runs the village's activities: the first of its first household."""
        return self.people[0]

    def move(self, household: int, points: int) -> tuple[int, int]:
        """Change a household's balance and return it with the number of the new line in its passbook."""
        self.balances[household] += points
        self.entries[household] += 1
        return self.balances[household], self.entries[household]


class Era:
    """The days of a generated province."""

    def __init__(self, shape: Shape) -> None:
        midnight = dt.datetime.combine(shape.today, dt.time(), dt.UTC)
        self.first_day = midnight - dt.timedelta(days=7 * ACTIVITIES_PER_VILLAGE)
        self.begin = self.first_day - dt.timedelta(days=30)
        self.best_before = (shape.today + dt.timedelta(days=400)).isoformat()


class Author:
    """What every chapter of a county needs: where rows go, ids, and the days."""

    def __init__(self, shape: Shape, county: County, copies: Copies) -> None:
        self.shape = shape
        self.county = county
        self.county_id = county.county_id
        self.copies = copies
        self.era = Era(shape)
        self._ids = Ids(county.number)
        self.number = 0

    def new_id(self, table: int, instant: dt.datetime) -> str:
        """Return the next id of a kind of row."""
        self.number += 1
        return f"{self.prefix(table, instant)}{self.number:012x}"

    def prefix(self, table: int, instant: dt.datetime) -> str:
        """Return an id without its last twelve digits."""
        return self._ids.prefix(table, instant)


def write_village(author: Author, code: str) -> Village:
    """Write a site with its households and people and return their ids."""
    begin, c, new_id = author.era.begin, author.county_id, author.new_id
    at = begin.isoformat(" ")
    village = Village(
        code=code,
        site=new_id(1, begin),
        households=[new_id(2, begin) for _ in range(HOUSEHOLDS_PER_VILLAGE)],
        people=[new_id(3, begin) for _ in range(PEOPLE_PER_VILLAGE)],
        checker=new_id(3, begin),
        balances=[0] * HOUSEHOLDS_PER_VILLAGE,
        entries=[0] * HOUSEHOLDS_PER_VILLAGE,
    )
    year, place = str(begin.year), code[6:]
    author.copies.fields("site", [(c, village.site, code, year, f"示范点{place}", "500000", "5", "active", at)])
    author.copies.fields(
        "household",
        [
            (c, home, f"H{place}{i:03d}", code, village.people[i * MEMBERS_PER_HOUSEHOLD], "adults", "active", at)
            for i, home in enumerate(village.households)
        ],
    )
    _write_people(author, village)
    return village


def _write_people(author: Author, village: Village) -> None:
    begin, c, code = author.era.begin, author.county_id, village.code
    at, day, place = begin.isoformat(" "), begin.date().isoformat(), code[6:]
    homes = [village.households[i // MEMBERS_PER_HOUSEHOLD] for i in range(len(village.people))]
    persons = [
        (
            *(c, person, homes[i], "family" if i % MEMBERS_PER_HOUSEHOLD else "mother", f"试{place}号{i}"),
            *(f"shi{place}hao{i}", "1975-01-01", code, "active", day, at),
        )
        for i, person in enumerate(village.people)
    ]
    staff = (c, village.checker, NONE, "staff", f"试核{place}", f"shihe{place}", NONE, code, "active", day, at)
    author.copies.fields("volunteer", [*persons, staff])
    author.copies.fields(
        "household_membership",
        [(c, author.new_id(4, begin), homes[i], person, at) for i, person in enumerate(village.people)],
    )
    seen = dt.datetime.combine(author.shape.today, dt.time(), dt.UTC)
    until = (seen + dt.timedelta(days=3650)).isoformat(" ")
    signed_in = [*village.people[:: PEOPLE_PER_VILLAGE // SIGNED_IN_PER_VILLAGE], village.checker]
    tokens = [token_hash_literal(token_of(author.shape.seed, c, person)) for person in signed_in]
    author.copies.fields(
        "login_session",
        [
            (c, token, person, "miniprogram", at, seen.isoformat(" "), until)
            for token, person in zip(tokens, signed_in, strict=True)
        ],
    )
    roles = ((village.organizer, "organizer"), (village.checker, "checker"), (village.checker, "shop_keeper"))
    author.copies.fields("role_grant", [(c, author.new_id(5, begin), who, role, code, day, at) for who, role in roles])
