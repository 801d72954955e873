"""Templates with their effect, and duty rosters made into activities."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app import clock
from tests.app.activities.plans import plan, plan_with_posts, publish, ready, sign_up
from tests.world import COUNTY, OTHER_VILLAGE, Person, World


def template_of(organizer: Person, activity: str, name: str = "清河道半日") -> str:
    answer = organizer.post(f"/activities/{activity}/template", {"name": name, "note": "分三段"})
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()["id"]


def test_template_is_used_in_another_village_and_shows_what_came_of_it(world: World) -> None:
    done = world.activity(starts_in=dt.timedelta(hours=-1))
    organizer, person = done.organizer, world.person()
    world.check_in(person, done)
    world.advance(minutes=30)
    world.check_out(person, done)
    organizer.post(f"/activities/{done.id}/closing", {"unregistered_headcount": 12})
    template = template_of(organizer, str(done.id))
    neighbour = world.person(roles={"organizer": OTHER_VILLAGE})
    there = world.site(village_code=OTHER_VILLAGE)
    starts_at = world.now + dt.timedelta(days=3)
    body = {"site_id": str(there), "starts_at": starts_at.isoformat(), "title": "乙村清河道"}

    used = neighbour.post(f"/activity-templates/{template}/activities", body, key="use-it-0001")
    again = neighbour.post(f"/activity-templates/{template}/activities", body, key="use-it-0001")
    drafted = neighbour.post(f"/activity-templates/{template}/activities", body | {"publish": False}).get_json()
    world.find_words_good()
    seen = person.get(f"/activities/{used.get_json()['id']}").get_json()
    shown = neighbour.get("/activity-templates").get_json()["items"]
    one = neighbour.get(f"/activity-templates/{template}").get_json()

    assert used.status_code == 201, used.get_json()
    assert again.get_json() == used.get_json()
    assert (used.get_json()["state"], drafted["state"]) == ("published", "draft")
    assert (seen["title"], seen["village_code"], seen["themes"]) == ("乙村清河道", OTHER_VILLAGE, ["meili_jiayuan"])
    assert seen["shifts"][0]["capacity"] == 30
    assert [item["id"] for item in shown] == [template]
    assert {name: one[name] for name in ("times", "finished", "participations", "headcount", "minutes")} == {
        "times": 2,
        "finished": 1,
        "participations": 1,
        "headcount": 12,
        "minutes": 0,
    }, "minutes count once they are verified"
    assert person.get("/activity-templates").status_code == 403


def test_template_names_are_unique_drafts_are_none_and_retired_ones_rest(world: World) -> None:
    organizer, site = ready(world)
    activity = publish(organizer, plan(world), site)
    draft = organizer.post("/activities", plan(world) | {"site_id": str(site)}).get_json()["id"]
    template = template_of(organizer, activity)
    use = {"site_id": str(site), "starts_at": (world.now + dt.timedelta(days=2)).isoformat()}

    codes = [
        organizer.post(f"/activities/{draft}/template", {"name": "草稿"}).get_json()["code"],
        organizer.post(f"/activities/{activity}/template", {"name": "清河道半日"}).get_json()["code"],
    ]
    retired = organizer.post(f"/activity-templates/{template}/retirement")
    twice = organizer.post(f"/activity-templates/{template}/retirement")
    late = organizer.post(f"/activity-templates/{template}/activities", use)

    assert codes == ["activity_is_draft", "template_name_taken"]
    assert retired.status_code == 200
    assert twice.get_json()["code"] == late.get_json()["code"] == "template_retired"
    assert organizer.get("/activity-templates").get_json()["items"] == []
    assert len(organizer.get("/activity-templates", retired="true").get_json()["items"]) == 1


def roster(world: World, template: str, site: Any, *duties: dict[str, Any], **changes: Any) -> dict[str, Any]:
    today = clock.local_date(world.now)
    return {
        "template_id": template,
        "site_id": str(site),
        "name": "桶边值守",
        "weekdays": [1, 3, 5],
        "from_on": str(today),
        "until_on": str(today + dt.timedelta(days=90)),
        "duties": list(duties),
        **changes,
    }


def test_standing_duty_is_made_two_months_ahead_once_and_its_people_are_entered(world: World) -> None:
    organizer, site = ready(world)
    body = plan_with_posts(world, {"code": "supervisor", "capacity": 2}, capacity=3)
    template = template_of(organizer, publish(organizer, body, site))
    first, second = world.person(name="韦小梅"), world.person()
    duty = {"shift_number": 1, "volunteer_id": str(first.volunteer_id), "post_name": "监督员"}
    other = {"shift_number": 1, "volunteer_id": str(second.volunteer_id)}
    made = organizer.post("/duty-rosters", roster(world, template, site, duty)).get_json()
    path = f"/duty-rosters/{made['id']}"
    today = clock.local_date(world.now)
    until = today + dt.timedelta(days=14)

    fortnight = organizer.post(f"{path}/expansion", {"until_on": str(until)}).get_json()
    repeated = organizer.post(f"{path}/expansion", {"until_on": str(until)}).get_json()
    organizer.post(f"{path}/duties", {"duties": [duty, other]})
    everything = organizer.post(f"{path}/expansion", {}).get_json()
    seen = second.get(path).get_json()
    early = second.get(f"/activities/{fortnight['made'][0]['activity_id']}").get_json()["shifts"][0]
    late = second.get(f"/activities/{everything['made'][-1]['activity_id']}").get_json()["shifts"][0]
    ended = organizer.post(f"{path}/ending")
    closed = organizer.post(f"{path}/expansion", {})

    days = [dt.date.fromisoformat(day["occurs_on"]) for day in fortnight["made"] + everything["made"]]
    assert {day.isoweekday() for day in days} == {1, 3, 5}
    assert len(days) == len(set(days))
    assert max(days) <= today + dt.timedelta(days=62)
    assert repeated == {"made": [], "unplaced": []}
    assert everything["unplaced"] == []
    assert (early["taken"], late["taken"]) == (1, 2)
    assert (early["sign_up_state"], late["sign_up_state"], late["posts"][0]["taken"]) == (None, "signed_up", 1)
    assert [item["name"] for item in seen["duties"] if item["post_name"]] == ["韦*梅"]
    assert seen["made_until"] == str(max(days))
    assert ended.status_code == 200
    assert closed.get_json()["code"] == "roster_ended"
    assert second.post(f"{path}/expansion", {}).status_code == 403


def test_duty_that_does_not_fit_is_refused_and_a_clash_is_named(world: World) -> None:
    organizer, site = ready(world)
    template = template_of(organizer, publish(organizer, plan(world, hours_ahead=48), site))
    person, left = world.person(), world.person(state="left")
    duty = {"shift_number": 1, "volunteer_id": str(person.volunteer_id)}
    today = clock.local_date(world.now)

    wrong = [
        roster(world, template, site, duty | {"shift_number": 2}),
        roster(world, template, site, duty | {"post_name": "监督员"}),
        roster(world, template, site, duty, duty),
        roster(world, template, site, duty | {"volunteer_id": str(left.volunteer_id)}),
        roster(world, template, site, until_on=str(today - dt.timedelta(days=1))),
        roster(world, template, site, until_on=str(today + dt.timedelta(days=400))),
        roster(world, template, site, weekdays=[8]),
    ]
    codes = [organizer.post("/duty-rosters", body).get_json()["code"] for body in wrong]
    every_day = roster(world, template, site, duty, weekdays=[1, 2, 3, 4, 5, 6, 7])
    busy = world.activity(organizer, starts_in=dt.timedelta(hours=48))
    sign_up(person, str(busy.id))
    path = f"/duty-rosters/{organizer.post('/duty-rosters', every_day).get_json()['id']}"
    expanded = organizer.post(f"{path}/expansion", {"until_on": str(today + dt.timedelta(days=4))}).get_json()

    assert codes == ["roster_duty_invalid"] * 4 + ["roster_dates_invalid"] * 2 + ["invalid"]
    assert [unplaced["reason"] for unplaced in expanded["unplaced"]] == ["sign_up_overlaps"]
    assert len(expanded["made"]) >= 3
    assert organizer.get("/duty-rosters").get_json()["items"][0]["weekdays"] == [1, 2, 3, 4, 5, 6, 7]


def test_duties_wait_for_the_county_where_it_approves_first(world: World) -> None:
    organizer, site = ready(world)
    template = template_of(organizer, publish(organizer, plan(world), site))
    person, county = world.person(), world.staff("county_staff", place_code=COUNTY)
    county.put("/county-policy", {"activity_approval": True, "forming_teams_count": True})
    duty = {"shift_number": 1, "volunteer_id": str(person.volunteer_id)}
    body = roster(world, template, site, duty, weekdays=[1, 2, 3, 4, 5, 6, 7])
    path = f"/duty-rosters/{organizer.post('/duty-rosters', body).get_json()['id']}"
    until = clock.local_date(world.now) + dt.timedelta(days=1)

    made = organizer.post(f"{path}/expansion", {"until_on": str(until)}).get_json()["made"]
    hidden = person.get(f"/activities/{made[-1]['activity_id']}")
    for approval in county.get("/activity-approvals").get_json()["items"]:
        county.post(f"/activity-approvals/{approval['id']}/decision", {"approve": True})
    entered = person.get(f"/activities/{made[-1]['activity_id']}").get_json()["shifts"][0]

    assert hidden.status_code == 404
    assert entered["sign_up_state"] == "signed_up"
