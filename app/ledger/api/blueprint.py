"""The blueprint that every operation of the ledger belongs to."""

from flask import Blueprint

ledger = Blueprint("ledger", __name__)
