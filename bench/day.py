"""One busy day on top of a loaded province: activities that are on now, and one popular thing on the shelf.

Repeatable: every run makes new activities and goods and closes what an earlier run left open.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.county_goods import GOODS
from bench.shape import token_of
from points.attendance.alphabet import to_letters
from points.base import new_id

SHORT_ID_LETTERS = 7
UNIT_COPIES = (
    "INSERT INTO unit (county_id, id, lot_id, item_id, best_before, state) "
    "SELECT %(county)s, gen_random_uuid(), %(lot)s, %(item)s, %(best)s, 'available' FROM generate_series(1, %(many)s)"
)


@dataclass(frozen=True)
class Person:
    """Somebody with a session."""

    county_id: str
    volunteer_id: str
    village_code: str
    token: str


@dataclass(frozen=True)
class Visit:
    """A person and the activity of her village that is on now."""

    person: Person
    activity_id: str
    short_id: str


@dataclass(frozen=True)
class Shop:
    """The county with one popular item, and who may take it."""

    item_id: str
    day_id: str
    point_id: str
    buyers: list[Person]


@dataclass(frozen=True)
class Approval:
    """A claimed record, and the checker of its village."""

    checker: Person
    record_id: str


class Day:
    """Makes the day in the database and knows what can be asked of the service on it."""

    def __init__(self, url: str, *, seed: int, now: dt.datetime) -> None:
        self._url = url
        self._seed = seed
        self._now = now

    def visits(self) -> list[Visit]:
        """Open one activity in every village and return everybody who could check in there, villages taking turns."""
        with psycopg.connect(self._url) as connection:
            connection.execute(
                "UPDATE attendance SET undone_at = %(now)s, undo_reason = 'bench', undone_by = volunteer_id "
                "WHERE out_at IS NULL AND undone_at IS NULL",
                {"now": self._now},
            )
            sites = connection.execute("SELECT county_id, id, village_code FROM site").fetchall()
            planned = {code: self._activity(county, site, code) for county, site, code in sites}
            with connection.cursor() as cursor:
                cursor.executemany(ACTIVITY, list(planned.values()))
                cursor.executemany(SHIFT, list(planned.values()))
        people = self._people("v.kind <> 'staff'")
        activities = {code: (str(given["id"]), str(given["short"])) for code, given in planned.items()}
        return [Visit(person, *activities[person.village_code]) for person in _in_turns(people)]

    def _activity(self, county: str, site: str, village: str) -> dict[str, Any]:
        activity = new_id()
        short_id = to_letters(activity.int & (1 << 5 * SHORT_ID_LETTERS) - 1, length=SHORT_ID_LETTERS)
        given = {"county": county, "id": activity, "site": site, "village": village, "short": short_id}
        given |= {"begin": self._now - dt.timedelta(hours=1), "end": self._now + dt.timedelta(hours=6)}
        return given | {"shift": new_id(), "now": self._now}

    def shop(self, *, pieces: int) -> Shop:
        """Put so many pieces of one cheap new thing on the shelf of the largest county."""
        with psycopg.connect(self._url) as connection:
            county, point, keeper, best = _one(connection, LARGEST_POINT)
            item, lot, day, donor = new_id(), new_id(), new_id(), new_id()
            given = {"county": county, "point": point, "keeper": keeper, "item": item, "lot": lot, "day": day}
            given |= {"donor": donor, "now": self._now, "many": pieces, "best": best}
            given |= {"begin": self._now - dt.timedelta(hours=1), "end": self._now + dt.timedelta(hours=12)}
            given |= {"name": f"{GOODS[0]}{str(item)[-6:]}"}
            for statement in GOODS_OF_THE_DAY:
                connection.execute(statement, given)
            connection.execute(UNIT_COPIES, given)
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE) unit")
        buyers = self._people(
            "v.kind = 'mother' AND v.county_id = '" + str(county) + "' AND EXISTS (SELECT FROM account a "
            "WHERE a.county_id = v.county_id AND a.household_id = v.household_id AND a.balance > 3000)"
        )
        return Shop(str(item), str(day), str(point), buyers)

    def approvals(self, *, most: int) -> list[Approval]:
        """Return claimed records, county by county, each with a person who may check the whole county."""
        with psycopg.connect(self._url) as connection:
            connection.execute(COUNTY_CHECKERS, {"now": self._now})
            rows = connection.execute(
                "SELECT county_id, id FROM service_record WHERE state = 'claimed' ORDER BY county_id, id LIMIT %s",
                [most],
            ).fetchall()
        checkers = {person.county_id: person for person in self._people(IS_COUNTY_CHECKER)}
        return [Approval(checkers[county], str(record)) for county, record in rows]

    def balances(self) -> list[Person]:
        """Return people with a household, villages taking turns."""
        return _in_turns(self._people("v.kind = 'mother'"))

    def pickup_points(self) -> list[tuple[str, str]]:
        """Return county and id of every pickup point that was generated."""
        with psycopg.connect(self._url) as connection:
            found = connection.execute("SELECT county_id, id FROM pickup_point ORDER BY id").fetchall()
        return [(county, str(point)) for county, point in found]

    def deep_household(self) -> Person:
        """Return the person whose household has the longest passbook."""
        return self._people(
            "v.id = (SELECT h.head_volunteer_id FROM account a JOIN household h "
            "ON h.county_id = a.county_id AND h.id = a.household_id ORDER BY a.entries DESC LIMIT 1)"
        )[0]

    def _people(self, condition: str) -> list[Person]:
        statement = (
            "SELECT v.county_id, v.id, v.village_code FROM login_session s "
            "JOIN volunteer v ON v.county_id = s.county_id AND v.id = s.volunteer_id "
            f"WHERE {condition} ORDER BY v.county_id, v.id"
        )
        with psycopg.connect(self._url) as connection:
            found = connection.execute(statement.encode()).fetchall()
        return [
            Person(county, str(person), village, token_of(self._seed, county, str(person)))
            for county, person, village in found
        ]


ACTIVITY = """
INSERT INTO activity (county_id, id, short_id, site_id, village_code, title, themes, difficulty_code, place_name,
    starts_at, ends_at, risk_note, hazardous, poster_claims, sign_up_approval, unregistered_headcount_mark, state,
    organizer_id, version, created_at, published_at)
