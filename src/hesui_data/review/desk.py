"""The desk of a reviewer: the rows of a data set, the file of decisions, and what can be done with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hesui_data.built import check_complete, read_built
from hesui_data.decisions import REASONS, REJECTED, Decision, Ruling, later
from hesui_data.errors import InputError
from hesui_data.recipe import Recipe, recipe_from
from hesui_data.review.difference import Difference, difference
from hesui_data.review.measure import Measure, measure, shown_measure
from hesui_data.review.rows import Row, Standing, in_families, standing_of
from hesui_data.review.words import FILTERS, words_in
from hesui_data.reviews import ReviewFile
from hesui_data.rules import in_language

LONGEST = 200_000
"""Characters of a text that may be sent in an edit."""


class RefusedError(Exception):
    """Something that cannot be done with a row: the ``key`` of what to say, and what the page needs to know."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def utc_now() -> str:
    """The time, to the second, as it stands in a record."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Desk:
    """The rows of the data set in ``folder`` under review, with what was decided in ``file``.

    Raises:
        InputError: there is no data set, or one of prompts alone.
    """

    folder: Path
    file: ReviewFile
    language: str = "zh"
    now: Callable[[], str] = utc_now
    rows: Mapping[str, Row] = field(init=False)
    recipe: Recipe = field(init=False)
    _warned: dict[str, bool] = field(init=False, default_factory=dict)
    _standing: dict[str, tuple[int, Standing]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        manifest = check_complete(self.folder)
        self.recipe = recipe_from(manifest["recipe"], where=str(self.folder / "manifest.json"))
        if self.recipe.dialect == "qianfan-prompt":
            raise InputError(
                f"{self.folder} holds prompts alone: there is nothing to review",
                zh=f"{self.folder} 里只有提示词，没有可审阅的回答",
            )
        if not self.file.path.exists() and any(one["kind"] == "reviews" for one in manifest["inputs"]):
            raise InputError(
                f"{self.folder} was built by decisions that are not in {self.file.path}; "
                "name their file with --reviews",
                zh=f"{self.folder} 构建时用过审阅决定，可是 {self.file.path} 不存在；请用 --reviews 指明",
            )
        self.rows = {row.pair.id: row for row in in_families(map(Row.of, read_built(self.folder)))}
        self.file.refresh()

    # --- looking -------------------------------------------------------------------------------------

    def listed(self, name: str = "all", query: str = "") -> list[str]:
        """The ids of the rows that the filter ``name`` lets through and that hold ``query``, a family at a time."""
        self.file.refresh()
        wanted = FILTERS.get(name, FILTERS["all"])
        return [
            id
            for id, row in self.rows.items()
            if (not query or _holds(row, query)) and wanted(row, self.standing(id), self._is_warned)
        ]

    def counts(self) -> dict[str, int]:
        """How many rows are in each state."""
        return dict(Counter(self.standing(id).state for id in self.rows))

    def standing(self, id: str) -> Standing:
        """What stands for the row ``id``; worked out anew only when something was decided on it."""
        history = self.file.decisions.get(id, ())
        known = self._standing.get(id)
        if known is None or known[0] != len(history):
            known = len(history), standing_of(self.rows[id], history, self.file.standing.get(id))
            self._standing[id] = known
        return known[1]

    def shown(self, id: str) -> dict[str, Any]:
        """All that the page shows of the row ``id``.

        Raises:
            RefusedError: there is no such row.
        """
        row, now = self._row(id), self.standing(id)
        pair = replace(row.pair, prompt=now.prompt, response=now.response)
        beside = self._beside(row, now)
        return {
            "id": id,
            "place": row.place,
            "method": row.pair.method,
            "original": row.pair.original,
            "from": ":".join(str(part) for part in (row.pair.source, row.pair.line) if part),
            "state": now.state,
            "reason": self._reason(now.decision),
            "built": now.built,
            "turn": now.turn,
            "notes": self._notes(row, now),
            "refusal": row.facts.get("reason", "") if row.code and row.code != REJECTED else "",
            "code": row.code,
            "mendable": row.mendable,
            "prompt": now.prompt,
            "response": now.response,
            "system": row.pair.system,
            "history": [{"role": turn.role, "text": turn.text} for turn in row.pair.history],
            "beside": beside and {"kind": beside[0], "place": beside[1]},
            "prompts": _shown_difference(difference(beside[2], now.prompt) if beside else None, now.prompt),
            "responses": _shown_difference(
                difference(beside[3], now.response) if beside else None, now.response
            ),
            "steps": [" ".join(filter(None, step.values())) for step in row.facts["steps"]],
            "measure": shown_measure(measure(pair, self.recipe), self.language),
        }

    def measured(self, id: str, prompt: str, response: str) -> dict[str, Any]:
        """The lengths and findings of the row ``id`` if it had these texts."""
        return shown_measure(self._measure(self._row(id), prompt, response), self.language)

    # --- deciding ------------------------------------------------------------------------------------

    def accept(self, id: str, turn: int) -> None:
        """Accept the row ``id`` as it is shown; an edited one stays edited.

        Raises:
            RefusedError: somebody decided on it meanwhile, or a check refuses it.
        """
        row, now = self._at(id, turn)
        if now.state in ("accepted", "edited"):
            return
        if now.state == "refused":
            raise RefusedError("refused by a check")
        if now.made:  # the edit that has been built is what is seen
            self._record(row, now, "edit", texts=now.made.texts)
        else:
            self._record(row, now, "accept")

    def reject(self, id: str, turn: int, reason: str) -> None:
        """Reject the row ``id`` for ``reason``, a key of ``REASONS``.

        Raises:
            RefusedError: somebody decided on it meanwhile, a check refuses it already, or no such reason.
        """
        row, now = self._at(id, turn)
        if reason not in REASONS:
            raise RefusedError("no such reason")
        if now.state == "refused":
            raise RefusedError("refused by a check")
        if not (now.state == "rejected" and now.decision and now.decision.reason == reason):
            self._record(row, now, "reject", reason=reason)

    def edit(self, id: str, turn: int, prompt: str, response: str, *, force: bool = False) -> None:
        """Give the row ``id`` other texts; ones that a build would refuse only by ``force``.

        Raises:
            RefusedError: somebody decided on it meanwhile; a text is blank or much too long; a demand on
                length is broken or something else is wrong, and ``force`` is not given.
        """
        row, now = self._at(id, turn)
        if not row.mendable:
            raise RefusedError("not whole")
        if max(len(prompt), len(response)) > LONGEST:
            raise RefusedError("too long")
        found = self._measure(row, prompt, response)
        if found.blank:
            raise RefusedError("blank")
        if (prompt, response) == (now.prompt, now.response) and now.state != "refused":
            return self.accept(id, turn)
        if found.refused and not force:
            raise RefusedError("needs force", measure=shown_measure(found, self.language))
        if (prompt, response) == (now.was_prompt, now.was_response):
            ruling: Ruling = "open" if row.refused else "accept"
            return self._record(row, now, ruling)
        return self._record(row, now, "edit", texts=(prompt, response))

    def undo(self, id: str, turn: int, to: int = 0) -> None:
        """Let the decision number ``to`` on the row ``id`` stand again, or none: what came after is taken back.

        Raises:
            RefusedError: somebody decided on it meanwhile, or there is nothing to take back.
        """
        row, now = self._at(id, turn)
        if now.decision is None or (now.decision.ruling == "open" and not to):
            raise RefusedError("nothing to undo")
        if not to:
            return self._record(row, now, "open")
        before = [one for one in self.file.decisions[id] if one.turn == to]
        if not before:
            raise RefusedError("nothing to undo")
        return self.file.append(replace(max(before, key=later), turn=turn + 1, at=self.now()))

    # --- inner ---------------------------------------------------------------------------------------

    def _row(self, id: str) -> Row:
        if id not in self.rows:
            raise RefusedError("no such row")
        return self.rows[id]

    def _at(self, id: str, turn: int) -> tuple[Row, Standing]:
        """The row and what stands for it, if that is what the page has seen."""
        row = self._row(id)
        self.file.refresh()
        now = self.standing(id)
        if now.turn != turn:
            raise RefusedError("decided elsewhere")
        return row, now

    def _record(
        self,
        row: Row,
        now: Standing,
        ruling: Ruling,
        *,
        reason: str = "",
        texts: tuple[str, str] = ("", ""),
    ) -> None:
        seed = self.rows.get(row.pair.seed)
        made = not row.pair.original and seed is not None
        keeps = ruling in ("accept", "edit")
        was = (now.was_prompt, now.was_response) if ruling == "edit" or (keeps and made) else ("", "")
        self.file.append(
            Decision(
                row.pair.id,
                now.base,
                now.turn + 1,
                ruling,
                reason=reason,
                prompt=texts[0],
                response=texts[1],
                was_prompt=was[0],
                was_response=was[1],
                method=row.pair.method if keeps and made else "",
                seed=row.pair.seed if keeps and made else "",
                seed_text=seed.text if keeps and made and seed else "",
                at=self.now(),
            )
        )

    def _measure(self, row: Row, prompt: str, response: str) -> Measure:
        return measure(replace(row.pair, prompt=prompt, response=response), self.recipe)

    def _is_warned(self, row: Row) -> bool:
        """Whether a check has something to say of ``row`` as it was built."""
        if row.pair.id not in self._warned:
            found = measure(row.pair, self.recipe).issues
            self._warned[row.pair.id] = any(issue.severity != "info" for issue in found)
        return self._warned[row.pair.id]

    def _beside(self, row: Row, now: Standing) -> tuple[str, str, str, str] | None:
        """What the row is shown beside: kind, place, prompt, response."""
        if not row.pair.original and row.pair.seed in self.rows:
            seed = self.standing(row.pair.seed)
            return "seed", self.rows[row.pair.seed].place, seed.prompt, seed.response
        if (now.was_prompt, now.was_response) != (now.prompt, now.response):
            return "before", "", now.was_prompt, now.was_response
        return None

    def _reason(self, decision: Decision | None) -> str:
        if decision is None or decision.ruling != "reject":
            return ""
        return in_language(REASONS[decision.reason], self.language)

    def _notes(self, row: Row, now: Standing) -> list[str]:
        """What to know before deciding."""
        words = words_in(self.language)
        notes = []
        if now.state == "changed":
            notes.append(words["note changed"])
        elif not now.built and now.decision:
            notes.append(words["note not built"])
        seed = self.rows.get(row.pair.seed)
        if seed and seed is not row and now.state in ("open", "changed"):
            above = self.standing(seed.pair.id)
            if above.state == "rejected":
                notes.append(words["note seed rejected"])
            elif above.state == "edited" and not above.built:
                notes.append(words["note seed edited"])
        return notes


def _holds(row: Row, query: str) -> bool:
    texts = (row.pair.prompt, row.pair.response, row.pair.id, row.place, row.code)
    return any(query.casefold() in text.casefold() for text in texts)


def _shown_difference(found: Difference | None, text: str) -> dict[str, Sequence[Sequence[Any]]]:
    """The pieces of both sides as [text, same]; without another side the text as one piece."""
    if found is None:
        return {"before": [], "after": [[text, True]]}
    return {
        "before": [[piece.text, piece.same] for piece in found.before],
        "after": [[piece.text, piece.same] for piece in found.after],
    }
