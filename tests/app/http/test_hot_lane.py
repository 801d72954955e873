"""The short way for hot operations answers exactly as Flask's own way does."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.core.permissions import PUBLIC
from app.http.endpoint import OPERATIONS
from app.http.hot_lane import HotLane
from tests.world import COUNTY, World

FRESH = {"X-Request-Id": "the-same-request"}


def _both(app: Flask, path: str, **request: Any) -> tuple[Any, Any]:
    """Send one request both ways; return status, headers and body of each."""
    lane = app.wsgi_app
    assert isinstance(lane, HotLane)
    answers = []
    for way in (lane, lane.flask):
        environ = EnvironBuilder(path, **request).get_environ()
        body, status, headers = run_wsgi_app(way, environ)
        answers.append((status, sorted(headers), b"".join(body)))
    return answers[0], answers[1]


def test_hot_operation_when_plain_then_takes_the_lane_and_answers_as_flask_does(world: World, app: Flask) -> None:
    person = world.person()
    signed_in = FRESH | {"Authorization": f"Bearer {person.token}"}
    point = world.pickup_point()

    short, usual = _both(app, "/v1/me/balance", headers=signed_in)
    assert short == usual
    assert short[0] == "200 OK"
    assert ("X-Request-Id", "the-same-request") in short[1]

    short, usual = _both(app, f"/v1/mall?county_id={COUNTY}&pickup_point_id={point}", headers=FRESH)
    assert short == usual
    assert short[0] == "200 OK"


@pytest.mark.parametrize(
    "request_",
    [
        {"path": "/v1/me/balance", "headers": {"Authorization": f"Bearer 450222.{'A' * 43}"}},
        {"path": "/v1/me/balance?unknown=1"},
        {"path": "/v1/activities?limit=0"},
        {"path": "/v1/activities?limit=5&limit=6"},
        {"path": "/v1/activities?village_code=%FF"},
        {"path": "/v1/activities", "headers": {"Authorization": "Basic abc"}},
        {"path": "/v1/mall?county_id=450222&pickup_point_id=0198c1de-7000-7000-8000-000000000003"},
        {"path": "/v1/check-ins", "method": "POST", "data": b"{", "content_type": "application/json"},
        {"path": "/v1/check-ins", "method": "POST", "data": b"{}", "content_type": "text/plain"},
        {"path": "/v1/check-ins", "method": "POST", "json": {"code": "x", "more": 1}},
        {"path": "/v1/check-ins", "method": "POST", "json": {"code": "x"}},
        {"path": "/v1/redemption-orders", "method": "POST", "json": []},
        {"path": "/v1/check-ins", "method": "PUT"},
    ],
    ids=lambda request_: f"{request_.get('method', 'GET')} {request_['path']}",
)
def test_hot_operation_when_refused_then_answers_as_flask_does(
    world: World, app: Flask, request_: dict[str, Any]
) -> None:
    person = world.person()
    given = dict(request_)
    headers = FRESH | {"Authorization": f"Bearer {person.token}"} | given.pop("headers", {})

    short, usual = _both(app, given.pop("path"), headers=headers, **given)

    assert short == usual
    assert not short[0].startswith("2")


def test_bug_in_hot_operation_then_is_answered_without_a_trace(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = world.person()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(app.extensions["database"], "hot", broken)
    answer = person.get("/me/balance")

    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["code"] == "internal_error"
    assert answer.headers["X-Request-Id"] in answer.json["instance"]


def test_every_hot_operation_with_a_fixed_path_is_in_the_lane(app: Flask) -> None:
    lane = app.wsgi_app
    assert isinstance(lane, HotLane)

    expected = {(one.method, one.path) for one in OPERATIONS if one.kind == "hot" and "<" not in one.path}

    assert lane.operations == expected
    assert any(one.action == PUBLIC for one in OPERATIONS if (one.method, one.path) in expected)
