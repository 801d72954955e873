"""What a record is worth depends on what stands in the book, never on who uploaded first."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from sqlalchemy import text

from app.core.transaction import transaction
from points.amounts import Minutes, Percent, Points
from points.scoring.rulebook import Caps, DifficultyClass, Rounding
from tests.served import claimed, collect, count, publish_rule, record, record_of, serve, verify
from tests.world import Person, PublishedActivity, World

WHOLE_HOURS = (DifficultyClass(code="B", name="中等", factor=Percent(100), rate=Points(100)),)


def worth(world: World, record_id: uuid.UUID) -> tuple[int, int]:
    """Return minutes and points of a record."""
    found = record(world, record_id)
    return found["minutes"], found["points"]


def test_rc_03_activity_counts_at_most_two_hours_at_one_point_an_hour(world: World) -> None:
    publish_rule(world, difficulty_classes=WHOLE_HOURS, caps=Caps(event_minutes=Minutes(120)))
    mother = world.person()

    [claim] = claimed(world, [mother], minutes=210)

    assert worth(world, claim) == (120, 200)
    [mine] = mother.get("/me/service-records").get_json()["items"]
    assert mine["minutes_present"] == 210
    assert mine["explanation"] == [
        "这次服务 3 小时 30 分钟",
        "一场最多算 2 小时，这次算 2 小时",
        "服务 2 小时 × 每小时 1 分 × 难度 1（中等）= 2 分",
    ]


def test_earlier_service_uses_up_the_limit_and_its_refusal_gives_it_back(world: World) -> None:
    publish_rule(world, difficulty_classes=WHOLE_HOURS, caps=Caps(day_minutes=Minutes(180)))
    mother, checker = world.person(), world.staff("checker")
    [morning] = claimed(world, [mother], minutes=120)
    [noon] = claimed(world, [mother], minutes=120, later=180)
    assert (worth(world, morning), worth(world, noon)) == ((120, 200), (60, 100))

    checker.post(f"/service-records/{morning}/rejection", {"reason": "没有来。"})

    assert worth(world, noon) == (120, 200)
    story = mother.get(f"/service-records/{noon}").get_json()["decisions"]
    assert [(each["label"], each["by_system"], each["points"]) for each in story] == [("重新算分", True, "2.00")]


@pytest.mark.parametrize("late_first", [True, False], ids=["afternoon-first", "morning-first"])
def test_order_of_collecting_makes_no_difference(world: World, late_first: bool) -> None:
    publish_rule(world, difficulty_classes=WHOLE_HOURS, caps=Caps(day_minutes=Minutes(180)))
    mother = world.person()
    morning = serve(world, [mother], minutes=120)
    if not late_first:
        collect(world)
    noon = serve(world, [mother], minutes=120, later=180)
    if late_first:
        with transaction(world.database, now=world.now) as work:
            hide = "UPDATE attendance SET confirmed = :shown WHERE activity_id = :activity"
            work.session.execute(text(hide), {"shown": False, "activity": morning.id})
        collect(world)
        with transaction(world.database, now=world.now) as work:
            work.session.execute(text(hide), {"shown": True, "activity": morning.id})
    collect(world)

    found = [record_of(world, mother, activity) for activity in (morning, noon)]
    assert [(each["minutes"], each["points"]) for each in found] == [(120, 200), (60, 100)]
    assert collect(world) == 0


def test_limits_of_week_month_and_season_are_counted_by_the_date_of_service(world: World) -> None:
    caps = Caps(week_points=Points(300), month_points=Points(500), season_points=Points(600))
    publish_rule(world, difficulty_classes=WHOLE_HOURS, caps=caps)
    mother = world.person()

    claims = [claimed(world, [mother], day=day, minutes=120)[0] for day in (0, 1, 2, 9, 30)]

    # Saturday and Sunday share a week; July is full on Monday the 13th; the quarter is full in August
    assert [worth(world, each)[1] for each in claims] == [200, 100, 200, 0, 100]


def test_record_refused_late_keeps_public_ones_as_they_were_printed(world: World) -> None:
    publish_rule(world, difficulty_classes=WHOLE_HOURS, caps=Caps(day_minutes=Minutes(180)))
    mother, checker = world.person(), world.staff("checker")
    [morning] = claimed(world, [mother], minutes=120)
    [noon] = claimed(world, [mother], minutes=120, later=180)
    verify(checker, noon)
    world.staff("organizer").post("/disclosures", {"site_id": str(record(world, noon)["site_id"])})

    checker.post(f"/service-records/{morning}/rejection", {"reason": "没有来。"})

    assert worth(world, noon) == (60, 100)
    assert record(world, noon)["state"] == "disclosed"


def test_public_record_counts_before_an_earlier_one_that_arrives_late(world: World) -> None:
    publish_rule(world, difficulty_classes=WHOLE_HOURS, caps=Caps(day_minutes=Minutes(180)))
    mother, checker = world.person(), world.staff("checker")
    morning = serve(world, [mother], minutes=120)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE attendance SET confirmed = false"))
    [noon] = claimed(world, [mother], minutes=120, later=180)
    verify(checker, noon)
    world.staff("organizer").post("/disclosures", {"site_id": str(record(world, noon)["site_id"])})
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE attendance SET confirmed = true"))
    collect(world)

    assert worth(world, noon) == (120, 200)
    late = record_of(world, mother, morning)
    assert (late["minutes"], late["points"]) == (60, 100)


def test_approved_day_that_grows_beyond_eight_hours_is_looked_at_again(world: World) -> None:
    mother, checker = world.person(), world.staff("checker")
    morning = serve(world, [mother], minutes=300)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE attendance SET confirmed = false"))
    [evening] = claimed(world, [mother], minutes=300, later=360)
    verify(checker, evening)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE attendance SET confirmed = true"))

    collect(world)

    assert record(world, evening)["state"] == "corrected"
    again = record_of(world, mother)
    assert (again["state"], again["revision"], again["needs_second"]) == ("claimed", 2, True)
    assert record_of(world, mother, morning)["needs_second"] is False
    assert verify(checker, again["id"]).get_json()["items"][0]["result"] == "awaiting_second"


def test_overlapping_minutes_count_once_for_whoever_was_first(world: World) -> None:
    mother, checker = world.person(), world.staff("checker")
    first = serve(world, [mother], minutes=120)
    overlapping = world.activity(starts_in=dt.timedelta(minutes=-61), lasts=dt.timedelta(minutes=120))
    _overlapping_attendance(world, mother, overlapping)
    collect(world)

    early, late = record_of(world, mother, first), record_of(world, mother, overlapping)
    assert (early["minutes_present"], late["minutes_present"]) == (120, 60)
    assert "overlap" in late["flags"]

    checker.post(f"/service-records/{early['id']}/rejection", {"reason": "没有来。"})
    late = record_of(world, mother, overlapping)
    assert (late["minutes_present"], "overlap" in late["flags"]) == (120, False)


def test_family_members_earn_only_where_the_rule_says_so(world: World) -> None:
    publish_rule(world, difficulty_classes=WHOLE_HOURS, family_members_count=False)
    mother = world.person()
    son = world.person(household_id=mother.household_id, kind="family")

    claims = claimed(world, [mother, son], minutes=60)

    assert [worth(world, each) for each in claims] == [(60, 100), (60, 0)]


def test_free_minutes_and_half_hours_follow_the_rule_of_the_site(world: World) -> None:
    site = world.site()
    publish_rule(world, difficulty_classes=WHOLE_HOURS)
    publish_rule(
        world,
        site_id=site,
        difficulty_classes=WHOLE_HOURS,
        rounding=Rounding.HALF_HOUR_FLOOR,
        free_minutes=Minutes(60),
    )
    mother = world.person()

    first = claimed(world, [mother], minutes=50)[0]
    second = claimed(world, [mother], minutes=50, day=1)[0]

    assert worth(world, first) == (50, 0)
    assert worth(world, second) == (50, 50)  # forty minutes beyond the free hour, of which a half hour is paid


def test_class_the_rule_does_not_know_is_said_and_cannot_be_approved(world: World) -> None:
    mother, checker = world.person(), world.staff("checker")
    [claim] = claimed(world, [mother])
    [other] = claimed(world, [mother], day=1)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE service_record SET difficulty_code = 'Z' WHERE id = :id"), {"id": claim})

    checker.post(f"/service-records/{other}/rejection", {"reason": "没有来。"})

    assert (record(world, claim)["flags"], worth(world, claim)) == (["difficulty_unknown"], (0, 0))
    assert verify(checker, claim).get_json()["code"] == "not_assessed"


def test_same_times_by_hand_and_night_are_marked_and_ordinary_ones_are_not(world: World) -> None:
    people, ordinary = [world.person() for _ in range(3)], world.person()
    organizer = world.person(roles={"organizer": "450222100201"})
    activity = serve(world, [ordinary], minutes=120)
    for person in people:
        entry = {
            "volunteer_id": str(person.volunteer_id),
            "in_at": activity.starts_at.isoformat(),
            "out_at": activity.ends_at.isoformat(),
            "reason": "没带手机。",
        }
        assert organizer.post(f"/activities/{activity.id}/attendances", entry).status_code == 201
    night = serve(world, [ordinary], minutes=60, later=15 * 60)
    collect(world)

    assert all("identical_times" in record_of(world, person)["flags"] for person in people)
    assert record_of(world, ordinary, activity)["flags"] == []
    assert record_of(world, ordinary, night)["flags"] == ["night"]
    assert count(world, "SELECT count(*) FROM service_record WHERE anomalous") == 4


def _overlapping_attendance(world: World, person: Person, activity: PublishedActivity) -> None:
    """Write an attendance beside another one, as two phones without network could."""
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text(
                "INSERT INTO attendance (county_id, id, activity_id, shift_id, volunteer_id, in_at, in_means, in_mode,"
                " in_nonce, in_by, out_at, out_means, out_mode, out_nonce, out_by, confirmed, walk_in, children_count,"
                " flags, recorded_at) VALUES ('450222', :id, :activity, :shift, :person, :starts, 'rotating',"
                " 'offline', 'overlap-in', :person, :ends, 'rotating', 'offline', 'overlap-out', :person, true, false,"
                " 0, '{}', :ends)"
            ),
            {
                "id": uuid.uuid4(),
                "activity": activity.id,
                "shift": activity.shift_ids[0],
                "person": person.volunteer_id,
                "starts": activity.starts_at,
                "ends": activity.ends_at,
            },
        )


def test_claim_whose_attendance_is_undone_is_withdrawn_and_its_time_is_free(world: World) -> None:
    publish_rule(world, difficulty_classes=WHOLE_HOURS, caps=Caps(day_minutes=Minutes(180)))
    mother = world.person()
    [morning] = claimed(world, [mother], minutes=120)
    [noon] = claimed(world, [mother], minutes=120, later=180)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text("UPDATE attendance SET undone_at = :now, undone_by = :by, undo_reason = '不是她。' WHERE id = :id"),
            {"now": world.now, "by": uuid.uuid4(), "id": record(world, morning)["attendance_id"]},
        )

    assert collect(world) == 1
    assert collect(world) == 0

    assert record(world, morning)["state"] == "rejected"
    assert worth(world, noon) == (120, 200)
    story = mother.get(f"/service-records/{morning}").get_json()["decisions"]
    assert [(each["label"], each["reason"]) for each in story] == [("签到撤销了，这条不算", "不是她。")]
