"""The review page: the rows of a built data set one by one, to accept, reject or edit, on this machine alone.

``rows``, ``measure`` and ``difference`` are pure; ``desk`` reads the data set and writes decisions; ``guard``
refuses requests; ``server`` is the page. Why it is so: docs/decisions/0018-review.md.
"""

from typing import TYPE_CHECKING

from hesui_data.lazily import imported_when_used

if TYPE_CHECKING:
    from hesui_data.review.desk import Desk, RefusedError
    from hesui_data.review.server import review_app, serve

__all__ = ["Desk", "RefusedError", "review_app", "serve"]

__getattr__ = imported_when_used(
    __name__, {"desk": ("Desk", "RefusedError"), "server": ("review_app", "serve")}
)
