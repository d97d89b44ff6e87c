"""The command ``hesui``: parses, calls one public function, prints. Exit codes are in ``main``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from hesui_data.cli.words import choose_language, say
from hesui_data.errors import HesuiError

DONE, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


class Told(int):
    """An exit code of which the command has said all that there is to say."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``hesui`` with ``argv`` and return its exit code.

    0: it did what was asked. 1: findings, for ``check`` and ``build --strict``. 2: wrong usage or an
    error, said in one line. 130: interrupted. HESUI_DEBUG=1 shows the traceback of an error.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        code = _run(choose_language(arguments))
        print(end="", flush=True)  # here, where it can be told why it fails; nothing where stdout is closed
        return code
    except BrokenPipeError:  # the reader of our output, such as head, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print(say("interrupted"), file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("HESUI_DEBUG"):
            raise
        print(_one_line(error), file=sys.stderr)
        return FAILED


def _run(arguments: list[str]) -> int:
    """Dispatch; ``check`` and ``clean`` go before typer is imported, which alone takes 0.25 s.

    Where a glance shows that there is nothing to find, not even argparse is.
    """
    if arguments[:1] == ["check"]:
        if _are_spotless(arguments[1:]):
            print(say("no findings"), file=sys.stderr)
            return DONE
        from hesui_data.cli.check import run_check

        return run_check(arguments[1:])
    if arguments[:1] == ["clean"]:
        from hesui_data.cli.clean import run_clean

        return run_clean(arguments[1:])
    if arguments[:1] == ["explain"]:
        from hesui_data.cli.explain import run_explain

        return run_explain(arguments[1:])
    from hesui_data.cli.app import run_app

    return run_app(arguments)


_MATTERS_TO_FINDINGS = ("--strict", "--exit-zero")
"""Options of ``check`` that change nothing where nothing is found."""


def _are_spotless(paths: list[str]) -> bool:
    """Whether files are named, with no option that matters, and a glance shows that there is nothing to find."""
    files = [path for path in paths if path not in _MATTERS_TO_FINDINGS]
    if not files or any(path.startswith("-") for path in files):
        return False
    from hesui_data.linter.glance import are_spotless

    return are_spotless(files)


def _one_line(error: Exception) -> str:
    from hesui_data.cli.words import language

    if isinstance(error, HesuiError):
        return say("error", reason=error.say(language()))
    if isinstance(error, OSError):
        return say(
            "error", reason=": ".join(filter(None, (str(error.filename or ""), error.strerror or str(error))))
        )
    if isinstance(error, MemoryError):
        return say("error", reason=say("out of memory"))
    return say(
        "error", reason=say("unexpected", kind=type(error).__name__, reason=" ".join(str(error).split()))
    )


def _speak_utf8() -> None:
    """UTF-8 on any console, Windows' included; what a console cannot show is escaped, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
