"""Scans kept on phones without network, uploaded later (P10: each counts once, whatever happens on the way)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import text

from app.attendance.service.closing import close_activity
from app.core.transaction import transaction
from app.hours.service.claims import collect_claims
from tests.world import OTHER_VILLAGE, Person, PublishedActivity, World


def scan(
    world: World,
    activity: PublishedActivity,
    *,
    nonce: str,
    minutes_ago: int,
    direction: str = "in",
    clock_wrong_by: dt.timedelta = dt.timedelta(),
    skew: int | None = 0,
    **more: Any,
) -> dict[str, Any]:
    at = world.now - dt.timedelta(minutes=minutes_ago)
    return {
        "nonce": nonce,
        "direction": direction,
        "payload": world.code_of(activity, at=at),
        "device_time": (at + clock_wrong_by).isoformat(),
        "skew_seconds": skew,
        **more,
    }


def upload(person: Person, scans: list[dict[str, Any]], key: str | None = None) -> list[dict[str, Any]]:
    answer = person.post("/scan-batches", {"scans": scans}, key=key)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()["results"]


def test_marks_in_any_order_and_sent_twice_count_once(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=-60), lasts=dt.timedelta(minutes=90))
    person = world.person()
    out = scan(world, activity, nonce="offline-out", minutes_ago=5, direction="out")
    came = scan(world, activity, nonce="offline-in1", minutes_ago=50)
    bad = scan(world, activity, nonce="offline-bad", minutes_ago=20) | {"payload": "哈哈"}

    first = upload(person, [out, bad, came], key="batch-0001")
    same_key = upload(person, [out, bad, came], key="batch-0001")
    other_key = upload(person, [came, out, bad])

    assert [result["state"] for result in first] == ["accepted", "refused", "accepted"]
    assert first[0]["attendance"]["minutes"] in {44, 45}
    assert first[0]["attendance"]["in_mode"] == first[0]["attendance"]["out_mode"] == "offline"
    assert first[1]["title"] == "这不是签到码"
    assert same_key == first
    assert [result["state"] for result in other_key] == ["replayed", "replayed", "refused"]
    with world.database.session() as session:
        assert session.execute(text("SELECT count(*) FROM attendance")).scalar_one() == 1
        assert session.execute(text("SELECT reason FROM failed_scan")).scalars().all() == ["code_malformed"]


def test_phone_clock_forty_minutes_wrong_is_corrected_and_flagged(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=-60), lasts=dt.timedelta(minutes=90))
    wrong = dt.timedelta(minutes=40)

    [result] = upload(
        world.person(),
        [scan(world, activity, nonce="wrong-clock", minutes_ago=30, clock_wrong_by=wrong, skew=-40 * 60)],
    )

    assert result["state"] == "accepted"
    assert result["attendance"]["flags"] == ["clock_corrected"]
    expected = (world.now - dt.timedelta(minutes=30)).replace(microsecond=0)
    assert abs(dt.datetime.fromisoformat(result["attendance"]["in_at"]) - expected) <= dt.timedelta(seconds=2)


def test_old_picture_is_refused_when_the_clock_is_known_and_needs_confirmation_when_not(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=-60), lasts=dt.timedelta(minutes=90))
    late = dt.timedelta(minutes=35)

    [known] = upload(
        world.person(), [scan(world, activity, nonce="picture-1", minutes_ago=40, clock_wrong_by=late, skew=0)]
    )
    [unknown] = upload(
        world.person(), [scan(world, activity, nonce="picture-2", minutes_ago=40, clock_wrong_by=late, skew=None)]
    )
    [agreeing] = upload(world.person(), [scan(world, activity, nonce="picture-3", minutes_ago=40, skew=None)])

    assert known["code"] == "code_expired"
    assert unknown["attendance"]["confirmed"] is False
    assert unknown["attendance"]["flags"] == ["clock_unknown"]
    assert agreeing["attendance"]["confirmed"] is True


def test_upload_days_after_the_activity_closed_is_a_backfill(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=-60), lasts=dt.timedelta(minutes=90))
    person = world.person()
    marks = [
        scan(world, activity, nonce="late-in-001", minutes_ago=50),
        scan(world, activity, nonce="late-out-01", minutes_ago=10, direction="out"),
    ]
    unclaimed = scan(world, activity, nonce="too-late-01", minutes_ago=40)
    with world.database.engine.begin() as connection:
        connection.execute(text("UPDATE activity SET state = 'closed', closed_at = now()"))

    world.advance(days=3)
    results = upload(person, marks)
    world.advance(days=5)
    [too_late] = upload(world.person(), [unclaimed])

    assert [result["state"] for result in results] == ["accepted", "accepted"]
    assert results[1]["attendance"]["out_mode"] == "backfill"
    assert results[1]["attendance"]["flags"] == ["late_upload"]
    assert results[1]["attendance"]["minutes"] == 40
    assert too_late["code"] == "activity_closed"


def test_check_out_made_offline_replaces_the_one_the_service_made(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=-60), lasts=dt.timedelta(minutes=90))
    person = world.person()
    world.check_in(person, activity)
    world.advance(minutes=20)
    kept = scan(world, activity, nonce="kept-out-01", minutes_ago=0, direction="out")
    world.advance(hours=2)
    with transaction(world.database, now=world.now) as work:
        close_activity(work.session, county_id=activity.county_id, activity_id=activity.id, now=work.now)
        collect_claims(work.session, now=work.now)

    [result] = upload(person, [kept])
    [again] = upload(person, [kept])
    with transaction(world.database, now=world.now) as work:
        collect_claims(work.session, now=work.now)

    assert result["attendance"]["minutes"] in {19, 20}
    assert result["attendance"]["flags"] == ["late_upload"]
    assert again == result | {"state": "replayed"}
    page = activity.organizer.get(f"/activities/{activity.id}/attendances").get_json()
    assert [item["undo_reason"] for item in page["items"]] == ["离线签退晚到了，按真实时间重新记", None]
    with world.database.session() as session:
        states = session.execute(text("SELECT state FROM service_record ORDER BY id")).scalars().all()
        assert states == ["rejected", "claimed"]
        assert session.execute(text("SELECT taken FROM shift")).scalar_one() == 1


def test_organizer_phone_uploads_people_it_scanned_where_there_was_no_network(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=-60), lasts=dt.timedelta(minutes=90))
    person, stranger = world.person(), world.person(roles={"organizer": OTHER_VILLAGE})
    at = world.now - dt.timedelta(minutes=30)
    item = {
        "nonce": "reverse-0001",
        "direction": "in",
        "payload": world.own_code_of(person, at=at),
        "short_id": activity.short_id,
        "device_time": at.isoformat(),
        "skew_seconds": 1,
    }

    [refused] = upload(stranger, [item])
    [nameless] = upload(activity.organizer, [item | {"short_id": None, "nonce": "reverse-0002"}])
    [counted] = upload(activity.organizer, [item])
    [again] = upload(activity.organizer, [item | {"nonce": "reverse-0003"}])

    assert refused["code"] == "forbidden"
    assert nameless["code"] == "activity_not_named"
    assert counted["attendance"]["in_means"] == "personal"
    assert again["code"] == "personal_code_used"


def test_absurd_clocks_and_full_batches_are_answered_item_by_item(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=-60), lasts=dt.timedelta(minutes=90))
    person = world.person()
    one = scan(world, activity, nonce="absurd-0001", minutes_ago=30)

    [absurd] = upload(person, [one | {"skew_seconds": 10**9}])
    [far] = upload(person, [one | {"nonce": "absurd-0002", "device_time": "2100-12-31T23:59:59Z", "skew_seconds": 0}])
    many = upload(person, [one | {"nonce": f"many-{number:05d}"} for number in range(200)])
    too_many = person.post("/scan-batches", {"scans": [one] * 201})

    assert absurd["state"] == far["state"] == "refused"
    assert [result["state"] for result in many].count("accepted") == 1
    assert {result["code"] for result in many[1:]} == {"already_checked_in"}
    assert too_many.status_code == 422
