"""A card-only elder earns points, her granddaughter redeems, the elder later logs in and sees it all."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app.clock import local_date
from tests.journeys.test_loop import verify
from tests.journeys.village import LASTS, SATURDAY, Twice, Village
from tests.world import COUNTY, VILLAGE, Person, World
from wechat_sandbox.remote import SandboxRemote

ELDER = {"name": "韦阿婆", "village_code": VILLAGE, "birth_on": "1950-03-08"}


@pytest.fixture
def village(world: World, sandbox: SandboxRemote) -> Village:
    """Two days before the Saturday."""
    world.travel_to(SATURDAY - dt.timedelta(days=2))
    return Village(world, sandbox)


def test_elder_without_a_phone_when_her_granddaughter_redeems_then_later_sees_it_all_herself(village: Village) -> None:
    world, organizer, keeper = village.world, village.organizer, village.keeper
    elder_id = organizer.do("/volunteers", ELDER)["id"]
    organizer.do(f"/volunteers/{elder_id}/consents", {"purpose": "base", "version": 1, "answer": "given"})
    card = organizer.person.post(f"/volunteers/{elder_id}/cards").get_json()["code"]
    granddaughter = village.register("覃小妹", "覃小妹")
    proxy = {
        "proxy_id": str(granddaughter.person.volunteer_id),
        "scope": "redeem",
        "ends_on": (local_date(world.now) + dt.timedelta(days=180)).isoformat(),
    }
    organizer.do(f"/volunteers/{elder_id}/proxies", proxy)

    activity = village.plan()
    for minutes, direction in ((-5, "in"), (LASTS.seconds // 60 + 1, "out")):
        world.travel_to(SATURDAY + dt.timedelta(minutes=minutes))
        organizer.do(f"/activities/{activity['id']}/scans", {"payload": card, "direction": direction})
    organizer.do(f"/activities/{activity['id']}/closing")
    record = village.checker.person.get("/service-records", state="claimed").get_json()["items"][0]
    assert verify(village, record["id"]) == "verified"
    disclosed = organizer.do("/disclosures", {"site_id": str(village.site)})
    world.travel_to(dt.datetime.fromisoformat(disclosed["disclosure"]["closes_at"]) + dt.timedelta(minutes=1))
    assert village.checker.do("/settlements") == {"settled": 1}

    day_id = village.plan_redemption_day()
    granddaughter = village.log_in("覃小妹")
    lines = [{"item_id": str(village.soap), "quantity": 1}]
    wish = {"redemption_day_id": day_id, "on_behalf_of": elder_id, "lines": lines}
    order = granddaughter.do("/redemption-orders", wish)
    handed = {"pickup_point_id": str(village.point), "code": order["pickup_code"], "collected_by": "覃小妹"}
    assert keeper.do("/redemption-orders/fulfilment", handed)["state"] == "fulfilled"
    assert granddaughter.person.get("/me/balance").get_json()["spendable"] == "0.00", "not her household's points"

    elder = claim(village, card)
    assert str(elder.person.volunteer_id) == elder_id
    assert elder.person.get("/me/balance").get_json()["spendable"] == "4.00"
    assert elder.person.get("/me/hours").get_json()["scan_minutes"] == 120
    statement = elder.person.get("/me/statement").get_json()["items"]
    assert [(line["kind"], line["points"]) for line in statement] == [("hold", "-20.00"), ("award", "24.00")]
    acts = " ".join(act["what"] for act in elder.person.get("/me/acts-for-me").get_json()["items"])
    assert "兑换" in acts
    assert "委托" in acts or "代" in acts
    stands = {item["purpose"]: item for item in elder.person.get("/me/consents").get_json()["items"]}
    assert stands["base"]["state"] == "given"
    exported = {part["title"]: part["rows"] for part in elder.person.get("/me/export").get_json()["sections"]}
    assert exported["兑换"][0]["领取人"] == "覃小妹"
    assert [row["方向"] for row in exported["代办委托"]] == ["别人替我"]

    assert elder.person.get("/me/binding").get_json()["cause"] == "wechat"
    again = elder.person.post("/redemption-orders", {"redemption_day_id": day_id, "lines": lines})
    assert again.get_json()["code"] == "binding_held", "a card found on the road buys nothing for a day"
    report = village.supervisor.get("/books", county_id=COUNTY).get_json()
    assert report["holds"], [check for check in report["checks"] if not check["holds"]]


def test_elder_when_registered_again_by_wechat_then_is_asked_about_and_becomes_one_person(village: Village) -> None:
    world, organizer = village.world, village.organizer
    elder_id = organizer.do("/volunteers", ELDER)["id"]
    world.give_points(household_of(village, elder_id), 500)
    village.sandbox.create_user("阿婆")
    ticket = village._login(village.sandbox.login_code("阿婆"))["ticket"]
    application = {"ticket": ticket, "how": "found", "accepted_notice_version": 1, **ELDER}
    registered = world.client.post("/v1/registrations", json=application).get_json()
    asked = organizer.person.post(f"/volunteers/{registered['volunteer_id']}/confirmation")
    assert (asked.status_code, asked.get_json()["params"]) == (
        409,
        {"volunteer_id": elder_id, "evidence": "same_name_and_birth"},
    )
    pair = {"survivor_id": elder_id, "other_id": registered["volunteer_id"], "reason": "当面核对，是同一位阿婆"}
    merge = organizer.do("/volunteer-merges", pair)
    on_phone = Person(world, uuid.UUID(registered["volunteer_id"]), None, registered["token"])
    note = on_phone.get("/me/inbox").get_json()["items"][0]
    assert (note["kind"], note["subject_kind"]) == ("merge_proposed", "person_merge")
    Twice(on_phone).do(f"/me/merges/{merge['id']}/answer", {"answer": "agreed"})
    village.checker.do(f"/volunteer-merges/{merge['id']}/confirmation")
    me = on_phone.get("/me").get_json()
    assert (me["id"], me["state"]) == (elder_id, "active")
    assert on_phone.get("/me/balance").get_json()["spendable"] == "5.00"
    assert str(village.log_in("阿婆").person.volunteer_id) == elder_id
    report = village.supervisor.get("/books", county_id=COUNTY).get_json()
    assert report["holds"], [check for check in report["checks"] if not check["holds"]]


def claim(village: Village, card: str) -> Twice:
    """Let the elder log in for the first time, with the code of her card."""
    village.sandbox.create_user("阿婆")
    ticket = village._login(village.sandbox.login_code("阿婆"))["ticket"]
    application = {
        "ticket": ticket,
        "how": "claim",
        "name": ELDER["name"],
        "birth_on": ELDER["birth_on"],
        "card_code": card,
        "accepted_notice_version": 1,
    }
    answer = village.world.client.post("/v1/registrations", json=application)
    assert answer.status_code == 201, answer.get_json()
    return village.log_in("阿婆")


def household_of(village: Village, volunteer_id: str) -> uuid.UUID:
    """Return a person's household as the organizer sees it."""
    return uuid.UUID(village.organizer.person.get(f"/volunteers/{volunteer_id}").get_json()["household_id"])
