"""What the level above does: answers filings, reads a whole city; and what happens when a leader is gone."""

from __future__ import annotations

import datetime as dt

from app.worker import PERIODIC, run_once
from tests.app.teams.conftest import Teams
from tests.world import COUNTY, VILLAGE, Person, World


def told(person: Person) -> list[str]:
    return [item["kind"] for item in reversed(person.get("/me/inbox", limit=50).get_json()["items"])]


def remind(world: World) -> int:
    return run_once(
        world.database, next(work for work in PERIODIC if work.name == "teams.remind_of_filing"), now=world.now
    )


def test_filing_is_returned_with_a_reason_and_then_taken_in_by_the_level_above(teams: Teams) -> None:
    county, organizer = teams.staff("county_staff", place_code=COUNTY), teams.person(roles={"organizer": VILLAGE})
    branch_leader, leader = teams.person(), teams.person()
    branch = teams.team(county, branch_leader, kind="branch", name="柳城县分队", place_code=COUNTY)
    squad = teams.team(organizer, leader, parent_id=branch)
    filing = leader.post(f"/teams/{squad}/filings").get_json()["id"]
    path = f"/team-filings/{filing}/review"

    waiting = branch_leader.get("/team-filings").get_json()["items"]
    assert [(item["team_id"], item["outcome"]) for item in waiting] == [(squad, None)]
    assert [item["id"] for item in county.get("/team-filings").get_json()["items"]] == [filing]
    assert leader.get("/team-filings").get_json()["items"] == []
    assert organizer.post(path, {"outcome": "accepted"}).status_code == 403
    assert leader.post(path, {"outcome": "accepted"}).status_code == 403
    assert branch_leader.post(path, {"outcome": "returned"}).get_json()["code"] == "refusal_needs_reason"
    returned = branch_leader.post(path, {"outcome": "returned", "reason": "请补上服务时间。"})
    assert returned.get_json()["outcome_reason"] == "请补上服务时间。"
    assert county.post(path, {"outcome": "accepted"}).get_json()["code"] == "filing_reviewed"
    assert squad in [team["id"] for team in county.get("/unfiled-teams").get_json()["items"]], "returned is not filed"

    claim = leader.post(f"/teams/{squad}/filings", {"unchanged": True})
    assert claim.get_json()["code"] == "first_filing", "a returned form is nothing to compare with"
    whole = leader.post(f"/teams/{squad}/filings").get_json()
    again = whole["id"]
    assert (whole["unchanged"], "leader" in whole["changes"]) == (False, True)
    assert squad not in [team["id"] for team in county.get("/unfiled-teams").get_json()["items"]]
    assert county.post(f"/team-filings/{again}/review", {"outcome": "accepted"}).status_code == 200
    assert [item["outcome"] for item in leader.get(f"/teams/{squad}/filings").get_json()["items"]] == [
        "accepted",
        "returned",
    ]
    assert told(leader) == ["team_filing_returned", "team_filing_accepted"]
    own = branch_leader.post(f"/teams/{branch}/filings").get_json()["id"]
    assert county.post(f"/team-filings/{own}/review", {"outcome": "accepted"}).status_code == 403, "the city answers"
    city = teams.staff("city_staff", place_code="4502")
    assert city.post(f"/team-filings/{own}/review", {"outcome": "accepted"}).status_code == 200


def test_member_is_let_go_with_a_reason_that_she_reads(teams: Teams) -> None:
    organizer, leader, member = teams.person(roles={"organizer": VILLAGE}), teams.person(), teams.person()
    squad = teams.team(organizer, leader)
    teams.join(member, squad, leader)
    path = f"/teams/{squad}/members"

    assert member.post(f"{path}/{leader.volunteer_id}/removal", {"reason": "不"}).status_code == 403
    assert leader.post(f"{path}/{leader.volunteer_id}/removal", {"reason": "不"}).get_json()["code"] == "own_removal"
    assert (
        organizer.post(f"{path}/{leader.volunteer_id}/removal", {"reason": "不"}).get_json()["code"] == "leader_stays"
    )
    gone = leader.post(f"{path}/{member.volunteer_id}/removal", {"reason": "联系不上。"}, key="remove-0001")
    assert gone.status_code == 204
    again = leader.post(f"{path}/{member.volunteer_id}/removal", {"reason": "联系不上。"}, key="remove-0001")
    assert again.status_code == 204
    anew = leader.post(f"{path}/{member.volunteer_id}/removal", {"reason": "联系不上。"})
    assert anew.get_json()["code"] == "not_team_member"
    (mine,) = member.get("/me/teams").get_json()["memberships"]
    assert (mine["left_by"], mine["left_reason"]) == ("removal", "联系不上。")
    assert told(leader) == ["team_request_open"]
    assert told(member) == ["team_request_approved", "team_member_removed"]


