"""Write the initial migration anew from the models. Only until the first release; afterwards migrations are added."""

from __future__ import annotations

import fcntl
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alembic import command  # noqa: E402
from sqlalchemy import create_engine  # noqa: E402

from app.embedded.postgres import throwaway  # noqa: E402
from app.schema import alembic_config  # noqa: E402


def main() -> None:
    """Compare the models with an empty database and write the difference as revision 0001."""
    lock = (ROOT / "alembic.ini").open()
    fcntl.flock(lock, fcntl.LOCK_EX)
    server = throwaway()
    engine = create_engine(server.owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
    for old in (ROOT / "app" / "migrations" / "versions").glob("0001_*.py"):
        old.unlink()
    with engine.begin() as connection:
        command.revision(alembic_config(connection), "initial schema", autogenerate=True, rev_id="0001")
    engine.dispose()
    server.stop()


if __name__ == "__main__":
    main()
