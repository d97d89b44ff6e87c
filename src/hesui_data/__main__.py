"""``python -m hesui_data`` is the command ``hesui``."""

import sys

from hesui_data.cli import main

if __name__ == "__main__":
    sys.exit(main())
