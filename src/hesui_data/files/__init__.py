"""The rim for files: reading raw data in whatever state it is, writing results whole or not at all."""

from typing import TYPE_CHECKING

from hesui_data.lazily import imported_when_used

if TYPE_CHECKING:
    from hesui_data.files.manifest import check_complete
    from hesui_data.files.reading import Reading, read_pairs
    from hesui_data.files.sources import Sources, find_sources, same_file
    from hesui_data.files.tally import Input
    from hesui_data.files.text import read_text
    from hesui_data.files.writing import Written, atomic_write, write_folder

__all__ = [
    "Input",
    "Reading",
    "Sources",
    "Written",
    "atomic_write",
    "check_complete",
    "find_sources",
    "read_pairs",
    "read_text",
    "same_file",
    "write_folder",
]

__getattr__ = imported_when_used(
    __name__,
    {
        "manifest": ("check_complete",),
        "reading": ("Reading", "read_pairs"),
        "sources": ("Sources", "find_sources", "same_file"),
        "tally": ("Input",),
        "text": ("read_text",),
        "writing": ("Written", "atomic_write", "write_folder"),
    },
)
