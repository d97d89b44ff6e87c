"""What becomes of the strings of a row: the texts of its pairs are fixed, and put back where they came from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from hesui_data.cleaning.clean import may_mean_code
from hesui_data.fixes.table import Change, codes_for, fix_text, may_change
from hesui_data.fixes.trace import Read, Slot, Traced, marks_for, same_reading, texts_of, traced
from hesui_data.pair import Pair


class Planned(NamedTuple):
    """A text of a pair that changes: its field, the changes, and the first slot that it stands in."""

    field: str
    changes: tuple[Change, ...]
    slot: int


class Plan(NamedTuple):
    """The strings of a row as they will be, and the texts that change."""

    texts: tuple[str, ...]
    changed: tuple[Planned, ...] = ()


def is_clean(pairs: Sequence[Pair], codes: Collection[str]) -> bool:
    """Whether one cheap look shows that no fixer of ``codes`` changes a text of ``pairs``.

    >>> is_clean([Pair("写祝福", "新年好")], {"HD303"}), is_clean([Pair("写祝福", "好 ")], {"HD303"})
    (True, False)
    """
    return not any(may_change(text, codes) for pair in pairs for _, text in texts_of(pair))


def planned(slots: Sequence[Slot], read: Read, codes: Collection[str]) -> Plan:
    """The strings in ``slots`` after the fixers of ``codes``; ``read`` reads the row with given strings.

    The row is read again with the new strings. Unless it then says what it said, text by text and after
    the fixers, nothing is changed.

    >>> from hesui_data.formats.rows import read_row
    >>> read = lambda texts: read_row({"prompt": texts[0], "response": texts[1]})
    >>> planned([Slot("写祝福"), Slot("新年好 ")], read, {"HD303"}).texts
    ('写祝福', '新年好')
    """
    same = Plan(tuple(slot.text for slot in slots))
    pairs = read(same.texts)
    marks = marks_for(slots)
    found = traced(slots, marks, read, pairs)
    cautious = may_mean_code(text for pair in pairs for _, text in texts_of(pair))
    wanted, fixed = _wanted(found, dict(zip(marks, same.texts, strict=True)), codes, cautious=cautious)
    texts = tuple(wanted.get(mark, slot.text) for mark, slot in zip(marks, slots, strict=True))
    if texts == same.texts or not same_reading(read(texts), _fixed_pairs(pairs, fixed)):
        return _with_twins(same, slots, marks, found, codes)
    return _with_twins(Plan(texts, tuple(_changed(fixed, marks))), slots, marks, found, codes)


_Fixed = tuple[Traced, str, tuple[Change, ...]]


def _wanted(
    found: Sequence[Traced], text_of: Mapping[str, str], codes: Collection[str], *, cautious: bool
) -> tuple[dict[str, str], list[_Fixed]]:
    """What each mark is to say, and each text after its fixers; a text that cannot be taken apart stays."""
    wanted: dict[str, str] = {}
    fixed: list[_Fixed] = []
    for one in found:
        use = codes_for(one.field, codes)
        if one.field in ("prompt", "response") and not one.text.strip():
            use = frozenset()  # it is missing, which no fix can mend
        text, changes = fix_text(one.text, use, cautious=cautious)
        parts = [fix_text(text_of[mark], use, cautious=cautious)[0] for mark in one.marks[:-1]]
        apart = _taken_apart(text, parts, one.between)
        agree = apart is not None and all(
            wanted.get(mark, part) == part for mark, part in zip(one.marks, apart, strict=True)
        )
        if apart is None or not agree or len(set(zip(one.marks, apart, strict=True))) > len(set(one.marks)):
            text, changes, apart = one.text, (), [text_of[mark] for mark in one.marks]
        for mark, part in zip(one.marks, apart, strict=True):
            wanted.setdefault(mark, part)
        fixed.append((one, text, changes))
    return wanted, fixed


def _changed(fixed: Sequence[_Fixed], marks: Sequence[str]) -> Iterator[Planned]:
    """The texts that change, each with its slot: of slots that say the same, the next."""
    places: dict[str, list[int]] = {}
    for number, mark in reversed(list(enumerate(marks))):
        places.setdefault(mark, []).append(number)
    for one, _, changes in fixed:
        free = places[one.marks[0]]
        slot = free.pop() if len(free) > 1 else free[0]
        if changes:
            yield Planned(one.field, changes, slot)


def _taken_apart(text: str, parts: Sequence[str], between: Sequence[str]) -> list[str] | None:
    """``text`` as the parts that it is made of: these ``parts``, which are all but the last, and the last.

    >>> _taken_apart("译：\\n新年好", ["译："], ["", "\\n", ""])
    ['译：', '新年好']
    >>> _taken_apart("译：\\n\\n新年好", ["译："], ["", "\\n", ""])
    ['译：', '\\n新年好']
    """
    head = between[0] + "".join(part + mark for part, mark in zip(parts, between[1:], strict=False))
    if not text.startswith(head) or not text.endswith(between[-1]):
        return None
    return [*parts, text[len(head) : len(text) - len(between[-1])]]


def _fixed_pairs(pairs: Sequence[Pair], fixed: Sequence[_Fixed]) -> list[Pair]:
    """``pairs`` with their texts after the fixers."""
    new: dict[tuple[int, str], str] = {(one.pair, one.field): text for one, text, _ in fixed}

    def with_texts(number: int, pair: Pair) -> Pair:
        texts: dict[str, Any] = {
            field: new.get((number, field), text)
            for field, text in texts_of(pair)
            if not field.startswith("history[")
        }
        history = tuple(
            replace(turn, text=new.get((number, f"history[{n}]"), turn.text))
            for n, turn in enumerate(pair.history)
        )
        return replace(pair, history=history, **texts)

    return [with_texts(number, pair) for number, pair in enumerate(pairs)]


def _with_twins(
    plan: Plan, slots: Sequence[Slot], marks: Sequence[str], found: Sequence[Traced], codes: Collection[str]
) -> Plan:
    """``plan`` with the strings fixed too that another program may read, because their key stands twice."""
    if not any(slot.repeated for slot in slots):
        return plan
    fields = {mark: one.field for one in found for mark in one.marks}
    names = {slot.name: fields[mark] for slot, mark in zip(slots, marks, strict=True) if mark in fields}
    cautious = may_mean_code([slot.text for slot in slots])
    texts, changed = list(plan.texts), list(plan.changed)
    for number, (slot, mark) in enumerate(zip(slots, marks, strict=True)):
        if slot.repeated and mark not in fields and slot.name in names:
            field = names[slot.name]
            texts[number], changes = fix_text(slot.text, codes_for(field, codes), cautious=cautious)
            changed += [Planned(field, changes, number)] if changes else []
    return Plan(tuple(texts), tuple(changed))


def edits_of(plan: Plan) -> Iterator[tuple[int, str, Change]]:
    """Each change of ``plan``: the slot, the field, and the text before and after."""
    for one in plan.changed:
        for change in one.changes:
            yield one.slot, one.field, change
