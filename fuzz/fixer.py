"""Whatever the bytes of a file are: fixing loses no row, changes no layout, and a second time changes nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hesui_data.cleaning import line_skeleton
from hesui_data.errors import HesuiError
from hesui_data.files import read_pairs
from hesui_data.fixes import FIXABLE
from hesui_data.fixes.trace import texts_of
from hesui_data.fixing import FixedFile, fixed_file
from hesui_data.pair import Pair
from hesui_data.rules import RULES

COVERS = ("fixes", "fixing", "files", "formats", "cleaning")
SAFE = frozenset(code for code in FIXABLE if RULES[code].fix == "safe")
KEEPING = FIXABLE - {"HD301"}  # whose fix puts line breaks in
BROKEN = {"HD001", "HD002", "HD003", "HD004", "HD007"}


def one_input(data: bytes) -> None:
    """Fix a file that holds ``data``: what is safe, then everything."""
    with TemporaryDirectory(prefix="hesui-fuzz-") as folder:
        for codes in (SAFE, KEEPING):
            check_fixes(Path(folder) / "x.jsonl", data, codes)


def check_fixes(path: Path, data: bytes, codes: frozenset[str]) -> None:
    """The rows of the fixed file are those of ``data``, and there is nothing left to fix."""
    path.write_bytes(data)
    before = rows(path)
    plan = fixed_file(path, codes=codes)
    assert plan.changed == bool(plan.edits)
    fixed = new_bytes(plan)
    assert path.read_bytes() == data
    assert plan.changed or fixed == data
    path.write_bytes(fixed)
    again = fixed_file(path, codes=codes)
    assert again.edits == ()
    assert new_bytes(again) == fixed
    after = rows(path)
    if before is None or after is None:
        assert before is after
        return
    assert len(after) == len(before)
    for was, now in zip(before, after, strict=True):
        check_row(was, now)


def check_row(was: Pair, now: Pair) -> None:
    """A row keeps its layout, and what is wrong with it that no fix can mend; a broken one keeps its text."""
    assert [field for field, _ in texts_of(now)] == [field for field, _ in texts_of(was)]
    for (_, old), (_, new) in zip(texts_of(was), texts_of(now), strict=True):
        assert line_skeleton(new) == line_skeleton(old)
    codes = {issue.code for issue in was.issues} - {"HD008"}
    assert {issue.code for issue in now.issues} - {"HD008"} == codes
    assert now.raw == was.raw or not codes & BROKEN


def new_bytes(plan: FixedFile) -> bytes:
    """The bytes of the new file; those of the old one where it is left as it is."""
    return plan.path.read_bytes() if plan.refusal else b"".join(plan.data)


def rows(path: Path) -> list[Pair] | None:
    """The pairs that are read from a file; ``None`` where it cannot be read."""
    try:
        return list(read_pairs(path))
    except HesuiError:
        return None
