"""Builds that hold no texts in memory: the stages on parts of a set, run here, in processes or elsewhere.

``tasks`` has the tasks, each one part of a step; ``streaming`` their order and what is decided between them;
``local`` runs them in processes. How it fits together: docs/decisions/0016-engines.md.
"""

from typing import TYPE_CHECKING

from hesui_data.lazily import imported_when_used

if TYPE_CHECKING:
    from hesui_data.engines.emitting import KINDS
    from hesui_data.engines.engine import Engine, InTurn, Task
    from hesui_data.engines.local import Processes
    from hesui_data.engines.on_dask import OnDask
    from hesui_data.engines.on_disk import OnDisk
    from hesui_data.engines.store import Store
    from hesui_data.engines.stored import StoredPairs, output_files
    from hesui_data.engines.streaming import Streamed

__all__ = [
    "KINDS",
    "Engine",
    "InTurn",
    "OnDask",
    "OnDisk",
    "Processes",
    "Store",
    "StoredPairs",
    "Streamed",
    "Task",
    "output_files",
]

__getattr__ = imported_when_used(
    __name__,
    {
        "emitting": ("KINDS",),
        "engine": ("Engine", "InTurn", "Task"),
        "local": ("Processes",),
        "on_dask": ("OnDask",),
        "on_disk": ("OnDisk",),
        "store": ("Store",),
        "stored": ("StoredPairs", "output_files"),
        "streaming": ("Streamed",),
    },
)
