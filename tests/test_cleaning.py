"""Cleaning: promise 2 (the layout survives), and each fixer for itself."""

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, find, given, settings
from hypothesis import strategies as st

from hesui_data.cleaning import (
    FIXERS,
    clean,
    clean_pair,
    clean_text,
    explain_cleaning,
    layout_issues,
    line_skeleton,
    lost_layout,
    restore_layout,
    restore_pair,
)
from hesui_data.cleaning.clean import apply_fixers, is_plainly_clean
from hesui_data.cleaning.fixers import SPACES, WHITE_SPACE_FIXERS, remove_invisible
from hesui_data.pair import Pair, Step, Turn
from hesui_data.testing import pairs, texts

CASES = Path(__file__).parent / "cases" / "cleaning"
NASTY = (
    "é‹›", "Ã‹",
    "æ–°å¹´", "donâ€™t", "Ã©", "Â£", "É…", "Ð¿Ñ€Ð¸", "ÃƒÂ©", "å\x85¬", "&am", "p;", "&amp;nbsp;", "&#8203;", "&#10;",
    "&lt;br&gt;", "<b", "r>", "</P>", "<p>\n", "<br>\n", "\\n新", "\\r\\n", "\\nabla", "\\", "n", "`\\n`", "“\\n”",
    "| a<br>b |", "\ufe0f", "\ufe00", "\U000e0100", "葛\U000e0100", "〈\ufe00", "\u2329", "可\ufe00", "\u212b",
    "\u1fef" * 3, "क\u200d", "می\u200c", "👩\u200d", "\u200d🚀", "🏴\U000e0067\U000e007f", "\U000e0067", "\ufffe",
    "\x1c", "\u3164", "```", "~~~", "\n```\n", "\n    x = 1\n", "\n\n\n", "\n \n\u3000\n", "    ", "- 甲\n\n      乙",
    "\u3000\u3000", "上联：", "2. ",
)  # fmt: skip
LINES = (
    "",
    "",
    "　　甲",
    "- 乙",
    "  1. 丙 ",
    "一、丁　",
    "```",
    "x  ",
    "\ty",
    "    z",
    "戊<br>己",
    "~~~ ",
    "庚\u200b",
    " ",
)


def nasty_texts() -> st.SearchStrategy[str]:
    """Texts that lean on what hurts a cleaner: pieces of dirt that may meet and make new dirt."""
    laid_out = st.lists(st.sampled_from(LINES), max_size=8).map("\n".join)
    return texts() | laid_out | st.lists(st.sampled_from(NASTY) | texts(), max_size=10).map("".join)


