"""An activity's poster (活动海报): a sheet for the wall that people scan to sign up (design r02)."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any, Final, cast

import qrcode
from flask import Response, current_app, render_template, send_file, url_for
from qrcode.constants import ERROR_CORRECT_M
from sqlalchemy.orm import Session

from app.activities.api.shared import activities
from app.activities.models import Activity
from app.activities.queries import get_activity
from app.activities.service.poster_codes import link_of, path_of
from app.clock import to_local
from app.core.db import Database
from app.http.endpoint import public_page
from app.places.queries import find_division
from points.errors import NotFound

QUIET_ZONE: Final = 2
WEEKDAYS: Final = "一二三四五六日"


@activities.get("/posters/<county_id>/<uuid:activity_id>")
@public_page
def print_poster(county_id: str, activity_id: uuid.UUID) -> str:
    """Return the poster of a published activity, for anybody: it hangs on a wall. Its code is for signing up."""
    database = cast("Database", current_app.extensions["database"])
    with database.session() as session:
        activity = _shown(session, county_id, activity_id)
        village = find_division(session, code=activity.village_code)
        name = "" if village is None else village.name.removesuffix("委会").removesuffix("居")
        return render_template("activities/poster.html", **_facts(activity, name))


@activities.get("/posters/<county_id>/<uuid:activity_id>/code.jpg")
@public_page
def read_poster_code(county_id: str, activity_id: uuid.UUID) -> Response:
    """Give the mini-program code of a published activity once it is drawn."""
    database = cast("Database", current_app.extensions["database"])
    with database.session() as session:
        activity = _shown(session, county_id, activity_id)
    path = path_of(activity.id, _folder())
    if not path.is_file():
        raise NotFound()
    response = send_file(path, mimetype="image/jpeg", conditional=True)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def poster_address(activity: Activity) -> str | None:
    """Return where the poster of an activity is printed from, or None while others cannot see it."""
    if activity.state != "published" or activity.words_hidden:
        return None
    base = str(current_app.config["PUBLIC_BASE_URL"]).rstrip("/")
    return base + url_for("activities.print_poster", county_id=activity.county_id, activity_id=activity.id)


def _shown(session: Session, county_id: str, activity_id: uuid.UUID) -> Activity:
    """Return a published activity whose words others may see.

    Raises:
        NotFound: there is none.
    """
    if not (county_id.isascii() and county_id.isdigit()):
        raise NotFound()
    activity = get_activity(session, county_id=county_id, activity_id=activity_id)
    if activity.state != "published" or activity.words_hidden:
        raise NotFound()
    return activity


def _facts(activity: Activity, village: str) -> dict[str, Any]:
    starts, ends = to_local(activity.starts_at), to_local(activity.ends_at)
    rows = (
        ("集合", activity.place_name),
        ("结束", f"{ends.hour}:{ends.minute:02d} 左右"),
        ("注意", activity.risk_note),
        ("用餐", activity.meals_note),
        ("交通", activity.transport_note),
        ("保险", activity.insurance_note),
    )
    drawn = path_of(activity.id, _folder()).is_file()
    size, path = _qr(link_of(activity.id, base_url=str(current_app.config["PUBLIC_BASE_URL"])))
    return {
        "village": village,
        "title": activity.title,
        "day": f"{starts.month}月{starts.day}日 星期{WEEKDAYS[starts.weekday()]}",
        "time": f"{'上午' if starts.hour < 12 else '下午'} {starts.hour}:{starts.minute:02d}",
        "rows": [(name, words) for name, words in rows if words][:5],
        "code": url_for("activities.read_poster_code", county_id=activity.county_id, activity_id=activity.id)
        if drawn
        else None,
        "size": size,
        "path": path,
    }


def _qr(text: str) -> tuple[int, str]:
    code = qrcode.QRCode(border=QUIET_ZONE, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    matrix = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return len(matrix), path


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].data_dir
    return folder
