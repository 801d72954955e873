"""The same running sandbox as for messages."""

from tests.app.messages.conftest import gateway, post, sandbox, sandbox_server, settings

__all__ = ["gateway", "post", "sandbox", "sandbox_server", "settings"]
