"""The floor of the web server: a Flask application that says hello in JSON and nothing else."""

from __future__ import annotations

from flask import Flask, Response, jsonify

application = Flask(__name__)


@application.get("/hello")
def hello() -> Response:
    """Say hello."""
    return jsonify(hello="world")
