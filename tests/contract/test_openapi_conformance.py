"""Generated requests of every kind, as every role: no crash, no undocumented status, no answer of another shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.core.permissions import Role
from app.embedded.postgres import Server
from app.http.endpoint import OPERATIONS, Operation
from tests.contract.village import EVERY_ROLE, tokens_of_every_role, village
from tests.world import World

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


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


@pytest.mark.parametrize("role", ["anonymous", *Role])
@pytest.mark.parametrize("declared", OPERATIONS, ids=lambda declared: declared.name)
def test_wellformed_requests_are_answered_as_documented(
    declared: Operation, role: str, document: schemathesis.BaseSchema, tokens: dict[str, str]
) -> None:
    _conforms(document, declared, token=tokens.get(role), mode=GenerationMode.POSITIVE, examples=2)


@pytest.mark.parametrize("declared", OPERATIONS, ids=lambda declared: declared.name)
def test_malformed_requests_are_refused_as_documented(
    declared: Operation, document: schemathesis.BaseSchema, tokens: dict[str, str]
) -> None:
    _conforms(document, declared, token=tokens[EVERY_ROLE], mode=GenerationMode.NEGATIVE, examples=4)


def _conforms(
    document: schemathesis.BaseSchema, declared: Operation, *, token: str | None, mode: GenerationMode, examples: int
) -> None:
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", declared.path)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    operation = document[path][declared.method]
    if mode is GenerationMode.NEGATIVE and not (
        declared.body or declared.query or declared.keyed or "<" in declared.path
    ):
        return  # nothing in such a request can be malformed

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def generated_requests_are_answered_as_documented(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    generated_requests_are_answered_as_documented()