def visible(text: str) -> str:
    """What is left of ``text`` without white space and control or format characters."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf"})


# ------------------------------------------------------------------ promise 2, and what goes with it


@given(text=nasty_texts())
def test_cleaning_keeps_the_line_skeleton(text):
    assert line_skeleton(clean_text(text)) == line_skeleton(text)


@given(text=nasty_texts())
def test_cleaning_a_cleaned_text_changes_nothing(text):
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned


@given(text=nasty_texts())
def test_the_fast_look_says_clean_only_of_what_no_fixer_changes(text):
    assert not is_plainly_clean(text) or apply_fixers(FIXERS, text) == (text, ())


@given(text=nasty_texts() | st.text("é\u0301Ãâ€™“ \n\u3000&;<\\n新a，", max_size=12))
def test_fixers_that_are_passed_over_would_have_left_the_text_alone(text):
    passed_over = clean._idle(text)

    assert all(FIXERS[name](text) == text for name in passed_over)
    assert not is_plainly_clean(text) or apply_fixers(FIXERS, text) == (text, ())


@given(text=nasty_texts(), name=st.sampled_from(["cautious", "all"]))
def test_texts_are_mended_alike_with_and_without_looking_what_can_be_passed_over(text, name):
    fixers = FIXERS if name == "all" else clean._CAUTIOUS_FIXERS
    fast = apply_fixers(fixers, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clean, "_idle", lambda text: ())
        plain = apply_fixers(fixers, text)

    assert fast == plain


@given(text=nasty_texts())
def test_steps_say_all_that_was_done_and_can_be_replayed(text):
    cleaned, steps = explain_cleaning(text)
    replayed = text
    for step in steps:
        replayed = FIXERS[step.name](replayed)

    assert cleaned == clean_text(text) == replayed
    assert (steps == ()) == (cleaned == text)


@pytest.mark.parametrize("fix", FIXERS.values(), ids=FIXERS.keys())
@given(text=nasty_texts())
def test_a_fixer_leaves_its_own_output_alone(fix, text):
    assert fix(fix(text)) == fix(text)


@pytest.mark.parametrize("name", FIXERS)
@given(text=nasty_texts())
def test_no_fixer_in_its_turn_changes_the_skeleton(name, text):
    names = list(FIXERS)
    earlier = {before: FIXERS[before] for before in names[: names.index(name)]}
    text = apply_fixers(earlier, text)[0]

    assert line_skeleton(FIXERS[name](text)) == line_skeleton(text)


@given(text=nasty_texts())
def test_removing_the_invisible_takes_away_no_space_and_no_line_end(text):
    kept = remove_invisible(text)

    assert [c for c in kept if c.isspace()] == [
        c for c in text if c.isspace() and c not in "\x1c\x1d\x1e\x1f"
    ]


@pytest.mark.parametrize("name", WHITE_SPACE_FIXERS)
@given(text=nasty_texts())
def test_white_space_fixers_take_away_nothing_else(name, text):
    fixed = FIXERS[name](text)

    assert "".join(fixed.split()) == "".join(text.split())


@given(text=nasty_texts())
def test_a_cleaned_text_has_no_control_character_and_is_in_nfc(text):
    cleaned = clean_text(text)

    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\ufeff]", cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)


@given(text=nasty_texts())
def test_whoever_knows_nothing_of_the_fixers_sees_the_same_lines(text):
    """A second reader, simple and of its own: for texts in which no break has to be guessed."""
    plain = re.sub(r"[&\\<`~\x80-\xff]", "", text)
    assert plain_lines(clean_text(plain)) == plain_lines(plain)


def plain_lines(text: str) -> list[tuple[str, str]]:
    """Indentation and visible characters of each line that has any."""
    text = remove_by_category(unicodedata.normalize("NFC", text))
    lines = re.split("\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    return [(re.match(f"[{SPACES}]*", line)[0], line.strip()) for line in lines if line.strip()]


def remove_by_category(text: str) -> str:
    """Invisible characters judged by the Unicode database instead of by the fixer's table."""
    gone = {"Cc", "Cf", "Cn"}
    kept = "\n\r\v\f\t\x85"
    text = "".join(
        c for c in text if c in kept or (unicodedata.category(c) not in gone and not is_selector(c))
    )
    return unicodedata.normalize("NFC", text)


def is_selector(c: str) -> bool:
    return "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef" or c in "\u3164\uffa0"


# ------------------------------------------------------------------ the properties catch broken cleaners


def join_lines(text: str) -> str:
    return text.replace("\n", "")


def remove_invisible_as_the_platform_does(text: str) -> str:
    """Code points 0 to 32 and 127 to 160, as Qianfan's remove_invisible_character: LF, TAB and space go."""
    return "".join(c for c in text if not (ord(c) <= 32 or 127 <= ord(c) <= 160))


BROKEN: dict[str, Callable[[str], str]] = {
    "lines joined": join_lines,
    "single lines joined into paragraphs": lambda text: re.sub(r"(?<!\n)\n(?!\n)", " ", text),
    "U+3000 taken away": lambda text: text.replace("\u3000", ""),
    "U+3000 made a space": lambda text: text.replace("\u3000", " "),
    "the platform's operator": remove_invisible_as_the_platform_does,
    "indents taken away": lambda text: "\n".join(line.strip() for line in text.split("\n")),
    "every blank line taken away": lambda text: re.sub(r"\n+", "\n", text),
    "white space normalised": lambda text: " ".join(text.split()),
    "list marks taken away": lambda text: re.sub(r"^\s*(?:[-*]|\d+\.) ", "", text, flags=re.MULTILINE),
    "trailing space inside code taken away": lambda text: re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE),
    "blank lines inside code squeezed": lambda text: re.sub(r"\n\n\n+", "\n\n", text),
    "breaks dropped with their tags": lambda text: re.sub(r"<br\s*/?>|</p>", "", text, flags=re.IGNORECASE),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_the_skeleton_tells_a_broken_cleaner(broken):
    def changes_the_skeleton(text: str) -> bool:
        return line_skeleton(clean_text(broken(text))) != line_skeleton(text)

    find(
        nasty_texts(),
        changes_the_skeleton,
        settings=settings(max_examples=3_000, database=None, derandomize=True),
    )


