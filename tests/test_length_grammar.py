"""The length grammar: what it reads, what it leaves alone, and that what it writes reads back."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hesui_data.length import (
    KINDS,
    SCOPES,
    UNITS,
    LengthConstraint,
    parse_length,
    phrasings,
    render_length,
    strip_length,
)
from hesui_data.length.grammar import amounts as amounts_module
from hesui_data.length.grammar import reading, replace_length, unsure_numbers
from hesui_data.length.grammar.amounts import fold
from hesui_data.length.grammar.distractors import REASONS
from hesui_data.length.grammar.tokens import read_tokens
from hesui_data.length.grammar.vocabulary import AFTER, BEFORE
from hesui_data.length.numerals import render_number
from hesui_data.testing import length_constraints, texts

CASES = Path(__file__).parent / "cases" / "length"
PROMPT = "给老师写一段新年祝福"


def cases():
    """Prompts with their demands, from the files; a part is written without its name where it has none."""
    found = []
    for path in sorted(CASES.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("# "):
                prompt, _, wanted = line.rpartition(" | ")
                named = [re.sub("^part:", "part(?):", demand) for demand in wanted.split()]
                marks = [pytest.mark.xfail(strict=True)] if path.stem == "known_failures" else []
                prompt = prompt.replace("\\n", "\n")
                found.append(pytest.param(prompt, list(map(token, named)), id=prompt[:40], marks=marks))
    return found


def token(text):
    (constraint,) = read_tokens(f"[LEN:{text}]")
    return constraint


def gist(constraint):
    part = constraint.part if constraint.part != "?" else ""
    return (
        constraint.scope,
        part,
        constraint.unit,
        constraint.kind,
        constraint.min,
        constraint.max,
        constraint.target,
    )


@pytest.mark.parametrize(("prompt", "wanted"), cases())
def test_the_demands_of_a_prompt(prompt, wanted):
    found = parse_length(prompt)
    unnamed = [constraint.part == "?" for constraint in wanted]
    got = [
        gist(c) if not (i < len(unnamed) and unnamed[i]) else (*gist(c)[:1], "", *gist(c)[2:])
        for i, c in enumerate(found)
    ]
    assert got == list(map(gist, wanted)), unsure_numbers(prompt)


@given(constraint=length_constraints(vague=True), style=st.sampled_from(["natural", "bracket", "token"]))
def test_what_is_rendered_parses_back(constraint, style):
    assert parse_length(render_length(constraint, style=style)) == (constraint,)


@st.composite
def any_constraints(draw):
    """Constraints of every scope, unit and kind, whatever their numbers and the names of their parts."""
    low, high = sorted(draw(st.lists(st.integers(0, 30) | st.integers(0, 10**9), min_size=2, max_size=2)))
    bounds = draw(
        st.sampled_from(
            [
                {"max": high},
                {"min": low},
                {"min": low, "max": low},
                {"kind": "range", "min": low, "max": high},
                {"kind": "about", "target": high},
                {"kind": "about"},
            ]
        )
    )
    scope = draw(st.sampled_from(SCOPES))
    names = st.text(
        st.sampled_from("致谢序言摘要开头结尾横批正文标题每条各段第一二三副歌总结部分"),
        min_size=1,
        max_size=6,
    )
    part = draw(names | st.sampled_from(["第3段", "最后一段", "summary", "P.S."])) if scope == "part" else ""
    return LengthConstraint(draw(st.sampled_from(UNITS)), scope=scope, part=part, **bounds)


@given(constraint=any_constraints(), style=st.sampled_from(["natural", "bracket", "token"]))
def test_whatever_is_rendered_parses_back_alone_and_in_a_prompt(constraint, style):
    words = render_length(constraint, style=style)
    assert parse_length(words) == (constraint,)
    assert parse_length(f"{PROMPT}，{words}。") == (constraint,)


@given(constraint=length_constraints(min_number=0, max_number=10**6))
@example(constraint=LengthConstraint("字", max=0))
@example(constraint=LengthConstraint("字", kind="range", min=5, max=5))
@example(constraint=LengthConstraint("段", min=1, max=1, scope="part", part="致谢"))
def test_every_phrasing_parses_back_alone_and_at_the_end_of_a_prompt(constraint):
    for phrasing in phrasings(constraint):
        assert parse_length(phrasing.text) == (constraint,), phrasing
        assert parse_length(f"{PROMPT}，{phrasing.text}。") == (constraint,), phrasing


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("unit", UNITS)
def test_no_scope_unit_and_kind_is_without_words(scope, unit):
    for low, high in ((0, 1), (1, 2), (2, 2), (3, 7), (28, 56), (99, 100), (1500, 20_000), (10**6, 10**12)):
        bounds = [{"max": low}, {"min": low}, {"kind": "about", "target": low}, {"min": low, "max": low}]
        for fields in (*bounds, {"kind": "range", "min": low, "max": high}):
            constraint = LengthConstraint(unit, scope=scope, **fields)
            for style in ("natural", "bracket", "token"):
                assert parse_length(render_length(constraint, style=style)) == (constraint,)


@given(constraint=length_constraints())
def test_a_phrase_before_a_noun_parses_back_there(constraint):
    for phrasing in phrasings(constraint):
        if phrasing.position == "before_noun" and constraint.unit in ("字", "汉字", "字符"):
            assert parse_length(f"给老师写一段{phrasing.text}的新年祝福。") == (constraint,), phrasing


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_many_ways_to_say_it(kind):
    bounds = {"at_most": {"max": 50}, "at_least": {"min": 50}, "range": {"min": 50, "max": 80}}
    exact = {"min": 50, "max": 50, "target": 50}
    constraint = LengthConstraint(
        "字", kind, **bounds.get(kind, {"target": 50} if kind == "about" else exact)
    )

    found = phrasings(constraint)

    assert sum(p.position == "after_comma" for p in found) >= 8
    assert sum(p.position == "before_noun" for p in found) >= 2
    assert len({p.name for p in found}) == len({p.text for p in found}) == len(found)


@given(constraint=length_constraints(vague=True))
def test_a_constraint_in_the_middle_of_a_prompt_is_found_where_it_stands(constraint):
    words = render_length(constraint)
    prompt = f"{PROMPT}，{words}，语气要亲切。"

    (found,) = parse_length(prompt)

    start, end = found.span
    assert found == constraint
    assert start >= len(PROMPT)
    assert end <= len(PROMPT) + 1 + len(words)


@given(text=texts(surrogates=True))
def test_any_text_is_a_prompt(text):
    found = parse_length(text)
    spans = [constraint.span for constraint in found]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(u.text == text[u.start : u.end] and u.reason in REASONS for u in unsure_numbers(text))


@given(
    pieces=st.lists(
        st.sampled_from(
            [
                *BEFORE,
                *AFTER,
                *"字句段行条词点，。：（）-到至和每各约共写第个的\n",
                "50",
                "两三百",
                "一",
                "words",
            ]
        ),
        max_size=12,
    )
)
def test_any_heap_of_the_grammars_own_words_is_read(pieces):
    text = "".join(pieces)
    found = parse_length(text)
    assert all(text[slice(*constraint.span)].strip() for constraint in found)
    assert parse_length(strip_length(text)) is not None


@given(text=texts())
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize("prompt", [case.values[0] for case in cases()])
def test_full_width_digits_change_nothing(prompt):
    wide = prompt.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert list(map(gist, parse_length(wide))) == list(map(gist, parse_length(prompt)))


@given(
    number=st.integers(10, 20_000),
    style=st.sampled_from(["ascii", "full_width", "chinese", "traditional", "compact"]),
)
def test_a_number_means_the_same_however_it_is_written(number, style):
    prompt = f"{PROMPT}，不超过{render_number(number, style)}字。"
    assert parse_length(prompt) == (LengthConstraint("字", max=number),)


@given(constraint=length_constraints().map(lambda c: replace(c, unit="字", scope="response", part="")))
def test_a_demand_that_is_cancelled_or_given_is_none(constraint):
    exact = render_length(LengthConstraint("字", min=30, max=30, bare=True))
    assert parse_length(f"{PROMPT}，不用写满{exact}。") == ()
    assert parse_length(f"根据以下{exact}的材料，{PROMPT}。") == ()
    words = render_length(constraint)
    assert parse_length(f"刚才是{words}，现在改成{words}，{PROMPT}。") == (constraint,)


@given(constraint=length_constraints(vague=True))
def test_stripping_takes_the_demand_out_and_leaves_the_rest(constraint):
    for phrasing in phrasings(constraint):
        assert strip_length(f"{PROMPT}，{phrasing.text}。") == f"{PROMPT}。", phrasing
        assert strip_length(f"{PROMPT}（{phrasing.text}）。") == f"{PROMPT}。", phrasing


@given(text=texts())
def test_a_prompt_without_demands_is_its_own_strip(text):
    assume(not parse_length(text))
    assert strip_length(text) == text


@pytest.mark.parametrize(
    ("prompt", "rest"),
    [
        ("写一段50字以内的祝福。", "写一段祝福。"),
        ("写一段祝福，字数控制在50字以内。", "写一段祝福。"),
        ("字数控制在50字以内，写一段祝福。", "写一段祝福。"),
        ("写一段祝福（50字左右）", "写一段祝福"),
        ("用两句话夸夸妈妈，每句不超过10字。", "夸夸妈妈。"),
        ("写3条祝福，每条20字以内，语气活泼。", "写祝福，语气活泼。"),
        ("写一篇长度为300字的短文", "写一篇短文"),
        ("把这段话压缩到100字。", "把这段话压缩。"),
        ("要求：\n1. 语言优美\n2. 不少于800字\n3. 标题自拟", "要求：\n1. 语言优美\n3. 标题自拟"),
        ("写一首七绝，咏梅。", "写一首七绝，咏梅。"),
        ("Write a 200-word story.", "Write a story."),
        ("Write a story in about 200 words.", "Write a story."),
    ],
)
def test_stripped_prompts_read_naturally(prompt, rest):
    assert strip_length(prompt) == rest


@given(old=length_constraints(), new=length_constraints(), data=st.data())
def test_replacing_gives_the_new_demand_or_nothing(old, new, data):
    prompt = f"{PROMPT}，{data.draw(st.sampled_from(phrasings(old))).text}。"
    phrasing = data.draw(st.sampled_from(phrasings(new)))

    replaced = replace_length(prompt, old, phrasing)

    assert replaced is None or parse_length(replaced) == (new,)
    if old.unit != "word" and new.unit != "word":
        assert replaced == f"{PROMPT}，{phrasing.text}。"


@pytest.mark.parametrize(
    ("prompt", "phrase", "result"),
    [
        ("写一段50字以内的祝福。", "不超过80字", "写一段不超过80字的祝福。"),
        ("写一段50字以内的祝福。", "字数控制在80字以内", "写一段祝福，字数控制在80字以内。"),
        ("写一篇300字作文", "500字左右", "写一篇500字左右作文"),
        ("写一篇300字作文", "不少于500字", "写一篇不少于500字的作文"),
        ("用30字以内概括大意", "50字左右", "用50字左右概括大意"),
        ("写祝福（20字以内）。", "30到40字", "写祝福（30到40字）。"),
        ("字数：120\n主题：春节", "80字以内", "字数：80字以内\n主题：春节"),
        ("1. 主题：春节\n2. 不少于800字", "600字左右", "1. 主题：春节\n2. 600字左右"),
        ("把它压缩到120字。", "80字以内", "把它压缩到80字以内。"),
        ("把它压缩到120字。", "最多写80字", None),
        ("写一首七绝。", "50字以内", None),
        ("Write a story in 200 words.", "50字以内", None),
    ],
)
def test_replacements_read_naturally(prompt, phrase, result):
    (constraint,) = parse_length(prompt)
    assert replace_length(prompt, constraint, phrase) == result


def test_what_is_not_there_is_not_replaced():
    assert replace_length("写祝福，50字以内", LengthConstraint("字", max=60), "80字以内") is None
    assert replace_length("写祝福，50字以内", LengthConstraint("字", max=50), "写得好些") is None


@pytest.mark.parametrize(
    ("prompt", "reason"),
    [
        ("推荐几个四字成语", "term"),
        ("根据以下500字材料回答", "input"),
        ("最后两个字押韵", "place"),
        ("密码为8个字符", "layout"),
        ("字数要是8的倍数", "ratio"),
        ("不用写满800字", "cancelled"),
        ("他一天写一万个字", "tale"),
        ("答案超过500字就截断", "condition"),
        ("写个函数，把字符串截断到50字", "program"),
        ("下午3点集合", "things"),
        ("写2.5字", "impossible"),
        ("这段话有几句？", "question"),
        ("如何写好800字的作文", "own_task"),
        ("字数：-50字", "negative"),
        ("“他写了三千字，又写了五千字，终于停笔，睡了”，续写", "quoted"),
    ],
)
def test_a_number_that_is_left_alone_is_listed_with_its_reason(prompt, reason):
    assert parse_length(prompt) == ()
    assert reason in [unsure.reason for unsure in unsure_numbers(prompt)]


@given(
    before=st.sampled_from(
        [
            "写",
            "根据以下",
            "他写了",
            "密码为",
            "最后",
            "第",
            "不用写满",
            "推荐",
            "超过",
            "原文",
            "为什么要",
            "“",
            "",
            "每",
        ]
    ),
    number=st.integers(1, 3000).map(str)
    | st.sampled_from(["两三百", "几十", "５０", "一百五", "2.5", "9" * 30]),
    unit=st.sampled_from(["字", "个字", "句", "个词", "行", "条", "段"]),
    after=st.sampled_from(["", "以内", "的成语", "就截断", "的材料", "，写信", "密码", "吗？", "”的意思"]),
)
def test_a_number_before_a_unit_is_read_or_listed(before, number, unit, after):
    text = f"{before}{number}{unit}{after}"
    spans = [c.span for c in parse_length(text)] + [(u.start, u.end) for u in unsure_numbers(text)]
    start, end = len(before), len(before + number + unit)
    one = number == "1"  # 1句 may be an article
    assert one or any(low < end and start < high for low, high in spans), text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_words(language):
    (unsure,) = unsure_numbers("推荐几个四字成语")
    assert unsure.say(language) == REASONS["term"][language == "en"]
    assert all(all(words) for words in REASONS.values())


ODD = {
    "a number of 5,000 digits": ("写" + "9" * 5000 + "字", []),
    "nothing": ("写0字以内", [("at_most", None, 0, None)]),
    "less than nothing": ("少于0字", []),
    "a negative number": ("字数：-50字", []),
    "a power": ("写10^12字", []),
    "a very large number": ("写1000000000000字", [("exact", 10**12, 10**12, 10**12)]),
    "a range turned round": ("写200-100字", [("range", 100, 200, None)]),
    "bounds that contradict": (
        "不少于200字，不超过100字",
        [("at_least", 200, None, None), ("at_most", None, 100, None)],
    ),
    "half a phrase": ("写一段祝福，不超过", []),
    "half a range": ("写一段祝福，50到", []),
    "half a number": ("写一段祝福，不超过50", []),
    "a fraction": ("写一篇2.5字的短文", []),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_demands_have_a_defined_answer(name):
    prompt, wanted = ODD[name]
    assert [(c.kind, c.min, c.max, c.target) for c in parse_length(prompt)] == wanted


HUGE = {
    "prose": "春天来了，小明写了三百字的日记。" * 60_000,
    "demands": "写50字以内。" * 150_000,
    "digits": "9" * 1_000_000 + "字",
    "Chinese digits": "一" * 1_000_000 + "字",
    "commas": "1,111" * 200_000 + "字",
    "open quotes": "“" * 1_000_000,
    "open fences": '"""a' * 250_000,
    "comparators": "写不超过" * 250_000 + "50字",
    "links": "需要" * 500_000 + "50字",
    "each": "每段每句" * 250_000 + "50字",
    "open tokens": "[LEN:" * 200_000,
    "brackets": "（(" * 500_000 + "50字",
    "fields": "字数" * 500_000 + "50",
    "parts": "正文50字，" * 150_000,
    "spaces": "50" + " " * 1_000_000 + "字",
    "English": "word sentence two " * 60_000 + "words",
    "numbers": "12 " * 333_000,
    "ones": "1" * 1_000_000,
    "ranges": "1-" * 500_000,
    "zi": "字" * 1_000_000,
    "verse": "七绝" * 500_000,
    "numbered lines": "1\n" * 500_000,
    "articles": "一条" * 500_000,
    "line ends": "\n" * 1_000_000,
    "several": "写3条祝福，每条20到30字，标题不超过10字；正文200字左右。" * 30_000,
}


