"""Generated requests of every kind, as every role: no crash, no undocumented status, no answer of another shape."""

from __future__ import annotations

import re
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.core.permissions import Role
from app.embedded.postgres import Server
from app.factory import create_app
from app.http.endpoint import OPERATIONS, Operation
from app.settings import Settings
from tests.conftest import TEMPLATE
from tests.world import COUNTY, VILLAGE, World

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = ["anonymous", *Role]
PLACES = {Role.COUNTY_STAFF: COUNTY, Role.CITY_STAFF: "4502", Role.ADMINISTRATOR: COUNTY}


@pytest.fixture(scope="module")
def village(server: Server) -> Iterator[World]:
    """One village for the whole module; generated requests may do to it what they can."""
    name = f"contract_{secrets.token_hex(4)}"
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    application: Flask = create_app(
        Settings.from_environment(
            {
                "ENVIRONMENT": "development",
                "DATA_DIR": tempfile.mkdtemp(),
                "DATABASE_URL": server.url_of(name),
                "LOG_LEVEL": "WARNING",
                "WECHAT_APPID": "wxsandbox0000000001",
                "WECHAT_SECRET": "sandbox-secret-of-the-tests",
                "WECHAT_GATEWAY_URL": "http://127.0.0.1:9",
            }
        )
    )
    yield World(app=application, clock_file=Path("/nonexistent"))
    application.extensions["database"].dispose()


@pytest.fixture(scope="module")
def tokens(village: World) -> dict[str, str]:
    """A bearer token for every role."""
    village.site()
    village.pickup_point()
    made = {Role.VOLUNTEER: village.person().token}
    for role in Role:
        if role is not Role.VOLUNTEER:
            made[role] = village.staff(role, place_code=PLACES.get(role, VILLAGE)).token
    return {str(role): token for role, token in made.items()}


@pytest.fixture(scope="module")
def document(village: World) -> schemathesis.BaseSchema:
    """The service's own OpenAPI document."""
    return schemathesis.openapi.from_wsgi("/openapi.json", village.app)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("declared", OPERATIONS, ids=lambda declared: declared.name)
def test_operation_keeps_its_contract(
    declared: Operation, role: str, document: schemathesis.BaseSchema, tokens: dict[str, str]
) -> None:
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", declared.path)
    headers = {"Authorization": f"Bearer {tokens[role]}"} if role != "anonymous" else {}

    @settings(
        max_examples=4,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=document[path][declared.method].as_strategy())
    def generated_requests_are_answered_as_documented(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    generated_requests_are_answered_as_documented()
