"""Generated requests of every kind, as every role: no crash, no undocumented status, no answer of another shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.core.permissions import Role
from app.embedded.postgres import Server
from app.http.endpoint import OPERATIONS, Operation
from tests.contract.village import tokens_of_every_role, village
from tests.world import World

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = ["anonymous", *Role]


@pytest.fixture(scope="module")
def world(server: Server) -> Iterator[World]:
    """One village for the whole module."""
    with village(server) as made:
        yield made


@pytest.fixture(scope="module")
def tokens(world: World) -> dict[str, str]:
    """A bearer token for every role."""
    return tokens_of_every_role(world)


@pytest.fixture(scope="module")
def document(world: World) -> schemathesis.BaseSchema:
    """The service's own OpenAPI document."""
    return schemathesis.openapi.from_wsgi("/openapi.json", world.app)


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