@pytest.mark.parametrize("prompt", HUGE.values(), ids=HUGE.keys())
def test_a_prompt_of_a_megabyte_is_read_with_bounded_work(prompt, monkeypatch):
    tried, weighed = Counter(), Counter()
    read, weigh = amounts_module._read_match, reading.veto
    monkeypatch.setattr(amounts_module, "_read_match", lambda *of: (tried.update("x"), read(*of))[1])
    monkeypatch.setattr(reading, "veto", lambda *of: (weighed.update("x"), weigh(*of))[1])

    parse_length(prompt)

    assert tried["x"] <= amounts_module.MOST_NUMERALS
    assert weighed["x"] <= reading.MOST_AMOUNTS + reading.MOST_AMOUNTS // 2


def test_the_demand_at_the_end_of_a_long_text_is_read():
    prompt = "他写了三句话，又念了两段文字。" * 20_000 + "请把上文概括成100字以内。"
    assert parse_length(prompt)[-1] == LengthConstraint("字", max=100)


def test_a_constraint_without_a_form_of_words_is_an_error():
    with pytest.raises(ValueError, match="name"):
        render_length(LengthConstraint("字", max=50, scope="part", part="“序”"))
    for name in ("先写；后改", "甲,乙", "甲 乙", "；"):
        constraint = LengthConstraint("字", max=50, scope="part", part=name)
        for style in ("natural", "bracket"):
            with pytest.raises(ValueError, match="name"):
                render_length(constraint, style=style)
        assert parse_length(render_length(constraint, style="token")) == (constraint,)
    with pytest.raises(ValueError, match="digits"):
        render_length(LengthConstraint("字", max=10**30))
    with pytest.raises(ValueError, match="bracket"):
        render_length(LengthConstraint("字", max=50), style="shouting")