VALUES (%(county)s::text, %(id)s, %(short)s, %(site)s, %(village)s::text, '清洁村道', '{cleaning}', 'A',
    '村委会门口', %(begin)s, %(end)s, '注意来往车辆', false, false, false, 'exact', 'published', (
        SELECT g.volunteer_id FROM role_grant g
        WHERE g.county_id = %(county)s::text AND g.place_code = %(village)s::text AND g.role = 'organizer' LIMIT 1),
    1, %(now)s, %(now)s)
"""
IS_COUNTY_CHECKER = (
    "EXISTS (SELECT FROM role_grant g WHERE g.county_id = v.county_id AND g.volunteer_id = v.id "
    "AND g.role = 'checker' AND g.place_code = v.county_id)"
)
COUNTY_CHECKERS = """
INSERT INTO role_grant (county_id, id, volunteer_id, role, place_code, starts_on, granted_at)
SELECT DISTINCT ON (g.county_id) g.county_id, gen_random_uuid(), g.volunteer_id, 'checker', g.county_id, g.starts_on,
    %(now)s
FROM role_grant g
WHERE g.role = 'checker' AND NOT EXISTS (
    SELECT FROM role_grant w WHERE w.county_id = g.county_id AND w.role = 'checker' AND w.place_code = w.county_id)
