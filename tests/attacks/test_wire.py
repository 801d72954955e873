"""Requests no decent client sends: answered as the sender's mistake, never as ours."""

from __future__ import annotations

import io
import uuid

import pytest

from tests.world import Person, World


class BrokenChunks(io.BytesIO):
    """A body that the web server cannot read on."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError(f"Invalid chunk size before {size}")


def send(person: Person, path: str, body: bytes, **headers: str) -> tuple[int, str]:
    """Post raw bytes and return status and code."""
    given = {
        "Authorization": f"Bearer {person.token}",
        "Idempotency-Key": uuid.uuid4().hex,
        "Content-Type": "application/json",
    }
    answer = person.world.client.post("/v1" + path, data=body, headers=given | headers)
    return answer.status_code, answer.get_json()["code"]


@pytest.mark.parametrize("path", ["/check-ins", "/donors", "/scan-batches"])
def test_bodies_that_are_no_json_are_refused(path: str, world: World) -> None:
    keeper = world.staff("shop_keeper")
    malformed = (400, "malformed_request")

    assert send(keeper, path, b"[" * 100_000 + b"]" * 100_000) == malformed
    assert send(keeper, path, b'{"code":"' + b"x" * 2**20 + b'"}') == (413, "too_large")
    assert send(keeper, path, b'{"code":"\xff\xfe"}') == malformed
    assert send(keeper, path, b'{"code":"\\ud800"}') == malformed
    assert send(keeper, path, b'{"code":NaN}') == malformed
    assert send(keeper, path, b'{"code":' + b"9" * 500 + b"}") in {malformed, (422, "invalid")}
    assert send(keeper, path, b"{}", **{"Content-Type": "text/plain"}) == malformed
    assert send(keeper, path, b"code=1", **{"Content-Type": "application/x-www-form-urlencoded"}) == malformed
    assert send(keeper, path, b"") == malformed
    for scalar in (b"null", b"[]", b'"x"', b"1"):
        assert send(keeper, path, scalar) == (422, "invalid")


@pytest.mark.parametrize("path", ["/check-ins", "/donors"])
def test_body_that_cannot_be_read_is_the_senders_mistake(path: str, world: World) -> None:
    keeper = world.staff("shop_keeper")
    answer = world.client.post(
        "/v1" + path,
        headers={
            "Authorization": f"Bearer {keeper.token}",
            "Idempotency-Key": uuid.uuid4().hex,
            "Content-Type": "application/json",
            "Transfer-Encoding": "chunked",
        },
        environ_overrides={"wsgi.input": BrokenChunks(), "wsgi.input_terminated": True},
    )

    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed_request")


def test_queries_and_paths_nobody_sends_are_refused(world: World) -> None:
    organizer = world.staff("organizer")
    headers = {"Authorization": f"Bearer {organizer.token}"}
    expected = {
        "/v1/activities?limit=1&limit=2": 400,
        "/v1/service-records?limit=1&limit=2": 400,
        "/v1/service-records?limit=99999999999999999999": 422,
        "/v1/service-records?cursor=%00": 422,
        "/v1/service-records?cursor=%ff%fe": 422,
        "/v1/service-records?cursor=%E6%B1%89": 422,
        "/v1/service-records?nothing=1": 422,
        "/v1/villages/%00/disclosures": 404,
        "/v1/villages/４５０２２２１００２０１/disclosures": 404,
        "/v1/activities/%00": 404,
        "/v1/activities/..%2f..%2fetc%2fpasswd": 404,
        "/static/..%2f..%2fetc%2fpasswd": 404,
        "/disclosures/..%2f..%2f/print": 404,
        "/v1/me%0d%0aSet-Cookie:%20x=1": 404,
        "/v1/" + "a" * 3000: 404,
    }

    answers = {path: world.client.get(path, headers=headers) for path in expected}

    assert {path: answer.status_code for path, answer in answers.items()} == expected
    assert all("Set-Cookie" not in answer.headers for answer in answers.values())
