"""The first screen in one answer."""

from __future__ import annotations

import datetime as dt

from tests.app.activities.plans import plan, publish, ready, sign_up
from tests.world import OTHER_VILLAGE, VILLAGE, World


def test_home_answers_everything_of_the_first_screen(world: World) -> None:
    organizer, site = ready(world)
    person = world.person(name="韦小榕")
    assert person.household_id is not None
    world.person(household_id=person.household_id, name="韦阿勇")
    world.give_points(person.household_id, 18600)
    point = world.pickup_point()
    world.item(point, points=9000)
    world.item(point, points=90000)
    day = world.redemption_day(point, opens_in=60 * 24)
    near = publish(organizer, plan(world, title="清河道"), site)
    sign_up(person, near)

    home = person.get("/me/home").get_json()

    assert (home["name"], home["state"], home["roles"]) == ("韦小榕", "active", [])
    assert [member["name"] for member in home["household"]["members"]] == ["韦小榕", "韦阿勇"]
    assert home["points"] == {
        "spendable": "186.00",
        "pending": "0.00",
        "held": "0.00",
        "suspended": False,
        "disclosed_until": None,
    }
    assert [(item["id"], item["my_sign_up"]) for item in home["activities"]] == [(near, "signed_up")]
    assert home["redemption_day"]["id"] == str(day)
    assert home["affordable"] == 1
    assert home["spoken"][0] == "您家现在有 186 分可以兑换。"
    assert "清河道" in home["spoken"][1]
    assert home["spoken"][1].endswith("您已经报名。")
    assert home["spoken"][2].startswith("下一个兑换日是")


def test_home_shows_ones_own_village_and_what_one_has_a_part_in_elsewhere(world: World) -> None:
    organizer, site = ready(world)
    here = publish(organizer, plan(world, title="这里"), site)
    elsewhere = world.activity(starts_in=dt.timedelta(hours=30))
    neighbour = world.person(village_code=OTHER_VILLAGE)

    before = neighbour.get("/me/home").get_json()["activities"]
    sign_up(neighbour, here)
    after = neighbour.get("/me/home").get_json()["activities"]

    assert before == []
    assert [item["id"] for item in after] == [here]
    assert elsewhere.id


def test_home_on_a_busy_day_still_shows_the_activity_she_is_inside(world: World) -> None:
    person = world.person()
    others = [world.activity(starts_in=dt.timedelta(minutes=-40 + number)) for number in range(7)]
    inside = world.activity(starts_in=dt.timedelta(minutes=-5))
    world.check_in(person, inside)

    shown = person.get("/me/home").get_json()["activities"]

    assert [item["id"] for item in shown] == [str(each.id) for each in (*others[:5], inside)]
    assert shown[-1]["my_attendance"] == "checked_in"


def test_home_of_somebody_without_household_or_confirmation_still_answers(world: World) -> None:
    staff = world.staff("organizer")
    newcomer = world.person(state="registered")

    of_staff = staff.get("/me/home").get_json()
    of_newcomer = newcomer.get("/me/home").get_json()

    assert (of_staff["household"], of_staff["points"]) == (None, None)
    assert of_staff["roles"] == [{"role": "organizer", "place_code": VILLAGE}]
    assert of_staff["spoken"][0] == "您还没有归到哪一户，请找负责人。"
    assert (of_newcomer["state"], of_newcomer["roles"]) == ("registered", [])
    assert of_newcomer["spoken"][-1] == "最近没有活动。"


def test_home_needs_a_session(world: World) -> None:
    assert world.client.get("/v1/me/home").status_code == 401
