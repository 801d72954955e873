"""The embedded Redis forgets everything, and says when it is gone."""

import pytest
import redis

from app.embedded import redis as embedded


def test_server_when_started_answers_and_when_killed_forgets() -> None:
    server = embedded.start()
    with redis.Redis.from_url(server.url) as client:
        client.set("kept", "no")
        before = client.get("kept")

    server.kill()
    with pytest.raises(redis.ConnectionError), redis.Redis.from_url(server.url) as client:
        client.ping()
    server.start()

    with redis.Redis.from_url(server.url) as client:
        after = client.get("kept")
    server.stop()
    assert (before, after) == (b"no", None)


def test_stop_twice_is_harmless() -> None:
    server = embedded.start()

    server.stop()
    server.stop()

    with pytest.raises(redis.ConnectionError), redis.Redis.from_url(server.url) as client:
        client.ping()
