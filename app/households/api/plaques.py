"""The plaque of a household (户牌): agreeing to it, what it shows as JSON, as a page, and as a sheet to print."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import qrcode
from flask import current_app, render_template, url_for
from qrcode.constants import ERROR_CORRECT_M
from sqlalchemy.orm import Session

from app.core.actor import NotAllowed
from app.core.db import Database
from app.core.permissions import PUBLIC
from app.households import plaques as reading
from app.households.api.blueprint import households
from app.households.models import HouseholdPlaque
from app.households.schemas import PlaqueQuery, PlaqueSettingView, PlaqueView
from app.households.service import plaques
from app.http.endpoint import Call, operation, public_page
from app.http.schemas import Nothing
from app.identity.models import Household
from app.identity.refusals import NotAMember
from points.amounts import Points, display_points
from points.attendance.alphabet import as_meant
from points.errors import NotFound

_ADDRESS = "https://points.example.org/plaques/450222/7Q2M9K7Q2M9K"
_SHOWN = {"shown": True, "address": _ADDRESS, "print_address": _ADDRESS + "/print"}
QUIET_ZONE = 2


@operation(
    households,
    "query",
    "GET",
    "/me/household/plaque",
    action="self.read",
    summary="我家的户牌",
    returns=PlaqueSettingView,
    refusals=(NotAMember,),
    answer=_SHOWN,
)
def show_own_plaque(call: Call[Any]) -> PlaqueSettingView:
    """Tell whether the household lets its plaque be read, and at which address."""
    home = _home(call)
    plaque = call.session.get(HouseholdPlaque, (home.county_id, home.id))
    return _setting(None if plaque is None or plaque.withdrawn_at is not None else plaque)


@operation(
    households,
    "command",
    "POST",
    "/me/household/plaque",
    action="self.change",
    summary="同意户牌扫出积分",
    body=Nothing,
    returns=PlaqueSettingView,
    keyed=True,
    refusals=(NotAMember, NotAllowed),
    answer=_SHOWN,
)
def agree_to_plaque(call: Call[Nothing]) -> PlaqueSettingView:
    """Let whoever scans the plaque see the household's points and place in the village, no names; its head decides."""
    return _setting(plaques.agree(call.session, _headed(call), actor_id=call.actor.volunteer_id, now=call.now))


@operation(
    households,
    "command",
    "POST",
    "/me/household/plaque/withdrawal",
    action="self.change",
    summary="户牌不再扫出积分",
    body=Nothing,
    returns=None,
    keyed=True,
    refusals=(NotAMember, NotAllowed),
)
def withdraw_plaque(call: Call[Nothing]) -> None:
    """Let the plaque show nothing any more, from this moment on; the head may agree again later."""
    plaques.withdraw(call.session, _headed(call), actor_id=call.actor.volunteer_id, now=call.now)


@operation(
    households,
    "query",
    "GET",
    "/plaque",
    action=PUBLIC,
    summary="扫户牌看积分",
    query=PlaqueQuery,
    returns=PlaqueView,
    refusals=(NotFound,),
    answer={
        "household_code": "48302751",
        "village_name": "桥头村",
        "points": "312.50",
        "rank": 7,
        "households": 86,
    },
)
def show_plaque(call: Call[Any]) -> PlaqueView:
    """Show what the plaque of a household says while the household agrees; never a name."""
    asked: PlaqueQuery = call.query
    return PlaqueView.model_validate(
        reading.read_plaque(call.session, county_id=asked.county_id, code=as_meant(asked.code))
    )


@households.get("/plaques/<county_id>/<code>")
@public_page
def open_plaque(county_id: str, code: str) -> tuple[str, int]:
    """Return the page behind the code on a plaque; without consent it says so and shows nothing."""
    with _session() as session:
        try:
            shown = reading.read_plaque(session, county_id=county_id, code=as_meant(code))
        except NotFound:
            return render_template("households/plaque.html", shown=None), 404
    return render_template("households/plaque.html", shown=shown, points=display_points(Points(shown.points))), 200


@households.get("/plaques/<county_id>/<code>/print")
@public_page
def print_plaque(county_id: str, code: str) -> str:
    """Return the plaque as a sheet of 148 × 105 mm: number and code, no names, no score (design r04)."""
    with _session() as session:
        plaque, household = reading.find_plaque(session, county_id=county_id, code=as_meant(code))
        matrix = _matrix(_address(plaque))
        return render_template(
            "households/plaque-print.html",
            household_code=household.code,
            village=reading.village_of(session, household),
            size=len(matrix),
            path="".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark),
        )


@contextmanager
def _session() -> Iterator[Session]:
    database = cast("Database", current_app.extensions["database"])
    with database.session() as session:
        yield session


def _matrix(address: str) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(address)
    code.make(fit=True)
    return cast("list[list[bool]]", code.get_matrix())


def _home(call: Call[Any]) -> Household:
    if call.actor.household_id is None:
        raise NotAMember()
    return call.session.get_one(Household, (call.actor.county_id, call.actor.household_id))


def _headed(call: Call[Any]) -> Household:
    home = _home(call)
    if not (call.actor.is_head and call.actor.state == "active"):
        raise NotAllowed(action="household.manage")
    return home


def _address(plaque: HouseholdPlaque) -> str:
    path = url_for("households.open_plaque", county_id=plaque.county_id, code=plaque.code)
    return f"{current_app.config['PUBLIC_BASE_URL']}{path}"


def _setting(plaque: HouseholdPlaque | None) -> PlaqueSettingView:
    address = None if plaque is None else _address(plaque)
    printed = None if address is None else f"{address}/print"
    return PlaqueSettingView(shown=plaque is not None, address=address, print_address=printed)
