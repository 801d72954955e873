"""The hot paths as streams of HTTP requests, every one of them with a body, a key and a person of its own."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator, Sequence

import orjson

from app.attendance.keys import CodeKeys
from bench.day import Approval, Person, Shop, Visit
from bench.load_client import request
from points.attendance.codes import CHECK_IN_STEP, check_in_code

BULK = 50
STEP_SECONDS = CHECK_IN_STEP.seconds


def check_ins(visits: Sequence[Visit], keys: CodeKeys) -> Iterator[bytes]:
    """Scan the code that the activity shows at the moment of sending."""
    codes: dict[tuple[str, int], str] = {}
    for visit in visits:
        now = dt.datetime.now(dt.UTC)
        shown = (visit.short_id, int(now.timestamp()) // STEP_SECONDS)
        if shown not in codes:
            county = visit.person.county_id
            key = keys.of_activity(county_id=county, short_id=visit.short_id)
            codes[shown] = check_in_code(key, county_id=county, short_id=visit.short_id, at=now)
        body = orjson.dumps({"code": codes[shown]})
        yield request("POST", "/v1/check-ins", token=visit.person.token, body=body, key=uuid.uuid4().hex)


def check_outs(visits: Sequence[Visit], keys: CodeKeys) -> Iterator[bytes]:
    """Scan the same activity's code again."""
    for raw in check_ins(visits, keys):
        yield raw.replace(b"/v1/check-ins", b"/v1/check-outs", 1)


def approve_one(approvals: Sequence[Approval]) -> Iterator[bytes]:
    """Approve one claimed record."""
    for approval in approvals:
        yield _verification(approval.checker, [approval.record_id])


def approve_fifty(approvals: Sequence[Approval]) -> Iterator[bytes]:
    """Approve fifty records of one county at once."""
    for county, members in itertools.groupby(approvals, key=lambda approval: approval.checker):
        group = list(members)
        for start in range(0, len(group) - BULK + 1, BULK):
            yield _verification(county, [approval.record_id for approval in group[start : start + BULK]])


def _verification(checker: Person, record_ids: list[str]) -> bytes:
    body = orjson.dumps({"record_ids": record_ids})
    return request("POST", "/v1/service-records/verification", token=checker.token, body=body, key=uuid.uuid4().hex)


def redemptions(shop: Shop) -> Iterator[bytes]:
    """Take one piece of the popular thing, households taking turns for ever."""
    body = orjson.dumps({"redemption_day_id": shop.day_id, "lines": [{"item_id": shop.item_id, "quantity": 1}]})
    for buyer in itertools.cycle(shop.buyers):
        yield request("POST", "/v1/redemption-orders", token=buyer.token, body=body, key=uuid.uuid4().hex)


def malls(points: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    """Open the mall of one pickup point after the other, for ever: those of a whole province are in no cache."""
    for county, point in itertools.cycle(points):
        yield request("GET", f"/v1/mall?county_id={county}&pickup_point_id={point}")


def reads(path: str, people: Sequence[Person]) -> Iterator[bytes]:
    """Read something as one person after the other, for ever."""
    for person in itertools.cycle(people):
        yield request("GET", path, token=person.token)
