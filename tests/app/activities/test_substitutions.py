"""Handing one's place to somebody of the household or team."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import text

from app.core.transaction import transaction
from points.base import new_id
from tests.app.activities.plans import plan_with_posts, publish, ready, sign_up
from tests.world import COUNTY, VILLAGE, Person, World


def team_of(world: World, *people: Person) -> None:
    """Let people be of one team, without the way there."""
    team_id = new_id()
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text(
                "INSERT INTO team (county_id, id, kind, name, place_code, is_mothers_team, leader_id, founded_on,"
                " service_kinds, service_times, words_hidden, reason_hidden, created_at, version)"
                " VALUES (:county, :id, 'squad', :name, :village, true, :leader, '2020-01-01', '{environment}',"
                " '{weekends}', false, false, :now, 1)"
            ),
            {
                "county": COUNTY,
                "id": team_id,
                "name": str(team_id),
                "village": VILLAGE,
                "leader": people[0].volunteer_id,
                "now": world.now,
            },
        )
        for person in people:
            work.session.execute(
                text(
                    "INSERT INTO team_member (county_id, id, team_id, volunteer_id, joined_on)"
                    " VALUES (:county, :id, :team, :person, '2020-01-01')"
                ),
                {"county": COUNTY, "id": new_id(), "team": team_id, "person": person.volunteer_id},
            )


def offer(person: Person, signed: dict[str, Any], to: Person):
    return person.post(f"/sign-ups/{signed['id']}/substitution", {"volunteer_id": str(to.volunteer_id)})


def test_team_mate_takes_the_place_over_with_its_post_once_she_agrees(world: World) -> None:
    organizer, site = ready(world)
    body = plan_with_posts(world, {"code": "supervisor", "capacity": 1}, capacity=1)
    activity = publish(organizer, body, site)
    post = organizer.get(f"/activities/{activity}").get_json()["shifts"][0]["posts"][0]["id"]
    first, mate, stranger = world.person(), world.person(), world.person()
    team_of(world, first, mate)
    signed = sign_up(first, activity, post_id=post)
    waiting = sign_up(mate, activity)

    unfit = [offer(first, signed, stranger), offer(first, signed, first), offer(mate, waiting, first)]
    offered = offer(first, signed, mate)
    twice = offer(first, signed, mate)
    seen = mate.get("/me/substitutions").get_json()["items"]
    path = f"/substitutions/{offered.get_json()['id']}/answer"
    by_herself = first.post(path, {"accept": True})
    by_stranger = stranger.post(path, {"accept": True})
    accepted = mate.post(path, {"accept": True}, key="take-over-0001")
    repeated = mate.post(path, {"accept": True}, key="take-over-0001")
    again = mate.post(path, {"accept": False})
    names = organizer.get(f"/activities/{activity}/sign-ups").get_json()["items"]
    shift = first.get(f"/activities/{activity}").get_json()["shifts"][0]

    assert waiting["state"] == "waitlisted"
    assert [answer.get_json()["code"] for answer in unfit] == [
        "substitute_unfit",
        "substitute_unfit",
        "no_place_to_give",
    ]
    assert offered.status_code == 201
    assert twice.get_json()["code"] == "substitution_pending"
    assert [(item["title"], item["to_me"]) for item in seen] == [("周六清河道", True)]
    assert by_herself.get_json()["code"] == by_stranger.get_json()["code"] == "consent_is_hers"
    assert accepted.get_json()["state"] == repeated.get_json()["state"] == "accepted"
    assert again.get_json()["code"] == "substitution_answered"
    assert [(item["volunteer_id"], item["state"], item["post_id"]) for item in names] == [
        (str(mate.volunteer_id), "signed_up", post)
    ]
    assert (shift["taken"], shift["sign_up_state"]) == (1, "cancelled")


def test_family_member_declines_and_an_organizer_may_answer_for_an_elder(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(hours=5))
    daughter = world.person()
    grandmother = world.person(household_id=daughter.household_id)
    signed = sign_up(daughter, str(activity.id))

    first = offer(daughter, signed, grandmother).get_json()
    declined = grandmother.post(f"/substitutions/{first['id']}/answer", {"accept": False})
    second = offer(daughter, signed, grandmother).get_json()
    withdrawn = daughter.post(f"/substitutions/{second['id']}/withdrawal")
    third = offer(activity.organizer, signed, grandmother).get_json()
    both_sides = activity.organizer.post(f"/substitutions/{third['id']}/answer", {"accept": True})
    other_organizer = world.person(roles={"organizer": VILLAGE})
    helped = other_organizer.post(f"/substitutions/{third['id']}/answer", {"accept": True})

    assert declined.get_json()["state"] == "declined"
    assert withdrawn.get_json()["state"] == "withdrawn"
    assert both_sides.get_json()["code"] == "consent_is_hers"
    assert helped.get_json()["state"] == "accepted"


def test_place_that_is_gone_or_too_late_cannot_be_taken_over(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(hours=5))
    same_time = world.activity(starts_in=dt.timedelta(hours=5))
    mother = world.person()
    daughter = world.person(household_id=mother.household_id)
    signed = sign_up(mother, str(activity.id))
    other = sign_up(daughter, str(same_time.id))
    offered = offer(mother, signed, daughter).get_json()
    path = f"/substitutions/{offered['id']}/answer"

    overlapping = daughter.post(path, {"accept": True})
    daughter.post(f"/sign-ups/{other['id']}/cancellation")
    mother.post(f"/sign-ups/{signed['id']}/cancellation")
    gone = daughter.post(path, {"accept": True})
    declined = daughter.post(path, {"accept": False})
    back = sign_up(mother, str(activity.id))
    world.advance(hours=4, minutes=40)
    late = offer(mother, back, daughter)

    assert overlapping.get_json()["code"] == "sign_up_overlaps"
    assert gone.get_json()["code"] == "no_place_to_give"
    assert declined.get_json()["state"] == "declined"
    assert late.get_json()["code"] == "sign_up_too_late"
