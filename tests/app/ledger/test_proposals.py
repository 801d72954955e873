"""Points without hours and corrections by hand: two persons, nobody for her own, deductions only after notice."""

import datetime as dt

from app.clock import local_date
from points.amounts import Points
from points.scoring.rulebook import PointSource
from tests.app.ledger.rules import publish_rule
from tests.points.cases.published import case, points
from tests.points.ledger.pen import award, broken_checks
from tests.world import OTHER_VILLAGE, Person, World


def body(world: World, household, **others) -> dict:
    return {
        "household_id": str(household),
        "kind": "adjustment",
        "reason": "补记三月漏登的两次",
        "occurred_on": local_date(world.now).isoformat(),
    } | others


def propose(person: Person, household, **others):
    return person.post("/point-proposals", body(person.world, household, **others))


def decide(person: Person, proposal_id: str, *, approve: bool = True):
    return person.post(f"/point-proposals/{proposal_id}/decision", {"approve": approve})


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def test_adjustment_when_a_second_person_approves_then_is_posted_once(world: World) -> None:
    home, organizer, checker = world.household(), world.staff("organizer"), world.staff("checker")
    proposed = propose(organizer, home, points="12.50")
    proposal_id = proposed.get_json()["id"]

    assert (proposed.status_code, proposed.get_json()["state"], world.balance(home)) == (201, "proposed", 0)
    assert code(decide(organizer, proposal_id)) == (403, "forbidden")
    approved = decide(checker, proposal_id)

    assert (approved.status_code, approved.get_json()["state"], world.balance(home)) == (200, "approved", 1250)
    assert code(decide(checker, proposal_id)) == (409, "proposal_decided")
    assert world.balance(home) == 1250
    assert broken_checks(world) == {}


def test_proposal_when_sent_twice_with_one_key_then_is_one(world: World) -> None:
    home, organizer = world.household(), world.staff("organizer")
    wanted = body(world, home, points="5")

    first, again = (organizer.post("/point-proposals", wanted, key="proposal-0001") for _ in range(2))

    assert first.get_json()["id"] == again.get_json()["id"]
    assert len(organizer.get("/point-proposals").get_json()["items"]) == 1


def test_proposal_when_the_proposer_or_her_household_would_decide_then_is_refused(world: World) -> None:
    checker = world.person(roles={"checker": "450222"})
    other = world.staff("checker")
    for_own = propose(other, checker.household_id, points="5").get_json()["id"]
    by_herself = propose(checker, world.household(), points="5").get_json()["id"]

    assert code(propose(checker, checker.household_id, points="5")) == (403, "proposal_own_household")
    assert code(decide(checker, for_own)) == (403, "proposal_own_household")
    assert code(decide(checker, by_herself)) == (403, "proposal_second_person")
    assert code(decide(world.staff("checker", place_code=OTHER_VILLAGE), by_herself)) == (403, "forbidden")
    assert world.balance(checker.household_id) == 0


def test_deduction_when_the_household_was_not_told_or_may_still_answer_then_waits(world: World) -> None:
    mother, organizer, checker = world.person(), world.staff("organizer"), world.staff("checker")
    award(world, mother.household_id, 1000)

    assert code(propose(organizer, mother.household_id, points="-3")) == (422, "deduction_needs_evidence")
    made = propose(organizer, mother.household_id, points="-3", evidence="4 月 3 日照片两张，在村委会")
    path = f"/point-proposals/{made.get_json()['id']}"
    assert code(decide(checker, made.get_json()["id"])) == (409, "deduction_needs_notice")
    assert code(mother.post(f"{path}/appeal", {"words": "不是我们"})) == (409, "appeal_not_possible")
    assert organizer.post(f"{path}/notice").get_json()["notified_at"] is not None
    assert code(decide(checker, made.get_json()["id"])) == (409, "deduction_notice_running")
    assert mother.get("/me/point-proposals").get_json()["items"][0]["points"] == "-3.00"
    assert mother.post(f"{path}/appeal", {"words": "那天我们不在家"}).get_json()["appeal"] == "那天我们不在家"
    assert code(mother.post(f"{path}/appeal", {"words": "再说一次"})) == (409, "appeal_not_possible")
    assert code(world.person().post(f"{path}/appeal", {"words": "路过"})) == (404, "not_found")

    world.advance(days=3, minutes=1)

    assert decide(checker, made.get_json()["id"]).get_json()["state"] == "approved"
    assert world.balance(mother.household_id) == 700
    assert mother.get("/me/statement").get_json()["items"][0]["label"] == "扣减积分"


