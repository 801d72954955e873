"""How to reach the running service: from ``var/service.json``, which only its owner can read, or from options."""

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from demo_day.problems import CannotPlay

ROOT = Path(__file__).resolve().parents[3]
CONTACT = "service.json"


@dataclass(frozen=True)
class Contact:
    """Addresses of the service and of the WeChat sandbox, and the file that moves the service's clock."""

    url: str
    sandbox_url: str
    sandbox_key: str
    clock_offset_file: Path


def read_contact(arguments: list[str]) -> Contact:
    """Return how to reach the service.

    Raises:
        CannotPlay: it does not run, or not as a demonstration can use it.
    """
    parser = _ChineseParser(
        prog="./scripts/demo-day",
        description="在正在运行的服务上演一个村的星期六：签到、审核、公示、到账、兑换，最后对账。",
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help="显示这段说明")
    parser.add_argument("--url", help="服务地址，默认读 var/service.json")
    options = parser.parse_args(arguments)
    path = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute() / CONTACT
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CannotPlay(f"服务没有在运行（找不到 {path}）。请先在另一个终端运行 ./scripts/run") from None
    except (OSError, ValueError) as error:
        raise CannotPlay(f"读不了 {path}：{error}") from None
    if not found.get("sandbox_url") or not found.get("sandbox_key"):
        raise CannotPlay("这个服务连的不是微信沙箱，演示不在真微信上进行。")
    if not found.get("clock_offset_file"):
        raise CannotPlay("这个服务不是开发环境，不能拨动时钟，演示没有进行。")
    return Contact(
        url=options.url or found["url"],
        sandbox_url=found["sandbox_url"],
        sandbox_key=found["sandbox_key"],
        clock_offset_file=Path(found["clock_offset_file"]),
    )


class _ChineseParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"✗ 用法有误：{message}。说明见 ./scripts/demo-day --help\n")
        sys.exit(2)
