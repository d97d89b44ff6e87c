"""Everything a build emits, read again from its files by means of this file alone: counters, demands, dialogues, pairs.

Nothing of ``hesui_data`` looks at the rows here: 字 are counted by a loop, demands are read by a few patterns of
their own, parts are cut by lines and marks.
"""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from hesui_data import build_dataset

ROOT = Path(__file__).parents[1]
HELD_OUT = {35, 45, 66, 88, 135, 260, 350, 520}
RECIPES = {
    "natural": {"dialect": "openai", "curriculum": True, "preference": True, "preference_dialect": "trl-dpo"},
    "bracket": {"dialect": "openai", "tag_style": "bracket", "headroom": 0.05},
    "token": {"dialect": "openai", "tag_style": "token", "robust": True},
}


# --- reading the files -------------------------------------------------------------------------------


def rows_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


@pytest.fixture(scope="module", params=RECIPES)
def built(request, tmp_path_factory):
    """(name of the recipe, facts and messages of every row, preference rows)."""
    folder = build_dataset(ROOT / "data/raw", RECIPES[request.param]).write(
        tmp_path_factory.mktemp("emitted") / "processed"
    )
    files = {split: rows_of(folder / f"{split}.jsonl") for split in ("train", "eval")}
    facts = [one for one in rows_of(folder / "lineage.jsonl") if one["split"] in files]
    rows = [(one, files[one["split"]][one["line"] - 1]["messages"]) for one in facts]
    pairs = rows_of(folder / "preference.jsonl") if RECIPES[request.param].get("preference") else []
    assert len(rows) == sum(map(len, files.values())) > 600
    return request.param, rows, pairs


def last(messages):
    return messages[-2]["content"], messages[-1]["content"]


def written(rows):
    """The rows that answer a request, not those that teach counting."""
    return [
        (facts, *last(m)) for facts, m in rows if facts["method"] not in ("counting", "comparing", "dialogue")
    ]


# --- counting ----------------------------------------------------------------------------------------


def count(text):
    """字: each wide character or curly mark is one, so is each run of Latin letters and digits."""
    total, in_run = 0, False
    for at, char in enumerate(text):
        wide = unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…·①②③④⑤"
        word = not wide and char.isalnum()
        joins = (
            in_run
            and char in ".-:'/%~"
            and text[at + 1 : at + 2].isalnum()
            and text[at + 1 : at + 2].isascii()
        )
        total += (wide and not char.isspace()) or (word and not in_run)
        in_run = word or joins
    return total


def han(text):
    return len(re.findall("[\u3400-\u9fff〇]", text))


MARK = re.compile(r"^\s*(?:\d{1,2}[.、]|[-•*]|[一二三四五六七八九十]、)\s*")


