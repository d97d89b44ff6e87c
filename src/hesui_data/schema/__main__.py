"""``python -m hesui_data.schema FOLDER``: write the JSON Schemas of every file into FOLDER."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hesui_data.schema.models import MODELS, schema_of


def main(folder: str) -> int:
    """Write ``<name>.schema.json`` for each model; returns the exit code."""
    for name in MODELS:
        path = Path(folder) / f"{name}.schema.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(schema_text(name).encode())
    return 0


def schema_text(name: str) -> str:
    """A JSON Schema as it stands in its file.

    >>> schema_text("manifest").startswith('{')
    True
    """
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or ["schemas"]))
