"""Taking a roster in: first a plan that anybody can look at, then everything at once or nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.core.crypto import FieldCipher
from app.identity.models import Household, RosterImport, Volunteer
from app.identity.policy import require_age
from app.identity.refusals import BirthDateImpossible, GuardianConsentMissing, TooYoung
from app.identity.roster import BIRTH, CONSENT, HOUSEHOLD, PHONE, VILLAGE, Roster, RosterProblem, RosterRow
from app.identity.service.households import found_household, join_household
from app.identity.service.people import PHONE_FIELD, NewPerson, add_person, change_phone
from app.places.models import Division
from app.privacy.queries import current_version
from app.privacy.service import BASE, Answer, answer


@dataclass
class RosterPlan:
    """What taking a roster in would do."""

    county_id: str = ""
    new: list[RosterRow] = field(default_factory=list)
    known: list[RosterRow] = field(default_factory=list)
    households: int = 0
    problems: list[RosterProblem] = field(default_factory=list)
    imported_at: dt.datetime | None = None


def plan_roster(
    session: Session,
    roster: Roster,
    *,
    cipher: FieldCipher,
    now: dt.datetime,
    within: Callable[[str], bool] = lambda village_code: True,
) -> RosterPlan:
    """Return what a roster would change: new people, people who are known already, and what has to be repaired.

    ``within`` tells of which villages the caller may write people down. A roster whose content was taken in before
    plans nothing and says when that was.
    """
    plan = RosterPlan(problems=list(roster.problems))
    counties = {row.village_code[:6] for row in roster.rows}
    if len(counties) > 1:
        plan.problems.append(RosterProblem(1, VILLAGE, "一个文件只能有一个县的人"))
        return plan
    strange = [row for row in roster.rows if not within(row.village_code)]
    plan.problems += [RosterProblem(row.row, VILLAGE, "不是您负责的村") for row in strange]
    if not roster.rows or strange:
        return plan
    plan.county_id = counties.pop()
    earlier = session.get(RosterImport, (plan.county_id, roster.content_hash))
    if earlier is not None:
        plan.imported_at = earlier.imported_at
        return plan
    _check_rows(session, roster, plan, cipher=cipher, now=now)
    plan.households = len({_group(row) for row in plan.new})
    plan.problems.sort(key=lambda problem: problem.row)
    return plan


def import_roster(
    session: Session,
    roster: Roster,
    plan: RosterPlan,
    *,
    cipher: FieldCipher,
    now: dt.datetime,
    actor_id: uuid.UUID | None = None,
) -> None:
    """Write the planned people: each group of one household word becomes a household, its first row the head.

    ``actor_id`` is None when the machine's operator does it. Who signed the paper form has her consent on record.

    Raises:
        AssertionError: the plan has problems; nobody may come here with one.
    """
    assert not plan.problems
    assert plan.imported_at is None
    session.add(
        RosterImport(county_id=plan.county_id, content_hash=roster.content_hash, people=len(plan.new), imported_at=now)
    )
    session.flush()
    groups: dict[tuple[str, str], list[RosterRow]] = defaultdict(list)
    for row in plan.new:
        groups[_group(row)].append(row)
    for group, rows in groups.items():
        household = _known_household(session, plan, group) or found_household(
            session, county_id=plan.county_id, village_code=rows[0].village_code, actor_id=actor_id, now=now
        )
        for row in rows:
            _add(session, row, household, cipher=cipher, actor_id=actor_id, now=now)
    audit.record(
        session,
        county_id=plan.county_id,
        actor_id=actor_id,
        action="roster.import",
        subject_kind="county",
        subject_id=None,
        now=now,
        facts={"people": len(plan.new), "households": len(groups), "content": roster.content_hash.hex()},
    )


def _group(row: RosterRow) -> tuple[str, str]:
    """People without a household word live alone."""
    return row.village_code, row.household or f"#{row.row}"


def _known_household(session: Session, plan: RosterPlan, group: tuple[str, str]) -> Household | None:
    """Return the household of somebody of the group who is known already, so that new members join it."""
    known = [row for row in plan.known if _group(row) == group]
    if not known:
        return None
    return session.execute(
        select(Household)
        .join(Volunteer, (Volunteer.county_id == Household.county_id) & (Volunteer.household_id == Household.id))
        .where(
            Volunteer.county_id == plan.county_id,
            Volunteer.village_code == group[0],
            Volunteer.name.in_({row.name for row in known}),
            Household.state == "active",
        )
        .order_by(Household.id)
        .limit(1)
    ).scalar_one_or_none()


def _add(
    session: Session,
    row: RosterRow,
    household: Household,
    *,
    cipher: FieldCipher,
    actor_id: uuid.UUID | None,
    now: dt.datetime,
) -> None:
    person = NewPerson(row.name, row.kind, row.village_code, row.birth_on, row.guardian_consent)
    volunteer = add_person(session, person, state="active", actor_id=actor_id, now=now)
    by = actor_id or volunteer.id
    join_household(session, volunteer, household, actor_id=actor_id, now=now)
    if row.phone is not None:
        change_phone(
            session,
            county_id=volunteer.county_id,
            volunteer_id=volunteer.id,
            phone=row.phone,
            cipher=cipher,
            actor_id=by,
            now=now,
        )
    if row.signed:
        version = current_version(session, BASE, on=local_date(now))
        said = Answer(purpose=BASE, version=version, on_paper=True)
        answer(session, said, county_id=volunteer.county_id, volunteer_id=volunteer.id, actor_id=by, now=now)


def _check_rows(session: Session, roster: Roster, plan: RosterPlan, *, cipher: FieldCipher, now: dt.datetime) -> None:
    villages = set(
        session.execute(
            select(Division.code).where(
                Division.code.in_({row.village_code for row in roster.rows}), Division.level == "village"
            )
        ).scalars()
    )
    known = _known_people(session, plan.county_id, villages)
    undated = {(village, name) for village, name, birth_on in known if birth_on is None}
    dated = {(village, name) for village, name, birth_on in known if birth_on is not None}
    phones = _known_phones(session, roster, plan.county_id, cipher=cipher)
    seen: set[tuple[str, str, dt.date | None]] = set()
    for row in roster.rows:
        who = (row.village_code, row.name, row.birth_on)
        if row.village_code not in villages:
            plan.problems.append(RosterProblem(row.row, VILLAGE, "没有这个村"))
        elif who in known:
            plan.known.append(row)
        elif who in seen:
            plan.problems.append(RosterProblem(row.row, HOUSEHOLD, "和前面一行是同一个人（同村、同名、同生日）"))
        elif who[:2] in (dated if row.birth_on is None else undated):
            plan.problems.append(RosterProblem(row.row, BIRTH, "本村已有同名的人，出生日期只有一边有，请先核对补上"))
        elif row.phone is not None and row.phone in phones:
            plan.problems.append(RosterProblem(row.row, PHONE, "手机号已登记在别人名下：同一个人请先核对，不是请去掉"))
        else:
            _check_age(row, plan, day=local_date(now))
            plan.new.append(row)
        seen.add(who)


def _known_phones(session: Session, roster: Roster, county_id: str, *, cipher: FieldCipher) -> set[str]:
    """Return the phone numbers of the file that somebody in the county has on record."""
    hashes = {cipher.lookup_hash(row.phone, field=PHONE_FIELD): row.phone for row in roster.rows if row.phone}
    found = session.execute(
        select(Volunteer.phone_hash).where(
            Volunteer.county_id == county_id, Volunteer.phone_hash.in_(list(hashes)), Volunteer.state != "left"
        )
    ).scalars()
    return {hashes[bytes(phone)] for phone in found if phone is not None}


def _check_age(row: RosterRow, plan: RosterPlan, *, day: dt.date) -> None:
    if row.birth_on is None:
        return
    try:
        require_age(row.birth_on, guardian_consent=row.guardian_consent, day=day)
    except BirthDateImpossible:
        plan.problems.append(RosterProblem(row.row, BIRTH, "出生日期不对"))
    except TooYoung as refusal:
        plan.problems.append(RosterProblem(row.row, BIRTH, f"未满 {refusal.params['age_min']} 周岁"))
    except GuardianConsentMissing:
        plan.problems.append(RosterProblem(row.row, CONSENT, "未满 18 周岁，要监护人同意"))


def _known_people(session: Session, county_id: str, villages: set[str]) -> set[tuple[str, str, dt.date | None]]:
    rows = session.execute(
        select(Volunteer.village_code, Volunteer.name, Volunteer.birth_on).where(
            Volunteer.county_id == county_id, Volunteer.village_code.in_(villages), Volunteer.state != "left"
        )
    )
    return {(village, name, birth_on) for village, name, birth_on in rows}
