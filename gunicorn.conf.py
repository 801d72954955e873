"""How gunicorn serves the application. Values: reliability.md section 9; sizes come from the settings."""

import json
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

from app.settings import load_or_exit

LONGEST_LOGGED_PATH = 200


class AccessLogger(Logger):
    """One JSON line per request: no address, no query string, no header of the caller."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write the line. JSON escapes whatever a path may smuggle in."""
        headers = {name.lower(): value for name, value in resp.headers}
        line = {
            "event": "request.finished",
            "request_id": headers.get("x-request-id"),
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"][:LONGEST_LOGGED_PATH],
            "status": resp.status_code,
            "bytes": resp.sent,
            "milliseconds": request_time // timedelta(milliseconds=1),
        }
        self.access_log.info(json.dumps(line, ensure_ascii=True, separators=(",", ":")))


settings = load_or_exit()

bind = settings.listen
worker_class = "gthread"
workers = settings.web_workers
threads = settings.web_threads
timeout = 20
graceful_timeout = 15
keepalive = 65  # longer than nginx keeps its side, so that nginx never sends into a closing connection
# A worker is replaced only as a precaution against slow leaks. With a single worker nobody answers meanwhile and its
# imports take two seconds of CPU, so this is days of an ordinary county (20,000 were ten seconds of a busy one).
max_requests = 2_000_000
max_requests_jitter = 200_000
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
logger_class = AccessLogger
accesslog = "-"
access_log_format = ""  # unused: AccessLogger writes its own line
errorlog = "-"
loglevel = settings.log_level.lower()
proc_name = "huanbao"
control_socket_disable = True
