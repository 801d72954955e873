"""How a household moves into another county."""
