"""``python -m hesui_data`` is the command ``hesui``: a process of our own, which starts and ends as fast as it can."""

import gc
import os
import sys

from hesui_data import cli

TYPE_CHECKING = False  # typing takes a tenth of the time of a check to load
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> int:
    """Run ``hesui`` with the arguments of this process; see ``cli.main``."""
    gc.set_threshold(50_000, 20, 100)  # a short life, or large tables: garbage is looked for less often
    code = cli.main()
    if sys.argv[1:2] == ["check"]:
        _leave(code)
    return code


def _leave(code: int) -> "NoReturn":
    """End at once: nothing is open, and putting away what a check held takes a tenth of its time."""
    if sys.stderr is not None:  # as it is where it was closed
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
