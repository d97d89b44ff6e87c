"""The review page over HTTP, on 127.0.0.1 alone."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hesui_data.decisions import REASONS
from hesui_data.errors import HesuiError, OutputError, RecipeError, require
from hesui_data.files.manifest import MANIFEST
from hesui_data.review.desk import Desk, RefusedError
from hesui_data.review.guard import App, Guard
from hesui_data.review.words import FILTERS, words_in
from hesui_data.rules import in_language

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

LARGEST = 2_000_000
"""Bytes of a request."""

_CONFLICT, _TOO_LARGE, _FAILED = 409, 413, 500


@dataclass
class Reception:
    """The desk at which requests are served, and a new one once the data set has been built anew."""

    make: Callable[[], Desk]
    desk: Desk
    stamp: str

    @classmethod
    def of(cls, make: Callable[[], Desk]) -> Reception:
        """A reception with its first desk."""
        desk = make()
        return cls(make, desk, _stamp(desk.folder))

    @property
    def is_stale(self) -> bool:
        """Whether the data set has been built anew since its rows were read."""
        return _stamp(self.desk.folder) != self.stamp

    def reopen(self) -> None:
        """Read the rows anew if need be."""
        if self.is_stale:
            self.stamp, self.desk = _stamp(self.desk.folder), self.make()


def _stamp(folder: Path) -> str:
    """What changes whenever the data set in ``folder`` is written."""
    try:
        known = (folder / MANIFEST).stat()
    except OSError:
        return "gone"
    return f"{known.st_mtime_ns}-{known.st_ino}-{known.st_size}"


def review_app(make: Callable[[], Desk], *, token: str) -> App:
    """The page as an ASGI application; without ``token`` it answers nothing.

    Raises:
        InputError: there is no data set.
        MissingExtraError: starlette is not installed.
    """
    require("starlette", extra="review", feature="hesui review")
    from starlette.applications import Starlette
    from starlette.routing import Route

    reception = Reception.of(make)
    pages = _Pages(reception)
    routes = [
        Route("/", pages.page),
        Route("/review.js", pages.script),
        Route("/review.css", pages.style),
        Route("/api/start", pages.start),
        Route("/api/list", pages.list),
        Route("/api/row", pages.row),
        Route("/api/measure", pages.measure, methods=["POST"]),
        Route("/api/decide", pages.decide, methods=["POST"]),
    ]
    refusal = words_in(reception.desk.language)["asked wrongly"]
    return Guard(Starlette(routes=routes), token=token, refusal=refusal)


class _Pages:
    """What is answered at each address. Nothing here waits, so decisions come one after the other."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    async def page(self, request: Request) -> Response:
        from jinja2 import Environment

        try:
            self._reception.reopen()
        except HesuiError as error:
            return _text(error.say(self._language), "text/plain", status=_CONFLICT)
        environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        html = environment.from_string(_asset("page.html")).render(
            w=words_in(self._language),
            language="zh-CN" if self._language == "zh" else "en",
            token=request.query_params.get("token", ""),
            stamp=self._reception.stamp,
            folder=self._desk.folder.name,
            filters=list(FILTERS),
            reasons=list(self._reasons().items()),
        )
        return _text(html, "text/html")

    async def script(self, request: Request) -> Response:
        return _text(_asset("review.js"), "text/javascript")

    async def style(self, request: Request) -> Response:
        return _text(_asset("review.css"), "text/css")

    async def start(self, request: Request) -> Response:
        return _json({"words": words_in(self._language), "reasons": self._reasons()})

    async def list(self, request: Request) -> Response:
        if self._reception.is_stale:
            return self._refused("rebuilt")
        asked = request.query_params
        rows = self._desk.listed(asked.get("filter", "all"), asked.get("q", "").strip())
        return _json({"rows": rows, "counts": self._desk.counts()})

    async def row(self, request: Request) -> Response:
        if self._reception.is_stale:
            return self._refused("rebuilt")
        self._desk.file.refresh()
        try:
            shown = self._desk.shown(request.query_params.get("id", ""))
        except RefusedError as refused:
            return self._refused(refused.key)
        return _json({"row": shown, "counts": self._desk.counts()})

    async def measure(self, request: Request) -> Response:
        body = await _body(request)
        if self._reception.is_stale or body is None:
            return self._refused("rebuilt") if body is not None else _json({}, status=_TOO_LARGE)
        try:
            found = self._desk.measured(_word(body, "id"), _word(body, "prompt"), _word(body, "response"))
        except RefusedError as refused:
            return self._refused(refused.key)
        return _json(found)

    async def decide(self, request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _json({}, status=_TOO_LARGE)
        if self._reception.is_stale:
            return self._refused("rebuilt")
        id, turn = _word(body, "id"), _number(body, "turn")
        try:
            self._do(id, turn, body)
        except RefusedError as refused:
            known = id in self._desk.rows
            return self._refused(refused.key, row=self._desk.shown(id) if known else None, **refused.facts)
        except HesuiError as error:
            return _json({"refused": "failed", "says": error.say(self._language)}, status=_FAILED)
        return _json({"row": self._desk.shown(id), "counts": self._desk.counts()})

    def _do(self, id: str, turn: int, body: dict[str, Any]) -> None:
        """What the page asks for."""
        match body.get("do"):
            case "accept":
                self._desk.accept(id, turn)
            case "reject":
                self._desk.reject(id, turn, _word(body, "reason"))
            case "edit":
                texts = _word(body, "prompt"), _word(body, "response")
                self._desk.edit(id, turn, *texts, force=body.get("force") is True)
            case "undo":
                self._desk.undo(id, turn, _number(body, "to"))
            case _:
                raise RefusedError("no such row")

    @property
    def _desk(self) -> Desk:
        return self._reception.desk

    @property
    def _language(self) -> str:
        return self._desk.language

    def _reasons(self) -> dict[str, str]:
        return {name: in_language(words, self._language) for name, words in REASONS.items()}

    def _refused(self, key: str, **facts: Any) -> Response:
        says = words_in(self._language)[f"refused {key}"]
        return _json({"refused": key, "says": says, **facts})  # an answer like any other: nothing failed


async def _body(request: Request) -> dict[str, Any] | None:
    """The JSON object that was sent; empty if it is none, None if it is too large."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST:
            return None
    if not request.headers.get("content-type", "").startswith("application/json"):
        return {}
    try:
        value = json.loads(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _word(body: dict[str, Any], name: str) -> str:
    """The text ``name`` of ``body``, its line ends LF and without halves of characters."""
    value = body.get(name)
    text = value if isinstance(value, str) else ""
    return text.replace("\r\n", "\n").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    return value if isinstance(value, int) else 0


def _asset(name: str) -> str:
    return (package_files("hesui_data.review") / "page" / name).read_text(encoding="utf-8")


def _text(text: str, kind: str, *, status: int = 200) -> Response:
    from starlette.responses import Response

    return Response(text, status, media_type=kind)


def _json(value: Any, *, status: int = 200) -> Response:
    import orjson
    from starlette.responses import Response

    return Response(orjson.dumps(value), status, media_type="application/json")


# --- running it ----------------------------------------------------------------------------------------


def serve(
    make: Callable[[], Desk], *, port: int = 0, open_page: bool = True, tell: Callable[[str], object]
) -> None:
    """Serve the page on 127.0.0.1 until it is interrupted; ``tell`` is given its address, with the token.

    Raises:
        InputError: there is no data set.
        MissingExtraError: starlette or uvicorn is not installed.
        OutputError: the port is taken.
    """
    require("uvicorn", extra="review", feature="hesui review")
    import uvicorn

    token = secrets.token_urlsafe(24)
    app = review_app(make, token=token)
    with _listening(port) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/?token={token}"
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        tell(address)
        if open_page and _has_a_screen():
            _open(address)
        uvicorn.Server(config).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    if not 0 <= port < 1 << 16:
        raise RecipeError(
            f"--port must lie in 0 to 65535, got {port}", zh=f"--port 须在 0 到 65535 之间，得到的是 {port}"
        )
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"cannot listen on 127.0.0.1:{port}: {reason}; name another --port, or leave it out",
            zh=f"用不了 127.0.0.1:{port}（{reason}）；请换一个 --port，或不写",
        ) from error


def _has_a_screen() -> bool:
    """Whether a window can be opened: in a bare terminal a browser would take the terminal itself."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(address: str) -> None:
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
