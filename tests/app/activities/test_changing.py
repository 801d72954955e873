"""A published activity moves to another time or place; who is told of what; who moves up from a waiting list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.app.activities.plans import plan, publish, ready, sign_up
from tests.world import COUNTY, Person, World


def inbox(person: Person) -> list[tuple[str, str]]:
    """Return kind and text of somebody's messages, newest first."""
    return [(item["kind"], item["text"]) for item in person.get("/me/inbox").get_json()["items"]]


def change(person: Person, activity: str, **body: Any) -> Any:
    """Change an activity; returns what came back."""
    return person.post(f"/activities/{activity}/change", body).get_json()


def test_everybody_keeps_her_place_and_is_told_of_the_new_time(world: World) -> None:
    organizer, site = ready(world)
    activity = publish(organizer, plan(world), site)
    mother, stranger = world.person(), world.person()
    sign_up(mother, activity)
    before = organizer.get(f"/activities/{activity}").get_json()
    later = dt.datetime.fromisoformat(before["starts_at"]) + dt.timedelta(hours=3)

    first = change(organizer, activity, starts_at=later.isoformat())
    again = change(organizer, activity, starts_at=later.isoformat())
    after = mother.get(f"/activities/{activity}").get_json()

    assert (first["state"], again["version"]) == ("published", first["version"])
    assert dt.datetime.fromisoformat(after["starts_at"]) == later
    assert dt.datetime.fromisoformat(after["shifts"][0]["starts_at"]) == later
    assert after["shifts"][0]["sign_up_state"] == "signed_up"
    assert [kind for kind, _ in inbox(mother)] == ["activity_changed"]
    assert inbox(stranger) == []


def test_new_place_must_be_found_good_first_and_old_times_are_refused(world: World) -> None:
    organizer, site = ready(world)
    activity = publish(organizer, plan(world), site)
    mother = world.person()
    past = (world.now - dt.timedelta(hours=1)).isoformat()

    unread = change(organizer, activity, place_name="村委会门口")
    over = change(organizer, activity, starts_at=past)
    nothing = organizer.post(f"/activities/{activity}/change", {})
    foreign = mother.post(f"/activities/{activity}/change", {"starts_at": past})
    other = publish(organizer, plan(world, place_name="村委会门口", hours_ahead=30), site)
    known = change(organizer, activity, place_name="村委会门口")
    world.advance(hours=30)
    begun = change(organizer, other, place_name="村口小桥")

    assert unread["code"] == "new_place_unread"
    assert over["code"] == "activity_times_invalid"
    assert (nothing.status_code, foreign.status_code) == (422, 403)
    assert known["state"] == "published", "the same words are visible elsewhere"
    assert mother.get(f"/activities/{activity}").get_json()["place_name"] == "村委会门口"
    assert begun["code"] == "activity_begun"


def test_county_that_answers_and_a_substitute_that_is_asked_are_heard(world: World) -> None:
    organizer, site = ready(world)
    county = world.staff("county_staff", place_code=COUNTY)
    county.put("/county-policy", {"activity_approval": True, "forming_teams_count": True})
    for title, approve in (("一", False), ("二", True)):
        organizer.post("/activities", plan(world, title=title) | {"site_id": str(site), "publish": True})
        (waiting,) = county.get("/activity-approvals").get_json()["items"]
        answer = {"approve": approve, "reason": "请改期"}
        county.post(f"/activity-approvals/{waiting['id']}/decision", answer)
    household = world.household()
    mother, daughter = world.person(household_id=household), world.person(household_id=household)
    activity = world.activity(organizer, starts_in=dt.timedelta(days=1), publish=False)
    county.put("/county-policy", {"activity_approval": False, "forming_teams_count": True})
    organizer.post(f"/activities/{activity.id}/publication")
    world.find_words_good()
    signed = sign_up(mother, str(activity.id))
    offers = f"/sign-ups/{signed['id']}/substitution"
    offered = mother.post(offers, {"volunteer_id": str(daughter.volunteer_id)}).get_json()
    daughter.post(f"/substitutions/{offered['id']}/answer", {"accept": False})
    second = mother.post(offers, {"volunteer_id": str(daughter.volunteer_id)}).get_json()
    daughter.post(f"/substitutions/{second['id']}/answer", {"accept": True})

    assert [kind for kind, _ in inbox(organizer)] == ["activity_approved", "activity_sent_back"]
    assert [kind for kind, _ in inbox(daughter)] == ["substitution_asked", "substitution_asked"]
    assert [kind for kind, _ in inbox(mother)] == ["substitution_accepted", "substitution_declined"]


def test_place_passes_over_whoever_promised_that_hour_elsewhere(world: World) -> None:
    organizer, site = ready(world)
    small = plan(world)
    small["shifts"][0]["capacity"] = 1
    full = publish(organizer, small, site)
    elsewhere = publish(organizer, plan(world, title="巡河"), site)
    holder, busy, free = world.person(), world.person(), world.person()
    held = sign_up(holder, full)
    sign_up(busy, full)
    sign_up(free, full)
    sign_up(busy, elsewhere)

    cancelled = holder.post(f"/sign-ups/{held['id']}/cancellation").get_json()
    states = {
        item["volunteer_id"]: item["state"]
        for item in organizer.get(f"/activities/{full}/sign-ups").get_json()["items"]
    }

    assert cancelled["passed_on"] is True
    assert states == {str(busy.volunteer_id): "waitlisted", str(free.volunteer_id): "signed_up"}
