"""A demand in a prompt: it parses to what was meant, reads like a person's, and leaves the rest alone."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.augment.placing import renumbered, said_in
from hesui_data.augment.truths import Extent, constraints_for
from hesui_data.augment.wording import marked, wording_key, wordings
from hesui_data.length import LengthConstraint, parse_length, strip_length
from hesui_data.testing import texts

PROMPTS_WITH_ONE = (
    "给班主任写一条新年问候，50字以内。",
    "写一段80到100字的开场白，要活泼。",
    "怎样跟房东说新年好？三十字左右。",
    "帮妹妹拟一份寒假总结，不少于200字，写写她学会的菜",
    "写一篇介绍庙会的短文（150字左右），给外地朋友看。",
    "【对象】舅舅【场合】初二【字数】60字以内",
    "请写一则放假通知：\n- 写清日期\n- 120字以内，口气轻松",
    "以“老井”为题写一篇作文。要求：不少于600字；不要喊口号。",
    "公司年会的祝酒词不超过90字，要谢谢家属。",
)
PROMPTS_WITHOUT = (
    "给班主任写一条新年问候",
    "拟一段祝酒词，提到爷爷的钟表铺。",
    "怎样跟房东说新年好？",
    "能帮我写段迎新的话吗？",
    "请写一则放假通知：\n1. 写清日期\n2. 口气轻松",
    "写一段贺词，用上这句话：“春风先到勤快人。”",
)
FIFTY = LengthConstraint("字", max=50)
TRUE = st.integers(12, 1500).flatmap(
    lambda n: st.sampled_from(constraints_for(Extent(n, n)) or (LengthConstraint("字", max=n),))
)


def demands(prompt):
    return sorted(map(repr, parse_length(prompt)))


def all_said(prompt, constraint, old=None):
    for demand in wordings(constraint):
        text = said_in(prompt, demand, old)
        if text is not None:
            yield demand, text


@settings(max_examples=25)
@given(prompt=st.sampled_from(PROMPTS_WITH_ONE), constraint=TRUE)
def test_a_replaced_demand_parses_to_the_new_one_alone(prompt, constraint):
    (old,) = parse_length(prompt)

    for _, text in all_said(prompt, constraint, old):
        assert parse_length(text) == (constraint,)


@settings(max_examples=25)
@given(prompt=st.sampled_from(PROMPTS_WITHOUT), constraint=TRUE)
def test_an_added_demand_parses_to_itself(prompt, constraint):
    for _, text in all_said(prompt, constraint):
        assert parse_length(text) == (constraint,)


@settings(max_examples=25)
@given(prompt=st.sampled_from(PROMPTS_WITH_ONE + PROMPTS_WITHOUT), constraint=TRUE)
def test_what_is_asked_beside_the_length_stays(prompt, constraint):
    old = next(iter(parse_length(prompt)), None)

    for _, text in all_said(prompt, constraint, old):
        assert letters(strip_length(text)) == letters(strip_length(prompt))


@settings(max_examples=25)
@given(prompt=st.sampled_from(PROMPTS_WITH_ONE + PROMPTS_WITHOUT), constraint=TRUE)
def test_marks_do_not_collide(prompt, constraint):
    old = next(iter(parse_length(prompt)), None)

    for _, text in all_said(prompt, constraint, old):
        assert not re.search(r"[，。、；][，。、；]|？，|的的|^，|，$|（）", text)
        assert text.count("（") == text.count("）")
        assert text.count("【") == text.count("】")


@pytest.mark.parametrize("prompt", PROMPTS_WITH_ONE)
def test_most_wordings_find_a_place(prompt):
    (old,) = parse_length(prompt)

    said = list(all_said(prompt, LengthConstraint("字", max=250), old))
    assert len({text for _, text in said}) >= 4


def letters(text):
    """What is left when marks and the joints that a demand brings are taken away."""
    return re.sub(r"[\W的]", "", text)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("给班主任写一条新年问候", "给班主任写一条50字以内的新年问候"),
        ("给班主任写一条新年问候。", "50字以内，给班主任写一条新年问候。"),
        ("给班主任写一条新年问候，口气亲切。", "给班主任写一条50字以内的新年问候，口气亲切。"),
        ("怎样跟房东说新年好？", "怎样跟房东说新年好？50字以内。"),
        ("能帮我写段迎新的话吗？", "能帮我写段迎新的话吗（50字以内）？"),
        ("写写家乡的年：\n1. 写清日期\n2. 口气轻松", "写写家乡的年：\n1. 写清日期\n2. 口气轻松\n3. 50字以内"),
        ("把贺词写得更短：“春风先到勤快人。”", "把贺词写得更短（50字以内）：“春风先到勤快人。”"),
        (
            "题目：《冬至》。请写一首现代诗，不要押韵。",
            "题目：《冬至》。请写一首现代诗，不要押韵，50字以内。",
        ),
        ("把这些话写进贺词里：\n春风先到\n勤快人家", "把这些话写进贺词里（50字以内）：\n春风先到\n勤快人家"),
    ],
)
def test_where_a_demand_is_added(prompt, expected):
    assert said_in(prompt, wordings(FIFTY)[0]) == expected


@pytest.mark.parametrize("prompt", PROMPTS_WITHOUT)
def test_material_at_the_end_is_left_as_it_is(prompt):
    for _, text in all_said(prompt, FIFTY):
        assert "“春风先到勤快人。”" not in prompt or text.endswith("：“春风先到勤快人。”")


def test_a_demand_bound_to_its_verb_is_not_torn_off():
    prompt = "贺卡一共只装得下20个字，写什么好？"
    (old,) = parse_length(prompt)

    assert [text for _, text in all_said(prompt, LengthConstraint("字", max=15), old)] == []


def test_the_constraint_to_replace_must_be_the_prompts_own():
    assert said_in("写一段祝福，80字以内", wordings(FIFTY)[0], LengthConstraint("字", max=10)) is None


@pytest.mark.parametrize(
    ("prompt", "new", "expected"),
    [
        ("写祝福，50字以内", LengthConstraint("字", max=60), "写祝福，60字以内"),
        ("写祝福，五十字以内", LengthConstraint("字", max=60), "写祝福，六十字以内"),
        ("写祝福，80-100字", LengthConstraint("字", min=60, max=80), "写祝福，60-80字"),
        ("写祝福，约80字", LengthConstraint("字", "about", target=70), "写祝福，约70字"),
        ("写祝福，50字以内", LengthConstraint("字", min=60), None),
        ("写祝福，不足50字", LengthConstraint("字", max=60), None),  # the bound is 49: what is written is not
    ],
)
def test_renumbered_changes_the_number_alone(prompt, new, expected):
    assert renumbered(prompt, parse_length(prompt)[0], new) == expected


def test_renumbered_leaves_other_numbers_alone():
    prompt = "写3条祝福给50位同事，每条50字以内"

    text = renumbered(prompt, parse_length(prompt)[-1], LengthConstraint("字", max=40, scope="each_item"))
    assert text == "写3条祝福给50位同事，每条40字以内"


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("写祝福，50字以内", "N字以内"),
        ("写一百二十字以内的祝福", "N字以内"),
        ("写祝福，80到100个字", "N到N字"),
    ],
)
def test_a_wording_is_the_same_whatever_its_numbers(prompt, expected):
    assert wording_key(prompt, parse_length(prompt)[0]) == expected


def test_grand_words_are_kept_for_long_texts():
    short = {d.words for d in wordings(LengthConstraint("字", max=20))}
    long = {d.words for d in wordings(LengthConstraint("字", max=600))}

    assert not any("篇幅" in text or "不得" in text for text in short)
    assert any("篇幅" in text for text in long)
    assert any("不得" in text for text in long)


def test_a_card_of_120_zi_has_no_extent_and_a_letter_of_400_has_one():
    assert not any("篇幅" in d.words for d in wordings(LengthConstraint("字", max=120)))
    assert any("篇幅" in d.words for d in wordings(LengthConstraint("字", max=400)))


def said_everywhere(prompt, constraint):
    own = next(iter(parse_length(prompt)), None)
    return [text for d in wordings(constraint) if (text := said_in(prompt, d, own)) is not None]


def test_a_number_that_is_all_that_is_written_is_not_taken_away():
    prompt = "我想在店里的小黑板上写40个字给合伙人打气，带上迎财神。"

    assert not any("写给合伙人" in text for text in said_everywhere(prompt, FIFTY))
    assert any(
        "上写段" in text
        for text in said_everywhere("想在小黑板上写段40字的祝福给合伙人，带上迎财神。", FIFTY)
    )


@pytest.mark.parametrize("prompt", ["引出第一个节目：广场舞队的扇子舞。", "请讲三件事：扫雪、送药、写春联。"])
def test_after_a_colon_a_demand_is_about_the_whole_text(prompt):
    prompt = "写一段开场白，" + prompt
    for text in said_everywhere(prompt, LengthConstraint("字", min=400)):
        assert re.search("。全文|字数|篇幅|（|开场白，|一段", text)
        assert not re.search(r"(?:扇子舞|写春联)，(?!字数|篇幅)", text)


def test_after_a_full_stop_a_long_text_is_named_as_what_is_bounded():
    prompt = "写封公开信。写明开馆时间、地点。字数不少于450字，像老板自己写的。"
    for text in said_everywhere(prompt, LengthConstraint("字", "about", target=500)):
        assert not re.search(r"。(?:差不多|大约|约|大概|控制在)?500字", text)


def test_broken_replacement_is_noticed():
    """Plain replacement of the number, as one would first write it, asks for the old unit in another place."""
    prompt = "给50位同事写一段50字以内的祝福"
    (old,) = parse_length(prompt)
    broken = prompt.replace("50", "60")

    for _, text in all_said(prompt, LengthConstraint("字", max=60), old):
        assert letters(strip_length(text)) == letters(strip_length(prompt))
    assert letters(strip_length(broken)) != letters(strip_length(prompt))


@given(prompt=texts())
def test_any_text_is_a_prompt(prompt):
    text = said_in(prompt, wordings(FIFTY)[0])

    assert text is None or demands(text) == sorted([*map(repr, parse_length(prompt)), repr(FIFTY)])


STYLED = st.sampled_from(("bracket", "token"))


@settings(max_examples=40)
@given(prompt=st.sampled_from(PROMPTS_WITH_ONE + PROMPTS_WITHOUT), constraint=TRUE, style=STYLED)
def test_a_mark_takes_the_place_of_the_words_and_parses_back(prompt, constraint, style):
    (*_, old) = (None, *parse_length(prompt))
    mark = marked((constraint,), style)
    text = said_in(prompt, mark, old)

    assert text is None or (parse_length(text) == (constraint,) and mark.words in text)


@pytest.mark.parametrize("style", ["bracket", "token"])
@pytest.mark.parametrize("prompt", PROMPTS_WITH_ONE + PROMPTS_WITHOUT)
def test_a_mark_finds_a_place_in_any_prompt(prompt, style):
    (*_, old) = (None, *parse_length(prompt))

    assert said_in(prompt, marked((FIFTY,), style), old) is not None


@pytest.mark.parametrize(
    ("prompt", "style", "expected"),
    [
        ("给班主任写一条新年问候，80字以内。", "bracket", "给班主任写一条新年问候。【字数：50以内】"),
        ("给班主任写一条新年问候，80字以内。", "token", "给班主任写一条新年问候。[LEN:<=50字]"),
        ("给班主任写一条新年问候。【字数：80以内】", "bracket", "给班主任写一条新年问候。【字数：50以内】"),
        ("给班主任写一条新年问候。[LEN:<=80字]", "token", "给班主任写一条新年问候。[LEN:<=50字]"),
        ("【对象】舅舅【场合】初二【字数】60字以内", "token", "【对象】舅舅【场合】初二[LEN:<=50字]"),
        ("怎样跟房东说新年好？", "token", "怎样跟房东说新年好？[LEN:<=50字]"),
    ],
)
def test_where_a_mark_stands(prompt, style, expected):
    (*_, old) = (None, *parse_length(prompt))

    assert said_in(prompt, marked((FIFTY,), style), old) == expected


@pytest.mark.parametrize(
    "prompt",
    [
        "写一段短片的台词，场景在车站。全文控制在650字以内。",
        "写一段短片的台词，场景在车站。请控制在650字以内。",
        "写一段短片的台词，场景在车站。\n650字以内",
    ],
)
def test_no_bare_fragment_stands_after_a_full_stop(prompt):
    (old,) = parse_length(prompt)

    for _, text in all_said(prompt, LengthConstraint("字", max=700), old):
        assert not is_fragment(text), text


def is_fragment(text):
    """A sentence that is nothing but an amount: 。700字以下。"""
    return (
        re.search(r"(?:^|[。；\n])[^，。；：\n字全]{0,5}[0-9]+字(?:以内|之内|以下|左右)?[。；\n]?$", text)
        is not None
    )


def test_a_plain_swap_leaves_a_fragment_and_is_noticed():
    assert is_fragment("写一段短片的台词，场景在车站。700字以内。")


def test_what_no_editor_would_type_is_not_said():
    numbers = [LengthConstraint("字", min=60), LengthConstraint("字", min=80, max=100)]

    words = [demand.words for constraint in numbers for demand in wordings(constraint)]
    assert not [text for text in words if re.search("介于|字起$|起码要有|^在", text)]


def test_demands_stand_in_many_places():
    prompts = [
        f"给{name}写一条新年问候，口气亲切。"
        for name in ("班主任", "房东", "舅舅", "教练", "邻居", "医生", "师傅", "同桌")
    ]
    said = [text for prompt in prompts for demand in wordings(FIFTY) if (text := said_in(prompt, demand))]
    places = {
        "before the noun": sum(bool(re.search("一条[^，]*字[^，]*的新年", text)) for text in said),
        "after a comma": sum(
            "，" in text and bool(re.search("，[^，（]*字[^，）]*。", text)) for text in said
        ),
        "in brackets": sum("（" in text for text in said),
        "first": sum(bool(re.match("[0-9约大]", text)) for text in said),
    }

    assert min(places.values()) >= 2, places


def test_a_clause_about_the_number_of_zi_follows_the_text_that_it_is_about():
    tour = "下车前我要先交代一番，二百到二百五十字，告诉客人看什么，还有集合时间。"
    letter = "请写一封家书，二百到二百五十字，语气平实。"
    limit = LengthConstraint("字", max=230)

    assert not any(re.search("一番，(?:字数|篇幅)", text) for text in said_everywhere(tour, limit))
    assert any(re.search("时间，字数", text) for text in said_everywhere(tour, limit))
    assert any(re.search("家书，字数", text) for text in said_everywhere(letter, limit))
