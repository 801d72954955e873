"""Two people at once: one proposal is decided once, and a monthly source is never given twice."""

from concurrent.futures import ThreadPoolExecutor

from app.clock import local_date
from points.amounts import Points
from points.scoring.rulebook import PointSource
from tests.app.ledger.rules import publish_rule
from tests.points.ledger.pen import broken_checks
from tests.world import World

ONCE_A_MONTH = PointSource(code="tidy", name="庭院整洁", points=Points(1000), per_month=1)


def test_proposal_when_two_decide_at_once_then_one_decision_stands(world: World) -> None:
    home, organizer = world.household(), world.staff("organizer")
    checkers = [world.staff("checker") for _ in range(2)]
    today = local_date(world.now).isoformat()
    wanted = {"household_id": str(home), "kind": "adjustment", "points": "5", "reason": "补记", "occurred_on": today}
    proposal_id = organizer.post("/point-proposals", wanted).get_json()["id"]
    path = f"/point-proposals/{proposal_id}/decision"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda checker: checker.post(path, {"approve": True}), checkers))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert {answer.get_json().get("code") for answer in answers} == {None, "proposal_decided"}
    assert world.balance(home) == 500
    assert broken_checks(world) == {}


def test_monthly_source_when_six_propose_it_at_once_then_one_does(world: World, owner_url: str) -> None:
    publish_rule(world, owner_url, point_sources=(ONCE_A_MONTH,))
    home = world.household()
    today = local_date(world.now).isoformat()
    wanted = {"household_id": str(home), "kind": "source", "source_code": "tidy", "reason": "好", "occurred_on": today}
    organizers = [world.staff("organizer") for _ in range(6)]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda organizer: organizer.post("/point-proposals", wanted), organizers))

    codes = sorted(answer.get_json().get("code", "made") for answer in answers)
    assert codes == ["made"] + ["source_used_up"] * 5
