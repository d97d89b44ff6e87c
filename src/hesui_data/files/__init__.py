"""The rim for files: reading raw data in whatever state it is, writing results whole or not at all."""

from hesui_data.files.manifest import check_complete
from hesui_data.files.reading import Reading, read_pairs
from hesui_data.files.sources import Sources, find_sources, same_file
from hesui_data.files.tally import Input
from hesui_data.files.text import read_text
from hesui_data.files.writing import Written, atomic_write, write_folder
from hesui_data.formats.rows import read_records

__all__ = [
    "Input",
    "Reading",
    "Sources",
    "Written",
    "atomic_write",
    "check_complete",
    "find_sources",
    "read_pairs",
    "read_records",
    "read_text",
    "same_file",
    "write_folder",
]
