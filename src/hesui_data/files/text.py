"""``read_text``: a plain text file, or standard input, in whatever encoding it is."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from hesui_data.errors import InputError
from hesui_data.files.encodings import find_encoding, open_as_utf8
from hesui_data.files.sources import STDIN


def read_text(path: str | Path) -> str:
    """The text of ``path``, or of standard input for ``-``, without a BOM.

    Raises:
        InputError: the file cannot be read, or its bytes are no text.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == STDIN else Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path}: {reason}", zh=f"{path}：无法读取（{reason}）") from error
    encoding = find_encoding(BytesIO(data))
    if encoding is None:
        raise InputError(
            f"{path}: its bytes are no text in UTF-8, UTF-16, GB18030 or Big5",
            zh=f"{path}：字节不是 UTF-8、UTF-16、GB18030 或 Big5 文字",
        )
    return open_as_utf8(BytesIO(data), encoding).read().decode("utf-8", "replace")
