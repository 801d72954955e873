"""The plaque of a household: read by anybody while the head agrees, by nobody from the moment she does not."""

from __future__ import annotations

from tests.world import World


def test_plaque_shows_points_and_place_only_while_the_head_agrees(world: World) -> None:
    head, other = world.person(name="韦美兰"), world.person()
    member = world.person(household_id=head.household_id, name="韦小兰")
    world.give_points(head.household_id, 31_250)
    world.give_points(other.household_id, 40_000)
    point = world.pickup_point()
    soap, day = world.item(point, points=1000), world.redemption_day(point)

    assert head.get("/me/household/plaque").get_json() == {"shown": False, "address": None, "print_address": None}
    assert member.post("/me/household/plaque").status_code == 403
    agreed = head.post("/me/household/plaque").get_json()
    assert agreed == head.post("/me/household/plaque").get_json() == member.get("/me/household/plaque").get_json()
    assert world.place_order(member, day, soap).status_code == 201
    path = agreed["address"].partition("/plaques/")[2]
    query = f"county_id=450222&code={path.partition('/')[2]}"

    shown = world.client.get(f"/v1/plaque?{query.lower()}").get_json()
    assert (shown["points"], shown["rank"], shown["households"]) == ("312.50", 2, 2), "spending lowers nothing"
    page = world.client.get(f"/plaques/{path}").get_data(as_text=True)
    assert "312.5</b> 分" in page
    assert "排第 <b>2</b>" in page
    sheet = world.client.get(f"/plaques/{path}/print").get_data(as_text=True)
    assert f"户号 {shown['household_code']}" in sheet
    assert "分" not in sheet.replace("桶里分清", "")
    assert "韦" not in page + sheet + str(shown)

    assert member.post("/me/household/plaque/withdrawal").status_code == 403
    assert head.post("/me/household/plaque/withdrawal").status_code == 204
    assert head.post("/me/household/plaque/withdrawal").status_code == 204
    gone = (f"/v1/plaque?{query}", f"/plaques/{path}", f"/plaques/{path}/print")
    answers = [world.client.get(each) for each in gone]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "没有公开" in answers[1].get_data(as_text=True)
    assert head.post("/me/household/plaque").get_json()["address"] == agreed["address"], "a printed plaque works again"
    assert world.client.get("/v1/plaque?county_id=450222&code=XXXXXXXXXXXX").status_code == 404
