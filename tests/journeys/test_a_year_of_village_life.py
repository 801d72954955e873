"""A year of village life: fifty-two Saturdays, four redemption days, a wedding, a move, a farewell, a new rule.

Every month the books are proved, and every balance, minute and piece of soap is what the aunt wrote down by hand.
"""

from __future__ import annotations

import datetime as dt

from tests.journeys.year import HOUSEHOLDS, KEPT, SATURDAY, YearVillage
from tests.world import OTHER_VILLAGE, VILLAGE, World

DAUGHTER, BROTHER_IN_LAW, MOVES, LEAVES = 12, 3, 7, 10
WEEKS = 52


def test_after_a_year_everything_is_what_was_written_down_by_hand(world: World) -> None:
    village = YearVillage(world)
    lot = village.donate(60)
    for week in range(WEEKS):
        village.move_on()
        village.hold_saturday(week)
        month, next_month = (month_of(each) for each in (week, week + 1))
        if month == next_month:
            continue
        world.advance(hours=3)
        village.move_on()
        shown = village.close_month(refused=1 if month == 2 else 0)
        live(village, month, shown)
        if month % 3 == 0:
            village.hold_redemption_day()
            lot = village.donate(30)
            village.count_stock(lot)
        prove(village, month)
    turn_the_year(village)


def month_of(week: int) -> int:
    return (SATURDAY + dt.timedelta(weeks=week)).month + 12 * ((SATURDAY + dt.timedelta(weeks=week)).year - 2026)


def live(village: YearVillage, month: int, shown: list) -> None:
    """What happens besides work: doubts, a wedding, a move, a farewell, an announcement."""
    aunt, world = village.aunt, village.world
    if month == 3:
        village.object_to(doubted(village, shown), "upheld")
        drop(village, shown)
    if month == 4:
        village.object_to(doubted(village, shown), "dismissed")
    if month == 6:
        half = aunt.balance[BROTHER_IN_LAW] // 2
        split = {"member_ids": [str(village.daughter.volunteer_id)], "points": wire(half), "reason": "女儿成家"}
        made = village.organizer.post(f"/households/{village.homes[BROTHER_IN_LAW]}/splits", split)
        assert made.status_code == 201, made.get_json()
        village.people[DAUGHTER] = village.daughter
        (row,) = village.ask("SELECT household_id FROM volunteer WHERE id = :id", id=village.daughter.volunteer_id)
        village.homes[DAUGHTER] = row.household_id
        aunt.balance[BROTHER_IN_LAW] -= half
        aunt.balance[DAUGHTER] += half
    if month == 8:
        path = f"/households/{village.homes[MOVES]}/relocation"
        assert village.county.post(path, {"village_code": OTHER_VILLAGE}).status_code in {200, 204}
    if month == 9:
        sure = {"confirm": "注销账号", "give_up_points": True}
        path = f"/volunteers/{village.people[LEAVES].volunteer_id}/account-closing"
        assert village.organizer.post(path, sure).status_code == 204
        aunt.lapsed += aunt.balance[LEAVES]
        aunt.balance[LEAVES] = 0
        del village.people[LEAVES]
    if month == 12:
        announced = village.organizer.post(
            "/points-expiries",
            {
                "place_code": VILLAGE,
                "period": "2026",
                "ends_on": "2026-12-31",
                "keep": wire(KEPT),
                "notice": "一月底前请来兑换，之后只留基础分。",
                "takes_effect_at": (world.now + dt.timedelta(days=40)).isoformat(),
            },
        ).get_json()
        approved = village.checker.post(f"/points-expiries/{announced['id']}/approval")
        assert approved.get_json()["state"] == "approved"


def doubted(village: YearVillage, shown: list):
    """Return a record whose line is doubted: the last one of somebody else than the doubting neighbour."""
    own = village.people[0].volunteer_id
    rows = village.ask("SELECT id, volunteer_id FROM service_record WHERE id = ANY(:ids) ORDER BY id DESC", ids=shown)
    return next(row.id for row in rows if row.volunteer_id != own)


def drop(village: YearVillage, shown: list) -> None:
    """Strike out the doubted line in the notebook."""
    record = doubted(village, shown)
    (row,) = village.ask("SELECT volunteer_id, local_date, minutes FROM service_record WHERE id = :id", id=record)
    number = next(number for number, person in village.people.items() if person.volunteer_id == row.volunteer_id)
    gone = (number, row.minutes, village.aunt.worth(row.minutes, row.local_date))
    entry = next(entry for entry in village.aunt.waiting if entry[1:] == gone)
    village.aunt.waiting.remove(entry)


def prove(village: YearVillage, month: int) -> None:
    """Compare the service with the notebook at the end of a month."""
    aunt = village.aunt
    assert village.broken_checks() == [], f"month {month}"
    assert {home: village.points_of(home) for home in village.homes} == {
        home: aunt.balance[home] for home in village.homes
    }, f"month {month}"
    assert village.own_hours() == {number: aunt.minutes[number] for number in village.people}, f"month {month}"
    assert sum(aunt.balance.values()) == aunt.awarded - aunt.spent - aunt.lapsed
    (row,) = village.ask("SELECT count(*) AS left FROM unit WHERE state = 'available'")
    assert row.left == aunt.soap, f"month {month}"


def turn_the_year(village: YearVillage) -> None:
    """Settle the last month, then let the points of the year lapse where that was announced."""
    world, aunt = village.world, village.aunt
    world.travel_to(max(world.now, dt.datetime(2026, 12, 31, 15, 0, tzinfo=dt.UTC)))
    village.move_on()
    of_the_year = dict(aunt.balance)
    world.travel_to(dt.datetime(2027, 1, 20, 1, 0, tzinfo=dt.UTC))
    village.move_on()
    prove(village, 13)
    assert aunt.waiting == []
    world.advance(days=30)
    rich = {home: held - KEPT for home, held in of_the_year.items() if home != MOVES and held > KEPT}
    assert village.work("ledger.expire") == len(rich)
    for home, lapsing in rich.items():
        aunt.lapsed += lapsing
        aunt.balance[home] -= lapsing
    prove(village, 14)
    rows = village.ask("SELECT kind, sum(points)::bigint AS points FROM posting GROUP BY kind")
    moved = {row.kind: row.points for row in rows}
    assert (moved["award"], moved["settle"]) == (aunt.awarded, aunt.spent)
    assert rich, "somebody kept too much"
    assert aunt.balance[MOVES] > 0, "what was announced here does not reach her new village"
    assert len(village.homes) == HOUSEHOLDS + 1


def wire(hundredths: int) -> str:
    """Return points as they travel."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
