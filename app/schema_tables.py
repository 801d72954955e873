"""Every table, imported in one place so that migrations and guards see the whole schema."""

import points.stock.models  # noqa: F401