def test_deputy_takes_over_when_the_leader_has_left_the_programme(teams: Teams) -> None:
    organizer, leader, deputy = teams.person(roles={"organizer": VILLAGE}), teams.person(), teams.person()
    squad = teams.team(organizer, leader)
    teams.join(deputy, squad, leader)
    path = f"/teams/{squad}"
    named = {"volunteer_id": str(deputy.volunteer_id)}
    outsider = {"volunteer_id": str(organizer.volunteer_id)}
    assert leader.post(f"{path}/deputy", outsider).get_json()["code"] == "deputy_not_member"
    assert deputy.post(f"{path}/deputy", named).status_code == 403
    assert leader.post(f"{path}/deputy", named).status_code == 204
    assert deputy.post(f"{path}/leader", named).status_code == 403

    closed = leader.post("/me/account-closing", {"confirm": "注销账号", "give_up_points": True})
    assert closed.status_code in (200, 204), closed.get_json()

    seen = deputy.get(path).get_json()
    assert (seen["leader_gone"], seen["deputy_id"]) == (True, str(deputy.volunteer_id))
    assert told(deputy)[-1] == "team_leader_vacant"
    assert deputy.get(f"{path}/registration-form").get_json()["warnings"][-1].startswith("领队已经离开")
    assert deputy.post(f"{path}/filings").get_json()["code"] == "leader_not_member"
    assert deputy.post(f"{path}/leader", named).status_code == 200
    seen = deputy.get(path).get_json()
    assert (seen["leader_gone"], seen["deputy_id"], seen["i_am_leader"]) == (False, None, True)
    assert deputy.post(f"{path}/filings").status_code == 201


def test_form_is_printed_from_a_link_that_ends_and_shows_contacts_to_the_leader_only(teams: Teams) -> None:
    organizer, leader = teams.person(roles={"organizer": VILLAGE}), teams.person(name="韦小梅")
    contact = {"volunteer_id": str(leader.volunteer_id), "post": "妇联主席", "wechat": "mama_2026"}
    squad = teams.team(organizer, leader, leader=contact)
    path = f"/teams/{squad}/registration-form"

    form, hers = organizer.get(path).get_json(), leader.get(path).get_json()
    assert teams.person().get(path).status_code == 403
    assert (form["leader_name"], form["leader_wechat"], hers["leader_wechat"]) == ("韦小梅", None, "mama_2026")
    assert (form["unit"], form["head_count"], form["founded"]) == ("甲村", 1, "2020年3月")
    assert [kind["words"] for kind in form["service_kinds"] if kind["ticked"]] == ["巾帼护绿环保志愿者"]
    assert form["warnings"] == ["不足 5 人，组建中。"]
    address = "/team-forms/" + form["print_address"].partition("/team-forms/")[2]
    page = teams.client.get(address).get_data(as_text=True)
    assert "☑巾帼护绿环保志愿者" in page
    assert "mama_2026" not in page
    assert "mama_2026" in teams.client.get(
        "/team-forms/" + hers["print_address"].partition("/team-forms/")[2]
    ).get_data(as_text=True)
    teams.advance(minutes=16)
    assert teams.client.get(address).status_code == 404
    assert teams.client.get(address + "x").status_code == 404


def test_names_are_suggested_and_doubts_are_only_said(teams: Teams) -> None:
    organizer = teams.person(roles={"organizer": VILLAGE})
    teams.team(organizer, teams.person(), name="甲村环保妈妈志愿服务队")

    advice = organizer.get("/team-names", place_code=VILLAGE).get_json()
    doubts = organizer.get("/team-names", place_code=VILLAGE, name="幸福一家").get_json()["warnings"]
    taken = organizer.get("/team-names", place_code=VILLAGE, name=advice["suggestions"][0]).get_json()["warnings"]

    assert advice == {"suggestions": ["甲村环保妈妈志愿服务队", "甲村护绿环保志愿服务队"], "warnings": []}
    assert [doubt[:4] for doubt in doubts] == ["名称里没", "名称里看", "名称最好"]
    assert taken == ["本县已经有一支队伍叫这个名字。"]


def test_city_reads_every_county_in_one_list_and_in_figures(teams: Teams) -> None:
    here, there = teams.person(roles={"organizer": VILLAGE}), "450224100201"
    other = teams.person(roles={"organizer": there}, village_code=there, county_id="450224")
    leader = teams.person(village_code=there, county_id="450224")
    filed = teams.team(here, here, members=4)
    here.post(f"/teams/{filed}/filings")
    teams.team(other, leader, place_code=there)
    city = teams.staff("city_staff", place_code="4502")

    figures = city.get("/city-team-figures", city_code="4502").get_json()["counties"]
    listed = city.get("/city-teams", city_code="4502", limit=1).get_json()
    rest = city.get("/city-teams", city_code="4502", cursor=listed["next_cursor"]).get_json()

    assert [(row["county_id"], row["teams"], row["forming"], row["members"], row["filed"]) for row in figures] == [
        (COUNTY, 1, 0, 5, 1),
        ("450224", 1, 1, 1, 0),
    ]
    assert len(listed["items"] + rest["items"]) == 2
    assert here.get("/city-team-figures", city_code="4502").status_code == 403
    assert city.get("/city-teams", city_code="4503").status_code == 403


def test_leaders_are_reminded_before_the_day_and_every_week_after_it(teams: Teams) -> None:
    organizer, leader, filing = teams.person(roles={"organizer": VILLAGE}), teams.person(), teams.person()
    late = teams.team(organizer, leader)
    done = teams.team(organizer, filing, place_code=VILLAGE)
    teams.travel_to(dt.datetime(2027, 7, 1, 2, 30, tzinfo=dt.UTC))
    assert remind(teams) == 0
    filing.post(f"/teams/{done}/filings")
    teams.travel_to(dt.datetime(2027, 7, 28, 2, 30, tzinfo=dt.UTC))
    assert [remind(teams) for _ in range(2)] == [1, 0]
    for day in (8, 9, 10, 16):  # Sunday, Monday, Tuesday, the Monday after
        teams.travel_to(dt.datetime(2027, 8, day, 2, 30, tzinfo=dt.UTC))
        assert remind(teams) == (day in (9, 16))
    assert told(leader) == ["team_filing_due"] * 3
    assert late in [team["id"] for team in organizer.get("/unfiled-teams").get_json()["items"]]
