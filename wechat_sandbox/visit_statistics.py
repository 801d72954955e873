"""Daily statistics (datacube) derived from the request log, and the trade question."""

from typing import Any

from wechat_sandbox.clock import day_of
from wechat_sandbox.wire import ApiTable, Call, Refusal

visit_statistics_apis = ApiTable()


@visit_statistics_apis.post("/wxa/sec/order/is_trade_managed")
def is_trade_managed(call: Call) -> dict[str, Any]:
    """Say no: the app sells nothing."""
    return {"is_trade_managed": False}


@visit_statistics_apis.post("/datacube/getweanalysisappiddailyvisittrend", bare=True)
def daily_visits(call: Call) -> dict[str, Any]:
    """Count yesterday's logins as visits."""
    day, logins, users = _activity(call)
    return {"list": [{"ref_date": day, "session_cnt": logins, "visit_pv": logins, "visit_uv": users}]}


@visit_statistics_apis.post("/datacube/getweanalysisappiddailysummarytrend", bare=True)
def daily_summary(call: Call) -> dict[str, Any]:
    """Count all users."""
    day, _, _ = _activity(call)
    total = call.db.execute("SELECT count(*) AS total FROM users WHERE last_visit_at > 0").fetchone()["total"]
    return {"list": [{"ref_date": day, "visit_total": total, "share_pv": 0, "share_uv": 0}]}


@visit_statistics_apis.post("/datacube/getweanalysisappiddailyretaininfo", bare=True)
def daily_retain(call: Call) -> dict[str, Any]:
    """Tell how many came back."""
    day, _, users = _activity(call)
    return {"ref_date": day, "visit_uv_new": [{"key": 0, "value": users}], "visit_uv": [{"key": 0, "value": users}]}


@visit_statistics_apis.post("/datacube/getweanalysisappidvisitpage", bare=True)
def visited_pages(call: Call) -> dict[str, Any]:
    """Tell which pages were opened; the sandbox knows only the entry."""
    day, logins, users = _activity(call)
    entry = (call.app.published_pages or ["pages/index/index"])[0]
    return {"ref_date": day, "list": [{"page_path": entry, "page_visit_pv": logins, "page_visit_uv": users}]}


def _activity(call: Call) -> tuple[str, int, int]:
    """Return the asked day, its logins and its distinct users.

    Raises:
        Refusal: 61500 when the day is not over yet.
    """
    day = str(call.body.get("begin_date", ""))
    if not day.isdigit() or len(day) != 8 or day >= day_of(call.now):
        raise Refusal(61500, "date range error")
    rows = call.db.execute("SELECT at FROM request_log WHERE path = '/sns/jscode2session' AND errcode = 0").fetchall()
    logins = sum(day_of(row["at"]) == day for row in rows)
    users = call.db.execute("SELECT last_visit_at FROM users WHERE last_visit_at > 0").fetchall()
    return day, logins, sum(day_of(row["last_visit_at"]) == day for row in users)
