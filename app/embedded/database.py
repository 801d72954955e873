"""Which database a process uses when none is named."""

from dataclasses import replace

from app.embedded import postgres
from app.settings import Settings


def with_database(settings: Settings) -> Settings:
    """Return settings that name a database: unchanged, or with the embedded server's addresses.

    The embedded server is started or joined, and let go when this process ends.

    Raises:
        EmbeddedServerError: the embedded server does not come up.
    """
    if settings.database_url is not None:
        return settings
    server = postgres.start(settings.data_dir)
    return replace(settings, database_url=server.app_url, migration_database_url=server.owner_url)
