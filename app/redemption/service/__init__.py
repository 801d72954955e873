"""Commands of redemption and stock."""
