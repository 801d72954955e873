"""Commands of the ledger's faces: proposals and announced expiries."""
