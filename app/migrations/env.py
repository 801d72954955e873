"""Alembic environment: collects every model; runs on the connection that ``app.schema`` hands over."""

from alembic import context

import app.schema_tables  # noqa: F401 - importing it registers every table
from points.base import Base


def include_name(name, type_, parent_names):
    """Leave the job queue's own tables to its library."""
    return not (type_ == "table" and name and name.startswith("procrastinate_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_name=include_name,
    compare_server_default=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
