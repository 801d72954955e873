"""Secrets of a development installation: made once, kept in the data folder, never written in code."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

SECRET_NAMES = ("FIELD_KEYS", "LOOKUP_KEY", "CURSOR_KEY")
FILE_NAME = "secrets.json"


def development_secrets(data_dir: Path) -> Mapping[str, str]:
    """Return the secrets kept in the data folder, making them (mode 0600) on the first call.

    Raises:
        OSError: the folder cannot be written, or the file in it cannot be read.
        ValueError: the file is not the one written here.
    """
    path = data_dir / FILE_NAME
    if not path.exists():
        _create(path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(kept, dict) or not set(SECRET_NAMES) <= kept.keys():
        raise ValueError(f"{path} does not hold {', '.join(SECRET_NAMES)}")
    return {name: str(kept[name]) for name in SECRET_NAMES}


def random_key() -> str:
    """Return 32 random bytes in Base64, fit for any of the key settings."""
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = {"FIELD_KEYS": f"dev1:{random_key()}", "LOOKUP_KEY": random_key(), "CURSOR_KEY": random_key()}
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(fresh, file, indent=1)
    try:
        # A link never replaces: of several processes starting at once, the first one's secrets stand.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
