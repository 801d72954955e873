"""The page behind a plain-link code, and the file by which WeChat knows the address."""

from __future__ import annotations

import dataclasses

from flask import Flask


def test_other_scanners_learn_only_that_the_code_is_for_wechat(app: Flask) -> None:
    answer = app.test_client().get("/c/?e=7Q2M9K&t=secret")

    assert answer.status_code == 200
    assert "请用微信扫一扫" in answer.get_data(as_text=True)
    assert "7Q2M9K" not in answer.get_data(as_text=True)


def test_verification_file_is_served_and_no_other(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/c/abcd1234.txt").status_code == 404

    kept = dataclasses.replace(app.config["SETTINGS"], wechat_verification_file="abcd1234.txt:0f1e2d3c")
    app.config["SETTINGS"] = kept

    for path in ("/c/abcd1234.txt", "/abcd1234.txt"):
        answer = client.get(path)
        assert (answer.status_code, answer.get_data(as_text=True)) == (200, "0f1e2d3c")
        assert answer.mimetype == "text/plain"
    assert client.get("/c/abcd1235.txt").status_code == 404
    assert client.get("/robots.txt").status_code == 404