def test_deduction_when_the_household_holds_less_then_is_refused_and_stays_undecided(world: World) -> None:
    home, organizer, checker = world.household(), world.staff("organizer"), world.staff("checker")
    award(world, home, 200)
    made = propose(organizer, home, points="-3", evidence="照片").get_json()["id"]
    organizer.post(f"/point-proposals/{made}/notice")
    world.advance(days=4)

    refused = decide(checker, made)

    assert code(refused) == (409, "insufficient_points")
    assert refused.get_json()["params"] == {"required_points": "3.00", "available_points": "2.00"}
    assert world.balance(home) == 200
    assert organizer.get("/point-proposals", state="proposed").get_json()["items"][0]["id"] == made
    assert decide(checker, made, approve=False).get_json()["state"] == "rejected"


def test_rc_10_source_when_every_month_is_good_then_gives_390_in_the_first_year_and_never_twice_a_month(
    world: World, owner_url: str
) -> None:
    town = case("RC-10")
    wanted = town["point_source"]
    source = PointSource(
        code=wanted["code"],
        name=wanted["name"],
        points=points(wanted["points"]),
        first_points=points(wanted["first_points"]),
        per_month=wanted["per_month"],
    )
    publish_rule(world, owner_url, point_sources=(source,))
    home, organizer, checker = world.household(), world.staff("organizer"), world.staff("checker")
    first_of_month = local_date(world.now).replace(day=1)
    months = [first_of_month]
    while len(months) < town["months"]:
        months.append((months[-1] - dt.timedelta(days=1)).replace(day=1))

    for month in reversed(months):
        made = propose(organizer, home, kind="source", source_code="standard_met", occurred_on=month.isoformat())
        assert made.status_code == 201, made.get_json()
        decide(checker, made.get_json()["id"])
        again = propose(organizer, home, kind="source", source_code="standard_met", occurred_on=month.isoformat())
        assert code(again) == (409, "source_used_up")

    assert world.balance(home) == points(town["earned_in_first_year"])
    assert broken_checks(world) == {}


def test_proposal_when_its_shape_or_day_is_wrong_then_is_refused(world: World, owner_url: str) -> None:
    publish_rule(world, owner_url, point_sources=(PointSource(code="quiz", name="答题", points=Points(500)),))
    home, organizer = world.household(), world.staff("organizer")
    tomorrow = (local_date(world.now) + dt.timedelta(days=1)).isoformat()

    for wrong, expected in (
        ({}, "proposal_shape_invalid"),
        ({"points": "0"}, "proposal_shape_invalid"),
        ({"points": "1000.01"}, "proposal_shape_invalid"),
        ({"points": "5", "source_code": "quiz"}, "proposal_shape_invalid"),
        ({"kind": "source"}, "proposal_shape_invalid"),
        ({"kind": "source", "source_code": "quiz", "points": "5"}, "proposal_shape_invalid"),
        ({"kind": "source", "source_code": "singing"}, "point_source_unknown"),
        ({"points": "5", "occurred_on": tomorrow}, "proposal_day_invalid"),
        ({"points": "5", "occurred_on": "2019-01-01"}, "proposal_day_invalid"),
        ({"points": 5}, "invalid"),
        ({"points": "5", "state": "approved"}, "invalid"),
        ({"points": "5", "household_id": "0198a3a0-0000-7000-8000-0000000000ff"}, "not_found"),
    ):
        assert propose(organizer, home, **wrong).get_json()["code"] == expected, wrong
    assert organizer.get("/point-proposals").get_json()["items"] == []


def test_proposals_when_listed_then_only_those_of_the_callers_places_and_page_by_page(world: World) -> None:
    organizer, elsewhere = world.staff("organizer"), world.staff("organizer", place_code=OTHER_VILLAGE)
    made = [propose(organizer, world.household(), points="1").get_json()["id"] for _ in range(3)]

    first = organizer.get("/point-proposals", limit=2).get_json()
    rest = organizer.get("/point-proposals", limit=2, cursor=first["next_cursor"]).get_json()

    assert [item["id"] for item in first["items"] + rest["items"]] == list(reversed(made))
    assert rest["next_cursor"] is None
    assert elsewhere.get("/point-proposals").get_json()["items"] == []
