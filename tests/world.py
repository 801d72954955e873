"""A small village for tests: makes the rows a test needs and speaks HTTP for each person in it."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from app import clock
from app.activities.models import Shift
from app.activities.service.planning import draft_activity
from app.activities.service.plans import ActivityPlan, ShiftPlan
from app.activities.service.publication import publish_activity
from app.attendance.keys import CodeKeys
from app.content.models import CheckedText
from app.content.service.asking import Asked
from app.content.service.checking import become
from app.core.crypto import new_token, token_hash
from app.core.db import Database
from app.core.transaction import transaction
from app.identity.models import Household, HouseholdMembership, LoginSession, RoleGrant, Volunteer
from app.identity.queries import resolve_actor
from app.places.models import PickupPoint, Site
from points.amounts import Fen
from points.attendance.codes import check_in_code, personal_code
from points.base import new_id
from points.redemption.models import RedemptionDay
from points.scoring.models import DifficultyClassRow, ScoringRule
from points.stock.lots import NewLot, receive_lot
from points.stock.models import Donor, ItemPrice, RewardItem

COUNTY = "450222"
VILLAGE = "450222100201"
OTHER_VILLAGE = "450222100202"


@dataclass
class Person:
    """Somebody with a session: ``get`` and ``post`` speak HTTP with her token."""

    world: World
    volunteer_id: uuid.UUID
    household_id: uuid.UUID | None
    token: str
    county_id: str = COUNTY

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.world.client.get("/v1" + path, query_string=query, headers=self._headers())

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:
        headers = self._headers() | {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.world.client.post("/v1" + path, json={} if body is None else body, headers=headers)

    def put(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self.world.client.put("/v1" + path, json=body, headers=self._headers() | headers)

    def delete(self, path: str) -> TestResponse:
        return self.world.client.delete("/v1" + path, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class PublishedActivity:
    """An activity that people can check in to, its organizer and its shifts in order."""

    id: uuid.UUID
    short_id: str
    county_id: str
    organizer: Person
    starts_at: dt.datetime
    ends_at: dt.datetime
    shift_ids: list[uuid.UUID]


@dataclass
class World:
    """The village. Every method commits, as a real request would."""

    app: Flask
    clock_file: Path | None
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.database: Database = self.app.extensions["database"]
        self.client: FlaskClient = self.app.test_client()

    @property
    def now(self) -> dt.datetime:
        return clock.utc_now()

    def travel_to(self, instant: dt.datetime) -> None:
        """Set the service's clock to an instant."""
        assert self.clock_file is not None
        seconds = int((instant - dt.datetime.now(dt.UTC)).total_seconds())
        self.clock_file.write_text(str(seconds))

    def advance(self, **duration: float) -> None:
        """Move the service's clock on."""
        self.travel_to(self.now + dt.timedelta(**duration))

    def household(self, *, village_code: str = VILLAGE, county_id: str = COUNTY) -> uuid.UUID:
        """Add an empty household with an open account."""
        household_id = new_id()
        with transaction(self.database, now=self.now) as work:
            work.session.add(
                Household(
                    county_id=county_id,
                    id=household_id,
                    code=f"H{next(self._numbers):05d}",
                    village_code=village_code,
                    head_volunteer_id=None,
                    redeem_by="adults",
                    state="active",
                    created_at=work.now,
                )
            )
            work.session.flush()
            work.session.execute(
                text("SELECT open_account(:county, :household)"), {"county": county_id, "household": household_id}
            )
        return household_id

    def person(
        self,
        *,
        household_id: uuid.UUID | None = None,
        roles: dict[str, str] | None = None,
        kind: str = "mother",
        village_code: str = VILLAGE,
        county_id: str = COUNTY,
        name: str | None = None,
        state: str = "active",
    ) -> Person:
        """Add a signed-in person. ``roles`` maps role → place code; without a household she gets one of her own."""
        number = next(self._numbers)
        if household_id is None and kind != "staff":
            household_id = self.household(village_code=village_code, county_id=county_id)
        volunteer_id, token = new_id(), f"{county_id}.{new_token()}"
        with transaction(self.database, now=self.now) as work:
            work.session.add(
                Volunteer(
                    county_id=county_id,
                    id=volunteer_id,
                    household_id=household_id,
                    kind=kind,
                    name=name or f"试{number}号",
                    name_pinyin=f"shi{number}hao",
                    birth_on=dt.date(1970, 1, 1),
                    phone_cipher=None,
                    phone_hash=None,
                    village_code=village_code,
                    state=state,
                    suspended_reason="测试停用" if state == "suspended" else None,
                    national_volunteer_no=None,
                    joined_on=clock.local_date(work.now),
                    created_at=work.now,
                )
            )
            work.session.flush()
            if household_id is not None:
                work.session.add(
                    HouseholdMembership(
                        county_id=county_id,
                        id=new_id(),
                        household_id=household_id,
                        volunteer_id=volunteer_id,
                        joined_at=work.now,
                        left_at=None,
                    )
                )
                household = work.session.get_one(Household, (county_id, household_id))
                household.head_volunteer_id = household.head_volunteer_id or volunteer_id
            work.session.add(
                LoginSession(
                    county_id=county_id,
                    token_hash=token_hash(token),
                    volunteer_id=volunteer_id,
                    kind="miniprogram",
                    created_at=work.now,
                    last_seen_at=work.now,
                    expires_at=work.now + dt.timedelta(days=3650),
                    revoked_at=None,
                )
            )
            for role, place in (roles or {}).items():
                work.session.add(
                    RoleGrant(
                        county_id=county_id,
                        id=new_id(),
                        volunteer_id=volunteer_id,
                        role=role,
                        place_code=place,
                        starts_on=dt.date(2020, 1, 1),
                        ends_on=None,
                        granted_by=None,
                        granted_at=work.now,
                    )
                )
        return Person(self, volunteer_id, household_id, token, county_id)

    def staff(self, role: str, *, place_code: str = VILLAGE, county_id: str = COUNTY) -> Person:
        """Add a person with one role and no household."""
        return self.person(roles={role: place_code}, kind="staff", county_id=county_id)

    def site(self, *, village_code: str = VILLAGE, county_id: str = COUNTY, disclosure_days: int = 5) -> uuid.UUID:
        """Add a demonstration site."""
        site_id = new_id()
        with transaction(self.database, now=self.now) as work:
            work.session.add(
                Site(
                    county_id=county_id,
                    id=site_id,
                    village_code=village_code,
                    year=clock.local_date(work.now).year,
                    name="示范点",
                    contact_volunteer_id=None,
                    grant_fen=500_000,
                    disclosure_days=disclosure_days,
                    state="active",
                    created_at=work.now,
                )
            )
        return site_id

    def pickup_point(self, *, village_code: str = VILLAGE, county_id: str = COUNTY) -> uuid.UUID:
        """Add a pickup point."""
        point_id = new_id()
        with transaction(self.database, now=self.now) as work:
            work.session.add(
                PickupPoint(
                    county_id=county_id,
                    id=point_id,
                    village_code=village_code,
                    name=f"兑换点{next(self._numbers)}",
                    address="村委会",
                    created_at=work.now,
                )
            )
        return point_id

    def give_points(self, household_id: uuid.UUID, points: int, *, county_id: str = COUNTY) -> None:
        """Post points (hundredths) to a household, as a settled award would."""
        with transaction(self.database, now=self.now) as work:
            work.session.execute(
                text(
                    "SELECT post_points(:county, :id, :reference, 'award', 'issuance', NULL, 'household', :household,"
                    " :points, '{}', NULL, :day, :now)"
                ),
                {
                    "county": county_id,
                    "id": new_id(),
                    "reference": f"test:{new_id()}",
                    "household": household_id,
                    "points": points,
                    "day": clock.local_date(work.now),
                    "now": work.now,
                },
            )

    def balance(self, household_id: uuid.UUID, *, county_id: str = COUNTY) -> int:
        """Return a household's spendable points in hundredths."""
        with self.database.session() as session:
            return session.execute(
                text("SELECT balance FROM account WHERE county_id = :county AND household_id = :household"),
                {"county": county_id, "household": household_id},
            ).scalar_one()

    def item(
        self,
        point_id: uuid.UUID,
        *,
        points: int = 1000,
        quantity: int = 10,
        name: str | None = None,
        limit: int | None = None,
        period: str = "month",
        best_before: dt.date | None = None,
        county_id: str = COUNTY,
    ) -> uuid.UUID:
        """Put an item on the shelf of a pickup point at a price (hundredths), with one donated lot of it."""
        item_id = new_id()
        with transaction(self.database, now=self.now) as work:
            work.session.add(
                RewardItem(
                    county_id=county_id,
                    id=item_id,
                    pickup_point_id=point_id,
                    name=name or f"肥皂{next(self._numbers)}",
                    unit_name="块",
                    description="",
                    picture="",
                    limit_quantity=limit,
                    limit_period=period,
                    state="offered",
                    created_at=work.now,
                )
            )
            work.session.flush()
            work.session.add(
                ItemPrice(
                    county_id=county_id,
                    item_id=item_id,
                    effective_at=work.now,
                    points=points,
                    proposed_by=new_id(),
                    approved_by=None,
                    recorded_at=work.now,
                )
            )
        if quantity:
            self.lot(item_id, quantity=quantity, best_before=best_before, county_id=county_id)
        return item_id

    def donor(self, *, public: bool = True, county_id: str = COUNTY) -> uuid.UUID:
        """Add a donor."""
        donor_id = new_id()
        with transaction(self.database, now=self.now) as work:
            work.session.add(
                Donor(
                    county_id=county_id,
                    id=donor_id,
                    name=f"爱心单位{next(self._numbers)}",
                    kind="company",
                    public=public,
                    created_at=work.now,
                )
            )
        return donor_id

    def lot(
        self,
        item_id: uuid.UUID,
        *,
        quantity: int = 10,
        best_before: dt.date | None = None,
        donor_id: uuid.UUID | None = None,
        county_id: str = COUNTY,
    ) -> uuid.UUID:
        """Receive a delivery of an item, worth 3 yuan apiece."""
        lot_id, donor_id = new_id(), donor_id or self.donor(county_id=county_id)
        with transaction(self.database, now=self.now) as work:
            receive_lot(
                work.session,
                NewLot(
                    county_id=county_id,
                    item_id=item_id,
                    donor_id=donor_id,
                    receipt_no=f"R{next(self._numbers):05d}",
                    quantity=quantity,
                    unit_value=Fen(300),
                    value_basis="发票",
                    best_before=best_before,
                    funding_source="donation",
                ),
                lot_id=lot_id,
                grant_allowed=False,
                actor_id=new_id(),
                today=clock.local_date(work.now),
                now=work.now,
            )
        return lot_id

    def redemption_day(
        self, point_id: uuid.UUID, *, minutes: int = 240, opens_in: int = -1, county_id: str = COUNTY
    ) -> uuid.UUID:
        """Open a redemption day: from ``opens_in`` minutes from now, for so many minutes."""
        day_id = new_id()
        with transaction(self.database, now=self.now) as work:
            opens_at = work.now + dt.timedelta(minutes=opens_in)
            work.session.add(
                RedemptionDay(
                    county_id=county_id,
                    id=day_id,
                    pickup_point_id=point_id,
                    opens_at=opens_at,
                    closes_at=opens_at + dt.timedelta(minutes=minutes),
                    note="",
                    state="planned",
                    created_by=new_id(),
                    created_at=work.now,
                )
            )
        return day_id

    def place_order(
        self,
        person: Person,
        day_id: uuid.UUID,
        *items: uuid.UUID,
        quantity: int = 1,
        key: str | None = None,
        **more: Any,
    ) -> TestResponse:
        """Let somebody redeem so many of each item."""
        lines = [{"item_id": str(item), "quantity": quantity} for item in items]
        return person.post("/redemption-orders", {"redemption_day_id": str(day_id), "lines": lines, **more}, key=key)

    def scoring_rule(self, *, county_id: str = COUNTY) -> uuid.UUID:
        """Add the county's published rule: classes A ×1, B ×1.2, C ×1.5; ten points an hour."""
        rule_id, long_ago = new_id(), dt.datetime(2019, 12, 1, tzinfo=dt.UTC)
        with transaction(self.database, now=self.now) as work:
            rule = ScoringRule(
                county_id=county_id,
                id=rule_id,
                site_id=None,
                version=1,
                effective_on=dt.date(2020, 1, 1),
                rounding="floor",
                rounding_unit=1,
                minimum_minutes=0,
                minimum_presence_percent=0,
                family_members_count=True,
                free_minutes=0,
                redeem_floor=0,
                state="draft",
                drafted_by=new_id(),
                drafted_at=long_ago,
                approved_by=None,
                published_at=None,
            )
            work.session.add(rule)
            work.session.flush()
            work.session.add_all(
                DifficultyClassRow(
                    county_id=county_id,
                    rule_id=rule_id,
                    code=code,
                    name=name,
                    factor_percent=factor,
                    base_points=0,
                    rate_points=1000,
                )
                for code, name, factor in (("A", "轻松", 100), ("B", "中等", 120), ("C", "辛苦", 150))
            )
            work.session.flush()
            rule.state, rule.approved_by, rule.published_at = "published", new_id(), long_ago
        return rule_id

    def activity(
        self,
        organizer: Person | None = None,
        *,
        starts_in: dt.timedelta = dt.timedelta(minutes=-10),
        lasts: dt.timedelta = dt.timedelta(hours=2),
        capacity: int = 30,
        shifts: int = 1,
        site_id: uuid.UUID | None = None,
        difficulty_code: str = "B",
        poster_claims: bool = False,
        publish: bool = True,
        village_code: str = VILLAGE,
        county_id: str = COUNTY,
    ) -> PublishedActivity:
        """Publish an activity of equal, consecutive shifts, with whatever rule, site and organizer it still needs."""
        organizer = organizer or self.person(
            roles={"organizer": village_code}, village_code=village_code, county_id=county_id
        )
        with self.database.session() as session:
            found = session.execute(
                text("SELECT id FROM site WHERE county_id = :county AND village_code = :village LIMIT 1"),
                {"county": county_id, "village": village_code},
            ).scalar_one_or_none()
            ruled = session.execute(
                text("SELECT count(*) FROM scoring_rule WHERE county_id = :county"), {"county": county_id}
            ).scalar_one()
        if not ruled:
            self.scoring_rule(county_id=county_id)
        site_id = site_id or found or self.site(village_code=village_code, county_id=county_id)
        starts_at = self.now + starts_in
        part = lasts / shifts
        plan = ActivityPlan(
            title=f"清河道{next(self._numbers)}",
            themes=("meili_jiayuan",),
            difficulty_code=difficulty_code,
            place_name="村口",
            starts_at=starts_at,
            ends_at=starts_at + lasts,
            risk_note="路滑，请穿防滑鞋。",
            hazardous=False,
            insurance_note=None,
            poster_claims=poster_claims,
            shifts=tuple(
                ShiftPlan(starts_at + number * part, starts_at + (number + 1) * part, capacity)
                for number in range(shifts)
            ),
        )
        with transaction(self.database, now=self.now) as work:
            actor = resolve_actor(
                work.session, county_id=county_id, token_hash=token_hash(organizer.token), now=work.now
            )
            assert actor is not None
            made = draft_activity(work.session, plan, site_id=site_id, actor=actor, now=work.now)
            if publish:
                publish_activity(work.session, made.id, actor=actor, now=work.now, asked=Asked.vouched())
            rows = work.session.query(Shift).filter_by(county_id=county_id, activity_id=made.id)
            ids = [shift.id for shift in sorted(rows, key=lambda shift: shift.starts_at)]
        return PublishedActivity(made.id, made.short_id, county_id, organizer, made.starts_at, made.ends_at, ids)

    def find_words_good(self) -> None:
        """Let a reviewer find everything good that waits to be seen by others."""
        with transaction(self.database, now=self.now) as work:
            for waiting in work.session.query(CheckedText).filter_by(state="pending"):
                become(work.session, waiting, "visible", now=work.now)

    def code_of(self, activity: PublishedActivity, *, at: dt.datetime | None = None) -> str:
        """Return the rotating code the organizer's phone shows at an instant, now if none is given."""
        key = self._keys().of_activity(county_id=activity.county_id, short_id=activity.short_id)
        return check_in_code(key, county_id=activity.county_id, short_id=activity.short_id, at=at or self.now)

    def own_code_of(self, person: Person, *, at: dt.datetime | None = None) -> str:
        """Return the code a person's phone shows at an instant, now if none is given."""
        at = at or self.now
        key = self._keys().of_person(
            county_id=person.county_id, volunteer_id=person.volunteer_id, on=clock.local_date(at)
        )
        return personal_code(key, county_id=person.county_id, volunteer_id=person.volunteer_id, at=at)

    def check_in(self, person: Person, activity: PublishedActivity) -> uuid.UUID:
        """Let a person check in by scanning the code of this moment; returns the attendance."""
        answer = person.post("/check-ins", {"code": self.code_of(activity)})
        assert answer.status_code == 201, answer.get_json()
        return uuid.UUID(answer.get_json()["id"])

    def check_out(self, person: Person, activity: PublishedActivity) -> uuid.UUID:
        """Let a person check out by scanning the code of this moment; returns the attendance."""
        answer = person.post("/check-outs", {"code": self.code_of(activity)})
        assert answer.status_code == 201, answer.get_json()
        return uuid.UUID(answer.get_json()["id"])

    def _keys(self) -> CodeKeys:
        return CodeKeys(self.app.config["SETTINGS"].lookup_key)
