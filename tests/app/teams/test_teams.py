"""Teams: founding, the tree, members by request, leaders, dissolution."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlsplit

from app.core.messages import catalogue
from app.teams.vocabulary import ServiceKind, ServiceTime, TeamKind
from tests.app.teams.conftest import Teams
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person


def organizer_of(teams: Teams, place: str = VILLAGE) -> Person:
    return teams.person(roles={"organizer": place})


def test_tree_of_corps_branch_of_a_unit_and_squad_is_guided_from_above(teams: Teams) -> None:
    county = teams.staff("county_staff", place_code=COUNTY)
    clerk, mother = teams.person(kind="staff"), teams.person()
    corps = teams.team(county, clerk, kind="corps", name="县巾帼志愿服务总队", place_code=COUNTY)
    unit = {"place_code": None, "unit_name": "县卫生健康局"}
    branch = teams.team(county, clerk, kind="branch", name="县卫健局巾帼分队", parent_id=corps, **unit)
    squad = teams.team(organizer_of(teams), mother, parent_id=branch)
    alone = teams.team(county, clerk, kind="branch", name="柳城县巾帼分队", place_code=COUNTY)

    seen = [county.get(f"/teams/{team}").get_json() for team in (squad, branch, corps, alone)]
    below = county.get("/teams", parent_id=branch).get_json()["items"]
    wrong = [
        county.post("/teams", teams.body(clerk, parent_id=corps)),
        county.post("/teams", teams.body(clerk, parent_id=str(uuid.uuid4()))),
        county.post("/teams", teams.body(clerk, kind="branch", parent_id=branch)),
    ]

    assert [team["guided_by"] for team in seen] == [
        "县卫健局巾帼分队",
        "县巾帼志愿服务总队",
        None,
        "市巾帼志愿服务总队",
    ]
    assert [team["id"] for team in below] == [squad]
    assert [answer.get_json()["code"] for answer in wrong] == ["team_parent_invalid"] * 3


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"unit_name": "县医院"}, "invalid"),
    ({"place_code": None}, "invalid"),
    ({"service_kinds": ["other"]}, "invalid"),
    ({"other_kind": "理发"}, "invalid"),
    ({"service_kinds": []}, "invalid"),
    ({"service_kinds": ["karaoke"]}, "invalid"),
    ({"service_times": []}, "invalid"),
    ({"founded_on": "2099-01-01"}, "founded_in_future"),
    ({"place_code": "450222100209"}, "team_place_invalid"),
    ({"place_code": "450224100201"}, "forbidden"),
    ({"leader": {"volunteer_id": str(uuid.UUID(int=7))}}, "not_found"),
]


def test_form_that_does_not_hold_is_refused(teams: Teams) -> None:
    organizer, leader = organizer_of(teams, "450222100"), teams.person()
    neighbour = organizer_of(teams, OTHER_VILLAGE)

    codes = [organizer.post("/teams", teams.body(leader, **changes)).get_json()["code"] for changes, _ in WRONG]

    assert codes == [code for _, code in WRONG]
    assert neighbour.post("/teams", teams.body(leader)).status_code == 403
    assert organizer.get("/teams").get_json()["items"] == []


def test_squad_of_four_is_forming_until_a_fifth_joins(teams: Teams) -> None:
    organizer, leader = organizer_of(teams), teams.person(name="韦小梅")
    squad = teams.team(organizer, leader, members=3)
    four = leader.get(f"/teams/{squad}").get_json()

    teams.join(teams.person(), squad, leader)
    five = leader.get(f"/teams/{squad}").get_json()

    assert (four["state"], four["head_count"], four["members_missing"]) == ("forming", 4, 1)
    assert (five["state"], five["head_count"], five["members_missing"]) == ("active", 5, 0)


def test_name_is_unique_among_active_teams_of_a_county(teams: Teams) -> None:
    organizer, leader = organizer_of(teams), teams.person()
    first = teams.team(organizer, leader, name="甲村护绿队")

    taken = organizer.post("/teams", teams.body(leader, name="甲村护绿队"))
    organizer.post(f"/teams/{first}/dissolution", {"reason": "并队"})
    free = organizer.post("/teams", teams.body(leader, name="甲村护绿队"))

    assert taken.get_json()["code"] == "team_name_taken"
    assert free.status_code == 201


def test_outsiders_read_masked_names_and_no_wechat_id(teams: Teams) -> None:
    organizer, leader = organizer_of(teams), teams.person(name="韦小梅")
    contact = {"volunteer_id": str(leader.volunteer_id), "post": "妇联主席", "wechat": "mama_2026"}
    squad = teams.team(organizer, leader, leader=contact)
    member, outsider, neighbour = teams.person(), teams.person(), organizer_of(teams, OTHER_VILLAGE)
    teams.join(member, squad, leader)

    seen = {
        name: person.get(f"/teams/{squad}").get_json()
        for name, person in {
            "leader": leader, "organizer": organizer, "member": member, "outsider": outsider, "neighbour": neighbour,
        }.items()
    }  # fmt: skip
    rosters = [person.get(f"/teams/{squad}/members").get_json()["items"][0]["name"] for person in (member, outsider)]
    former = outsider.get(f"/teams/{squad}/members", former="true")

    assert {name: (team["leader_name"], team["leader_wechat"]) for name, team in seen.items()} == {
        "leader": ("韦小梅", "mama_2026"),
        "organizer": ("韦小梅", "mama_2026"),
        "member": ("韦小梅", None),
        "outsider": ("韦*梅", None),
        "neighbour": ("韦*梅", None),
    }
    assert rosters == ["韦小梅", "韦*梅"]
    assert former.status_code == 403


def test_form_is_changed_against_the_version_that_was_read(teams: Teams) -> None:
    organizer, leader = organizer_of(teams), teams.person()
    squad = teams.team(organizer, leader)
    etag = organizer.get(f"/teams/{squad}").headers["ETag"]
    form = teams.body(leader, name="甲村理发队", service_kinds=["other", "caring"], other_kind="义务理发")
    del form["leader"]

    changed = organizer.put(f"/teams/{squad}", form, **{"If-Match": etag})
    stale = organizer.put(f"/teams/{squad}", form, **{"If-Match": etag})
    by_leader = leader.put(f"/teams/{squad}", form, **{"If-Match": etag})
    seen = organizer.get(f"/teams/{squad}").get_json()

    assert changed.status_code == 200, changed.get_json()
    assert (stale.status_code, by_leader.status_code) == (412, 403)
    assert (seen["name"], seen["other_kind"], seen["service_kinds"]) == ("甲村理发队", "义务理发", ["other", "caring"])


def test_joining_needs_the_leader_and_nobody_decides_for_herself(teams: Teams) -> None:
    organizer, leader, person = organizer_of(teams), teams.person(), teams.person()
    squad = teams.team(organizer, leader)
    asked = person.post(f"/teams/{squad}/requests", {"kind": "join", "reason": "想参加"}).get_json()
    path = f"/team-requests/{asked['id']}/decision"

    twice = person.post(f"/teams/{squad}/requests", {"kind": "join"})
    by_herself = person.post(path, {"approve": True})
    by_neighbour = organizer_of(teams, OTHER_VILLAGE).post(path, {"approve": True})
    silent = leader.post(path, {"approve": False})
    waiting = leader.get(f"/teams/{squad}/requests").get_json()["items"]
    refused = leader.post(path, {"approve": False, "reason": "名额满了，下月再来"})
    again = leader.post(path, {"approve": True})
    own = organizer.post(f"/teams/{squad}/requests", {"kind": "join"}).get_json()
    own_decision = organizer.post(f"/team-requests/{own['id']}/decision", {"approve": True})

    assert twice.get_json()["code"] == "team_request_pending"
    assert [by_herself.status_code, by_neighbour.status_code] == [403, 403]
    assert silent.get_json()["code"] == "refusal_needs_reason"
    assert [item["id"] for item in waiting] == [asked["id"]]
    assert refused.get_json()["state"] == "refused"
    assert again.get_json()["code"] == "team_request_decided"
    assert own_decision.get_json()["code"] == "own_team_request"
    assert person.get("/me/teams").get_json()["memberships"] == []


def test_transfer_is_decided_by_the_new_team_and_history_stays_with_the_old(teams: Teams) -> None:
    organizer, person = organizer_of(teams), teams.person()
    first_leader, second_leader = teams.person(), teams.person()
    first, second = teams.team(organizer, first_leader), teams.team(organizer, second_leader)
    teams.join(person, first, first_leader)
    body = {"kind": "transfer", "to_team_id": second}
    asked = person.post(f"/teams/{first}/requests", body).get_json()
    path = f"/team-requests/{asked['id']}/decision"

    by_old = first_leader.post(path, {"approve": True})
    seen_by_old = first_leader.get(f"/teams/{first}/requests").get_json()["items"]
    by_new = second_leader.post(path, {"approve": True}, key="transfer-0001")
    repeated = second_leader.post(path, {"approve": True}, key="transfer-0001")
    mine = person.get("/me/teams").get_json()["memberships"]
    former = first_leader.get(f"/teams/{first}/members", former="true").get_json()["items"]

    assert by_old.status_code == 403
    assert seen_by_old == []
    assert by_new.status_code == repeated.status_code == 200
    assert [(team["team_id"], team["left_by"]) for team in mine] == [(second, None), (first, "transfer")]
    assert [(member["volunteer_id"], member["left_by"]) for member in former] == [
        (str(person.volunteer_id), "transfer")
    ]


def test_leader_hands_over_before_she_quits(teams: Teams) -> None:
    organizer, leader, second = organizer_of(teams), teams.person(), teams.person()
    squad = teams.team(organizer, leader)

    early = leader.post(f"/teams/{squad}/requests", {"kind": "quit"})
    outsider = leader.post(f"/teams/{squad}/leader", {"volunteer_id": str(second.volunteer_id)})
    teams.join(second, squad, leader)
    handed = leader.post(f"/teams/{squad}/leader", {"volunteer_id": str(second.volunteer_id), "post": "副主席"})
    no_more = leader.post(f"/teams/{squad}/leader", {"volunteer_id": str(leader.volunteer_id)})
    asked = leader.post(f"/teams/{squad}/requests", {"kind": "quit"}).get_json()
    let_go = second.post(f"/team-requests/{asked['id']}/decision", {"approve": True})
    members = second.get(f"/teams/{squad}/members").get_json()["items"]

    assert early.get_json()["code"] == "leader_stays"
    assert outsider.get_json()["code"] == "leader_not_member"
    assert handed.status_code == let_go.status_code == 200
    assert no_more.status_code == 403
    assert [member["volunteer_id"] for member in members] == [str(second.volunteer_id)]


def test_family_asks_for_an_elder_and_takes_it_back(teams: Teams) -> None:
    organizer, leader, daughter = organizer_of(teams), teams.person(), teams.person()
    grandmother = teams.person(household_id=daughter.household_id)
    squad = teams.team(organizer, leader)
    body = {"kind": "join", "volunteer_id": str(grandmother.volunteer_id)}

    meddled = teams.person().post(f"/teams/{squad}/requests", body)
    asked = daughter.post(f"/teams/{squad}/requests", body).get_json()
    withdrawn = grandmother.post(f"/team-requests/{asked['id']}/withdrawal")
    suspended = teams.person(state="suspended").post(f"/teams/{squad}/requests", {"kind": "join"})

    assert meddled.status_code == 403
    assert (asked["volunteer_id"], asked["requested_by"]) == (
        str(grandmother.volunteer_id),
        str(daughter.volunteer_id),
    )
    assert withdrawn.get_json()["state"] == "withdrawn"
    assert suspended.get_json()["code"] == "volunteer_not_active"


def test_dissolved_team_keeps_its_history_and_takes_nobody(teams: Teams) -> None:
    county, leader, member = teams.staff("county_staff", place_code=COUNTY), teams.person(), teams.person()
    branch = teams.team(county, leader, kind="branch", place_code="450222100")
    squad = teams.team(county, leader, parent_id=branch)
    teams.join(member, squad, leader)
    pending = teams.person().post(f"/teams/{squad}/requests", {"kind": "join"}).get_json()

    too_early = county.post(f"/teams/{branch}/dissolution", {"reason": "撤销"})
    dissolved = county.post(f"/teams/{squad}/dissolution", {"reason": "并入乡镇分队"})
    again = county.post(f"/teams/{squad}/dissolution", {"reason": "并入乡镇分队"})
    late = teams.person().post(f"/teams/{squad}/requests", {"kind": "join"})
    decided = leader.post(f"/team-requests/{pending['id']}/decision", {"approve": True})
    listed = [team["id"] for team in county.get("/teams").get_json()["items"]]
    listed_too = [team["state"] for team in county.get("/teams", dissolved="true").get_json()["items"]]

    assert too_early.get_json()["code"] == "team_has_teams_below"
    assert dissolved.status_code == 200
    assert [answer.get_json()["code"] for answer in (again, late)] == ["team_dissolved"] * 2
    assert decided.get_json()["code"] == "team_request_decided"
    assert listed == [branch]
    assert listed_too == ["active", "dissolved"]
    assert member.get("/me/teams").get_json()["memberships"][0]["left_by"] == "dissolution"


def test_teams_of_another_county_are_not_there(teams: Teams) -> None:
    squad = teams.team(organizer_of(teams), teams.person())
    stranger = teams.person(county_id="450224", village_code="450224100201")
    city = teams.person(roles={"city_staff": "4502"}, kind="staff", county_id="450224", village_code="450224100201")

    assert stranger.get(f"/teams/{squad}").status_code == 404
    assert stranger.get(f"/teams/{squad}", county_id=COUNTY).status_code == 404
    assert stranger.get("/teams", county_id=COUNTY).status_code == 404
    assert stranger.post(f"/teams/{squad}/requests", {"kind": "join"}).status_code == 404
    assert city.get(f"/teams/{squad}", county_id=COUNTY).status_code == 200


def test_every_word_of_the_form_has_a_chinese_name() -> None:
    keys = [
        *(f"team_kind.{kind}" for kind in TeamKind),
        *(f"service_kind.{kind}" for kind in ServiceKind),
        *(f"service_time.{time}" for time in ServiceTime),
    ]

    assert len(keys) == 3 + 11 + 3
    assert all(catalogue()[key] for key in keys)


def test_whoever_leaves_the_programme_leaves_teams_promises_and_calendar(teams: Teams) -> None:
    organizer, leader = organizer_of(teams), teams.person()
    contact = {"volunteer_id": str(leader.volunteer_id), "post": "队长", "wechat": "mama_2026"}
    squad = teams.team(organizer, leader, members=1, leader=contact)
    coming = teams.activity(starts_in=dt.timedelta(hours=5), capacity=1)
    waiting = teams.person()
    shift = {"shift_id": str(coming.shift_ids[0])}
    leader.post(f"/activities/{coming.id}/sign-ups", shift)
    waiting.post(f"/activities/{coming.id}/sign-ups", shift)
    leader.post("/me/calendar-link")
    address = urlsplit(leader.get("/me/calendar-link").get_json()["url"]).path

    left = leader.post("/me/account-closing", {"confirm": "注销账号", "give_up_points": True})
    seen = organizer.get(f"/teams/{squad}").get_json()
    promoted = waiting.get(f"/activities/{coming.id}").get_json()["shifts"][0]
    unfit = organizer.post(f"/teams/{squad}/filings")

    assert left.status_code == 204, left.get_json()
    assert (seen["head_count"], seen["leader_wechat"], seen["leader_post"]) == (1, None, None)
    assert (promoted["sign_up_state"], promoted["taken"]) == ("signed_up", 1)
    assert teams.client.get(address).status_code == 404
    assert unfit.get_json()["code"] == "leader_not_member"
