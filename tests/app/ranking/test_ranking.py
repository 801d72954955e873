"""The village's service board: who agreed appears by a masked name, everybody counts, nobody gets a place number."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import text

from app.core.transaction import transaction
from app.ranking.periods import days_of
from tests.served import settled
from tests.world import OTHER_VILLAGE, Person, World

APRIL_TO_JUNE = (dt.date(2026, 4, 1), dt.date(2026, 6, 30))


def agree(person: Person) -> None:
    said = {"purpose": "ranking", "version": 1, "answer": "given"}
    assert person.post("/me/consents", said).status_code == 200


def board(person: Person, **wanted: str) -> dict:
    answer = person.get("/me/ranking", period="year", **wanted)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def names(board: dict) -> list[str]:
    return [row["masked_name"] for row in board["rows"]]


def test_board_when_some_agreed_then_shows_them_masked_and_counts_all(world: World) -> None:
    often, quiet, once = world.person(name="韦小榕"), world.person(name="覃玉兰"), world.person(name="蒙姣")
    stranger = world.person(name="黎阿妹", village_code=OTHER_VILLAGE)
    settled(world, [often, quiet, once, stranger], minutes=100)
    settled(world, [often, quiet], minutes=60, day=14)
    agree(often)
    agree(once)

    seen = board(once)
    assert (seen["number"], seen["times"], seen["minutes"], seen["listed"]) == (3, 5, 420, True)
    assert seen["rows"] == [
        {"masked_name": "韦*榕", "times": 2, "minutes": 160, "mine": False},
        {"masked_name": "蒙*", "times": 1, "minutes": 100, "mine": True},
    ]
    own = board(quiet)  # she sees herself, others do not
    assert (own["listed"], names(own)) == (False, ["韦*榕", "覃*兰", "蒙*"])
    assert [row["mine"] for row in own["rows"]] == [False, True, False]

    often.post("/me/consents/withdrawal", {"purpose": "ranking"})
    assert names(board(once)) == ["蒙*"]
    assert board(once)["times"] == 5
    assert (board(stranger)["number"], names(board(stranger))) == (1, ["黎*妹"])
    assert board(once, on="2025-07-01")["rows"] == []


def test_board_when_one_is_under_eighteen_then_others_never_see_her(world: World) -> None:
    young, other = world.person(name="韦小榕"), world.person(name="覃玉兰")
    settled(world, [young, other], minutes=100)
    agree(young)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text("UPDATE volunteer SET birth_on = '2010-01-01', guardian_consent_at = :now WHERE id = :id"),
            {"id": young.volunteer_id, "now": world.now},
        )

    assert names(board(other)) == ["覃*兰"]
    assert board(young)["listed"] is False


def test_board_when_long_then_shows_three_above_and_below_and_the_first_to_whoever_did_not_come(world: World) -> None:
    people = [world.person(name=f"试{letter}") for letter in "甲乙丙丁戊己庚辛壬癸"]
    for index, person in enumerate(people):  # the later, the longer
        agree(person)
        settled(world, [person], minutes=60 + 10 * index, day=7 * index)
    absent = world.person(name="没来")

    assert [row["minutes"] for row in board(people[4])["rows"]] == [130, 120, 110, 100, 90, 80, 70]
    assert [row["minutes"] for row in board(people[0])["rows"]] == [90, 80, 70, 60]
    assert len(board(absent)["rows"]) == 7
    assert not any(row["mine"] for row in board(absent)["rows"])


def test_board_of_households_when_the_head_agreed_then_counts_for_others_what_agreeing_members_did(
    world: World,
) -> None:
    home = world.household()
    head, member = world.person(name="韦小榕", household_id=home), world.person(name="韦阿勇", household_id=home)
    other = world.person(name="覃玉兰")
    settled(world, [head, member, other], minutes=100)
    assert names(board(other, of="households")) == ["覃*兰"]

    agree(head)
    seen = board(other, of="households")
    assert (seen["number"], seen["times"]) == (2, 3)
    assert {"masked_name": "韦*榕", "times": 1, "minutes": 100, "mine": False} in seen["rows"]
    agree(member)
    assert board(other, of="households")["rows"][0]["times"] == 2
    assert board(member, of="households")["rows"][0] == {
        "masked_name": "韦*榕",
        "times": 2,
        "minutes": 200,
        "mine": True,
    }


def test_board_when_asked_for_something_unknown_then_refuses(world: World) -> None:
    person = world.person()

    assert person.get("/me/ranking", period="week").status_code == 422
    assert person.get("/me/ranking", of="points").status_code == 422
    assert world.client.get("/v1/me/ranking").status_code == 401


def test_days_of_a_period() -> None:
    assert days_of("season", dt.date(2026, 5, 31)) == APRIL_TO_JUNE
    assert days_of("month", dt.date(2028, 2, 29)) == (dt.date(2028, 2, 1), dt.date(2028, 2, 29))
    assert days_of("year", dt.date(2026, 12, 31)) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
