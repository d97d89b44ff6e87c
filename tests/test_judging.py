"""The next build goes by the decisions of a review, and keeps all that was promised."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data import build_dataset
from hesui_data.decisions import REASONS, Decision, decision_line, text_hash
from hesui_data.expansion import read_seeds
from hesui_data.formats import DIALECTS
from hesui_data.length import verify_tag
from hesui_data.recipe import Recipe
from hesui_data.review.desk import Desk
from hesui_data.reviews import ReviewFile
from hesui_data.splits import leaks

ROWS = [
    ("给外婆写一段新年祝福，50字左右", "外婆过年好！去年您包的荠菜饺子我还记得，今年换我来擀皮儿，您只管坐着晒太阳，听我们一屋子人吵吵闹闹。"),
    ("给老师写一条拜年短信，不超过60字", "老师过年好！这一年您改过的卷子摞起来比我还高，愿您寒假睡到自然醒，醒来有热粥，有闲书，有好太阳。"),
    ("写一段年会开场白", "各位同事，晚上好！灯亮了，菜齐了，忙了一年的手终于可以端起酒杯。愿我们明年还在一张桌上，说今年没说完的笑话。"),
    ("给楼下修车铺的师傅写一句春节祝福，30字以内", "师傅过年好！愿您新年少沾油污多数钱，天天收工早。"),
    ("写一则年货采购提醒", "年货单子写好了：糯米三斤，红糖两包，腊肉一条，灯笼一对。周六一早去集上，去晚了就挑不着好的。"),
    ("给远方的朋友写一段除夕留言", "今晚的烟花从江那边升起来，我忽然想起你也在看。路太远，饺子寄不过去，就把这句新年好先寄给你。"),
    ("写一句开业祝福，10字以内，分两行", "开门大吉，财源滚滚，客似云来！"),
    ("给妈妈写一段新年的话，40字以上", "妈，今年我学会了蒸馒头，揉面的时候想起您的手。往年都是您等我回家，今年我早点到，把灯先点上，等您买菜回来。"),
]  # fmt: skip
SOURCE = [{"prompt": prompt, "response": response} for prompt, response in ROWS]
PLAIN = build_dataset(SOURCE)
KEPT = {pair.id: pair for pair in (*PLAIN.train, *PLAIN.eval)}
SEEDS = [pair for pair in KEPT.values() if pair.original]
GROWN = [pair for pair in KEPT.values() if not pair.original]
BROKEN = next(pair for pair in PLAIN.rejected if pair.method == "read")


def decide(pair, ruling, turn=1, **facts):
    """What the review page would write of ``pair``."""
    seed = KEPT.get(pair.seed, pair)
    if ruling == "reject":
        facts.setdefault("reason", "other")
    if ruling in ("accept", "edit") and not pair.original:
        facts |= {
            "method": pair.method,
            "seed": pair.seed,
            "seed_text": text_hash(seed.prompt, seed.response),
        }
    if ruling == "edit" or (ruling == "accept" and not pair.original):
        facts |= {"was_prompt": pair.prompt, "was_response": pair.response}
    return Decision(pair.id, text_hash(pair.prompt, pair.response), turn, ruling, **facts)


def edit(pair, response=None, prompt=None):
    return decide(pair, "edit", prompt=prompt or pair.prompt, response=response or pair.response)


@pytest.fixture
def build(tmp_path):
    def run(*decisions, source=SOURCE, **recipe):
        path = tmp_path / "reviews.jsonl"
        path.write_text("".join(decision_line(one) + "\n" for one in decisions), encoding="utf-8")
        return build_dataset(source, recipe or None, reviews=path)

    return run


def rows_of(dataset):
    return {pair.id: pair for pair in (*dataset.train, *dataset.eval)}


def test_the_set_of_this_test_has_all_kinds_of_rows():
    assert {pair.method for pair in GROWN} >= {"rules", "retag"}
    assert len(SEEDS) >= 5


@pytest.mark.parametrize("pair", [GROWN[0], SEEDS[0]], ids=["grown", "given"])
def test_a_rejected_row_is_refused_with_its_own_code_and_its_reason(build, pair):
    dataset = build(decide(pair, "reject", reason="untrue"))
    row = next(one for one in dataset.rejected if one.id == pair.id)

    assert [issue.code for issue in row.issues if issue.rejects] == ["HD901"]
    assert row.issues[-1].say("zh") == f"审阅时剔除：{REASONS['untrue'][0]}"
    assert row.issues[-1].stage == "review"


def test_a_rejected_seed_takes_along_what_was_made_of_it_and_disturbs_nothing_else(build):
    seed = max(SEEDS, key=lambda one: sum(pair.seed == one.id for pair in GROWN))
    dataset = build(decide(seed, "reject"))
    family = {pair.id for pair in KEPT.values() if pair.seed == seed.id}

    assert len(family) > 1
    assert KEPT.keys() - rows_of(dataset).keys() == family
    assert rows_of(dataset).keys() <= KEPT.keys()
    assert {one.issues[-1].code for one in dataset.rejected if one.id in family} == {"HD901", "HD902"}


def test_of_a_rejected_seed_those_rows_stay_that_were_accepted_themselves(build):
    pair = GROWN[0]
    dataset = build(decide(KEPT[pair.seed], "reject"), decide(pair, "accept"))

    assert pair.id in rows_of(dataset)
    assert pair.seed not in rows_of(dataset)


@pytest.mark.parametrize("pair", [GROWN[0], SEEDS[0]], ids=["grown", "given"])
def test_an_edited_row_is_replaced_checked_again_and_says_so(build, pair):
    dataset = build(edit(pair, pair.response[:-1] + "！ "))
    row = rows_of(dataset)[pair.id]

    assert row.response == pair.response[:-1] + "！"
    assert "review" in [step.name for step in row.steps]
    assert all(verify_tag(tag, row.response) for tag in row.tags)
    assert dataset.honoured.edited == 1


def test_what_is_grown_from_an_edited_seed_has_its_new_text(build):
    seed = KEPT[next(pair for pair in GROWN if pair.method == "retag").seed]
    mended = seed.response.replace("过年好", "新年好") + "万事顺意。"
    dataset = build(edit(seed, mended))
    family = [pair for pair in rows_of(dataset).values() if pair.seed == seed.id]

    assert len(family) > 1
    assert {pair.response for pair in family if pair.method != "shorten"} == {mended}


def test_an_edit_that_breaks_the_length_gets_a_true_demand_or_is_refused(build):
    seed = next(pair for pair in SEEDS if pair.tags)
    longer = seed.response + "愿您身体硬朗，事事顺心。"
    mended = rows_of(build(edit(seed, longer)))[seed.id]
    strict = build(edit(seed, longer), retag_broken=False)

    assert mended.response == longer
    assert mended.prompt != seed.prompt
    assert all(verify_tag(tag, longer) for tag in mended.tags)
    assert seed.id not in rows_of(strict)
    assert strict.honoured.overruled == 1


def test_an_edit_mends_a_row_that_a_check_refused(build):
    dataset = build(edit(BROKEN, "开门大吉，\n财源滚滚！"))

    assert rows_of(dataset)[BROKEN.id].response == "开门大吉，\n财源滚滚！"
    assert dataset.summary.adds_up
    assert sum(count.rejected for count in dataset.counts) == len(dataset.rejected)


@pytest.mark.parametrize(
    "pairs", [SEEDS, [pair for pair in GROWN if pair.split == "train"]], ids=["given", "grown"]
)
def test_an_edit_that_repeats_another_row_is_refused_as_a_repeat(build, pairs):
    one, other = pairs[:2]
    dataset = build(edit(one, other.response, other.prompt))

    assert len({one.id, other.id} & rows_of(dataset).keys()) == 1
    assert {issue.code for pair in dataset.rejected for issue in pair.issues} & {"HD401", "HD402"}


def test_an_edit_may_not_bring_a_held_out_number_into_train(build):
    pair = next(one for one in GROWN if one.split == "train")
    dataset = build(edit(pair, prompt="给外婆写一段新年祝福，不超过350字"))
    row = next(one for one in dataset.rejected if one.id == pair.id)

    assert "HD903" in [issue.code for issue in row.issues]


def test_an_accepted_row_stays_even_where_it_would_not_be_grown_now(build):
    pair = next(one for one in GROWN if one.method == "retag")
    bare = build(decide(pair, "accept"), augment=False, paraphrases=0)
    row = rows_of(bare)[pair.id]

    assert (row.prompt, row.response, row.split) == (pair.prompt, pair.response, KEPT[pair.seed].split)
    assert {one.id for one in rows_of(bare).values() if not one.original} == {pair.id}
    assert bare.honoured.accepted == 1


def test_accepted_rows_all_stay_when_the_data_grow(build):
    more = [
        *SOURCE,
        {
            "prompt": "给爷爷写一段新年祝福，30字以上",
            "response": "爷爷过年好！您的象棋我擦亮了，烟斗我藏好了。新年咱们少抽两口，多下两盘，赢了算您的，输了算我的。",
        },
    ]
    dataset = build(*(decide(pair, "accept") for pair in KEPT.values()), source=more)

    assert dataset.honoured.accepted == len(KEPT)
    assert KEPT.keys() <= rows_of(dataset).keys()
    assert dataset.summary.adds_up


def test_a_made_row_that_was_read_keeps_its_place_when_it_is_edited(build):
    seed = SEEDS[0]
    variant = seed.grow(
        "paraphrase",
        prompt="替我写几句话给外婆拜年",
        response="外婆，我在路上了，灯笼和红糖都带着，您先别忙，等我来贴窗花。",
    )
    source = [
        *SOURCE,
        {
            "prompt": variant.prompt,
            "response": variant.response,
            "id": variant.id,
            "seed": seed.id,
            "method": "paraphrase",
        },
    ]
    row = rows_of(build_dataset(source))[variant.id]
    mended = replace(edit(row, row.response[:-1] + "！"), seed_text=text_hash(seed.prompt, seed.response))
    after = rows_of(build(mended, source=source))[variant.id]

    assert (after.response, after.prompt) == (row.response[:-1] + "！", row.prompt)
    assert (after.source, after.line, after.method) == (row.source, row.line, "paraphrase")
    assert [step.name for step in after.steps].count("review") == 1


def test_an_accepted_row_is_not_made_again_once_its_seed_says_something_else(build):
    pair = next(one for one in GROWN if one.method == "retag")
    seed = KEPT[pair.seed]
    dataset = build(decide(pair, "accept"), edit(seed, seed.response + "万事顺意。"))

    assert pair.id not in rows_of(dataset)
    assert dataset.honoured.gone == 1
    assert any("neither reads nor grows" in one for one in dataset.warnings_in("en"))


def test_decisions_that_cannot_be_gone_by_are_counted_and_said(build, tmp_path):
    gone = Decision("2f0c", "91ab", 1, "accept")
    changed = replace(decide(SEEDS[0], "reject"), text="91ab")
    dataset = build(gone, changed)

    assert (dataset.honoured.gone, dataset.honoured.changed, dataset.honoured.total) == (1, 1, 2)
    assert rows_of(dataset) == KEPT
    assert len([one for one in dataset.warnings_in("zh") if "reviews.jsonl" in one]) == 2


def test_a_torn_line_is_named_and_the_others_are_gone_by(tmp_path):
    path = tmp_path / "reviews.jsonl"
    path.write_text(decision_line(decide(SEEDS[0], "reject")) + '\n{"hesui_review":1,"ro', encoding="utf-8")
    dataset = build_dataset(SOURCE, reviews=path)

    assert dataset.honoured.rejected == 1
    assert any("reviews.jsonl:2" in one for one in dataset.warnings_in("en"))


def test_what_was_taken_back_is_as_if_it_had_never_been(build):
    dataset = build(decide(SEEDS[0], "reject"), decide(SEEDS[0], "open", turn=2))

    assert rows_of(dataset) == KEPT
    assert dataset.honoured.total == 0


def test_a_build_by_the_same_decisions_is_the_same_twice_over(build):
    ruled = [
        decide(GROWN[0], "reject"),
        edit(GROWN[1], GROWN[1].response[:-1] + "！"),
        decide(SEEDS[0], "accept"),
    ]

    assert build(*ruled).pairs == build(*reversed(ruled)).pairs


def test_the_file_is_an_input_of_the_manifest_and_the_one_beside_the_recipe_is_found(tmp_path):
    (tmp_path / "raw.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in SOURCE), encoding="utf-8"
    )
    (tmp_path / "hesui.toml").write_text("", encoding="utf-8")
    (tmp_path / "reviews.jsonl").write_text(
        decision_line(decide(SEEDS[0], "reject")) + "\n", encoding="utf-8"
    )
    folder = build_dataset(tmp_path / "raw.jsonl", tmp_path / "hesui.toml").write(tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_bytes())

    assert [(one["name"], one["kind"], one["rows"]) for one in manifest["inputs"]][-1] == (
        "reviews.jsonl", "reviews", 1,
    )  # fmt: skip
    assert manifest["counts"]["codes"]["HD901"] == 1


def test_what_was_rejected_is_no_seed_to_expand_and_what_was_edited_is_as_edited(tmp_path):
    one, other = (pair for pair in SEEDS if pair.split == "train" and pair.tags == ())
    path = tmp_path / "reviews.jsonl"
    ruled = [decide(one, "reject"), edit(other, other.response[:-1] + "！")]
    path.write_text("".join(decision_line(each) + "\n" for each in ruled), encoding="utf-8")
    seeds = {pair.id: pair for pair in read_seeds(SOURCE, Recipe(), path).train}

    assert one.id not in seeds
    assert seeds[other.id].response == other.response[:-1] + "！"


@pytest.mark.parametrize(
    "dialect", [name for name, one in DIALECTS.items() if not one.prefers and name != "qianfan-prompt"]
)
def test_what_is_accepted_on_the_page_is_found_again_whatever_the_dialect(tmp_path, dialect):
    build_dataset(SOURCE, {"dialect": dialect}).write(tmp_path / "out")
    desk = Desk(tmp_path / "out", ReviewFile(tmp_path / "reviews.jsonl"))
    rows = desk.listed("open")
    for id in rows:
        desk.accept(id, 0)
    dataset = build_dataset(SOURCE, {"dialect": dialect}, reviews=tmp_path / "reviews.jsonl")

    assert dataset.honoured.accepted == len(rows) == len(dataset.train) + len(dataset.eval)


def test_without_decisions_a_build_has_no_stage_for_them():
    assert {"edit", "review"}.isdisjoint(count.stage for count in PLAIN.counts)
    assert PLAIN.honoured is None


rulings = st.sampled_from(["accept", "reject", "edit shorter", "edit longer", "edit as another", "none"])


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 10_000), rulings), max_size=12))
def test_whatever_is_decided_rows_add_up_tags_are_true_and_nothing_leaks(tmp_path_factory, drawn):
    pairs = [*KEPT.values(), BROKEN]
    ruled = {}
    for n, how in drawn:
        pair, other = pairs[n % len(pairs)], pairs[(n * 7) % len(pairs)]
        texts = {"shorter": pair.response[:12], "longer": pair.response * 2, "as another": other.response}
        if how.startswith("edit"):
            ruled[pair.id] = edit(pair, texts[how.removeprefix("edit ")])
        elif how != "none":
            ruled[pair.id] = decide(pair, how)
    path = tmp_path_factory.mktemp("reviews") / "reviews.jsonl"
    path.write_text("".join(decision_line(one) + "\n" for one in ruled.values()), encoding="utf-8")

    dataset = build_dataset(SOURCE, reviews=path)

    assert dataset.summary.adds_up
    assert sum(count.rejected for count in dataset.counts) == len(dataset.rejected)
    assert all(verify_tag(tag, pair.response) for pair in rows_of(dataset).values() for tag in pair.tags)
    assert list(leaks(dataset.train, dataset.eval)) == []
    assert dataset.honoured.total == len(ruled)
    out = {one.row for one in ruled.values() if one.ruling == "reject"}
    assert out.isdisjoint(rows_of(dataset))
