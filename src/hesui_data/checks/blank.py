"""HD114: a text of which cleaning leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from hesui_data.checks.fields import issue_of, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair


def blank_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for a prompt or response of which cleaning left nothing visible.

    >>> from hesui_data.pair import Pair
    >>> [issue.code for issue in blank_issues(Pair("写一句祝福", ""))]
    ['HD114']
    """
    for field in ("prompt", "response"):
        if not getattr(pair, field).strip():
            yield issue_of("HD114", field=field, field_name=name_of(field))
