"""Filing upward, who has not filed, and the number of teams in annex 3."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import text

from app.core.transaction import transaction
from points.base import new_id
from tests.app.teams.conftest import Teams
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person


def test_no_change_is_a_filing_and_is_checked(teams: Teams) -> None:
    organizer, leader = teams.person(roles={"organizer": VILLAGE}), teams.person()
    squad = teams.team(organizer, leader)
    path = f"/teams/{squad}/filings"

    early = leader.post(path, {"unchanged": True})
    first = leader.post(path).get_json()
    same = leader.post(path, {"unchanged": True}, key="same-0001").get_json()
    repeated = leader.post(path, {"unchanged": True}, key="same-0001").get_json()
    teams.join(teams.person(), squad, leader)
    contact = {"volunteer_id": str(leader.volunteer_id), "wechat": "mama_2026"}
    leader.post(f"/teams/{squad}/leader", contact)
    claimed = leader.post(path, {"unchanged": True})
    changed = leader.post(path, {"note": "新增一名队员"}).get_json()
    filed = leader.get(path).get_json()["items"]
    outsider = teams.person()

    assert early.get_json()["code"] == "first_filing"
    assert (first["unchanged"], first["head_count"]) == (False, 1)
    assert (same["unchanged"], same["changes"]) == (True, [])
    assert repeated == same
    assert (claimed.get_json()["code"], claimed.get_json()["params"]["fields"]) == (
        "filing_has_changes",
        "leader_wechat, members",
    )
    assert (changed["changes"], changed["head_count"]) == (["leader_wechat", "members"], 2)
    assert [filing["id"] for filing in filed] == [changed["id"], same["id"], first["id"]]
    assert outsider.post(path).status_code == 403
    assert outsider.get(path).status_code == 403


def test_who_has_not_filed_this_year_is_listed_for_her_place(teams: Teams) -> None:
    organizer, leader = teams.person(roles={"organizer": VILLAGE}), teams.person()
    neighbour = teams.person(roles={"organizer": OTHER_VILLAGE})
    county = teams.staff("county_staff", place_code=COUNTY)
    filed, silent = teams.team(organizer, leader), teams.team(organizer, leader)
    elsewhere = teams.team(neighbour, leader, place_code=OTHER_VILLAGE)
    unit = teams.team(county, leader, kind="branch", name="县医院巾帼分队", place_code=None, unit_name="县医院")
    leader.post(f"/teams/{filed}/filings")

    def missing(person: Person, **query: object) -> list[str]:
        return [team["id"] for team in person.get("/unfiled-teams", **query).get_json()["items"]]

    here, everywhere = missing(organizer), missing(county)
    page = county.get("/unfiled-teams", limit=1).get_json()
    rest = county.get("/unfiled-teams", limit=2, cursor=page["next_cursor"]).get_json()
    foreign = organizer.get("/unfiled-teams", place_code=OTHER_VILLAGE)
    next_year = teams.now.year + 1

    assert here == [silent]
    assert everywhere == [silent, elsewhere, unit]
    assert [team["id"] for team in page["items"] + rest["items"]] == everywhere
    assert foreign.status_code == 403
    assert missing(county, year=next_year) == [filed, silent, elsewhere, unit]
    assert teams.person().get("/unfiled-teams").status_code == 403


def test_worked_set_4_of_annex_3_counts_two_teams_or_one(teams: Teams) -> None:
    county = teams.staff("county_staff", place_code=COUNTY)
    people = {f"p{number}": teams.person() for number in range(1, 13)}
    leader = teams.person()
    roster: dict[str, list[str]] = {
        "t1": ["p1", "p2", "p3", "p4", "p5", "p6"],
        "t2": ["p1", "p7", "p8", "p6"],
        "t3": ["p9"],
        "t4": ["p2", "p3", "p10", "p11", "p12"],
    }
    founded = {"t1": "2021-03-02", "t2": "2021-05-01", "t3": "2021-04-01", "t4": "2021-04-01"}
    branch = teams.team(county, leader, kind="branch", place_code=COUNTY, founded_on="2021-03-01")
    ids = {
        name: teams.team(county, leader, founded_on=day, parent_id=branch, is_mothers_team=name != "t4")
        for name, day in founded.items()
    }
    _enter(teams, ids, roster, people, founded)
    with transaction(teams.database, now=teams.now) as work:
        work.session.execute(
            text("UPDATE team SET dissolved_on = '2021-08-01', dissolve_reason = '解散' WHERE id = :id"),
            {"id": ids["t3"]},
        )

    def figures() -> tuple[int, list[str]]:
        answer = county.get("/team-figures", on="2021-09-28").get_json()
        return answer["teams"], [team["id"] for team in answer["forming"]]

    everyone = figures()
    policy = {"activity_approval": False, "forming_teams_count": False}
    changed = county.put("/county-policy", policy)
    strict = figures()

    assert everyone == (2, [ids["t2"]])
    assert changed.get_json() == policy | {"id_numbers": False}
    assert strict == (1, [ids["t2"]])
    assert teams.person().put("/county-policy", policy).status_code == 403


def _enter(
    teams: Teams,
    ids: dict[str, str],
    roster: dict[str, list[str]],
    people: dict[str, Person],
    founded: dict[str, str],
) -> None:
    """Write the rosters of the worked set down with their days, without the leaders who founded the teams."""
    with transaction(teams.database, now=teams.now) as work:
        work.session.execute(text("DELETE FROM team_member"))
        for team, members in roster.items():
            for member in members:
                work.session.execute(
                    text("INSERT INTO team_member (county_id, id, team_id, volunteer_id, joined_on)"
                         " VALUES (:county, :id, :team, :volunteer, :day)"),
                    {
                        "county": COUNTY,
                        "id": new_id(),
                        "team": uuid.UUID(ids[team]),
                        "volunteer": people[member].volunteer_id,
                        "day": dt.date.fromisoformat(founded[team]),
                    },
                )  # fmt: skip