ORDER BY g.county_id, g.volunteer_id
"""
SHIFT = """
INSERT INTO shift (county_id, id, activity_id, starts_at, ends_at, capacity, taken)
VALUES (%(county)s, %(shift)s, %(id)s, %(begin)s, %(end)s, 10000, 0)
"""
LARGEST_POINT = """
SELECT p.county_id, p.id, g.volunteer_id, current_date + 400 FROM pickup_point p
JOIN role_grant g ON g.county_id = p.county_id AND g.place_code = p.village_code AND g.role = 'shop_keeper'
WHERE p.county_id = (SELECT county_id FROM household GROUP BY county_id ORDER BY count(*) DESC, county_id LIMIT 1)
ORDER BY p.id LIMIT 1
"""
GOODS_OF_THE_DAY = (
    """
    INSERT INTO reward_item (county_id, id, pickup_point_id, name, unit_name, description, picture, limit_period, state,
        created_at)
    VALUES (%(county)s, %(item)s, %(point)s, %(name)s, '块', '', 'goods', 'month', 'offered', %(now)s)
    """,
    """
    INSERT INTO item_price (county_id, item_id, effective_at, points, proposed_by, recorded_at)
    VALUES (%(county)s, %(item)s, %(begin)s, 10, %(keeper)s, %(now)s)
    """,
    """
    INSERT INTO donor (county_id, id, name, kind, public, created_at)
    VALUES (%(county)s, %(donor)s, %(name)s, 'company', true, %(now)s)
    """,
    """
    INSERT INTO lot (county_id, id, item_id, donor_id, receipt_no, quantity, unit_value_fen, value_basis, best_before,
        funding_source, received_by, received_at)
    VALUES (%(county)s, %(lot)s, %(item)s, %(donor)s, %(name)s, %(many)s, 300, '发票', %(best)s, 'donation', %(keeper)s,
        %(now)s)
    """,
    """
    INSERT INTO stock_movement (county_id, lot_id, reference, kind, quantity, actor_id, recorded_at)
    VALUES (%(county)s, %(lot)s, 'lot:' || %(lot)s, 'receive', %(many)s, %(keeper)s, %(now)s)
    """,
    """
    INSERT INTO redemption_day (county_id, id, pickup_point_id, opens_at, closes_at, note, state, created_by,
        created_at)
    VALUES (%(county)s, %(day)s, %(point)s, %(begin)s, %(end)s, '', 'planned', %(keeper)s, %(now)s)
    """,
)


def without_stock(url: str, function: str = "place_order") -> str:
    """Make a copy of the ordering function that takes no piece of stock, and return its name: the floor of a hot item.

    Raises:
        RuntimeError: the function no longer takes stock where it is expected to.
    """
    copy = f"bench_{function}"
    with psycopg.connect(url) as connection:
        (definition,) = _one(connection, f"SELECT pg_get_functiondef('{function}'::regproc)")
        changed = definition.replace(f"FUNCTION public.{function}(", f"FUNCTION public.{copy}(")
        changed, taken = re.subn(r"PERFORM reserve_units\([^;]*\);", "NULL;", changed)
        if taken != 1:
            raise RuntimeError(f"{function} takes stock {taken} times")
        connection.execute(changed.encode())
        connection.execute(f"GRANT EXECUTE ON FUNCTION {copy} TO PUBLIC".encode())
    return copy


def _one(connection: psycopg.Connection[Any], statement: str) -> tuple[Any, ...]:
    row = connection.execute(statement.encode()).fetchone()
    if row is None:
        raise RuntimeError("the database holds no province: run scripts/load-province first")
    return tuple(row)


def _in_turns(people: list[Person]) -> list[Person]:
    """Return the people so that neighbours in the list are of different villages."""
    villages: dict[str, list[Person]] = {}
    for person in people:
        villages.setdefault(person.village_code, []).append(person)
    longest = max(map(len, villages.values()))
    return [group[place] for place in range(longest) for group in villages.values() if place < len(group)]


NOBODY = Person("", "", "", "")
"""For requests that need no session."""
