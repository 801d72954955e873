"""Posters: a mini-program code drawn once by a job, a plain link until then, and nothing of what is hidden."""

from __future__ import annotations

import datetime as dt

from app.activities.service.poster_codes import PAGE, path_of
from app.settings import Settings
from tests.app.messages.conftest import Post, gateway, post, sandbox, sandbox_server, settings
from tests.world import World
from wechat_sandbox.code_image import read_parameters
from wechat_sandbox.remote import SandboxRemote

__all__ = ["gateway", "post", "sandbox", "sandbox_server", "settings"]
DRAW = "/wxa/getwxacodeunlimit"


def test_code_is_drawn_once_and_printed(world: World, post: Post, sandbox: SandboxRemote, settings: Settings) -> None:
    sandbox.post("app", published_pages=[PAGE])
    activity = world.activity(starts_in=dt.timedelta(days=1))
    path = f"/posters/{activity.county_id}/{activity.id}"

    before = world.client.get(path).get_data(as_text=True)
    missing = world.client.get(f"{path}/code.jpg")
    post.deliver()
    after = world.client.get(path).get_data(as_text=True)
    picture = world.client.get(f"{path}/code.jpg")
    drawn = read_parameters(picture.get_data())
    picture.close()
    activity.organizer.post(f"/activities/{activity.id}/unpublication")
    activity.organizer.post(f"/activities/{activity.id}/publication")
    post.deliver()

    assert '<svg class="code"' in before
    assert missing.status_code == 404
    assert "code.jpg" in after
    assert '<svg class="code"' not in after
    assert "清河道" in after
    assert "村口" in after
    assert drawn is not None
    assert (drawn["scene"], drawn["page"], len(drawn["scene"])) == (activity.id.hex, PAGE, 32)
    assert len(sandbox.get("requests", path=DRAW)) == 1, "the same code is not drawn again"
    assert path_of(activity.id, settings.data_dir).is_file()


def test_without_wechat_the_plain_link_stays_and_the_job_comes_back(
    world: World, post: Post, sandbox: SandboxRemote
) -> None:
    sandbox.fault("errcode", DRAW, value=45009, times=9)
    activity = world.activity(starts_in=dt.timedelta(days=1))
    post.deliver()

    page = world.client.get(f"/posters/{activity.county_id}/{activity.id}")
    landing = world.client.get("/c/", query_string={"a": activity.id.hex})
    with world.database.session() as session:
        waiting = session.connection().exec_driver_sql(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'activities.draw_code' AND status = 'todo'"
        )
        assert waiting.scalar_one() == 1

    assert (page.status_code, landing.status_code) == (200, 200)
    assert '<svg class="code"' in page.get_data(as_text=True)
    assert activity.id.hex not in landing.get_data(as_text=True)


def test_poster_of_what_nobody_may_see_is_not_there(world: World, post: Post) -> None:
    draft = world.activity(starts_in=dt.timedelta(days=1), publish=False)
    organizer = draft.organizer
    unread = world.client.get(f"/posters/{draft.county_id}/{draft.id}")
    organizer.post(f"/activities/{draft.id}/publication")
    hidden = organizer.get(f"/activities/{draft.id}").get_json()
    still = world.client.get(f"/posters/{draft.county_id}/{draft.id}")
    world.find_words_good()
    shown = organizer.get(f"/activities/{draft.id}").get_json()

    assert (unread.status_code, still.status_code) == (404, 404)
    assert (hidden["poster_url"], shown["poster_url"].endswith(f"/posters/{draft.county_id}/{draft.id}")) == (
        None,
        True,
    )
    assert world.client.get(f"/posters/{draft.county_id}/{draft.id}").status_code == 200
    assert world.client.get(f"/posters/x/{draft.id}").status_code == 404
