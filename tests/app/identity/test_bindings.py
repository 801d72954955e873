"""A new phone number holds orders by phone for a day; who was bound before, or staff, can take it back."""

from __future__ import annotations

from sqlalchemy import text

from app.core.transaction import transaction
from app.identity.service.holds import begin_hold, end_lapsed_holds, rebind_phone
from app.identity.service.people import get_volunteer
from app.personal_data.service.telling import tell_new_bindings
from tests.world import COUNTY, OTHER_VILLAGE, Person, World

OLD, NEW = "13800000001", "13900000002"


def rebind(world: World, person: Person, phone: str) -> None:
    """Bind a number as WeChat's button does after the platform has answered."""
    with transaction(world.database, now=world.now) as work:
        rebind_phone(
            work.session,
            county_id=COUNTY,
            volunteer_id=person.volunteer_id,
            phone=phone,
            cipher=world.app.extensions["cipher"],
            now=work.now,
        )


def second_phone(world: World, person: Person) -> Person:
    """Sign the person in on another phone, later than on the first."""
    world.advance(minutes=5)
    other = world.person(household_id=person.household_id)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text("UPDATE login_session SET volunteer_id = :me, created_at = :now WHERE volunteer_id = :other"),
            {"me": person.volunteer_id, "other": other.volunteer_id, "now": work.now},
        )
    return Person(world, person.volunteer_id, person.household_id, other.token)


def test_phone_when_bound_first_or_anew_then_nothing_is_held_and_when_changed_then_orders_wait(world: World) -> None:
    person = world.person()
    daughter = world.person(household_id=person.household_id)
    point = world.pickup_point()
    soap, day = world.item(point, points=100), world.redemption_day(point, minutes=3000)
    world.give_points(person.household_id, 1000)
    rebind(world, person, OLD)
    rebind(world, person, OLD)
    assert person.get("/me/binding").get_json()["cause"] is None
    before = world.place_order(person, day, soap, key="before-the-change")
    assert before.status_code == 201
    rebind(world, person, NEW)

    held = world.place_order(person, day, soap)
    assert (held.status_code, held.get_json()["code"]) == (403, "binding_held")
    assert world.place_order(person, day, soap, key="before-the-change").get_json() == before.get_json()
    assert world.place_order(daughter, day, soap).status_code == 201, "the household is not held"
    card = world.staff("organizer").post(f"/volunteers/{person.volunteer_id}/cards").get_json()["code"]
    keeper = world.staff("shop_keeper")
    assert world.place_order(keeper, day, soap, card=card).status_code == 201, "nor is she at the counter"
    assert person.get("/me/binding").get_json()["cause"] == "phone"
    with transaction(world.database, now=world.now) as work:
        assert tell_new_bindings(work.session, now=work.now) == 1
        assert tell_new_bindings(work.session, now=work.now) == 0
    assert person.get("/me/inbox").get_json()["items"][0]["kind"] == "binding_changed"

    world.advance(hours=24, minutes=1)
    assert world.place_order(person, day, soap).status_code == 201
    with transaction(world.database, now=world.now) as work:
        assert end_lapsed_holds(work.session, now=work.now) == 1
    with world.database.session() as session:
        assert session.execute(text("SELECT phone_before_cipher, outcome FROM binding_hold")).one() == (None, "lapsed")


def test_binding_when_not_hers_then_the_old_phone_takes_it_back_and_others_sign_out(world: World) -> None:
    person, organizer = world.person(), world.staff("organizer")
    rebind(world, person, OLD)
    assert person.post("/me/binding/cancellation").get_json()["code"] == "no_binding_hold"
    world.advance(minutes=1)
    rebind(world, person, NEW)
    thief = second_phone(world, person)
    assert thief.post("/me/binding/cancellation").get_json()["code"] == "session_too_new"
    assert person.post("/me/binding/cancellation").status_code == 204
    assert thief.get("/me").status_code == 401
    assert person.get("/me").get_json()["phone"] == "*******0001"
    with world.database.session() as session:
        volunteer = get_volunteer(session, county_id=COUNTY, volunteer_id=person.volunteer_id)
        assert bytes(volunteer.phone_hash or b"") == world.app.extensions["cipher"].lookup_hash(
            OLD, field="volunteer.phone"
        )
    assert organizer.get(f"/volunteers/{person.volunteer_id}").get_json()["phone"] == "*******0001"


def test_binding_when_staff_rule_then_it_stands_or_everything_goes_back(world: World) -> None:
    person, other, organizer = world.person(), world.person(), world.staff("organizer")
    for each in (person, other):
        rebind(world, each, OLD if each is person else "13700000003")
        rebind(world, each, NEW if each is person else "13700000004")
    paths = [f"/volunteers/{each.volunteer_id}/binding-ruling" for each in (person, other)]
    elsewhere = world.staff("organizer", place_code=OTHER_VILLAGE)
    assert elsewhere.post(paths[0], {"outcome": "confirmed"}).status_code == 403
    assert organizer.post(paths[0], {"outcome": "confirmed"}).status_code == 204
    assert organizer.post(paths[0], {"outcome": "confirmed"}).get_json()["code"] == "no_binding_hold"
    assert organizer.post(paths[1], {"outcome": "cancelled"}).status_code == 204
    assert person.get("/me").get_json()["phone"] == "*******0002"
    assert other.get("/me").status_code == 401
    assert organizer.get(f"/volunteers/{other.volunteer_id}").get_json()["phone"] == "*******0003"


def test_hold_when_begun_again_then_is_one_and_the_head_is_told_of_a_member(world: World) -> None:
    head = world.person()
    member = world.person(household_id=head.household_id)
    for _ in range(2):
        with transaction(world.database, now=world.now) as work:
            volunteer = get_volunteer(work.session, county_id=COUNTY, volunteer_id=member.volunteer_id, lock=True)
            begin_hold(work.session, volunteer, cause="wechat", now=work.now)
    with transaction(world.database, now=world.now) as work:
        assert tell_new_bindings(work.session, now=work.now) == 2
    assert head.get("/me/inbox").get_json()["items"][0]["kind"] == "binding_of_member"
