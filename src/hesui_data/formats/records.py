"""A pair as the record of a table, and back: one cell a part, a dialogue's earlier turns as JSON in one cell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hesui_data.pair import Issue, Pair, Turn

MOST_IN_A_CELL = 32_767
"""Characters that a cell of Excel holds, as UTF-16 counts them; it cuts off the rest without a word."""

PARTS = ("prompt", "response", "system", "history", "rejected_response", "weight", "id", "seed", "method")
"""The columns of a table of pairs, in order; those after the response only where a row has something there."""


def record_of(pair: Pair) -> dict[str, str]:
    """The cells of ``pair`` by column; reading a table with them gives the pair back.

    >>> record_of(Pair("在吗", "在", history=(Turn("user", "喂"), Turn("assistant", "您好"))))["history"]
    '[{"role": "user", "content": "喂"},\\n{"role": "assistant", "content": "您好"}]'
    """
    return {
        "prompt": pair.prompt,
        "response": pair.response,
        "system": pair.system,
        "history": history_cell(pair.history),
        "rejected_response": pair.rejected_response or "",
        "weight": "" if pair.weight is None else str(pair.weight),
        "id": pair.id,
        "seed": pair.seed,
        "method": "" if pair.method == "read" else pair.method,
    }


def table_of(pairs: Sequence[Pair]) -> Iterator[list[str]]:
    """The header and the records of ``pairs``; columns in which nothing stands are left out.

    >>> [record[:2] for record in table_of([Pair("a", "b")])]
    [['prompt', 'response'], ['a', 'b']]
    """
    used = {"prompt", "response"}
    for pair in pairs:
        used |= {name for name, cell in record_of(pair).items() if cell}
    header = [name for name in PARTS if name in used]
    yield header
    for pair in pairs:
        record = record_of(pair)
        yield [record[name] for name in header]


def history_cell(history: Sequence[Turn]) -> str:
    """Earlier turns as JSON, a turn a line, for people to read and for ``history_in`` to take back."""
    turns = [
        {"role": turn.role, "content": turn.text} | ({} if turn.weight is None else {"weight": turn.weight})
        for turn in history
    ]
    return "[" + ",\n".join(json.dumps(turn, ensure_ascii=False) for turn in turns) + "]" if turns else ""


def history_in(cell: str) -> Any:
    """What the history cell of a table holds: the list that JSON in it spells, else the text as it is.

    >>> history_in('[{"role": "user", "content": "喂"}]'), history_in("没有")
    ([{'role': 'user', 'content': '喂'}], '没有')
    """
    try:
        value = json.loads(cell) if cell.lstrip().startswith("[") else cell
    except (ValueError, RecursionError):
        return cell
    return value if isinstance(value, list) else cell


def sheet_issues(pair: Pair, ending: str) -> Iterator[Issue]:
    """An issue for each part of ``pair`` that a cell of Excel has no room for.

    >>> [issue.code for issue in sheet_issues(Pair("a", "好" * 40_000), ".xlsx")]
    ['HD601']
    """
    for name, cell in record_of(pair).items():
        size = len(cell.encode("utf-16-le", "surrogatepass")) // 2
        if size > MOST_IN_A_CELL:
            reason = (
                f"一格最多 {MOST_IN_A_CELL:,} 个字符，{name} 有 {size:,} 个",
                f"a cell holds {MOST_IN_A_CELL:,} characters, {name} has {size:,}",
            )
            yield Issue.of("HD601", field=name, dialect=ending.lstrip("."), reason=reason)
