"""``python -m app.settings`` checks the settings without starting anything: OK, or the list and status 78."""

import sys

from app.settings import load_or_exit

sys.stdout.write(f"OK（{load_or_exit().environment}）\n")
