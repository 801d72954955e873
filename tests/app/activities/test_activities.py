"""Planning, publishing and finding activities over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.activities.themes import ANNEX_3, Theme, rows_fed_by
from app.core.messages import catalogue
from tests.world import OTHER_VILLAGE, VILLAGE, Person, World


def plan(world: World, *, hours_ahead: int = 24, **changes: Any) -> dict[str, Any]:
    starts_at = world.now + dt.timedelta(hours=hours_ahead)
    ends_at = starts_at + dt.timedelta(hours=2)
    window = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    return {
        "title": "周六清河道",
        "themes": ["meili_jiayuan", "waste_sorting"],
        "difficulty_code": "B",
        "place_name": "村口小桥",
        "risk_note": "河边路滑，请穿防滑鞋。",
        "shifts": [{**window, "capacity": 30}],
        **window,
        **changes,
    }


def ready(world: World) -> tuple[Person, dict[str, Any]]:
    world.scoring_rule()
    return world.person(roles={"organizer": VILLAGE}), {"site_id": str(world.site())}


def test_draft_is_edited_published_and_then_fixed(world: World) -> None:
    organizer, at_site = ready(world)
    person = world.person()

    draft = organizer.post("/activities", plan(world) | at_site).get_json()
    hidden = person.get(f"/activities/{draft['id']}")
    seen = organizer.get(f"/activities/{draft['id']}")
    changed = plan(world, title="周日清河道", themes=["lecture"])
    stale = organizer.put(f"/activities/{draft['id']}", changed, **{"If-Match": '"99"'})
    unversioned = organizer.put(f"/activities/{draft['id']}", changed)
    edited = organizer.put(f"/activities/{draft['id']}", changed, **{"If-Match": seen.headers["ETag"]})
    published = organizer.post(f"/activities/{draft['id']}/publication")
    too_late = organizer.put(
        f"/activities/{draft['id']}", changed, **{"If-Match": f'"{published.get_json()["version"]}"'}
    )
    unread = person.get(f"/activities/{draft['id']}")
    world.find_words_good()
    visible = person.get(f"/activities/{draft['id']}").get_json()

    assert (unread.status_code, published.get_json()["words_hidden"]) == (404, True)
    assert draft["state"] == "draft"
    assert hidden.status_code == 404
    assert [stale.status_code, unversioned.status_code] == [412, 412]
    assert edited.status_code == 200, edited.get_json()
    assert edited.get_json()["version"] > draft["version"]
    assert too_late.get_json()["code"] == "activity_not_draft"
    assert visible["title"] == "周日清河道"
    assert visible["themes"] == ["lecture"]
    assert visible["difficulty"] == {"code": "B", "name": "中等", "factor_percent": 120}
    assert len(visible["shifts"]) == 1


def test_activity_sent_twice_with_one_key_is_one_activity(world: World) -> None:
    organizer, at_site = ready(world)
    body = plan(world) | at_site | {"publish": True}

    first = organizer.post("/activities", body, key="publish-0001")
    again = organizer.post("/activities", body, key="publish-0001")

    assert first.status_code == 201, first.get_json()
    assert again.get_json() == first.get_json()
    assert len(organizer.get("/activities").get_json()["items"]) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_at": "2020-01-01T00:00:00Z"}, "activity_times_invalid"),
        ({"difficulty_code": "Z"}, "difficulty_unknown"),
        ({"hazardous": True}, "insurance_missing"),
        ({"themes": ["karaoke"]}, "invalid"),
        ({"themes": []}, "invalid"),
        ({"risk_note": "  "}, "invalid"),
        ({"shifts": []}, "invalid"),
        ({"starts_at": "2026-11-28T08:30:00"}, "invalid"),
        ({"title": "清河道\u0000"}, "invalid"),
        ({"state": "published"}, "invalid"),
        ({"organizer_id": "019470b2-7c1e-7c3a-9f00-2f7f5a1c0001"}, "invalid"),
    ],
)
def test_plan_that_does_not_hold_is_refused(world: World, changes: dict[str, Any], code: str) -> None:
    organizer, at_site = ready(world)

    answer = organizer.post("/activities", plan(world) | at_site | changes)

    assert answer.get_json()["code"] == code
    assert organizer.get("/activities").get_json()["items"] == []


def test_shift_must_lie_inside_the_activity_and_have_a_place(world: World) -> None:
    organizer, at_site = ready(world)
    good = plan(world) | at_site
    shift = good["shifts"][0]
    later = (world.now + dt.timedelta(hours=48)).isoformat()
    reversed_shift = shift | {"starts_at": shift["ends_at"], "ends_at": shift["starts_at"]}

    codes = [
        organizer.post("/activities", good | {"shifts": shifts}).get_json()["code"]
        for shifts in (
            [shift, shift | {"ends_at": later}],
            [reversed_shift],
            [shift | {"capacity": 0}],
            [shift] * 21,
        )
    ]

    assert codes == ["shift_outside_activity", "shift_outside_activity", "invalid", "invalid"]


def test_activity_longer_than_a_day_too_old_or_too_far_ahead_is_refused(world: World) -> None:
    organizer, at_site = ready(world)
    day_and_more = (world.now + dt.timedelta(hours=24 + 25)).isoformat()

    answers = [
        organizer.post("/activities", plan(world) | at_site | {"ends_at": day_and_more}),
        organizer.post("/activities", plan(world, hours_ahead=-32 * 24) | at_site),
        organizer.post("/activities", plan(world, hours_ahead=400 * 24) | at_site),
    ]

    assert [answer.get_json()["code"] for answer in answers] == ["activity_times_invalid"] * 3
    assert [answer.get_json()["params"]["rule"] for answer in answers] == ["too_long", "too_long_ago", "too_far_ahead"]


def test_only_organizers_of_the_place_publish_there(world: World) -> None:
    organizer, at_site = ready(world)
    neighbour = world.person(roles={"organizer": OTHER_VILLAGE})
    made = organizer.post("/activities", plan(world) | at_site).get_json()

    answers = [
        neighbour.post("/activities", plan(world) | at_site),
        neighbour.post(f"/activities/{made['id']}/publication"),
        world.person().post("/activities", plan(world) | at_site),
        world.staff("supervisor").post(f"/activities/{made['id']}/cancellation", {"reason": "不办了"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]


def test_cancelled_activity_shows_its_reason_and_one_that_began_cannot_be_cancelled(world: World) -> None:
    coming = world.activity(starts_in=dt.timedelta(hours=3))
    running = world.activity(coming.organizer)

    cancelled = coming.organizer.post(f"/activities/{coming.id}/cancellation", {"reason": "明天有暴雨"})
    begun = coming.organizer.post(f"/activities/{running.id}/cancellation", {"reason": "算了"})
    unread = world.person().get(f"/activities/{coming.id}").get_json()
    own = coming.organizer.get(f"/activities/{coming.id}").get_json()
    world.find_words_good()
    seen = world.person().get(f"/activities/{coming.id}").get_json()

    assert (unread["state"], unread["cancel_reason"], own["cancel_reason"]) == ("cancelled", None, "明天有暴雨")
    assert cancelled.get_json()["state"] == "cancelled"
    assert begun.get_json()["code"] == "activity_begun"
    assert (seen["state"], seen["cancel_reason"]) == ("cancelled", "明天有暴雨")


def test_list_walks_every_activity_once_in_both_directions(world: World) -> None:
    organizer = world.activity(starts_in=dt.timedelta(minutes=1)).organizer
    for minutes in (2, 3, 3, 5):
        world.activity(organizer, starts_in=dt.timedelta(minutes=minutes))
    world.activity(starts_in=dt.timedelta(minutes=4), village_code=OTHER_VILLAGE)
    world.activity(organizer, publish=False)
    person = world.person()

    def walk(**query: Any) -> list[str]:
        seen, cursor = [], None
        while True:
            asked = {**query, "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = person.get("/activities", **asked).get_json()
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return seen

    forwards, village = walk(), walk(village_code=VILLAGE)
    day = (world.now + dt.timedelta(hours=8)).date()
    nothing = walk(from_date=str(day - dt.timedelta(days=10)), to_date=str(day - dt.timedelta(days=2)))
    backwards = walk(newest_first="true", to_date=str(day + dt.timedelta(days=1)))

    assert len(forwards) == len(set(forwards)) == 6
    assert len(village) == 5
    assert backwards == forwards[::-1]
    assert nothing == []


def test_cursor_of_another_filter_is_refused(world: World) -> None:
    organizer = world.activity().organizer
    world.activity(organizer)
    cursor = organizer.get("/activities", limit=1).get_json()["next_cursor"]

    answer = organizer.get("/activities", limit=1, cursor=cursor, village_code=VILLAGE)

    assert answer.get_json()["code"] == "cursor_invalid"


def test_list_says_what_the_caller_has_to_do_with_each(world: World) -> None:
    running, coming = world.activity(), world.activity(starts_in=dt.timedelta(minutes=90))
    person = world.person()
    person.post(f"/activities/{coming.id}/sign-ups", {"shift_id": str(coming.shift_ids[0])})
    world.check_in(person, running)

    first, second = person.get("/activities").get_json()["items"]

    assert (first["my_sign_up"], first["my_attendance"], first["taken"]) == (None, "checked_in", 1)
    assert (second["my_sign_up"], second["my_attendance"], second["taken"]) == ("signed_up", "none", 1)


def test_other_counties_are_closed_to_whoever_has_no_role_there(world: World) -> None:
    there = world.activity(village_code="450224100201", county_id="450224")
    person = world.person()
    city = world.person(roles={"city_staff": "4502"}, kind="staff")

    assert person.get("/activities").get_json()["items"] == []
    assert person.get("/activities", county_id="450224").status_code == 404
    assert person.get(f"/activities/{there.id}", county_id="450224").status_code == 404
    assert person.get(f"/activities/{there.id}").status_code == 404
    assert len(city.get("/activities", county_id="450224").get_json()["items"]) == 1
    assert city.get(f"/activities/{there.id}", county_id="450224").status_code == 200


def test_list_without_a_session_is_refused(world: World) -> None:
    answer = world.client.get("/v1/activities", headers={"Authorization": "Bearer 450222." + "A" * 43})

    assert answer.status_code == 401


def test_headcount_of_people_without_accounts_is_kept(world: World) -> None:
    activity = world.activity()

    activity.organizer.post(f"/activities/{activity.id}/headcount", {"headcount": 45})

    assert activity.organizer.get(f"/activities/{activity.id}").get_json()["unregistered_headcount"] == 45


def test_every_theme_has_a_name_and_annex_3_says_what_counts_in_each_of_its_ten_rows() -> None:
    for theme in Theme:
        assert catalogue()[f"theme.{theme}"]
    assert [indicator.row for indicator in ANNEX_3] == list(range(1, 11))
    assert rows_fed_by(["meili_jiayuan", "lecture"]) == [1, 4, 9, 10]
    assert rows_fed_by(["waste_sorting"]) == [2, 9, 10]
    assert rows_fed_by(["care_visit"]) == rows_fed_by(["publicity"]) == [9], "leaflets are counted, not occasions"
