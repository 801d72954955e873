"""The list as a volunteer narrows it down, and what an activity says about her own part."""

from __future__ import annotations

import datetime as dt
import uuid

from app.activities.estimates import Estimator
from tests.app.activities.plans import plan, publish, ready, sign_up
from tests.world import COUNTY, OTHER_VILLAGE, World


def test_list_narrows_down_by_theme_places_own_part_and_time(world: World) -> None:
    organizer, site = ready(world)
    river = publish(organizer, plan(world, title="清河道"), site)
    talk = publish(organizer, plan(world, title="讲分类", themes=["lecture"], hours_ahead=30), site)
    person, other = world.person(), world.person()
    one_place = plan(world, title="只要一个人", hours_ahead=60)
    one_place["shifts"][0]["capacity"] = 1
    full = publish(organizer, one_place, site)
    sign_up(other, full)
    sign_up(person, talk)

    def ids(**query: object) -> list[str]:
        return [item["id"] for item in person.get("/activities", **query).get_json()["items"]]

    assert ids() == [river, talk, full]
    assert ids(theme="lecture") == [talk]
    assert ids(free="true") == [river, talk]
    assert ids(mine="true") == [talk]
    assert ids(over="false") == [river, talk, full]
    assert ids(over="true") == []
    world.advance(hours=27)
    assert ids(over="true", newest_first="true") == [river]
    assert ids(over="false") == [talk, full]


def test_cursor_of_one_view_is_refused_by_another(world: World) -> None:
    organizer, site = ready(world)
    for hours in (24, 48):
        publish(organizer, plan(world, hours_ahead=hours), site)
    cursor = organizer.get("/activities", limit=1, free="true").get_json()["next_cursor"]

    later = organizer.get("/activities", limit=1, free="true", cursor=cursor)
    elsewhere = organizer.get("/activities", limit=1, cursor=cursor)

    assert len(later.get_json()["items"]) == 1
    assert elsewhere.get_json()["code"] == "cursor_invalid"


def test_list_says_how_hard_it_is_and_about_how_much_it_brings(world: World) -> None:
    organizer, site = ready(world)
    activity_id = publish(organizer, plan(world), site)

    item = organizer.get("/activities").get_json()["items"][0]
    shift = organizer.get(f"/activities/{activity_id}").get_json()["shifts"][0]

    assert (item["factor_percent"], item["estimated_points"]) == (120, "24.00")
    assert item["difficulty_name"]
    assert shift["estimated_points"] == "24.00"


def test_without_a_rule_nothing_is_estimated(world: World) -> None:
    estimator: Estimator = world.app.extensions["estimator"]
    estimator.refresh(COUNTY, now=world.now)
    about = {"site_id": uuid.uuid4(), "on": dt.date(2026, 11, 21), "minutes": 120, "kind": "mother"}

    before = estimator.estimate(COUNTY, "B", **about)
    world.scoring_rule()
    estimator.refresh(COUNTY, now=world.now)
    kept = estimator.estimate(COUNTY, "B", **about)
    estimator.refresh(COUNTY, now=world.now + dt.timedelta(minutes=6))
    after = estimator.estimate(COUNTY, "B", **about)

    assert (before, kept) == (None, None)
    assert after is not None
    assert (after.difficulty.factor, after.points) == (120, 2400)
    assert estimator.estimate(COUNTY, "unknown", **about) is None


def test_activity_says_where_one_waits_and_what_became_of_ones_marks(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=10), capacity=1)
    first, second, third = world.person(), world.person(), world.person()
    for person in (first, second, third):
        sign_up(person, str(activity.id))
    path = f"/activities/{activity.id}"

    before = third.get(path).get_json()
    first.post("/check-ins", {"code": world.code_of(activity)})
    marked = first.get(path).get_json()["my_part"]

    assert before["shifts"][0]["waiting_position"] == 2
    assert before["my_part"] is None
    assert marked["out_at"] is None
    assert (marked["in_mode"], marked["confirmed"], marked["record_state"]) == ("online", True, None)


def test_foreign_village_is_left_out_of_what_is_mine(world: World) -> None:
    world.activity(starts_in=dt.timedelta(hours=2))

    assert world.person(village_code=OTHER_VILLAGE).get("/activities", mine="true").get_json()["items"] == []
