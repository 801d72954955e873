"""One mother's way through the programme, told in requests; every write is sent twice."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from app.core.transaction import transaction
from app.identity.models import WeChatAccount
from app.places.divisions import import_divisions
from tests.served import publish_rule
from tests.world import COUNTY, VILLAGE, Person, World
from wechat_sandbox.identities import openid_for_alias
from wechat_sandbox.remote import SandboxRemote

SATURDAY = dt.datetime(2026, 7, 4, 0, 30, tzinfo=dt.UTC)
LASTS = dt.timedelta(hours=2)
SOAP_PRICE = "20.00"


@dataclass
class Twice:
    """Sends every deed twice with one key and demands that the second answer is the first one again."""

    person: Person

    def do(self, path: str, body: Any = None) -> Any:
        key = uuid.uuid4().hex
        first = self.person.post(path, body, key=key)
        second = self.person.post(path, body, key=key)
        assert first.status_code in {200, 201, 204}, (path, first.get_json())
        assert (second.status_code, second.data) == (first.status_code, first.data), path
        return first.get_json(silent=True)


@dataclass
class Village:
    """Staff with sessions, a site with a rule, and a shelf with soap."""

    world: World
    sandbox: SandboxRemote

    def __post_init__(self) -> None:
        world = self.world
        with transaction(world.database, now=world.now) as work:
            import_divisions(work.session)
        publish_rule(world)
        self.organizer = Twice(world.staff("organizer"))
        self._give_phone(self.organizer.person, "organizer")
        self.checker = Twice(world.staff("checker"))
        self.keeper = Twice(world.staff("shop_keeper"))
        self.supervisor = world.staff("supervisor", place_code=COUNTY)
        self.point = world.pickup_point()
        self.soap = world.item(self.point, points=2000, quantity=3)
        self.site = world.site()

    def register(self, alias: str, name: str) -> Twice:
        """Log in by WeChat, register, and be confirmed; both taps of the button succeed."""
        self.sandbox.create_user(alias)
        code = self.sandbox.login_code(alias)
        tickets = [self._login(code)["ticket"] for _ in range(2)]
        application = {"how": "found", "name": name, "birth_on": "1980-05-01", "village_code": VILLAGE}
        notices = self.world.client.get("/v1/privacy-notices/current").json["items"]
        application["accepted_notice_version"] = notices[0]["version"]
        ids = set()
        for ticket in tickets:
            answer = self.world.client.post("/v1/registrations", json={"ticket": ticket, **application})
            assert answer.status_code == 201, answer.get_json()
            ids.add(answer.get_json()["volunteer_id"])
        assert len(ids) == 1
        self.organizer.do(f"/volunteers/{ids.pop()}/confirmation")
        return self.log_in(alias)

    def log_in(self, alias: str) -> Twice:
        """Log in by WeChat as somebody registered."""
        token = self._login(self.sandbox.login_code(alias))["token"]
        person = Person(self.world, uuid.UUID(int=0), None, token)
        me = person.get("/me").get_json()
        person.volunteer_id, person.household_id = uuid.UUID(me["id"]), uuid.UUID(me["household"]["id"])
        return Twice(person)

    def plan(self) -> dict[str, Any]:
        """Announce a Saturday and return it with its only shift."""
        ends_at = SATURDAY + LASTS
        made = self.organizer.do(
            "/activities",
            {
                "site_id": str(self.site),
                "publish": True,
                "title": "清沟渠",
                "themes": ["meili_jiayuan"],
                "difficulty_code": "B",
                "place_name": "村口",
                "starts_at": wire(SATURDAY),
                "ends_at": wire(ends_at),
                "risk_note": "小心路滑",
                "shifts": [{"starts_at": wire(SATURDAY), "ends_at": wire(ends_at), "capacity": 10}],
            },
        )
        shown: dict[str, Any] = self.organizer.person.get(f"/activities/{made['id']}").get_json()
        return shown

    def code(self, activity: dict[str, Any]) -> str:
        """Return what the organizer's phone shows now."""
        return str(self.organizer.person.get(f"/activities/{activity['id']}/code").get_json()["code"])

    def plan_redemption_day(self) -> str:
        """Announce a redemption day that opens in an hour."""
        opens_at = self.world.now + dt.timedelta(hours=1)
        body = {
            "pickup_point_id": str(self.point),
            "opens_at": wire(opens_at),
            "closes_at": wire(opens_at + dt.timedelta(hours=2)),
        }
        day_id = self.keeper.do("/redemption-days", body)["id"]
        self.world.travel_to(opens_at + dt.timedelta(minutes=1))
        return str(day_id)

    def _give_phone(self, person: Person, alias: str) -> None:
        """Bind a WeChat that was used a moment ago to somebody, so that the platform judges what she writes."""
        self.sandbox.create_user(alias, last_visit_at=self.sandbox.get("clock")["now"])
        with transaction(self.world.database, now=self.world.now) as work:
            account = WeChatAccount(
                openid=openid_for_alias(alias),
                unionid=None,
                county_id=person.county_id,
                volunteer_id=person.volunteer_id,
                bound_at=work.now,
            )
            work.session.add(account)

    def _login(self, code: str) -> dict[str, Any]:
        answer = self.world.client.post("/v1/login", json={"code": code})
        assert answer.status_code == 200, answer.get_json()
        body: dict[str, Any] = answer.get_json()
        return body


def wire(instant: dt.datetime) -> str:
    """Return an instant as it travels."""
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