def test_a_fixer_that_is_not_idempotent_is_told():
    find(
        nasty_texts(),
        lambda text: once_too_few(once_too_few(text)) != once_too_few(text),
        settings=settings(max_examples=3_000, database=None, derandomize=True),
    )


def once_too_few(text: str) -> str:
    return text.replace("\n\n\n", "\n\n")


def test_nfkc_is_told_by_the_second_reader():
    find(
        nasty_texts(),
        lambda text: plain_lines(unicodedata.normalize("NFKC", text)) != plain_lines(text),
        settings=settings(max_examples=3_000, database=None, derandomize=True),
    )


# ------------------------------------------------------------------ the skeleton


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "<br>", "</p>", "\\n"]
)
def test_the_skeleton_reads_every_line_end_as_a_break(end):
    assert line_skeleton(f"甲{end}乙") == line_skeleton("甲\n乙") != line_skeleton("甲乙")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲\n乙", "甲 乙"),
        ("甲\n乙", "甲\n\n乙"),
        ("　　甲", "甲"),
        ("　　甲", "  甲"),
        ("\t甲", "    甲"),
        ("- 甲", "甲"),
        ("1. 甲", "2. 甲"),
        ("一、甲", "甲"),
        ("```\nx\n\n\ny\n```", "```\nx\n\ny\n```"),
        ("```\nx \ny\n```", "```\nx\ny\n```"),
        ("```\nx\n \ny\n```", "```\nx\n\ny\n```"),
    ],
)
def test_layouts_that_differ_have_skeletons_that_differ(one, other):
    assert line_skeleton(one) != line_skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲\n\n\n\n乙", "甲\n\n乙"),
        ("\n\n甲\n\n", "甲"),
        ("甲 \n乙　", "甲\n乙"),
        ("甲\n \u200b\n乙", "甲\n\n乙"),
        (" ", ""),
    ],
)
def test_layouts_that_look_alike_have_one_skeleton(one, other):
    assert line_skeleton(one) == line_skeleton(other)


# ------------------------------------------------------------------ cases


def cases(name: str) -> list[pytest.param]:
    rows = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(row["original"], row.get("fixed", row["original"]), id=row["label"]) for row in rows]


@pytest.mark.parametrize(("original", "fixed"), cases("in_the_wild") + cases("synthetic"))
def test_dirt_is_cleaned(original, fixed):
    assert clean_text(original) == fixed
    assert line_skeleton(fixed) == line_skeleton(original)


@pytest.mark.parametrize(("original", "fixed"), cases("negative"))
def test_what_is_meant_stays(original, fixed):
    assert clean_text(original) == fixed


@pytest.mark.xfail(strict=True, reason="known failures: a fix makes itself known")
@pytest.mark.parametrize(("original", "fixed"), cases("known_failures"))
def test_known_failures(original, fixed):
    assert clean_text(original) == fixed


def test_steps_name_the_fixers_in_order_with_the_change_of_length():
    _, steps = explain_cleaning("新\u200b年好&hellip; \r\n\n\n\n万事如意")

    assert [(step.name, step.detail) for step in steps] == [
        ("decode_entities", "-7"),
        ("normalize_line_ends", "-1"),
        ("remove_invisible", "-1"),
        ("strip_trailing_space", "-1"),
        ("squeeze_blank_lines", "-2"),
    ]


