"""Places over HTTP."""

from tests.world import World


def test_divisions_below_unknown_code_are_an_empty_list(world: World) -> None:
    answer = world.client.get("/v1/divisions", query_string={"parent_code": "450222"})

    assert answer.get_json() == {"items": []}


def test_divisions_with_malformed_code_are_refused_in_chinese(world: World) -> None:
    answer = world.client.get("/v1/divisions", query_string={"parent_code": "四五"})

    assert answer.status_code == 422
    assert answer.get_json()["title"] == "有的地方没填对"
    assert answer.get_json()["errors"][0]["pointer"] == "#/query/parent_code"


def test_points_given_twice_under_one_reference_are_one_posting(world: World) -> None:
    household = world.household()

    world.give_points(household, 1250)

    assert world.balance(household) == 1250