def parts(scope, text):
    """The parts that a demand of ``scope`` bounds."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if scope == "each_item":
        answers = [line.removeprefix("答：") for line in lines if line.startswith("答：")]
        marked = [MARK.sub("", line) for line in lines if MARK.match(line)]
        return answers or marked or lines
    if scope == "each_sentence":
        return [s for s in re.split(r"(?<=[。！？])(?![”’])", text.strip()) if s]
    return {
        "each_line": lines,
        "each_paragraph": lines,
        "title": [lines[0].strip("《》")],
        "response": [text],
    }[scope]


def keeps(tag, text, *, firm):
    """Whether ``text`` keeps the demand of ``tag``; a number that is not ``firm`` may be missed by a tenth."""
    measure = han if tag["unit"] == "汉字" else count
    target = tag["target"]
    for part in parts(tag["scope"], text):
        got = measure(part)
        if target is not None and not firm:
            if abs(got - target) > max(2, target / 10):
                return False
        elif not (tag["min"] or 0) <= got <= (10**9 if tag["max"] is None else tag["max"]):
            return False
    return True


def test_every_tag_is_true_by_a_count_of_its_own(built):
    _, rows, _ = built
    checked = Counter()
    for facts, prompt, response in written(rows):
        firm = bool(re.search("正好|恰好|刚好|不多不少|整整|[=＝]", prompt))
        for tag in facts["tags"]:
            if tag["unit"] not in ("字", "汉字") or tag["scope"] == "part":
                continue
            assert keeps(tag, response, firm=firm and tag["kind"] == "exact"), (tag, prompt, response)
            checked[tag["scope"]] += 1
    assert checked["response"] > 300
    assert all(checked[scope] > 10 for scope in ("each_item", "each_sentence", "each_line")), checked


def test_so_many_items_lines_and_sentences_as_the_tags_say(built):
    _, rows, _ = built
    scope_of = {"条": "each_item", "行": "each_line", "句": "each_sentence"}
    checked = 0
    for facts, _, response in written(rows):
        grown = facts["method"] != "read"
        for tag in facts["tags"] if grown else ():
            if tag["unit"] in scope_of and tag["kind"] == "exact" and "\n\n" not in response:
                assert len(parts(scope_of[tag["unit"]], response)) == tag["target"], (tag, response)
                checked += 1
    assert checked > 30


# --- bounds, held-out numbers, balance ----------------------------------------------------------------


def test_a_grown_one_sided_bound_lies_near_the_true_length(built):
    name, rows, _ = built
    room = 1 / (1 - RECIPES[name].get("headroom", 0))
    checked = 0
    for facts, _, response in written(rows):
        if not any(step["name"] == "retag" for step in facts["steps"]):
            continue
        # a robust demand holds by every character too, so that it lies near the larger count
        least, most = count(response), count(response)
        most = len("".join(response.split())) if RECIPES[name].get("robust") else most
        for tag in facts["tags"]:
            if tag["scope"] == "response" and tag["unit"] == "字" and tag["kind"] in ("at_most", "at_least"):
                got = most if tag["max"] else least
                away = tag["max"] - got * room if tag["max"] else got / room - tag["min"]
                assert away <= max(3, 0.12 * got * room) + 1, (tag, got)
                checked += 1
    assert checked > 100


def test_no_train_row_asks_for_a_held_out_number_and_eval_asks_for_each(built):
    _, rows, _ = built
    asked = {"train": set(), "eval": set()}
    for facts, messages in rows:
        for message in messages:
            if message["role"] == "user" and facts["method"] not in ("counting", "comparing"):
                asked[facts["split"]] |= {
                    numeral(n)
                    for n in re.findall(r"([0-9]+|[一二三四五六七八九十百]{2,})个?字", message["content"])
                }
        asked[facts["split"]] |= {
            tag[b] for tag in facts["tags"] for b in ("min", "max", "target") if tag["unit"] == "字"
        }
    assert not asked["train"] & HELD_OUT
    assert asked["eval"] >= HELD_OUT


def test_lengths_kinds_and_scopes_are_balanced(built):
    _, rows, _ = built
    shorter = [r for f, _, r in written(rows) if any(s["name"] == "shorten" for s in f["steps"])]
    whole = [r for f, _, r in written(rows) if not any(s["name"] == "shorten" for s in f["steps"])]
    cells = Counter(
        (tag["kind"], tag["scope"], count(response) // 50)
        for facts, _, response in written(rows)
        for tag in facts["tags"][:1]
    )
    kinds = Counter(
        tag["kind"] for facts, _, _ in written(rows) for tag in facts["tags"] if tag["unit"] == "字"
    )

    assert len(shorter) > 40
    for limit in (50, 100, 200, 400, 800):
        before = sum(count(r) <= limit for r in whole) / len(whole)
        after = sum(count(r) <= limit for r in [*whole, *shorter]) / len(whole + shorter)
        assert after <= before + 0.05, limit
    assert max(cells.values()) <= 0.10 * sum(cells.values()), cells.most_common(3)
    assert max(kinds.values()) <= 0.45 * sum(kinds.values()), kinds
    assert all(
        kinds[kind] >= 0.02 * sum(kinds.values())
        for kind in ("at_most", "at_least", "about", "exact", "range")
    )


# --- marks for machines -------------------------------------------------------------------------------


def test_a_mark_says_what_its_tag_says(built):
    name, rows, _ = built
    if name == "natural":
        pytest.skip("natural words are read below")
    form = {"bracket": r"【字数：(.+?)】", "token": r"\[LEN:([^\]a-z]+?)字\]"}[name]
    checked = 0
    for facts, prompt, response in written(rows):
        for said in re.findall(form, prompt) if facts["method"] == "retag" else ():
            low, high, near = bounds_of_mark(said)
            got = count(response)
            assert low <= got <= high, (said, got)
            assert near is None or abs(got - near) <= max(2, near / 10), (said, got)
            checked += 1
    assert checked > 200


def bounds_of_mark(said):
    """(least, most, target) of 50以内, 不少于50, 约50, 正好50, 40-50 and of <=50, >=50, ~50, =50, 40-50."""
    numbers = [int(n) for n in re.findall("[0-9]+", said)]
    if len(numbers) == 2:
        return *numbers, None
    (number,) = numbers
    if "以内" in said or "<" in said:
        return 0, number, None
    if "不少于" in said or ">" in said:
        return number, 10**9, None
    return (0, 10**9, number) if "约" in said or "~" in said else (number, number, None)


# --- demands in words ---------------------------------------------------------------------------------

N = r"([0-9]+|[一二两三四五六七八九十百千]+)"
UPPER = rf"(?:不(?:要|得|能|应)?超过|不多于|最多|至多|上限为){N}个?字|{N}个?字(?:以内|以下|之内)"
LOWER = rf"(?:不(?:得|能)?(?:少|低)于|至少写?|最少|起码){N}个?字|{N}个?字(?:以上)"
NEAR = rf"(?:约|大约|大概|差不多|在){N}个?字|{N}个?字(?:左右|上下)"
RANGE = rf"{N}个?字?(?:-|~|到|至){N}个?字|(?:不少于|最少){N}字，(?:不超过|最多){N}字"
EXACT = rf"(?:正好|恰好|刚好|不多不少)写?{N}个?字"
DIGITS = dict(zip("一二两三四五六七八九", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))


def numeral(text):
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    return total + digit


def asked_of_the_whole(prompt):
    """(least, most, target) that ``prompt`` asks of the whole, read by five patterns; None if none is there."""
    prompt = re.sub(
        "(?:标题|题目)[^，。]*字[^，。]*", "", prompt
    )  # what bounds the title bounds nothing else
    for kind, form in (
        ("range", RANGE),
        ("exact", EXACT),
        ("upper", UPPER),
        ("lower", LOWER),
        ("near", NEAR),
    ):
        found = re.search(form, prompt)
        if found:
            numbers = [numeral(n) for n in found.groups() if n]
            first = numbers[0]
            return {
                "range": (first, numbers[-1], None), "exact": (first, first, None), "upper": (0, first, None),
                "lower": (first, 10**9, None), "near": (0, 10**9, first),
            }[kind]  # fmt: skip
    return None


def off(asked, got):
    """By how many 字 ``got`` misses what is asked; 0 if it keeps it."""
    low, high, near = asked
    if near is not None:
        return 0 if abs(got - near) <= max(2, near / 10) else got - near
    return got - high if got > high else min(0, got - low)


def sentences(text):
    found = re.split(r"(?<=[。！？])(?![”’」』）])|\n", text)
    return [re.sub(MARK, "", sentence).strip() for sentence in found if sentence.strip()]


def skeleton(text):
    """Each line's indent, with the gap above it."""
    found, gap = [], False
    for line in text.split("\n"):
        if line.strip():
            found.append((gap, re.match(r"\s*", line)[0]))
        gap = not line.strip()
    return found


