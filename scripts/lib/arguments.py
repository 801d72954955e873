"""What can be asked of ``scripts/run``."""

import argparse
import sys
from typing import NoReturn

DEFAULT_PORT = 8000
STATUSES = """退出码：
10 没有 Python 3.11；11 文件夹不能写；12 缺 venv；13 依赖没装上；14 缺编译器；15 已在运行；16 端口被占用；
17 数据库没启动；18 表结构没升级；19 演示数据没装上；20 服务没有应答；21 有进程意外结束；22 没有确认重来；
78 设置有误"""


def parse_run_arguments(arguments: list[str]) -> argparse.Namespace:
    """Return the options, or end with a help text or a usage line in Chinese."""
    parser = _ChineseParser(
        prog="./scripts/run",
        description="在这台电脑上启动全部服务：数据库、微信沙箱、后台任务和网站。按 Ctrl-C 停止。",
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help="显示这段说明")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help=f"网站端口，默认 {DEFAULT_PORT}")
    parser.add_argument("--reset", action="store_true", help="清空本机数据，从头开始（会先问）")
    parser.add_argument("--yes", action="store_true", help="和 --reset 一起用：不再询问")
    parser.add_argument("--no-preview", action="store_true", help="不启动浏览器里的小程序预览（不需要 Node.js）")
    lan = "让同一个无线网里的手机也能打开网站和接口（开发者工具真机预览用；登录和沙箱仍只在本机）"
    parser.add_argument("--lan", action="store_true", help=lan)
    return parser.parse_args(arguments)


class _ChineseParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"✗ 用法有误：{message}。说明见 ./scripts/run --help\n")
        sys.exit(2)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"端口应为 1 到 65535 之间的整数，现在是 {text}")
    return int(text)
