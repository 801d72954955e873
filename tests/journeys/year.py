"""A village for a whole year, and beside it the sums of a careful aunt who writes everything down by hand."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from app.core.crypto import new_token, token_hash
from app.core.transaction import transaction
from app.identity.models import LoginSession
from app.ledger.books.report import check_books
from app.places.models import Division
from app.worker import PERIODIC, run_once
from points.amounts import Percent, Points
from points.scoring.rulebook import DifficultyClass
from tests.served import collect, publish_rule, settle
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, PublishedActivity, World

HOUSEHOLDS = 12
SATURDAY = dt.datetime(2026, 1, 3, 0, 30, tzinfo=dt.UTC)
"""8:30 in the village."""
LASTS = dt.timedelta(minutes=120)
EARLY = dt.timedelta(minutes=90)
PRICE = 2000
NEW_RULE_ON = dt.date(2026, 7, 1)
KEPT = 5000


@dataclass
class Aunt:
    """Her notebook: hundredths of points per household, minutes per person, pieces of soap."""

    balance: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    minutes: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    waiting: list[tuple[dt.datetime, int, int, int]] = field(default_factory=list)
    awarded: int = 0
    spent: int = 0
    lapsed: int = 0
    soap: int = 0

    def worth(self, minutes: int, on: dt.date) -> int:
        """Ten points an hour at ×1.2; from July on twelve points an hour at ×1.5."""
        return minutes * 20 if on < NEW_RULE_ON else minutes * 30

    def settle(self, now: dt.datetime) -> None:
        """Move what was shown long enough into the balances."""
        due = [entry for entry in self.waiting if entry[0] <= now]
        self.waiting = [entry for entry in self.waiting if entry[0] > now]
        for _, home, minutes, points in due:
            self.balance[home] += points
            self.minutes[home] += minutes
            self.awarded += points


@dataclass
class YearVillage:
    """Twelve households, three officers and a shelf; every deed goes through HTTP or the worker's jobs."""

    world: World

    def __post_init__(self) -> None:
        world = self.world
        world.travel_to(SATURDAY - dt.timedelta(days=2))
        with transaction(world.database, now=world.now) as work:
            for code in (VILLAGE, OTHER_VILLAGE):
                work.session.add(Division(code=code, name="村", level="village", parent_code=code[:9], pinyin=""))
        publish_rule(world)
        publish_rule(
            world,
            effective_on=NEW_RULE_ON,
            difficulty_classes=(DifficultyClass(code="B", name="中等", factor=Percent(150), rate=Points(1200)),),
        )
        self.site = world.site(disclosure_days=3)
        self.people = {number: world.person() for number in range(HOUSEHOLDS)}
        self.daughter = world.person(household_id=self.people[3].household_id)
        self.organizer, self.checker = world.person(roles={"organizer": VILLAGE}), world.staff("checker")
        self.second_checker = world.staff("checker")
        self.keeper = world.staff("shop_keeper")
        self.county = world.staff("county_staff", place_code=COUNTY)
        self.point = world.pickup_point()
        self.soap = world.item(self.point, points=PRICE, quantity=0)
        self.homes = {number: person.household_id for number, person in self.people.items()}
        self.aunt = Aunt()
        self.unclaimed: dict[uuid.UUID, tuple[int, int, int]] = {}

    def comes(self, week: int, number: int) -> bool:
        """Tell who comes in which week: every third one, as long as she lives here."""
        return (week + number) % 3 == 0

    def hold_saturday(self, week: int) -> None:
        """Clean the river: some scan, some without network, some are written down by the organizer."""
        world = self.world
        starts_at = SATURDAY + dt.timedelta(weeks=week)
        world.travel_to(starts_at - dt.timedelta(minutes=5))
        activity = world.activity(
            self.organizer, site_id=self.site, starts_in=starts_at - world.now, lasts=LASTS, difficulty_code="B"
        )
        present = [number for number in self.people if self.comes(week, number)]
        early = {number for number in present if (week + number) % 5 == 0}
        how = {number: ("manual", "offline", "online", "online")[(week + 2 * number) % 4] for number in present}
        for number in present:
            if how[number] == "online":
                world.check_in(self.people[number], activity)
        world.travel_to(activity.starts_at + EARLY + dt.timedelta(seconds=1))
        for number in early:
            if how[number] == "online":
                world.check_out(self.people[number], activity)
        world.travel_to(activity.ends_at + dt.timedelta(minutes=1))
        for number in present:
            if how[number] == "online" and number not in early:
                world.check_out(self.people[number], activity)
            elif how[number] == "offline":
                self._upload(number, activity, leaves_early=number in early)
            elif how[number] == "manual":
                self._write_down(number, activity, leaves_early=number in early)
        collect(world)
        self._note_claims(activity, {number: 90 if number in early else 120 for number in present})

    def _upload(self, number: int, activity: PublishedActivity, *, leaves_early: bool) -> None:
        out_at = activity.starts_at + EARLY if leaves_early else activity.ends_at
        marks = (("in", activity.starts_at), ("out", out_at + dt.timedelta(seconds=1)))
        scans = [
            {
                "nonce": f"{activity.short_id}-{number}-{direction}",
                "direction": direction,
                "payload": self.world.code_of(activity, at=at),
                "device_time": at.isoformat(),
                "skew_seconds": 0,
            }
            for direction, at in marks
        ]
        answer = self.people[number].post("/scan-batches", {"scans": scans})
        assert [each["state"] for each in answer.get_json()["results"]] == ["accepted", "accepted"], answer.get_json()

    def _write_down(self, number: int, activity: PublishedActivity, *, leaves_early: bool) -> None:
        out_at = activity.starts_at + EARLY if leaves_early else activity.ends_at
        body = {
            "volunteer_id": str(self.people[number].volunteer_id),
            "in_at": activity.starts_at.isoformat(),
            "out_at": out_at.isoformat(),
            "reason": "手机没电",
        }
        answer = self.organizer.post(f"/activities/{activity.id}/attendances", body)
        assert answer.status_code == 201, answer.get_json()

    def _note_claims(self, activity: PublishedActivity, minutes: dict[int, int]) -> None:
        numbers = {person.volunteer_id: number for number, person in self.people.items()}
        rows = self.ask("SELECT id, volunteer_id FROM service_record WHERE activity_id = :id", id=activity.id)
        assert {numbers[row.volunteer_id] for row in rows} == set(minutes)
        on = (activity.starts_at + dt.timedelta(hours=8)).date()
        for row in rows:
            number = numbers[row.volunteer_id]
            self.unclaimed[row.id] = (number, minutes[number], self.aunt.worth(minutes[number], on))

    def close_month(self, *, refused: int = 0) -> list[uuid.UUID]:
        """Approve all claims but the first ``refused`` and show them for three working days; returns their ids."""
        world = self.world
        self.log_in_again()
        claimed = sorted(self.unclaimed)
        for record_id in claimed[:refused]:
            self.checker.post(f"/service-records/{record_id}/rejection", {"reason": "当天没有来"})
        approved = claimed[refused:]
        answer = self.checker.post(
            "/service-records/verification", {"record_ids": [str(record_id) for record_id in approved]}
        )
        assert {item["result"] for item in answer.get_json()["items"]} == {"verified"}
        shown = self.organizer.post("/disclosures", {"site_id": str(self.site)})
        assert shown.status_code == 201, shown.get_json()
        closes_at = dt.datetime.fromisoformat(shown.get_json()["disclosure"]["closes_at"])
        self.aunt.waiting += [(closes_at, *self.unclaimed[record_id]) for record_id in approved]
        self.unclaimed = {}
        assert closes_at > world.now
        return approved

    def object_to(self, record_id: uuid.UUID, outcome: str) -> None:
        """Let a neighbour doubt a line and another checker rule on it."""
        (line,) = self.ask("SELECT id, disclosure_id FROM disclosure_line WHERE record_id = :id", id=record_id)
        path = f"/disclosures/{line.disclosure_id}/lines/{line.id}/objections"
        raised = self.people[0].post(path, {"text": "那天好像没有看见她。"})
        assert raised.status_code == 201, raised.get_json()
        ruling = {"outcome": outcome, "ruling": "问过同去的人。"}
        ruled = self.second_checker.post(f"/objections/{raised.get_json()['id']}/ruling", ruling)
        assert ruled.get_json()["state"] == outcome, ruled.get_json()

    def donate(self, quantity: int) -> uuid.UUID:
        """Receive a delivery of soap."""
        self.aunt.soap += quantity
        return self.world.lot(self.soap, quantity=quantity)

    def hold_redemption_day(self) -> None:
        """Everybody takes what she can afford, three at most; one changes her mind, one forgets to come."""
        world, aunt = self.world, self.aunt
        day = world.redemption_day(self.point)
        affordable = {home: min(aunt.balance[home] // PRICE, 3) for home in self.people if aunt.balance[home] >= PRICE}
        changes_mind, forgets = sorted(affordable)[:2]
        for home, quantity in affordable.items():
            order = world.place_order(self.people[home], day, self.soap, quantity=quantity).get_json()
            assert order["state"] == "placed", order
            if home == changes_mind:
                cancelled = self.people[home].post(
                    f"/redemption-orders/{order['id']}/cancellation", {"reason": "不要了"}
                )
                assert cancelled.status_code == 200, cancelled.get_json()
            elif home != forgets:
                code = {"pickup_point_id": str(self.point), "code": order["pickup_code"]}
                assert self.keeper.post("/redemption-orders/fulfilment", code).status_code == 200
                aunt.balance[home] -= quantity * PRICE
                aunt.spent += quantity * PRICE
                aunt.soap -= quantity
        world.advance(minutes=20)
        assert self.work("redemption.expire_orders") == 1

    def count_stock(self, lot: uuid.UUID) -> None:
        """Count a lot and find one piece spoilt by water."""
        (row,) = self.ask("SELECT count(*) AS left FROM unit WHERE lot_id = :id AND state = 'available'", id=lot)
        taken = self.keeper.post(f"/lots/{lot}/stocktakes", {"counted": row.left - 1, "reason": "受潮一块"}).get_json()
        decided = self.checker.post(f"/stocktakes/{taken['id']}/decision", {"accepted": True})
        assert decided.status_code == 200, decided.get_json()
        self.aunt.soap -= 1

    def log_in_again(self) -> None:
        """Give everybody a new session: none lasts for a year."""
        staff = (self.organizer, self.checker, self.second_checker, self.keeper, self.county)
        with transaction(self.world.database, now=self.world.now) as work:
            for person in (*self.people.values(), self.daughter, *staff):
                person.token = f"{COUNTY}.{new_token()}"
                work.session.merge(
                    LoginSession(
                        county_id=COUNTY,
                        token_hash=token_hash(person.token),
                        volunteer_id=person.volunteer_id,
                        kind="miniprogram",
                        created_at=work.now,
                        last_seen_at=work.now,
                        expires_at=work.now + dt.timedelta(days=90),
                        revoked_at=None,
                    )
                )

    def move_on(self) -> None:
        """Let the worker settle what is due and seal the ledger; the aunt turns her page too."""
        settle(self.world)
        self.aunt.settle(self.world.now)
        self.work("households.forward_merged")
        self.work("ledger.seal")

    def work(self, name: str) -> int:
        """Do one round of a periodic work."""
        (work,) = (each for each in PERIODIC if each.name == name)
        return run_once(self.world.database, work, now=self.world.now)

    def ask(self, statement: str, **values: Any) -> list[Any]:
        """Return rows of the database."""
        with self.world.database.session() as session:
            return list(session.execute(text(statement), values))

    def points_of(self, home: int) -> int:
        """Return a household's spendable points."""
        return self.world.balance(self.homes[home])

    def own_hours(self) -> dict[int, int]:
        """Return the minutes in the hours book of each person."""
        rows = self.ask("SELECT volunteer_id, sum(minutes)::integer AS minutes FROM hours_entry GROUP BY 1")
        book = {row.volunteer_id: row.minutes for row in rows}
        return {number: book.get(person.volunteer_id, 0) for number, person in self.people.items()}

    def broken_checks(self) -> list[str]:
        """Return which proofs of the books fail."""
        report = check_books(self.world.database, county_id=COUNTY, now=self.world.now)
        return [str(finding) for finding in report.findings if not finding.holds]
