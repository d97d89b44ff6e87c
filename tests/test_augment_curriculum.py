"""Counting and comparing rows, and the stage that gives a whole set its share of curriculum rows."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.augment import comparing, counting, curriculum, lesson
from hesui_data.augment.comparing import comparing_pairs
from hesui_data.augment.counting import counting_pairs
from hesui_data.augment.lesson import is_sound
from hesui_data.errors import RecipeError
from hesui_data.length import check_length
from hesui_data.pair import Issue, Pair, Turn
from hesui_data.splits import HELD_OUT
from hesui_data.testing import pairs

SEEDS = [
    Pair(row["prompt"], row["response"], split="train")
    for row in map(
        json.loads,
        (Path(__file__).parents[1] / "data/raw/seeds.jsonl").read_text(encoding="utf-8").splitlines(),
    )
]
NUMERALS = "一二三四五六七八九十"

LETTERS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
HAN = st.text(LETTERS, min_size=2, max_size=14)
CLAUSES = HAN | st.builds("{}{}年{}".format, HAN, st.integers(1, 3000), HAN)
SENTENCES = st.builds(
    lambda clauses, end: "，".join(clauses) + end,
    st.lists(CLAUSES, min_size=1, max_size=3),
    st.sampled_from("。！？"),
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=5).map("".join)
LINES = st.integers(4, 7).flatmap(
    lambda n: st.lists(st.text(LETTERS, min_size=n, max_size=n), min_size=2, max_size=6)
)
LISTS = st.lists(SENTENCES, min_size=2, max_size=6).map(
    lambda items: "\n".join(f"{at}. {item}" for at, item in enumerate(items, 1))
)
COUPLETS = LINES.map(lambda lines: f"上联：{lines[0]}\n下联：{lines[1]}\n横批：{lines[0][:4]}")
RESPONSES = (
    PARAGRAPHS
    | st.lists(PARAGRAPHS, min_size=2, max_size=4).map("\n\n".join)
    | LINES.map("\n".join)
    | LISTS
    | COUPLETS
)
PAIRS = st.builds(
    Pair,
    st.sampled_from(("写一段祝福", "给老师写一条短信，60字左右", "写一首诗", "写一副春联")),
    RESPONSES,
    split=st.sampled_from(("train", "eval", "")),
)


def counted(text: str) -> int:
    """字 counted in the plainest way: one for each character, one for each run of ASCII letters and digits."""
    return len(re.findall(r"[0-9A-Za-z]+(?:[!-~—]+[0-9A-Za-z]+)*|[^\s!-~]", text))


def han(text: str) -> int:
    return len(re.findall("[\u3400-\u9fff]", text))


def cut_at_end_marks(text: str) -> list[str]:
    return re.findall(r"[^。！？]+[。！？]+[”’」』）]*", text)


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall("[0-9]+", text)]


def marked(text: str) -> list[str]:
    """The items of a list without what marks them."""
    mark = r"^\s*(?:[-*•]|\d{1,2}[.、]|[一二三四五六七八九十]{1,2}、|[①-⑳])\s*"
    return [re.sub(mark, "", line).strip() for line in text.splitlines() if re.match(mark, line)]


def quoted(row: Pair, pair: Pair) -> str:
    """The text that ``row`` asks about: the whole response of ``pair`` or the longest line of it in the prompt."""
    texts = [pair.response.strip(), *map(str.strip, pair.response.splitlines())]
    return max((text for text in texts if text and text in row.prompt), key=len)


def counts_of(texts: list[str]) -> list[int]:
    return [counted(text) for text in texts]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def the_sentence_asked_for(text: str, ask: str) -> str:
    return cut_at_end_marks(text)[NUMERALS.index(re.search(f"第([{NUMERALS}]+)句", ask)[1])]


def couplet(text: str) -> list[int]:
    return [han(re.sub("^(?:上联|下联|横批)：", "", line)) for line in lines_of(text)]


def of_even_lines(text: str) -> list[list[int]]:
    count, number, total = han(lines_of(text)[0]), len(lines_of(text)), han(text)
    return [[count], [number, count], [count, number, total]] if total == count * number else []


def of_sentences(text: str) -> list[list[int]]:
    counts, total = counts_of(cut_at_end_marks(text)), counted(text)
    return [[*counts, total], [*counts, *counts, total, total]] if sum(counts) == total else []


def of_items(text: str) -> list[list[int]]:
    counts = counts_of(marked(text))
    return [counts, [*counts, min(counts), max(counts)]]


def of_parts(text: str) -> list[list[int]]:
    whole, letters = counted(text), han(text)
    return [[whole, letters, whole - letters], [letters, whole - letters, whole]]


EXPECTED = {
    "whole": lambda text, ask: [[counted(text)]],
    "without marks in it": lambda text, ask: [[counted(text)]],
    "rule": lambda text, ask: of_parts(text),
    "without marks": lambda text, ask: [[han(text)]],
    "with and without marks": lambda text, ask: [[counted(text), han(text)]],
    "by sentence": lambda text, ask: of_sentences(text),
    "nth sentence": lambda text, ask: [[counted(the_sentence_asked_for(text, ask))]],
    "sentences": lambda text, ask: [[len(cut_at_end_marks(text))]],
    "lines": lambda text, ask: [[len(lines_of(text))]],
    "paragraphs": lambda text, ask: [[len(lines_of(text))]],
    "items": lambda text, ask: [[len(marked(text))]],
    "each item": lambda text, ask: of_items(text),
    "even lines": lambda text, ask: of_even_lines(text),
    "uneven lines": lambda text, ask: [[han(line) for line in lines_of(text)]],
    "couplet": lambda text, ask: [couplet(text), couplet(text)[1:]],
}
"""The lists of numbers that an answer may consist of, from the text and the question, by kind."""


def check_counting(row: Pair, pair: Pair) -> None:
    """Every number in the answer is what a count of the quoted text gives."""
    kind, text = row.steps[-1].detail, quoted(row, pair)
    ask, said = row.prompt.replace(text, ""), numbers(row.response)
    if kind in EXPECTED:
        assert said in EXPECTED[kind](text, ask)
        return
    (limit,), count = numbers(ask), counted(text)
    assert said in ([count, abs(count - limit)], [count, limit, abs(count - limit)])
    assert (count > limit) == (kind in ("over", "enough"))


LABEL = (
    r"^(?:【([甲乙丙丁戊A-E])】|（([甲乙丙丁戊])）|——([甲乙丙丁戊])——$|([甲乙丙丁戊A-E])[：.]"
    r"|([①②③④⑤])(?!、|里[哪挑]|这[两三四五]|谁[最多]|两[句条段行版]|哪[句条段行版]))"
)


def labelled(row: Pair) -> dict[str, str]:
    """The texts that a comparing row shows, by their labels: the rest of the line, or the lines below it."""
    texts: dict[str, str] = {}
    for block in re.split(f"(?m)(?={LABEL})", row.prompt)[:: 1 + LABEL.count("([")]:
        if found := re.match(LABEL, block, re.MULTILINE):
            text = block[found.end() :]
            tall = text.startswith("\n")
            texts[next(filter(None, found.groups()))] = (
                text.strip() if tall else text.partition("\n")[0].strip()
            )
            last = tall
    if last and re.match(LABEL, row.prompt, re.MULTILINE):  # the question stands below the last text
        label = list(texts)[-1]
        texts[label] = texts[label].rpartition("\n\n")[0].strip()
    return texts


def check_comparing(row: Pair, pair: Pair) -> None:
    """The texts are taken from the one response, and every number and order in the answer is right."""
    kind, unit = row.steps[-1].detail.split()
    texts = labelled(row)
    if unit != "版":
        assert all(text in pair.response for text in texts.values())
    counts = {label: counted(text) for label, text in texts.items()}
    ranked = sorted(counts, key=counts.__getitem__)
    said = numbers(row.response)
    if kind == "equal":
        assert len(set(counts.values())) == 1
        assert said == [counts[ranked[0]]]
        return
    offs = {counts[ranked[-1]] - counts[ranked[-2]], counts[ranked[1]] - counts[ranked[0]]}
    assert set(said) <= set(counts.values()) | offs
    if kind == "longer":
        assert counts[ranked[1]] - counts[ranked[0]] in said
    if kind in ("longest", "shortest", "order"):
        assert len(counts) > 2
    for label, number in re.findall(r"([甲乙丙丁戊A-E①②③④⑤])(?:有|是)(\d+)字", row.response):
        assert counts[label] == int(number)
    if kind in ("longest", "shortest"):
        best = ranked[-1 if kind == "longest" else 0]
        named = re.search("最[长短]的是(.)|(.)最[长短]|^(.)，", row.response)
        assert next(filter(None, named.groups())) == best
    if kind == "order":
        assert "、".join(ranked) in row.response


CHECKS = {"counting": check_counting, "comparing": check_comparing}
MAKERS = {"counting": counting_pairs, "comparing": comparing_pairs}


def check_all(method: str, given_pairs: list[Pair], **options: object) -> list[Pair]:
    rows = []
    for pair in given_pairs:
        for row in MAKERS[method]([pair], **options):
            CHECKS[method](row, pair)
            rows.append(row)
    return rows


@pytest.mark.parametrize("method", MAKERS)
@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_every_number_in_a_row_about_the_seeds_is_exact(method, seed):
    assert len(check_all(method, SEEDS, seed=seed)) > 0.6 * len(SEEDS)


@pytest.mark.parametrize("method", MAKERS)
@given(pair=PAIRS, seed=st.text(max_size=3))
@settings(max_examples=150)
def test_every_number_in_a_row_about_any_text_is_exact(method, pair, seed):
    check_all(method, [pair], seed=seed)


@pytest.mark.parametrize("method", MAKERS)
@given(pair=PAIRS)
@settings(max_examples=50)
def test_a_row_asks_for_no_length_that_its_answer_has_not(method, pair):
    for row in MAKERS[method]([pair]):
        assert all(verdict.holds for verdict in check_length(row.prompt, row.response))


@pytest.mark.parametrize("method", MAKERS)
@given(pair=PAIRS)
@settings(max_examples=50)
def test_a_row_belongs_to_the_family_of_its_pair_and_carries_nothing_else_of_it(method, pair):
    talk = replace(pair, system="你是诗人", history=(Turn("user", "好"), Turn("assistant", "嗯")), weight=1)
    for row in MAKERS[method]([talk]):
        assert (row.seed, row.split, row.method) == (talk.seed, talk.split, method)
        assert (row.system, row.history, row.rejected_response, row.weight) == ("", (), None, None)
        assert row.id != talk.id
        assert row.tags == row.issues == ()


def test_a_miscount_by_one_is_noticed(monkeypatch):
    for module in (counting, comparing):
        right = module.count_length
        monkeypatch.setattr(
            module, "count_length", lambda text, right=right, **named: right(text, **named) + 1
        )
    for method in MAKERS:
        with pytest.raises(AssertionError):
            check_all(method, SEEDS)


def test_a_wrong_verdict_is_noticed(monkeypatch):
    kinds = {**counting.KINDS, "over": replace(counting.KINDS["over"], facts=counting.KINDS["within"].facts)}
    monkeypatch.setattr(counting, "KINDS", {"over": kinds["over"]})
    with pytest.raises(AssertionError):
        check_all("counting", SEEDS)


def test_a_wrong_order_is_noticed(monkeypatch):
    monkeypatch.setattr(comparing, "_ascending", lambda counts: sorted(counts.items(), key=lambda e: -e[1]))
    with pytest.raises(AssertionError):
        check_all("comparing", SEEDS)


def test_no_question_is_read_as_a_demand_that_its_answer_breaks():
    values = {"limit": 55, "nth": "三", "all": "甲、乙、丙", "unit": "句", "number": "三", "it": "下面这段话"}
    for module in (counting, comparing):
        assert set(module.KINDS) == set(module.EXCHANGES)
        for name, exchanges in module.EXCHANGES.items():
            for exchange in exchanges:
                verdicts = [check_length(ask.format(**values), "57个字，多了2字。") for ask in exchange.asks]
                assert not any(verdict.breaks for found in verdicts for verdict in found), name
                assert any(all(verdict.holds for verdict in found) for found in verdicts), name


def test_there_are_many_ways_of_asking_and_each_is_asked():
    plain = {ask for exchange in counting.EXCHANGES["whole"] for ask in exchange.asks}
    rows = [row.prompt for seed in "abcdefgh" for row in counting_pairs(SEEDS, seed=seed)]
    asked = {
        ask for ask in plain if any(re.search(re.escape(ask).replace(r"\{it\}", ".+"), row) for row in rows)
    }

    assert len(plain) >= 12
    assert asked == plain


@given(pair=PAIRS)
@settings(max_examples=50)
def test_no_train_row_names_a_held_out_number_of_its_own(pair):
    common = range(5, 60)
    for make in MAKERS.values():
        for row in make([replace(pair, split="train")], held_out=common):
            assert not set(numbers(row.response)) & set(common)


def test_a_held_out_number_that_is_let_through_is_noticed(monkeypatch):
    monkeypatch.setattr(counting, "is_sound", lambda row, stated, held_out: is_sound(row, stated))
    rows = counting_pairs(SEEDS, held_out=range(5, 60))
    assert any(set(numbers(row.response)) & set(range(5, 60)) for row in rows)


def test_an_eval_row_may_name_a_held_out_number():
    pair = Pair("写一句祝福", "新年好，老师！", split="eval")
    assert [row.split for row in counting_pairs([pair], held_out=range(1000))] == ["eval"]


def test_rejected_pairs_and_texts_that_can_be_counted_in_two_ways_give_no_rows():
    code = Pair("写一个函数", "```python\nprint(1)\n```")
    english = Pair("Wish me well", "Happy New Year, my dear friend!")
    rejected = Pair("写一句祝福", "新年好，老师！祝您安康。").flag(Issue.of("HD103", field="response"))
    for make in MAKERS.values():
        assert list(make([code, english, rejected])) == []


def taught(rows: list[Pair]) -> list[Pair]:
    return [row for row in rows if row.method in curriculum.METHODS]


def check_share(given_pairs: list[Pair], share: float) -> None:
    rows = [
        row for row in curriculum.curriculum(given_pairs, share=share) if row.accepted and row.split != "eval"
    ]
    assert len(taught(rows)) <= share * len(rows)


def check_order(given_pairs: list[Pair]) -> None:
    there = [row for row in curriculum.curriculum(given_pairs) if row not in given_pairs]
    back = [row for row in curriculum.curriculum(given_pairs[::-1]) if row not in given_pairs]
    assert there == back


@given(
    rows=st.lists(PAIRS, max_size=12, unique_by=lambda pair: pair.id),
    share=st.floats(0, 0.9),
    rejected=st.booleans(),
)
@settings(max_examples=40)
def test_the_curriculum_keeps_its_share_and_leaves_what_it_was_given_alone(rows, share, rejected):
    if rejected and rows:
        rows = [rows[0].flag(Issue.of("HD103", field="response")), *rows[1:]]
    found = list(curriculum.curriculum(rows, share=share))

    check_share(rows, share)
    assert found[: len(rows)] == rows
    assert len({row.id for row in found}) == len(found)
    new = found[len(rows) :]
    train = {pair.seed for pair in rows if pair.accepted and pair.split != "eval"}
    assert all(row.split != "eval" and row.seed in train for row in new)
    given_prompts = {pair.prompt for pair in rows}
    assert len({row.prompt for row in new} | given_prompts) == len(new) + len(given_prompts)


def test_the_seeds_get_as_many_rows_as_the_share_allows_of_every_method():
    new = list(curriculum.curriculum(SEEDS, share=0.2))[len(SEEDS) :]
    by_method = {method: sum(row.method == method for row in new) for method in curriculum.METHODS}

    assert len(new) == len(SEEDS) // 4
    assert max(by_method.values()) - min(by_method.values()) <= 1


def test_no_share_gives_no_rows_and_a_wrong_one_is_an_error():
    assert list(curriculum.curriculum(SEEDS, share=0)) == SEEDS
    for share in (1, 1.5, -0.1):
        with pytest.raises(RecipeError, match="share must lie in"):
            list(curriculum.curriculum(SEEDS, share=share))


def test_rows_that_are_there_already_count_towards_the_share():
    once = list(curriculum.curriculum(SEEDS, share=0.2))
    assert list(curriculum.curriculum(once, share=0.2)) == once


def test_a_share_that_is_overdrawn_is_noticed(monkeypatch):
    right = curriculum._room
    monkeypatch.setattr(curriculum, "_room", lambda train, share: right(train, share) + 1)
    with pytest.raises(AssertionError):
        check_share(SEEDS, 0.2)


@given(rows=st.lists(PAIRS, max_size=12, unique_by=lambda pair: pair.id))
@settings(max_examples=20)
def test_the_order_of_arrival_changes_nothing(rows):
    check_order(rows)


def test_the_order_of_the_seeds_changes_nothing():
    check_order(SEEDS)


def test_a_dependence_on_the_order_is_noticed(monkeypatch):
    monkeypatch.setattr(curriculum, "seeds_in_turn", lambda pairs, seed: list(pairs))
    with pytest.raises(AssertionError):
        check_order(SEEDS)


def test_another_seed_gives_other_rows():
    one, two = (list(curriculum.curriculum(SEEDS, seed=seed))[len(SEEDS) :] for seed in "ab")
    assert {row.prompt for row in one} != {row.prompt for row in two}


def test_at_most_so_many_rows_share_a_response():
    rows = list(curriculum.curriculum(SEEDS, share=0.4, per_response=2))
    responses = [row.response for row in rows if row.split != "eval"]
    assert max(map(responses.count, responses)) <= 2


def test_no_train_row_of_the_curriculum_names_a_number_that_is_held_out():
    for row in taught(list(curriculum.curriculum(SEEDS, share=0.5))):
        own = (
            [row.response]
            if row.method != "dialogue"
            else [turn.text for turn in row.history if turn.role == "user"]
        )
        assert not {n for text in own for n in numbers(text)} & set(HELD_OUT), row


@given(rows=st.lists(pairs(), max_size=3, unique_by=lambda pair: pair.id))
@settings(max_examples=60)
def test_any_pair_whatever_is_taken(rows):
    for row in curriculum.curriculum(rows, share=0.5):
        assert row in rows or all(verdict.holds for verdict in check_length(row.prompt, row.response))


def test_a_text_of_a_megabyte_gives_its_rows_in_time():
    long = Pair("写一篇长文", "新年好，老师。祝您安康。\n\n" * 60_000)
    assert {row.method for row in counting_pairs([long])} <= {"counting"}
    assert {row.method for row in comparing_pairs([long])} <= {"comparing"}


def test_a_number_in_digits_is_found_wherever_it_stands():
    assert lesson.numbers_in(["57字，多了7字", "没有"]) == {57, 7}
