"""``create_app``: the only place where everything meets."""

from __future__ import annotations

import datetime as dt
import logging

from flask import Flask, Response, g, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from app import clock
from app.activities.api import activities
from app.activities.estimates import Estimator
from app.attendance.api import attendance
from app.content.api import content
from app.content.service.asking import WordsAsker
from app.core import logging as event_log
from app.core.crypto import FieldCipher
from app.core.db import Database, refusal_of
from app.disclosure.api import disclosures
from app.gateways.connecting import connect_wechat
from app.gateways.rate_limit import InProcessRateLimiter
from app.gateways.redis import RedisRateLimiter, connect_redis
from app.home.api import home
from app.hours.api import hours
from app.households.api import households
from app.http import problems
from app.http.health import health
from app.http.hot_lane import STANDARD_HEADERS, HotLane, request_name
from app.http.landing import landing
from app.http.reference import reference
from app.identity.api import identity
from app.identity.hot import SessionLifetimes
from app.identity.queries import resolve_actor
from app.identity.service.exchange import CodeExchange
from app.ledger.api import ledger
from app.messages.api import messages
from app.personal_data.api import personal_data
from app.places.api import places
from app.privacy.api import privacy
from app.ranking.api import ranking
from app.redemption.api import redemption, stock
from app.relocations.api import relocations
from app.settings import Settings
from app.teams.api import teams
from points.errors import PointsError

BLUEPRINTS = (
    health,
    landing,
    reference,
    identity,
    households,
    personal_data,
    privacy,
    places,
    messages,
    content,
    teams,
    activities,
    attendance,
    hours,
    ledger,
    redemption,
    relocations,
    stock,
    disclosures,
    ranking,
    home,
)

log = logging.getLogger(__name__)


def create_app(settings: Settings) -> Flask:
    """Build the WSGI application from validated settings."""
    event_log.configure(settings.log_level)
    clock.use_offset_file(settings.clock_offset_file)
    app = Flask("app", static_folder="static", template_folder="templates")
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.config["PUBLIC_BASE_URL"] = settings.public_base_url
    app.config["SETTINGS"] = settings
    app.url_map.strict_slashes = True
    assert settings.database_url is not None, "whoever starts the service starts its database first"
    app.extensions["database"] = Database(settings.database_url, pool_size=settings.web_threads)
    app.extensions["resolve_actor"] = resolve_actor
    app.extensions["estimator"] = Estimator(app.extensions["database"])
    app.extensions["cipher"] = FieldCipher(
        dict(settings.field_keys), current=settings.field_keys[0].key_id, lookup_key=settings.lookup_key
    )
    _add_gateways(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _add_error_handlers(app)
    _add_request_hooks(app)
    app.wsgi_app = HotLane(app)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    return app


def _add_gateways(app: Flask, settings: Settings) -> None:
    """Connect what lies outside: WeChat, and Redis or its twins in this process; nothing is called yet."""
    redis = connect_redis(settings.redis_url) if settings.redis_url else None
    processes = settings.web_workers
    app.extensions["rate_limiter"] = (
        RedisRateLimiter(redis, processes=processes) if redis else InProcessRateLimiter(processes=processes)
    )
    app.extensions["wechat"] = connect_wechat(settings, redis)
    app.extensions["code_exchange"] = CodeExchange(
        app.extensions["wechat"], app.extensions["database"], concurrency=settings.login_concurrency
    )
    app.extensions["words_asker"] = WordsAsker(app.extensions["wechat"], app.extensions["database"])
    app.extensions["session_lifetimes"] = SessionLifetimes(
        volunteer_idle=dt.timedelta(days=settings.volunteer_session_idle_days),
        volunteer_most=dt.timedelta(days=settings.volunteer_session_days),
        console_idle=dt.timedelta(minutes=settings.console_session_idle_minutes),
        console_most=dt.timedelta(hours=settings.console_session_hours),
    )
    app.extensions["touch_session"] = app.extensions["session_lifetimes"].touch


def _add_error_handlers(app: Flask) -> None:
    app.register_error_handler(PointsError, problems.from_refusal)

    @app.errorhandler(HTTPException)
    def refused_by_framework(error: HTTPException) -> Response:
        return problems.from_http(error)

    @app.errorhandler(DBAPIError)
    def refused_by_database(error: DBAPIError) -> Response:
        refusal = refusal_of(error)
        if refusal is not None:
            return problems.from_refusal(refusal)
        if error.connection_invalidated:
            return problems.from_refusal(problems.TemporarilyUnavailable(retry_after=5))
        log.exception("request.failed")
        return problems.from_bug()

    @app.errorhandler(PoolTimeout)
    def pool_is_empty(error: PoolTimeout) -> Response:
        return problems.from_refusal(problems.TemporarilyUnavailable(retry_after=2))

    @app.errorhandler(Exception)
    def bug(error: Exception) -> Response:
        log.exception("request.failed")
        return problems.from_bug()


def _add_request_hooks(app: Flask) -> None:
    @app.before_request
    def name_request() -> None:
        g.request_id = request_name(request.headers.get("X-Request-Id", ""))
        event_log.request_id.set(g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        for name, value in STANDARD_HEADERS:
            response.headers.setdefault(name, value)
        return response
