"""Mini-program codes, links, and scanning them."""

import base64
import io
import json

import pytest
from PIL import Image

from wechat_sandbox.code_image import read_parameters

UNLIMITED = "/wxa/getwxacodeunlimit"
PAGE = "pages/activity/detail"


@pytest.fixture
def token(sandbox, platform):
    sandbox.post("app", published_pages=[PAGE])
    return platform.token()


def draw(platform, token, **fields):
    return platform.post_raw(UNLIMITED, json.dumps(fields).encode(), access_token=token)


@pytest.mark.parametrize("width", [280, 430, 1280])
def test_code_when_drawn_then_jpeg_of_the_wanted_width_with_its_parameters(platform, token, width):
    answer = draw(platform, token, scene="e9fK2", page=PAGE, width=width)

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).size == (width, width)
    assert read_parameters(answer.content) == {
        "appid": "wxsandbox0000000001",
        "page": PAGE,
        "scene": "e9fK2",
        "env": "release",
    }


def test_code_when_transparent_then_png_with_alpha(platform, token):
    answer = draw(platform, token, scene="x", page=PAGE, is_hyaline=True)

    picture = Image.open(io.BytesIO(answer.content))

    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    assert read_parameters(answer.content)["scene"] == "x"


@pytest.mark.parametrize(
    ("fields", "errcode"),
    [
        ({}, 40169),
        ({"scene": ""}, 40169),
        ({"scene": "a" * 33}, 40169),
        ({"scene": "a%20b"}, 40129),
        ({"scene": "活动"}, 40129),
        ({"scene": "a", "page": "/" + PAGE}, 41030),
        ({"scene": "a", "page": PAGE + "?x=1"}, 41030),
        ({"scene": "a", "page": "pages/none"}, 41030),
        ({"scene": "scancode_time=1"}, 85096),
        ({"scene": "a", "env_version": "beta"}, 40097),
        ({"scene": "a", "width": 279}, 40097),
        ({"scene": "a", "width": 1281}, 40097),
        ({"scene": "a", "line_color": {"r": "x"}}, 40097),
    ],
)
def test_code_when_a_parameter_is_wrong_then_its_code(platform, token, fields, errcode):
    assert json.loads(draw(platform, token, **fields).content)["errcode"] == errcode


def test_code_when_scene_has_32_characters_or_page_is_unchecked_then_drawn(platform, token):
    longest = draw(platform, token, scene="a" * 32)
    unchecked = draw(platform, token, scene="a", page="pages/draft", check_path=False)

    assert longest.content.startswith(b"\xff\xd8\xff")
    assert unchecked.content.startswith(b"\xff\xd8\xff")


def test_limited_codes_when_drawn_then_count_together(platform, token):
    counts = [
        platform.post_raw(path, b'{"path":"pages/a"}', access_token=token).headers["Num-Used"]
        for path in ("/wxa/getwxacode", "/cgi-bin/wxaapp/createwxaqrcode")
    ]
    too_long = json.dumps({"path": "p" * 129}).encode()

    refused = platform.post_raw("/cgi-bin/wxaapp/createwxaqrcode", too_long, access_token=token)

    assert counts == ["1", "2"]
    assert json.loads(refused.content)["errcode"] == 40159


def test_scan_when_code_is_ours_then_page_receives_the_scene_encoded(sandbox, platform, token):
    picture = draw(platform, token, scene="a=1", page=PAGE).content

    opened = sandbox.post("wx/scan", image=base64.b64encode(picture).decode())

    assert opened == {"page": PAGE, "query": {"scene": "a%3D1"}}


def test_scan_when_plain_link_is_covered_by_a_rule_then_page_receives_q(sandbox):
    sandbox.post("app", plain_links=[{"prefix": "https://example.org/c/", "page": "pages/scan/index"}])

    opened = sandbox.post("wx/scan", url="https://example.org/c/?e=42")

    assert opened["page"] == "pages/scan/index"
    assert opened["query"]["q"] == "https%3A%2F%2Fexample.org%2Fc%2F%3Fe%3D42"
    with pytest.raises(RuntimeError, match="no plain-link rule"):
        sandbox.post("wx/scan", url="https://example.org/other")


def test_url_link_when_made_then_can_be_looked_up(platform, token):
    made = platform.post("/wxa/generate_urllink", {"path": PAGE, "query": "id=1"}, access_token=token)

    info = platform.post("/wxa/query_urllink", {"url_link": made["url_link"]}, access_token=token)["url_link_info"]

    assert (info["path"], info["query"]) == (PAGE, "id=1")


@pytest.mark.parametrize(
    ("fields", "errcode"),
    [
        ({"path": "pages/none"}, 40165),
        ({"path": PAGE, "query": "q" * 1025}, 40212),
        ({"path": PAGE, "expire_type": 1, "expire_interval": 31}, 85401),
        ({"path": PAGE, "env_version": "beta"}, 85402),
    ],
)
def test_url_link_when_a_parameter_is_wrong_then_its_code(platform, token, fields, errcode):
    assert platform.post("/wxa/generate_urllink", fields, access_token=token)["errcode"] == errcode


def test_short_link_when_asked_for_then_refused(platform, token):
    assert platform.post("/wxa/genwxashortlink", {"page_url": PAGE}, access_token=token)["errcode"] == 43104
