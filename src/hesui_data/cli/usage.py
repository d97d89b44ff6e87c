"""What typer and argparse say of wrong usage, and the titles of their help, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

TITLES = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "ERRORS_PANEL_TITLE": "错误",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
    "ABORTED_TEXT": "已中断。",
}
"""The names that typer's help has its words under → the words."""

HELP_OF = {
    "help": "显示这份说明",
    "install_completion": "给当前的 shell 装上按 Tab 补全",
    "show_completion": "打印补全脚本，可自行安装",
}
"""Option that typer adds → its help."""

FAULTS: tuple[tuple[str, str], ...] = (
    (r"Missing argument '?(.+?)'?\.", "缺少 {0}"),
    (r"Missing option (.+?)\.", "缺少选项 {0}"),
    (r"Missing command\.", "缺少命令"),
    (r"No such command (.+?)\. Did you mean (.+)\?", "没有命令 {0}；是不是 {1}？"),
    (r"No such command (.+?)\.", "没有命令 {0}"),
    (r"No such option: (\S+) \(Possible options?: (.+)\)", "没有选项 {0}；是不是 {1}？"),
    (r"No such option: (\S+) Did you mean (.+)\?", "没有选项 {0}；是不是 {1}？"),
    (r"No such option: (\S+)", "没有选项 {0}"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "多出了 {0}"),
    (r"Option (.+?) requires an argument\.", "选项 {0} 后面要有值"),
    (r"Option (.+?) requires (\d+) arguments\.", "选项 {0} 后面要有 {1} 个值"),
    (r"Option (.+?) does not take a value\.", "选项 {0} 不带值"),
    (r"Argument (.+?) takes (\d+) values\.", "{0} 要有 {1} 个值"),
    (r"Invalid value for (.+?): (.+)", "{0} 的值不对：{1}"),
    (r"Invalid value: (.+)", "值不对：{0}"),
    (r"Input should be a valid integer.*", "要写整数"),
    (r"Input should be a valid number.*", "要写数字"),
    (r"Input should be a valid boolean.*", "要写 true 或 false"),
    (r"Input should be greater than or equal to (.+)", "至少为 {0}"),
    (r"Input should be greater than (.+)", "要大于 {0}"),
    (r"Input should be less than or equal to (.+)", "至多为 {0}"),
    (r"Input should be less than (.+)", "要小于 {0}"),
    (r"(.+?) is not a valid (?:integer|int)\.?", "{0} 不是整数"),
    (r"(.+?) is not a valid float\.?", "{0} 不是数字"),
    (r"(.+?) is not in the range (.+?)\.", "{0} 不在 {1} 之内"),
    (r"(.+?) is not one of (.+?)\.", "{0} 不在 {1} 之中"),
    (r"(?:Path|File|Directory) (.+?) does not exist\.", "{0} 不存在"),
    (r"(?:Path|File|Directory) (.+?) is a directory\.", "{0} 是文件夹"),
    (r"(?:Path|File|Directory) (.+?) is a file\.", "{0} 是文件"),
    (r"(?:Path|File|Directory) (.+?) is not readable\.", "{0} 不可读"),
    # argparse, in check and explain
    (r"the following arguments are required: (.+)", "缺少 {0}"),
    (r"unrecognized arguments: (.+)", "没有选项 {0}"),
    (r"ambiguous option: (\S+) could match (.+)", "{0} 不明确，可能是 {1}"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", "{0} 没有 {1}；可选 {2}"),
    (r"argument (.+?): expected one argument", "选项 {0} 后面要有值"),
    (r"argument (.+?): expected at least one argument", "选项 {0} 后面要有值"),
    (r"argument (.+?): ignored explicit argument .+", "选项 {0} 不带值"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} 不能和 {1} 同用"),
)
"""A message in English, as a pattern → in Chinese; what stands in groups is put in, itself put into Chinese."""


def fault_in(language: str, message: str) -> str:
    """What was wrong with the arguments, in ``language``; a message that is not known stays as it is.

    >>> fault_in("zh", "Invalid value for '--epochs': Input should be greater than or equal to 1")
    "'--epochs' 的值不对：至少为 1"
    >>> fault_in("en", "Missing command.")
    'Missing command.'
    """
    if language != "zh":
        return message
    for pattern, words in FAULTS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return words.format(*(fault_in("zh", part) for part in found.groups()))
    return message


def fold_help() -> None:
    """Have typer's help fold what does not fit: it cuts a word that is too long, as a clause in Chinese is to it."""
    from rich.columns import Columns
    from rich.table import Table
    from rich.text import Text
    from typer import rich_utils

    class FoldedTable(Table):
        def add_row(self, *cells: Any, **options: Any) -> None:
            super().add_row(*cells, **options)
            for column in self.columns:
                column.overflow = "fold"

    def folded_columns(items: Iterable[Any], **options: Any) -> Columns:
        given = list(items)
        for text in given:
            if isinstance(text, Text):
                text.overflow = "fold"
        return Columns(given, **options)

    for name, instead in (("Table", FoldedTable), ("Columns", folded_columns)):
        if hasattr(rich_utils, name):
            setattr(rich_utils, name, instead)


def in_chinese(command: Any) -> Any:
    """``command`` of typer, whose help is titled in Chinese, and so is that of every command in it."""
    from typer import rich_utils

    for name, words in TITLES.items():
        if hasattr(rich_utils, name):
            setattr(rich_utils, name, words)
    for one in (command, *getattr(command, "commands", {}).values()):
        _translate(one)
    return command


def _translate(command: Any) -> None:
    """Put the help of the options that typer adds, and the word before the usage, into Chinese."""
    usage, options = command.get_usage, command.get_params

    def get_usage(context: Any) -> str:
        return str(usage(context)).replace("Usage:", "用法：", 1)

    def get_params(context: Any) -> Any:
        found = options(context)
        for option in found:
            option_help = HELP_OF.get(option.name)
            if option_help:
                option.help = option_help
        return found

    command.get_usage, command.get_params = get_usage, get_params
