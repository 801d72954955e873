"""Who sees whom, and who may do what to whom."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.crypto import token_hash
from app.identity.models import Volunteer
from app.identity.policy import may_act_for
from app.identity.queries import resolve_actor
from tests.app.identity.conftest import FOREIGN_COUNTY, FOREIGN_VILLAGE, Phone
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World


def test_list_when_searched_then_finds_by_initials_syllables_and_characters(world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE}, name="组织者")
    for name in ("覃小芳", "覃晓峰", "韦大妹", "欧阳小芳"):
        organizer.post("/volunteers", {"name": name, "village_code": VILLAGE})
    elsewhere = world.person(village_code=OTHER_VILLAGE, name="覃小芬")

    def found(q: str) -> list[str]:
        return [item["name"] for item in organizer.get("/volunteers", q=q).get_json()["items"]]

    assert found("qxf") == ["覃小芳", "覃晓峰"]
    assert found("qinxiaofa") == ["覃小芳"]
    assert found("小芳") == ["欧阳小芳", "覃小芳"]
    assert found("oyxf") == ["欧阳小芳"]
    assert found("%") == []
    assert found(".*") == []
    assert str(elsewhere.volunteer_id) not in organizer.get("/volunteers").get_data(as_text=True)


def test_list_when_paged_then_is_the_whole_list_once(world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    for _ in range(6):
        world.person()

    whole = [item["id"] for item in organizer.get("/volunteers", limit=50).get_json()["items"]]
    walked, cursor = [], {}
    while cursor is not None:
        page = organizer.get("/volunteers", limit=2, **cursor).get_json()
        walked += [item["id"] for item in page["items"]]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None

    assert walked == whole
    assert len(whole) == 7
    page = organizer.get("/volunteers", limit=2).get_json()["next_cursor"]
    assert organizer.get("/volunteers", limit=2, q="a", cursor=page).get_json()["code"] == "cursor_invalid"


@pytest.mark.parametrize(
    ("role", "place", "named"),
    [
        ("organizer", VILLAGE, True),
        ("checker", "450222100", True),
        ("county_staff", COUNTY, True),
        ("shop_keeper", VILLAGE, False),
        ("supervisor", VILLAGE, False),
    ],
)
def test_names_when_seen_by_roles_then_are_masked_for_who_need_not_know(
    world: World, role: str, place: str, named: bool
) -> None:
    seen = world.person(name="李小芳")
    viewer = world.staff(role, place_code=place)

    listed = next(
        item for item in viewer.get("/volunteers").get_json()["items"] if item["id"] == str(seen.volunteer_id)
    )
    detail = viewer.get(f"/volunteers/{seen.volunteer_id}").get_json()

    assert listed["name"] == detail["name"] == ("李小芳" if named else "李*芳")
    assert (detail["birth_on"] is not None) is named
    assert "phone_cipher" not in detail


def _attempts(target: Person, household: object) -> list[tuple[str, str, dict[str, object] | None]]:
    person = f"/volunteers/{target.volunteer_id}"
    return [
        ("GET", person, None),
        ("POST", f"{person}/confirmation", {}),
        ("POST", f"{person}/refusal", {"reason": "不"}),
        ("POST", f"{person}/suspension", {"reason": "不"}),
        ("POST", f"{person}/reinstatement", {}),
        ("POST", f"{person}/household", {}),
        ("POST", f"{person}/phone-views", {"purpose": "activity"}),
        ("POST", f"{person}/cards", {}),
        ("POST", f"{person}/card-closing", {"state": "lost"}),
        ("POST", f"{person}/roles", {"role": "organizer", "place_code": target.county_id + "100201"}),
        ("POST", f"{person}/staff-credential", {"login_name": "somebody"}),
        ("GET", f"/households/{household}", None),
        ("PUT", f"/households/{household}", {"head_volunteer_id": str(target.volunteer_id), "redeem_by": "head"}),
    ]


def _snapshot(world: World) -> list[object]:
    tables = ("volunteer", "household", "household_membership", "paper_card", "role_grant", "staff_credential")
    with world.database.session() as session:
        return [session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).all() for table in tables]


def _send(actor: Person, method: str, path: str, body: object, **query: str) -> int:
    if method == "GET":
        return actor.get(path, **query).status_code
    where = path + "".join(f"?{name}={value}" for name, value in query.items())
    return (actor.put if method == "PUT" else actor.post)(where, body).status_code


def test_foreign_county_when_tried_on_every_route_then_does_not_exist(world: World) -> None:
    target = world.person(county_id=FOREIGN_COUNTY, village_code=FOREIGN_VILLAGE)
    everything = {"organizer": VILLAGE, "county_staff": COUNTY, "administrator": "450222"}
    actor = world.person(roles=everything)
    before = _snapshot(world)

    for method, path, body in _attempts(target, target.household_id):
        assert _send(actor, method, path, body) == 404, path
        assert _send(actor, method, path, body, county_id=FOREIGN_COUNTY) == 404, path

    assert _snapshot(world) == before


def test_stranger_of_the_same_village_when_trying_every_route_then_is_refused(world: World) -> None:
    target, stranger = world.person(), world.person()
    organizer_elsewhere = world.person(roles={"organizer": OTHER_VILLAGE})
    keeper = world.staff("shop_keeper")
    before = _snapshot(world)

    for method, path, body in _attempts(target, target.household_id):
        assert _send(stranger, method, path, body) == 403, path
        assert _send(organizer_elsewhere, method, path, body) == 403, path
        if method != "GET":
            assert _send(keeper, method, path, body) == 403, path

    assert _snapshot(world) == before


def test_columns_when_sent_in_bodies_then_are_refused_everywhere(world: World) -> None:
    county = world.staff("county_staff", place_code=COUNTY)
    target = world.person()
    columns = ("county_id", "state", "points", "household_id", "role_grant", "created_at", "phone_hash", "granted_by")

    for method, path, body in _attempts(target, target.household_id):
        for column in columns:
            if body is not None and column not in body:
                assert _send(county, method, path, {**body, column: "x"}) == 422, (path, column)


def test_suspension_when_made_then_roles_rest_and_others_see_it(world: World) -> None:
    county = world.staff("county_staff", place_code=COUNTY)
    organizer = world.person(roles={"organizer": VILLAGE})
    other = world.person(roles={"organizer": VILLAGE})

    body = {"reason": "代签"}
    assert organizer.post(f"/volunteers/{other.volunteer_id}/suspension", body).status_code == 403
    assert county.post(f"/volunteers/{organizer.volunteer_id}/suspension", body).status_code == 204
    assert county.post(f"/volunteers/{organizer.volunteer_id}/suspension", body).get_json()["code"] == (
        "volunteer_not_active"
    )
    assert organizer.get("/volunteers").status_code == 403
    assert organizer.get("/me").get_json()["suspended_reason"] == "代签"
    assert organizer.get("/me").get_json()["roles"] == []
    assert other.get(f"/volunteers/{organizer.volunteer_id}").get_json()["state"] == "suspended"
    assert county.post(f"/volunteers/{county.volunteer_id}/suspension", body).get_json()["code"] == "own_role"
    peer = world.staff("county_staff", place_code=COUNTY)
    assert county.post(f"/volunteers/{peer.volunteer_id}/suspension", body).get_json()["code"] == "role_above_you"

    assert county.post(f"/volunteers/{organizer.volunteer_id}/reinstatement").status_code == 204
    assert organizer.get("/volunteers").status_code == 200


def test_card_when_lost_then_another_can_be_issued_and_only_hashes_are_kept(world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    elder = world.person(name="阿婆")
    family = world.person(household_id=elder.household_id, kind="family")

    card = organizer.post(f"/volunteers/{elder.volunteer_id}/cards").get_json()
    assert card["code"].startswith("K.450222.")
    assert card["qr_svg"].startswith("<?xml")
    assert organizer.post(f"/volunteers/{elder.volunteer_id}/cards").get_json()["code"] == "card_active"
    with world.database.session() as session:
        dump = str(session.execute(text("SELECT * FROM paper_card")).all())
        dump += str(session.execute(text("SELECT * FROM idempotency_record")).all())
    assert card["code"] not in dump

    lost = {"state": "lost"}
    assert family.post(f"/volunteers/{elder.volunteer_id}/card-closing", lost).status_code == 204
    assert family.post(f"/volunteers/{elder.volunteer_id}/card-closing", lost).get_json()["code"] == "no_active_card"
    assert organizer.post(f"/volunteers/{elder.volunteer_id}/cards").status_code == 201


def test_household_when_members_move_then_points_stay_and_history_is_kept(world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    head = world.person(name="户主")
    son = world.person(household_id=head.household_id, kind="family", name="儿子")
    world.give_points(head.household_id, 500)
    new = organizer.post("/households", {"village_code": VILLAGE}).get_json()["id"]
    code = organizer.get(f"/households/{new}").get_json()["code"]

    blocked = organizer.post(f"/volunteers/{head.volunteer_id}/household", {"household_code": code})
    assert blocked.get_json()["code"] == "head_must_stay"
    change = {"head_volunteer_id": str(son.volunteer_id), "redeem_by": "head"}
    assert son.put(f"/households/{head.household_id}", change).status_code == 403, "not the head"
    assert head.put(f"/households/{head.household_id}", change).status_code == 204
    moved = organizer.post(f"/volunteers/{head.volunteer_id}/household", {"household_code": code})
    assert moved.status_code == 204

    assert world.balance(head.household_id) == 500
    shown = organizer.get(f"/households/{new}").get_json()
    assert [(member["name"], member["is_head"]) for member in shown["members"]] == [("户主", True)]
    assert head.get(f"/households/{head.household_id}").status_code == 403
    with world.database.session() as session:
        rows = session.execute(
            text("SELECT left_at IS NULL FROM household_membership WHERE volunteer_id = :id ORDER BY joined_at"),
            {"id": head.volunteer_id},
        ).scalars()
        assert list(rows) == [False, True]
    listed = organizer.get("/households", limit=50).get_json()["items"]
    assert {item["id"] for item in listed} >= {new, str(head.household_id)}


def test_whoever_acts_for_an_elder_is_of_her_household_and_active(world: World) -> None:
    elder = world.person(name="阿婆")
    son = world.person(household_id=elder.household_id, kind="family")
    suspended = world.person(household_id=elder.household_id, kind="family", state="suspended")
    stranger = world.person()
    foreign = world.person(county_id=FOREIGN_COUNTY, village_code=FOREIGN_VILLAGE)

    def may(actor: Person) -> bool:
        with world.database.session() as session:
            caller = resolve_actor(
                session, county_id=actor.county_id, token_hash=token_hash(actor.token), now=world.now
            )
            assert caller is not None
            return may_act_for(caller, session.get_one(Volunteer, (COUNTY, elder.volunteer_id)))

    assert [may(actor) for actor in (elder, son, suspended, stranger, foreign)] == [True, True, False, False, False]


def test_suspended_or_unconfirmed_person_when_checking_in_then_is_refused(world: World, phone: Phone) -> None:
    county = world.staff("county_staff", place_code=COUNTY)
    activity = world.activity()
    person = world.person()
    waiting = phone.person(phone.register(phone.ticket("张三")))

    county.post(f"/volunteers/{person.volunteer_id}/suspension", {"reason": "代签"})
    refused = [one.post("/check-ins", {"code": world.code_of(activity)}) for one in (person, waiting)]
    assert [answer.get_json()["code"] for answer in refused] == ["account_suspended", "account_not_confirmed"]

    county.post(f"/volunteers/{person.volunteer_id}/reinstatement")
    county.post(f"/volunteers/{waiting.volunteer_id}/confirmation")
    let_in = [one.post("/check-ins", {"code": world.code_of(activity)}) for one in (person, waiting)]
    assert [answer.status_code for answer in let_in] == [201, 201]