@pytest.mark.parametrize("name", WHITE_SPACE_FIXERS)
@given(text=nasty_texts())
def test_white_space_fixers_change_no_count(name, text):
    from hesui_data.length import count_length

    text = apply_fixers(
        {other: fix for other, fix in FIXERS.items() if other not in WHITE_SPACE_FIXERS}, text
    )[0]

    assert count_length(FIXERS[name](text), counter="zi") == count_length(text, counter="zi")


HOSTILE = {
    "blank lines": "\n" * 200_000,
    "open fence": "```\n" + "\n" * 200_000 + "x",
    "fences": "```\n" * 50_000,
    "indented lines": "    x\n" + "    新\n" * 50_000,
    "spaces": " " * 200_000 + "x",
    "escaped over and over": "&" + "amp;" * 50_000,
    "entities in entities": "&am" * 50_000 + "p;" * 50_000,
    "tags never closed": "<br" * 70_000,
    "breaks spelled out": "\\n新" * 70_000,
    "calls never closed": 'f("' * 70_000 + "\\n新",
    "one long word": "a" * 200_000 + "\\n新",
    "joiners": "👩\u200d" * 70_000,
    "accents": "e" + "\u0301" * 100_000,
    "mojibake": "Ã©" * 70_000 + "é",
    "marks": "1.甲。2.乙" + "3. " * 70_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_take_no_more_than_their_length(text):
    """A pattern that goes back over the text would need minutes for one of these."""
    assert line_skeleton(clean_text(text)) == line_skeleton(text)
    assert lost_layout(restore_layout(text)) == ()


# ------------------------------------------------------------------ pairs


@example(pair=Pair("用C#\x17z写", "左&amp;右"))
@given(pair=pairs(prompts=nasty_texts(), responses=nasty_texts()))
def test_a_cleaned_pair_keeps_its_identity_and_says_what_was_done(pair):
    cleaned = clean_pair(pair)

    assert (cleaned.id, cleaned.seed, cleaned.issues) == (pair.id, pair.seed, pair.issues)
    assert (cleaned is pair) == (cleaned.steps == pair.steps)
    assert clean_pair(cleaned) is cleaned
    assert fields(cleaned) == {
        field: replayed(text, field, cleaned.steps) for field, text in fields(pair).items()
    }


@example(pair=Pair("问", "好<br>[链接](https://example.org/?a=1)&amp;\r\n", system="```\nprint(1)\n```"))
@given(pair=pairs(prompts=nasty_texts(), responses=nasty_texts()))
def test_cleaning_a_pair_keeps_the_skeleton_of_all_its_texts(pair):
    before, after = fields(pair), fields(clean_pair(pair))

    assert {name: line_skeleton(text) for name, text in after.items()} == {
        name: line_skeleton(text) for name, text in before.items()
    }


def fields(pair: Pair) -> dict[str, str]:
    turns = {f"history[{n}]": turn.text for n, turn in enumerate(pair.history)}
    rejected = {} if pair.rejected_response is None else {"rejected_response": pair.rejected_response}
    return {"system": pair.system, **turns, "prompt": pair.prompt, "response": pair.response, **rejected}


def replayed(text: str, field: str, steps: tuple[Step, ...]) -> str:
    for step in steps:
        text = FIXERS[step.name](text) if step.field == field else text
    return text


def test_every_text_of_a_pair_is_cleaned():
    pair = Pair(
        "问 ",
        "答\u200b",
        system="你是助手\r\n",
        history=(Turn("user", "甲 "), Turn("assistant", "乙", 0)),
        rejected_response="差 ",
    )

    cleaned = clean_pair(pair)

    assert fields(cleaned) == {
        "system": "你是助手",
        "history[0]": "甲",
        "history[1]": "乙",
        "prompt": "问",
        "response": "答",
        "rejected_response": "差",
    }
    assert cleaned.history[1] is pair.history[1]
    assert Step("strip_trailing_space", "history[0]", "-1") in cleaned.steps


@pytest.mark.parametrize(
    "pair",
    [
        Pair("写一段HTML代码，两行文字", "新年好<br>万事如意"),
        Pair("Python 里怎么换行", "用 a\\nB 就行"),
        Pair(
            "再短一些",
            "新年好<br>万事如意",
            history=(Turn("user", "写网页"), Turn("assistant", "<b>新年好</b>")),
        ),
        Pair("大于号怎么转义", "&gt;"),
        Pair("两句祝福，用<br>隔开", "新年好<br>万事如意"),
        Pair("两句祝福之间加\\n分隔", "新年好\\n万事如意"),
    ],
    ids=lambda pair: pair.prompt,
)
def test_where_a_pair_is_about_code_nothing_is_guessed(pair):
    assert clean_pair(pair) is pair


def test_a_video_script_or_a_mini_program_is_no_code():
    pair = Pair(
        "写一个短视频脚本，结尾引导进入小程序，并附话题标签",
        "镜头一：雪夜&hellip;\\n镜头二：团圆饭\\n标签：#春节<br>完",
    )

    assert clean_pair(pair).response == "镜头一：雪夜…\n镜头二：团圆饭\n标签：#春节\n完"


def test_a_pair_about_code_is_cleaned_of_what_needs_no_guess():
    cleaned = clean_pair(Pair("写一段HTML代码", "新年好<br>\u200b\r\n"))

    assert cleaned.response == "新年好<br>"


# ------------------------------------------------------------------ lost layout


LOST = [
    ("一、指导思想明确。二、措施到位。三、落实有力。", ("一、", "二、", "三、")),
    ("建议如下：1. 早睡早起。 2. 多喝水。 3. 少熬夜。", ("1.", "2.", "3.")),
    ("1、春节快乐！2、万事如意！", ("1、", "2、")),
    ("１．春联　２．年画", ("１．", "２．")),
    ("上联：春回大地 下联：福满人间 横批：万象更新", ("上联：", "下联：", "横批：")),
    ("上联：春回大地，下联：福满人间", ("上联：", "下联：")),
    ("1) 拆开包装。2) 装上电池。", ("1)", "2)")),
    ("一、总结全年工作，成绩显著；二、部署来年任务，目标明确；三、表彰先进。", ("一、", "二、", "三、")),
    ("好的。\n祝词：一、开场白 二、正文 三、结语\n谢谢", ("一、", "二、", "三、")),
    (
        "十项要求：" + "。".join(f"{n}、要求在此" for n in "一二三四五六七八九") + "。十、完。十一、真完",
        tuple(f"{n}、" for n in [*"一二三四五六七八九"]),
    ),
]
KEPT = [
    "1. 早睡\n2. 早起",
    "上联：春回大地\n下联：福满人间",
    "习俗有三：一、贴春联；二、挂灯笼；三、守岁。",
    "习俗有：①贴春联；②挂灯笼；③守岁。",
    "第一，要早睡。第二，要早起。",
    "请带上1、2、3号文件",
    "星期一、二、三放假",
    "一、二年级先走，三、四年级后走",
    "2023.1.2开始，2024.2.3结束",
    "从1.5米。到2.5米。",
    "升级到1.0版。2.0版明年发布",
    "他买了1个苹果。2个梨。",
    "每人限1. 2.",
    "写一副对联，上联：和下联：各七字",
    "见表1。2023年的在表2。",
    "| 1. 甲 2. 乙 | 3. 丙 |",
    "```\n1. a 2. b 3. c\n```",
    "正月初一、十五、二十二、三十",
    "2. 先说这个。1. 再说那个。",
]


@pytest.mark.parametrize(("text", "marks"), LOST)
def test_lost_layout_is_found(text, marks):
    assert lost_layout(text)[: len(marks)] == marks


@pytest.mark.parametrize("text", KEPT)
def test_layout_that_is_meant_is_not_called_lost(text):
    assert lost_layout(text) == ()
    assert restore_layout(text) == text


def test_restoring_breaks_before_the_marks_and_changes_no_word():
    text = "  对联如下： 上联：春回大地， 下联：福满人间。　横批：万象更新"

    assert restore_layout(text) == "  对联如下：\n上联：春回大地，\n下联：福满人间。\n横批：万象更新"


@given(
    text=nasty_texts()
    | st.lists(st.sampled_from([text for text, _ in LOST]) | nasty_texts(), max_size=4).map("".join)
)
def test_restoring_adds_only_breaks_and_leaves_nothing_to_restore(text):
    restored = restore_layout(text)

    assert "".join(restored.split()) == "".join(text.split())
    assert lost_layout(restored) == ()
    assert len(restored.split("\n")) >= len(text.split("\n"))


def test_lost_layout_is_an_issue_of_the_response_with_its_place():
    pair = Pair("上联：甲 下联：乙", "好的：1. 早睡。2. 早起。")

    issues = list(layout_issues(pair))

    assert [(issue.code, issue.field, issue.offset) for issue in issues] == [("HD301", "response", 9)]
    assert "1. 2." in issues[0].message


def test_restoring_a_pair_is_a_step():
    pair = Pair("写建议", "1. 早睡。2. 早起。")

    restored = restore_pair(pair)

    assert restored.response == "1. 早睡。\n2. 早起。"
    assert restored.steps == (Step("restore_layout", "response", "1. 2."),)
    assert restore_pair(restored) is restored


# ------------------------------------------------------------------ real corpora


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def corpus_texts(shared: Path) -> set[str]:
    """Every string of the real corpora; the lines of a poem as one text."""
    found: set[str] = set()
    for folder in ("belle", "llamafactory_zh", "qianfan_cookbook", "tianji", "chinese_poetry", "commonmark"):
        for path in sorted((shared / folder).glob("*.json*")):
            text = path.read_text(encoding="utf-8")
            rows = (
                json.loads(text)
                if path.suffix == ".json"
                else [json.loads(r) for r in text.split("\n") if r.strip()]
            )
            found.update(strings(rows))
            poems = rows if isinstance(rows, list) else [rows]
            found.update("\n".join(poem["paragraphs"]) for poem in poems if "paragraphs" in poem)
    with (shared / "qianfan_cookbook" / "qa_pair.csv").open(encoding="utf-8-sig", newline="") as file:
        found.update(strings(list(csv.reader(file))))
    return found


def test_real_texts_keep_their_skeleton_and_are_clean_after_one_cleaning(shared):
    for text in corpus_texts(shared):
        cleaned = clean_text(text)
        assert line_skeleton(cleaned) == line_skeleton(text)
        assert clean_text(cleaned) == cleaned


def test_of_real_texts_only_dirty_ones_are_touched(shared):
    dirt = re.compile(rf"[{SPACES}]$|\n\s*\n\s*\n|\A\s*\n|\n\s*\Z|\\n|<br>|&#?\w+;", re.MULTILINE)
    touched = {text for text in corpus_texts(shared) if clean_text(text) != text}

    assert {text for text in touched if not dirt.search(text)} == set()


def test_every_emoji_sequence_survives(shared):
    lines = (shared / "unicode" / "emoji_sample.txt").read_text(encoding="utf-8").splitlines()
    codes = [line.split(";")[0].split() for line in lines if ";" in line and not line.startswith("#")]
    emoji = ["".join(chr(int(code, 16)) for code in sequence) for sequence in codes]

    assert len(emoji) > 400
    for sequence in emoji:
        for text in (sequence, f"好{sequence}好", f"a{sequence} b", sequence * 3):
            assert clean_text(text) == text


def test_mojibake_is_never_made_worse(shared):
    """Against other people's cases: a text that is right stays, and no repair moves away from the right text."""
    for case in json.loads((shared / "ftfy" / "test_cases.json").read_text(encoding="utf-8")):
        original, right = case["original"], case.get("fixed-encoding", case["fixed"])
        fixed = FIXERS["fix_mojibake"](original)
        assert fixed == original or distance(fixed, right) < distance(original, right)


def distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, above = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]


def test_naughty_strings_keep_their_skeleton(shared):
    for text in json.loads((shared / "naughty_strings" / "blns.json").read_text(encoding="utf-8")):
        assert line_skeleton(clean_text(text)) == line_skeleton(text)
        assert visible(clean_text(text)) == visible(unicodedata.normalize("NFC", text))
