"""Teams over HTTP. Importing this package declares every operation of the slice."""

from app.teams.api import city, filings, forms, members
from app.teams.api import teams as teams_api
from app.teams.api.blueprint import teams

__all__ = ["city", "filings", "forms", "members", "teams", "teams_api"]
