"""Roster files over HTTP: look first, then take it in; the same content a second time changes nothing."""

from __future__ import annotations

from typing import Any

from app.http.endpoint import Call, operation
from app.identity.api.blueprint import cipher, identity
from app.identity.refusals import RosterInvalid
from app.identity.roster import Roster, read_roster
from app.identity.schemas.rosters import (
    FORM_MOST,
    RosterBody,
    RosterPlanView,
    RosterProblemView,
    RosterRowView,
)
from app.identity.service.rosters import RosterPlan, import_roster, plan_roster

SHOWN_MOST = 100
_FORM = {"file": "（花名册文件）", "village_code": "450222100201"}
_PLAN: dict[str, Any] = {
    "new_people": 38,
    "new_households": 12,
    "known_people": 1,
    "known": [{"row": 7, "name": "李小芳"}],
    "problems": [],
    "problem_count": 0,
    "imported_at": None,
}


def _read(call: Call[RosterBody]) -> Roster:
    """Unpack and read the file before any row is locked."""
    return read_roster(call.body.file, village_code=call.body.village_code)


@operation(
    identity,
    "command",
    "POST",
    "/roster-previews",
    action="people.register",
    summary="预览花名册",
    body=RosterBody,
    returns=RosterPlanView,
    example=_FORM,
    answer={
        **_PLAN,
        "problems": [{"row": 5, "column": "出生日期", "reason": "应写成 1980-05-01"}],
        "problem_count": 1,
    },
    before=_read,
    upload=FORM_MOST,
)
def preview_roster(call: Call[RosterBody]) -> RosterPlanView:
    """Say what taking a roster file in would do, and name every row that has to be repaired; nothing is written.

    Headings: 姓名, 村代码, 家庭, 身份, 出生日期, 手机号, 监护人同意, 签过登记表; only 姓名 has to be there.
    """
    return _view(_plan(call))


@operation(
    identity,
    "command",
    "POST",
    "/roster-imports",
    action="people.register",
    summary="导入花名册",
    body=RosterBody,
    returns=RosterPlanView,
    refusals=(RosterInvalid,),
    keyed=True,
    example=_FORM,
    answer=_PLAN,
    before=_read,
    upload=FORM_MOST,
)
def take_in_roster(call: Call[RosterBody]) -> RosterPlanView:
    """Take a roster in, everything or nothing; people who are known stay as they are.

    Its content is the key: the same people in another encoding, or sent again, change nothing, and ``imported_at``
    says when they came in.
    """
    plan = _plan(call)
    if plan.problems:
        raise RosterInvalid(problems=len(plan.problems))
    if plan.imported_at is None and plan.new:
        roster: Roster = call.prepared
        import_roster(call.session, roster, plan, cipher=cipher(), now=call.now, actor_id=call.actor.volunteer_id)
    return _view(plan)


def _plan(call: Call[RosterBody]) -> RosterPlan:
    def within(village_code: str) -> bool:
        return call.actor.may("people.register", place_code=village_code)

    return plan_roster(call.session, call.prepared, cipher=cipher(), now=call.now, within=within)


def _view(plan: RosterPlan) -> RosterPlanView:
    return RosterPlanView(
        new_people=len(plan.new),
        new_households=plan.households,
        known_people=len(plan.known),
        known=[RosterRowView(row=row.row, name=row.name) for row in plan.known[:SHOWN_MOST]],
        problems=[
            RosterProblemView(row=problem.row, column=problem.column, reason=problem.reason)
            for problem in plan.problems[:SHOWN_MOST]
        ],
        problem_count=len(plan.problems),
        imported_at=plan.imported_at,
    )
