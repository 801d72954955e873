"""Whatever is split, merged or moved, in whatever order: no point appears or disappears, no minute changes hands."""

from __future__ import annotations

import uuid

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from app.core.transaction import transaction
from app.households.service.reshaping import forward_merged
from app.ledger.books.report import check_books
from app.places.models import Division
from app.relocations.service.forwarding import forward_relocated
from tests.app.relocations.test_moving import NEW_COUNTY, NEW_VILLAGE, receiver
from tests.served import settled
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, World

CI = settings(
    max_examples=12,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
GIVEN = 1000
PEOPLE = st.integers(min_value=0, max_value=5)
EXPECTED = {"split_invalid", "orders_open", "insufficient_points", "same_household", "already_a_member"}
EXPECTED |= {"head_must_stay", "join_request_open", "same_person"}


class Households(RuleBasedStateMachine):
    """Six people whose households change; some redeem meanwhile."""

    world: World
    seen: set[str]

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        self.county = world.staff("county_staff", place_code=COUNTY)
        self.second = world.staff("county_staff", place_code=COUNTY)
        self.receiver = receiver(world)
        self.people = [world.person() for _ in range(4)]
        self.people += [world.person(household_id=self.people[0].household_id) for _ in range(2)]
        settled(world, [self.people[0]], minutes=90)
        settled(world, [self.people[1]], minutes=60, day=7)
        self.minutes = self._minutes()
        assert [self.minutes[person.volunteer_id] for person in self.people[:2]] == [90, 60]
        self.point = world.pickup_point()
        self.soap, self.day = world.item(self.point, points=100, quantity=50), world.redemption_day(self.point)
        for person in self.people[:4]:
            world.give_points(person.household_id, GIVEN)
        self.sum = self._sum()
        self.orders: list[tuple[int, str]] = []

    def _sum(self) -> int:
        with self.world.database.session() as session:
            return session.execute(
                text(
                    "SELECT (SELECT sum(balance) FROM account) + (SELECT coalesce(sum(CASE WHEN target = 'escrow'"
                    " THEN points ELSE -points END), 0) FROM posting WHERE 'escrow' IN (source, target))"
                )
            ).scalar_one()

    def _minutes(self) -> dict[uuid.UUID, int]:
        with self.world.database.session() as session:
            rows = session.execute(
                text("SELECT volunteer_id, sum(minutes) FROM hours_entry GROUP BY 1 HAVING sum(minutes) <> 0")
            )
            return {volunteer_id: int(minutes) for volunteer_id, minutes in rows}

    def home(self, person: int) -> uuid.UUID:
        with self.world.database.session() as session:
            return session.execute(
                text("SELECT household_id FROM volunteer WHERE id = :id"), {"id": self.people[person].volunteer_id}
            ).scalar_one()

    def note(self, answer) -> None:
        code = (answer.get_json(silent=True) or {}).get("code", "done") if answer.status_code != 204 else "done"
        self.seen.add(code)
        assert code in EXPECTED | {"done"}, code

    @rule(person=PEOPLE, points=st.integers(min_value=0, max_value=1200))
    def split(self, person: int, points: int) -> None:
        body = {"member_ids": [str(self.people[person].volunteer_id)], "reason": "成家"}
        body["points"] = f"{points // 100}.{points % 100:02d}"
        self.note(self.county.post(f"/households/{self.home(person)}/splits", body))

    @rule(source=PEOPLE, into=PEOPLE)
    def merge(self, source: int, into: int) -> None:
        body = {"into_household_id": str(self.home(into)), "reason": "合一"}
        self.note(self.county.post(f"/households/{self.home(source)}/merger", body))

    @rule(person=PEOPLE, village=st.sampled_from([VILLAGE, OTHER_VILLAGE]))
    def move(self, person: int, village: str) -> None:
        self.note(self.county.post(f"/households/{self.home(person)}/relocation", {"village_code": village}))

    @rule(person=PEOPLE)
    def move_away(self, person: int) -> None:
        """A household moves into another county; somebody new comes in the place of each who went."""
        home = self.home(person)
        gone = [each for each in range(len(self.people)) if self.home(each) == home]
        body = {"village_code": NEW_VILLAGE, "reason": "随女儿搬走"}
        made = self.county.post(f"/households/{home}/county-relocations", body)
        if made.status_code != 201:
            self.note(made)
            return
        path = f"/county-relocations/{made.get_json()['id']}"
        done = self.receiver.post(f"{path}/acceptance")
        if done.status_code == 200:
            self.seen.add("moved_away")
            for each in gone:
                self.people[each] = self.world.person()
        else:
            self.note(done)
            self.note(self.county.post(f"{path}/withdrawal"))

    @rule(person=PEOPLE)
    def leave(self, person: int) -> None:
        self.note(self.people[person].post("/me/household-leaving"))

    @rule(survivor=PEOPLE, other=PEOPLE)
    def are_one_person(self, survivor: int, other: int) -> None:
        """Two registrations turn out to be one person; somebody new comes in the place of the second one."""
        ids = [str(self.people[each].volunteer_id) for each in (survivor, other)]
        made = self.county.post(
            "/volunteer-merges", {"survivor_id": ids[0], "other_id": ids[1], "reason": "是同一个人"}
        )
        if made.status_code != 201:
            self.note(made)
            return
        path = f"/volunteer-merges/{made.get_json()['id']}"
        done = self.second.post(f"{path}/confirmation")
        self.note(done)
        if done.status_code == 204:
            survivor_id, other_id = (self.people[each].volunteer_id for each in (survivor, other))
            if other_id in self.minutes:
                self.minutes[survivor_id] = self.minutes.get(survivor_id, 0) + self.minutes.pop(other_id)
            self.people[other] = self.world.person()
        else:
            self.note(self.second.post(f"{path}/refusal", {"reason": "先不合并"}))

    @rule(person=PEOPLE)
    def order(self, person: int) -> None:
        answer = self.world.place_order(self.people[person], self.day, self.soap)
        self.note(answer)
        if answer.status_code == 201:
            self.orders.append((person, answer.get_json()["id"]))

    @rule()
    def cancel(self) -> None:
        while self.orders:
            person, order_id = self.orders.pop()
            self.people[person].post(f"/redemption-orders/{order_id}/cancellation", {"reason": "不要了"})

    @rule()
    def forward(self) -> None:
        with transaction(self.world.database, now=self.world.now) as work:
            forward_merged(work.session, now=work.now)
            forward_relocated(work.session, now=work.now)

    @invariant()
    def no_point_appears_or_disappears(self) -> None:
        assert self._sum() == self.sum

    @invariant()
    def nobodys_minutes_change(self) -> None:
        assert self._minutes() == self.minutes

    def teardown(self) -> None:
        for county_id in (COUNTY, NEW_COUNTY):
            report = check_books(self.world.database, county_id=county_id, now=self.world.now)
            assert [finding for finding in report.findings if not finding.holds] == [], county_id
        with self.world.database.session() as session:
            headless = session.execute(
                text(
                    "SELECT count(*) FROM household h WHERE h.state = 'active' AND h.head_volunteer_id IS NULL"
                    " AND EXISTS (SELECT FROM volunteer v WHERE v.household_id = h.id)"
                )
            ).scalar_one()
        assert headless == 0


def test_households_when_anything_changes_in_any_order_then_the_sum_stays(world: World) -> None:
    with transaction(world.database, now=world.now) as work:
        work.session.add(Division(code=COUNTY, name="县", level="county", parent_code=COUNTY[:4], pinyin=""))
        for village in (VILLAGE, OTHER_VILLAGE, NEW_VILLAGE):
            work.session.add(Division(code=village, name="村", level="village", parent_code=village[:9], pinyin=""))
    bound = type("Bound", (Households,), {"world": world, "seen": set()})

    run_state_machine_as_test(bound, settings=CI)

    assert bound.seen >= {
        "done",
        "moved_away",
        "split_invalid",
        "same_household",
        "orders_open",
        "same_person",
        "head_must_stay",
    }
