"""What a wrong setting looks like to the person who has to repair it."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One refused setting: its environment variable and the reason in Chinese."""

    name: str
    reason: str


class SettingsError(Exception):
    """All refused settings of one start, so that they can be repaired in one go."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(self.message())

    def message(self) -> str:
        """Return the list an operator reads: a heading and one line per setting."""
        heading = f"设置有误，服务没有启动（{len(self.problems)} 处）："
        return "\n".join([heading, *(f"  {problem.name}：{problem.reason}" for problem in self.problems)])
