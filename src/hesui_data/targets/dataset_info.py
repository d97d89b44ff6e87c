"""What LLaMA-Factory's ``dataset_info.json`` must say of a file, as ``data/README.md`` of 0.9.5 describes it."""

from __future__ import annotations

from hesui_data.formats.columns import keys_by_field

DIALOGUES = ("messages", "conversations")
"""The keys that hold a dialogue; all other rows are read as Alpaca's."""


def dataset_info(keys: tuple[str, ...], later: tuple[str, ...] = ()) -> str:
    """What dataset_info.json must say of a file whose first row has these ``keys``; nothing for plain Alpaca.

    ``later`` are keys that other rows have.

    >>> dataset_info(("instruction", "input", "output"))
    ''
    >>> dataset_info(("instruction", "output", "system"))
    '"columns": {"prompt": "instruction", "response": "output", "system": "system"}'
    """
    found = keys_by_field(keys)
    seen = {*keys, *later}
    named: list[str] = [field for field in ("system", "tools") if field in seen]
    if key := next((key for key in DIALOGUES if key in keys), ""):
        columns = {"messages": key}
        said = ['"formatting": "sharegpt"']
    elif {"prompt", "response"} <= found.keys() or "chosen" in keys:
        columns = {"prompt": found.get("prompt", "instruction")}
        if columns["prompt"] == "instruction" and "input" in seen:
            columns["query"] = "input"
        if "chosen" not in keys:
            columns["response"] = found["response"]
        said = []
        named += ["history"] if "history" in seen else []
    else:
        return ""
    if "chosen" in keys:
        said.append('"ranking": true')
        named += ["chosen", "rejected"]
    columns |= {name: name for name in named}
    if not said and set(columns.values()) <= {"instruction", "input", "output"}:
        return ""
    shown = ", ".join(f'"{name}": "{column}"' for name, column in columns.items())
    said.append(f'"columns": {{{shown}}}')
    if key == "messages":
        said.append(
            '"tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", '
            '"assistant_tag": "assistant", "system_tag": "system"}'
        )
    return ", ".join(said)
