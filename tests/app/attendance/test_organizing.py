"""What the organizer sees and sets right: the list, failed scans, entries by name, undo, forgotten check-outs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import text

from app.attendance.service.closing import close_activity, close_forgotten
from app.core.transaction import transaction
from tests.world import World


def test_list_fills_up_with_counts_and_pages(world: World) -> None:
    activity = world.activity()
    people = [world.person() for _ in range(5)]
    for person in people:
        world.check_in(person, activity)
    world.check_out(people[0], activity)
    path = f"/activities/{activity.id}/attendances"

    first = activity.organizer.get(path, limit=3).get_json()
    rest = activity.organizer.get(path, limit=3, cursor=first["next_cursor"]).get_json()
    outsider = people[0].get(path)

    assert first["counts"] == {"present": 4, "left": 1, "unconfirmed": 0, "children": 0}
    seen = [item["volunteer_id"] for item in first["items"] + rest["items"]]
    assert seen == [str(person.volunteer_id) for person in people]
    assert rest["next_cursor"] is None
    assert outsider.status_code == 403


def test_failed_scans_are_listed_with_the_sentence_people_read(world: World) -> None:
    activity = world.activity()
    person = world.person(name="覃小花")
    old = world.code_of(activity, at=world.now - dt.timedelta(minutes=3))
    person.post("/check-ins", {"code": old}, key="failed-0001")
    person.post("/check-ins", {"code": old}, key="failed-0001")

    [item] = activity.organizer.get(f"/activities/{activity.id}/failed-scans").get_json()["items"]

    assert item["name"] == "覃小花"
    assert item["reason"] == "code_expired"
    assert item["title"] == "这个码过期了"
    assert item["facts"] == {"direction": "in", "means": "rotating"}


def test_entry_by_name_is_manual_backfill_with_a_reason_and_not_for_oneself(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(hours=-2), lasts=dt.timedelta(hours=2, minutes=30))
    person = world.person()
    path = f"/activities/{activity.id}/attendances"
    body = {
        "volunteer_id": str(person.volunteer_id),
        "in_at": (world.now - dt.timedelta(minutes=90)).isoformat(),
        "out_at": (world.now - dt.timedelta(minutes=30)).isoformat(),
        "reason": "手机没电",
    }

    made = activity.organizer.post(path, body, key="by-name-0001")
    again = activity.organizer.post(path, body, key="by-name-0001")
    twice = activity.organizer.post(path, body)
    herself = activity.organizer.post(path, body | {"volunteer_id": str(activity.organizer.volunteer_id)})
    future = activity.organizer.post(path, body | {"out_at": (world.now + dt.timedelta(hours=1)).isoformat()})
    silent = activity.organizer.post(path, {key: value for key, value in body.items() if key != "reason"})

    assert made.status_code == 201, made.get_json()
    assert made.get_json()["minutes"] == 60
    assert (made.get_json()["in_means"], made.get_json()["in_mode"]) == ("manual", "backfill")
    assert again.get_json() == made.get_json()
    assert twice.get_json()["code"] == "already_checked_out"
    assert herself.get_json()["code"] == "own_attendance"
    assert future.get_json()["code"] == "marks_reversed"
    assert silent.status_code == 422


def test_organizer_enters_a_departure(world: World) -> None:
    activity = world.activity()
    attendance = world.check_in(world.person(), activity)
    world.advance(minutes=40)

    left = activity.organizer.post(
        f"/attendances/{attendance}/departure",
        {"out_at": (world.now - dt.timedelta(minutes=10)).isoformat(), "reason": "家里有急事先走"},
    )

    assert left.status_code == 200, left.get_json()
    assert left.get_json()["out_means"] == "manual"
    assert left.get_json()["minutes"] in {29, 30}


def test_undone_attendance_stays_visible_frees_its_place_and_allows_another(world: World) -> None:
    activity = world.activity(capacity=1)
    wrong, right = world.person(), world.person()
    attendance = world.check_in(wrong, activity)
    path = f"/attendances/{attendance}/undo"

    undone = activity.organizer.post(path, {"reason": "扫错人了"})
    again = activity.organizer.post(path, {"reason": "扫错人了"})
    world.check_in(right, activity)
    page = activity.organizer.get(f"/activities/{activity.id}/attendances").get_json()

    assert undone.status_code == 200
    assert again.get_json()["code"] == "attendance_undone"
    assert [item["undo_reason"] for item in page["items"]] == ["扫错人了", None]
    assert page["counts"]["present"] == 1


def test_forgotten_check_out_is_closed_at_the_planned_end_and_flagged(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=-30), lasts=dt.timedelta(minutes=60))
    world.check_in(world.person(), activity)

    done = []
    for minutes in (0, 60, 60):
        world.advance(minutes=minutes)
        with transaction(world.database, now=world.now) as work:
            done.append(close_forgotten(work.session, now=work.now))

    with world.database.session() as session:
        row = session.execute(text("SELECT out_at, out_means, flags FROM attendance")).one()
    assert done == [0, 0, 1]
    assert row == (activity.ends_at, "closing", ["check_out_forgotten"])


def test_closing_early_counts_until_then_and_stops_check_in(world: World) -> None:
    activity = world.activity()
    world.check_in(world.person(), activity)
    world.advance(minutes=20)
    closed_at = world.now

    with transaction(world.database, now=closed_at) as work:
        first = close_activity(work.session, county_id=activity.county_id, activity_id=activity.id, now=closed_at)
        second = close_activity(work.session, county_id=activity.county_id, activity_id=activity.id, now=closed_at)
    late = world.person().post("/check-ins", {"code": world.code_of(activity)})

    assert (first, second) == (1, 0)
    assert late.get_json()["code"] == "activity_closed"
    with world.database.session() as session:
        assert session.execute(text("SELECT out_at FROM attendance")).scalar_one() == closed_at
