"""``Window``: a part of a stream's text that moves forward, so that memory does not grow with a file."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from hesui_data.files.encodings import CHUNK, decoding_errors
from hesui_data.formats.json_text import skip_space


class Window:
    """A part of a stream's text: what has been read is let go, more is fetched when it is asked for.

    ``text[pos]`` is the next code point; ``line`` and ``column`` say where it stands in the file.

    >>> import io
    >>> window = Window(io.BytesIO("[\\n  1]".encode()), recoded=False)
    >>> window.to_next(), window.line, window.column
    ('[', 1, 1)
    >>> window.advance(window.pos + 1)
    >>> window.to_next(), window.line, window.column, window.indent
    ('1', 2, 3, '  ')
    """

    def __init__(self, stream: BinaryIO, *, recoded: bool) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")(decoding_errors(recoded))
        self._line_start = 0  # where in ``text`` this line starts; below 0 if that is let go
        self.text = ""
        self.pos = 0
        self.line = 1
        self.indent: str | None = None  # what stands before ``pos`` on its line, if that is blank
        self.last_row = ""  # how the last sound row started
        self.ended = False

    @property
    def column(self) -> int:
        """The column of ``pos``, from 1."""
        return self.pos - self._line_start + 1

    def more(self) -> bool:
        """Fetch more text behind what is there, which may move ``pos``; ``False`` at the end of the stream."""
        if self.ended:
            return False
        chunk = self._stream.read(max(CHUNK, len(self.text) - self.pos))
        self.ended = not chunk
        fetched = self._decoder.decode(chunk, final=self.ended)
        if fetched:
            self._line_start -= self.pos
            self.text = self.text[self.pos :] + fetched
            self.pos = 0
        return bool(chunk)

    def advance(self, pos: int) -> None:
        """Move on to ``pos`` of the text."""
        breaks = self.text.count("\n", self.pos, pos)
        if breaks:
            self.line += breaks
            self._line_start = self.text.rindex("\n", self.pos, pos) + 1
        self.pos = pos

    def to_next(self) -> str:
        """The next code point that is not white space, moved on to; empty at the end."""
        while True:
            self.advance(skip_space(self.text, self.pos))
            if self.pos < len(self.text):
                before = self.text[self._line_start : self.pos] if self._line_start >= 0 else "?"
                self.indent = None if before.strip() else before
                return self.text[self.pos]
            if not self.more():
                return ""
