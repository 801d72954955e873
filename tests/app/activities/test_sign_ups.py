"""Signing up, waiting for a place, and taking it back."""

from __future__ import annotations

import datetime as dt
import uuid

from tests.world import Person, PublishedActivity, World


def coming(world: World, *, capacity: int = 30) -> PublishedActivity:
    return world.activity(starts_in=dt.timedelta(hours=5), capacity=capacity)


def sign_up(person: Person, activity: PublishedActivity, *, for_whom: Person | None = None) -> dict[str, str]:
    body = {"shift_id": str(activity.shift_ids[0])}
    if for_whom is not None:
        body["volunteer_id"] = str(for_whom.volunteer_id)
    return person.post(f"/activities/{activity.id}/sign-ups", body).get_json()


def test_place_given_back_goes_to_whoever_waited_longest(world: World) -> None:
    activity = coming(world, capacity=1)
    first, second, third = world.person(), world.person(), world.person()
    signed = [sign_up(person, activity) for person in (first, second, third)]

    freed = first.post(f"/sign-ups/{signed[0]['id']}/cancellation").get_json()
    again = first.post(f"/sign-ups/{signed[0]['id']}/cancellation").get_json()
    back = sign_up(first, activity)
    names = activity.organizer.get(f"/activities/{activity.id}/sign-ups").get_json()["items"]

    assert [one["state"] for one in signed] == ["signed_up", "waitlisted", "waitlisted"]
    assert freed == {"id": signed[0]["id"], "state": "cancelled", "passed_on": True}
    assert again["code"] == "sign_up_cancelled"
    assert back["state"] == "waitlisted"
    assert {item["volunteer_id"]: item["state"] for item in names} == {
        str(second.volunteer_id): "signed_up",
        str(third.volunteer_id): "waitlisted",
        str(first.volunteer_id): "waitlisted",
    }


def test_more_places_let_those_who_wait_move_up_and_fewer_never_throw_anybody_out(world: World) -> None:
    activity = coming(world, capacity=1)
    for _ in range(3):
        sign_up(world.person(), activity)
    path = f"/shifts/{activity.shift_ids[0]}/capacity"

    more = activity.organizer.post(path, {"capacity": 2})
    fewer = activity.organizer.post(path, {"capacity": 1})
    items = activity.organizer.get(f"/activities/{activity.id}/sign-ups").get_json()["items"]

    assert more.status_code == 200
    assert fewer.get_json()["code"] == "capacity_too_small"
    assert [item["state"] for item in items] == ["signed_up", "signed_up", "waitlisted"]


def test_family_member_signs_an_elder_up_and_that_is_recorded(world: World) -> None:
    activity = coming(world)
    daughter = world.person()
    grandmother = world.person(household_id=daughter.household_id)
    stranger = world.person()

    helped = sign_up(daughter, activity, for_whom=grandmother)
    meddled = sign_up(stranger, activity, for_whom=daughter)
    organized = sign_up(activity.organizer, activity, for_whom=stranger)

    assert helped["volunteer_id"] == str(grandmother.volunteer_id)
    assert helped["signed_up_by"] == str(daughter.volunteer_id)
    assert meddled["code"] == "forbidden"
    assert organized["state"] == "signed_up"


def test_sign_up_is_refused_twice_overlapping_suspended_or_too_late(world: World) -> None:
    activity, same_time = coming(world), coming(world)
    over = world.activity(starts_in=dt.timedelta(hours=-3), lasts=dt.timedelta(hours=1))
    cancelled = coming(world)
    cancelled.organizer.post(f"/activities/{cancelled.id}/cancellation", {"reason": "下雨"})
    person = world.person()
    signed = sign_up(person, activity)

    codes = [
        sign_up(person, activity)["code"],
        sign_up(person, same_time)["code"],
        sign_up(world.person(state="suspended"), activity)["code"],
        sign_up(world.person(state="registered"), activity)["code"],
        sign_up(person, over)["code"],
        sign_up(world.person(), cancelled)["code"],
    ]
    elsewhere = person.post(f"/activities/{same_time.id}/sign-ups", {"shift_id": str(activity.shift_ids[0])})
    unknown = person.post(f"/sign-ups/{uuid.uuid4()}/cancellation")
    world.advance(hours=4, minutes=40)
    too_late = person.post(f"/sign-ups/{signed['id']}/cancellation")

    assert codes == [
        "already_signed_up",
        "sign_up_overlaps",
        "account_suspended",
        "account_not_confirmed",
        "shift_over",
        "activity_not_open",
    ]
    assert [elsewhere.status_code, unknown.status_code] == [404, 404]
    assert too_late.get_json()["code"] == "sign_up_too_late"