def is_within(few, many):
    rest = iter(many)
    return all(one in rest for one in few)


def test_wrong_answers_of_a_dialogue_weigh_nothing_and_every_number_said_is_exact(built):
    name, rows, _ = built
    talks = [messages for facts, messages in rows if facts["method"] == "dialogue"]
    assert name != "natural" or len(talks) > 40
    read = 0
    for talk in talks:
        users = [m["content"] for m in talk if m["role"] == "user"]
        answers = [m for m in talk if m["role"] == "assistant"]
        assert [a.get("weight") for a in answers[:-1]] == [0] * (len(answers) - 1)
        assert answers[-1].get("weight") in (None, 1)
        asked = asked_of_the_whole(users[0])
        if asked is None:
            continue
        read += 1
        assert off(asked, count(answers[-1]["content"])) == 0, users[0]
        for answer, complaint in zip(answers, users[1:], strict=False):
            missed = off(asked, count(answer["content"]))
            assert missed != 0, (users[0], complaint)
            for word, number in re.findall(
                "(多了|多出|还多|多写了|最后|少了|还少|短了|还差)([0-9]+)字", complaint
            ):
                assert missed == int(number) * (
                    1 if word in ("多了", "多出", "还多", "多写了", "最后") else -1
                )
            for number in re.findall("(?:(?<!多)写了|已经)([0-9]+)字", complaint):
                assert count(answer["content"]) == int(number)
    assert read >= 0.9 * len(talks)


def test_a_chosen_answer_keeps_what_its_prompt_asks_and_the_rejected_one_misses_it_alone(built):
    name, _, pairs = built
    assert name != "natural" or len(pairs) > 100
    sides, read = Counter(), 0
    for pair in pairs:
        (prompt,) = (m["content"] for m in pair["prompt"] if m["role"] == "user")
        chosen, rejected = pair["chosen"][0]["content"], pair["rejected"][0]["content"]
        asked = asked_of_the_whole(prompt)
        assert is_within(skeleton(rejected), skeleton(chosen))
        longer, shorter = sorted((chosen, rejected), key=count)[::-1]
        assert is_within(sentences(shorter), sentences(longer))
        if asked is None:
            continue
        read += 1
        missed = off(asked, count(rejected))
        assert off(asked, count(chosen)) == 0, prompt
        assert 0.05 <= abs(missed) / (count(rejected) - missed) <= 0.30, prompt
        sides[missed > 0] += 1
    assert read >= 0.9 * len(pairs)
    assert not pairs or 0.4 <= sides[True] / read <= 0.6