def test_tokens_stand_beside_words():
    prompt = "写一段祝福[LEN:<=50字]，标题不超过8个字[LEN:title:~6字]"
    assert parse_length(prompt) == (
        LengthConstraint("字", max=50),
        LengthConstraint("字", max=8, scope="title"),
        LengthConstraint("字", kind="about", target=6, scope="title"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "[LEN:]",
        "[LEN:<=字]",
        "[LEN:none:<=5字]",
        "[LEN:part:<=5字]",
        "[LEN:9-5字]",
        "[LEN:<=5页]",
        "[LEN:title(x):<=5字]",
    ],
)
def test_a_token_that_says_nothing_is_none(text):
    assert read_tokens(text) == []


def scored(rows):
    """Hits, false hits, misses, and hits of the right scope, as the labels say: spans overlap, fields are equal."""
    hits = false = missed = placed = 0
    for row in rows:
        found = list(parse_length(row["prompt"]))
        for label in row["constraints"]:
            match = next((c for c in found if agrees(c, label)), None)
            if match is None:
                missed += 1
                continue
            found.remove(match)
            hits += 1
            placed += match.scope == label["scope"]
        false += len(found)
    return hits, false, missed, placed


def agrees(constraint, label):
    overlap = constraint.span[0] < label["span"][1] and label["span"][0] < constraint.span[1]
    return overlap and all(
        getattr(constraint, name) == label[name] for name in ("unit", "kind", "min", "max", "target")
    )


def test_the_labelled_prompts(shared):
    rows = [
        json.loads(line)
        for line in (shared / "length_prompts_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]

    hits, false, missed, placed = scored(rows)

    assert 2 * hits / (2 * hits + false + missed) >= 0.98
    assert placed / hits >= 0.97
    assert not [row["id"] for row in rows if not row["constraints"] and parse_length(row["prompt"])]


def test_the_prompts_that_were_annotated_one_by_one(shared):
    path = shared / "length_demands" / "length_demands.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        found = [c for c in parse_length(row["prompt"]) if c.scope == "response" and c.unit == "字"]
        if row["kind"] == "none":
            assert parse_length(row["prompt"]) == ()
        elif row["kind"] == "about":
            assert [c.target for c in found] == [row["min"]]
        elif row["kind"] != "scoped":
            assert [(c.min, c.max) for c in found] == [(row["min"], row["max"])]


def test_the_lengths_of_a_public_benchmark_are_found(shared):
    path = shared / "longbench_write" / "longbench_write.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        numbers = {n for c in parse_length(row["prompt"]) for n in (c.min, c.max, c.target)}
        assert row["length"] in numbers or re.search("各写", row["prompt"]), row["prompt"][-60:]
