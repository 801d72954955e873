"""A village that does what the state machine asks: by HTTP where a person acts, by a job where time does."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

from sqlalchemy import text

from app.activities.models import Shift
from app.attendance.models import Attendance
from app.clock import local_date
from app.core.transaction import transaction
from app.disclosure.service.settling import settle_due
from app.hours.service.claims import collect_claims
from app.redemption.service.orders import expire_orders
from points.amounts import Points
from points.base import new_id
from points.ledger.posting import expire_points
from tests.properties.auditor import Auditor, Item
from tests.world import COUNTY, Person, World

START = 4000
_periods = itertools.count(1)


class Village:
    """Three households, their people, a shop and staff, with the Auditor's copy of the same state."""

    def __init__(self, world: World, *, site_id: uuid.UUID) -> None:
        self.world = world
        self.auditor = Auditor()
        self.site_id = site_id
        self.mothers = [world.person() for _ in range(3)]
        self.daughter = world.person(household_id=self.mothers[0].household_id, kind="family")
        self.checking_mother = world.person(roles={"checker": COUNTY, "shop_keeper": COUNTY})
        self.people = [*self.mothers, self.daughter, self.checking_mother]
        self.checker, self.keeper = world.staff("checker"), world.staff("shop_keeper")
        self.county = world.staff("county_staff", place_code=COUNTY)
        self.activity = world.activity(site_id=site_id)
        self.point = world.pickup_point()
        self.day = world.redemption_day(self.point)
        for price, pieces, limit in ((500, 6, 4), (1500, 3, None)):
            item = world.item(self.point, points=price, quantity=pieces, limit=limit)
            self.auditor.items[item] = Item(price, pieces, limit)
        for household_id in self.households:
            world.give_points(household_id, START)
            self.auditor.balance[household_id] = START
        self._hours = itertools.count(1)

    @property
    def households(self) -> list[uuid.UUID]:
        return [person.household_id for person in (*self.mothers, self.checking_mother) if person.household_id]

    def serve(self, person: Person, minutes: int) -> str:
        """Let a person be present for so many minutes of an hour of her own, and claim it; returns the record."""
        starts_at = self.world.now.replace(minute=0, second=0, microsecond=0) - dt.timedelta(
            hours=next(self._hours) + 2
        )
        shift_id, attendance_id = new_id(), new_id()
        with transaction(self.world.database, now=self.world.now) as work:
            work.session.add(
                Shift(
                    county_id=COUNTY,
                    id=shift_id,
                    activity_id=self.activity.id,
                    starts_at=starts_at,
                    ends_at=starts_at + dt.timedelta(hours=1),
                    capacity=1,
                    taken=0,
                )
            )
            work.session.flush()
            work.session.add(
                Attendance(
                    county_id=COUNTY,
                    id=attendance_id,
                    activity_id=self.activity.id,
                    shift_id=shift_id,
                    volunteer_id=person.volunteer_id,
                    in_at=starts_at,
                    in_means="rotating",
                    in_mode="online",
                    in_nonce=uuid.uuid4().hex,
                    in_by=person.volunteer_id,
                    out_at=starts_at + dt.timedelta(minutes=minutes),
                    out_means="rotating",
                    out_mode="online",
                    out_nonce=uuid.uuid4().hex,
                    out_by=person.volunteer_id,
                    confirmed=True,
                    walk_in=False,
                    children_count=0,
                    flags=[],
                    recorded_at=work.now,
                )
            )
            work.session.flush()
            collect_claims(work.session, now=work.now, county_id=COUNTY, activity_id=self.activity.id)
            return str(
                work.session.execute(
                    text("SELECT id FROM service_record WHERE attendance_id = :attendance"),
                    {"attendance": attendance_id},
                ).scalar_one()
            )

    def approve(self, approver: Person, record_id: str) -> str:
        answer = approver.post("/service-records/verification", {"record_ids": [record_id]}).get_json()
        return answer["code"] if "code" in answer else answer["items"][0]["result"]

    def settle(self) -> int:
        """Publish what was approved at a site without a waiting time, and settle it."""
        answer = self.county.post("/disclosures", {"site_id": str(self.site_id)}).get_json()
        assert answer.get("code") in (None, "nothing_to_disclose"), answer
        return self._job(settle_due)

    def expire_orders(self) -> int:
        """Let an hour pass for the orders."""
        return self._job(expire_orders, later=dt.timedelta(hours=1))

    def lapse(self, household_id: uuid.UUID, *, keep: int) -> int:
        with transaction(self.world.database, now=self.world.now) as work:
            return expire_points(
                work.session,
                county_id=COUNTY,
                household_id=household_id,
                period=f"P{next(_periods)}",
                ends_on=local_date(work.now),
                keep=Points(keep),
                actor_id=None,
                occurred_on=local_date(work.now),
                now=work.now,
            )

    def hand_over(self, keeper: Person, code: str) -> str:
        body = {"pickup_point_id": str(self.point), "code": code}
        answer = keeper.post("/redemption-orders/fulfilment", body).get_json()
        return answer.get("code") or answer["state"]

    def undo(self, order_id: str) -> None:
        asked = self.keeper.post(
            f"/redemption-orders/{order_id}/reversal-requests", {"reason": "发错了", "usable": True}
        ).get_json()
        done = self.county.post(f"/redemption-reversals/{asked['id']}/decision", {"accepted": True})
        assert done.status_code == 200, done.get_json()

    def counts(self, statement: str) -> dict[object, int]:
        """Return rows of a subject and a number as a dictionary."""
        with self.world.database.session() as session:
            return {subject: int(number) for subject, number in session.execute(text(statement))}

    def _job(self, run, *, later: dt.timedelta = dt.timedelta(0)) -> int:
        with transaction(self.world.database, now=self.world.now + later) as work:
            return run(work.session, now=work.now)
