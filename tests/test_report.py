"""The report: its figures against a recount by other means, its HTML against a parser, its bytes against themselves."""

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hesui_data import build_dataset, count_length
from hesui_data.built import read_side
from hesui_data.cli import main
from hesui_data.errors import InputError, OutputError
from hesui_data.expand.receipt import Receipt, receipt_of
from hesui_data.pair import Issue, Pair, Step
from hesui_data.recipe import Recipe
from hesui_data.report import ORDER, Standing, compare, gather, measured_promises, report_page
from hesui_data.report.charts import nodes, span_of
from hesui_data.report.drawn import Drawn
from hesui_data.report.families import Member, trees
from hesui_data.report.layouts import compared
from hesui_data.report.page import SECTIONS, fit
from hesui_data.report.row import Shown
from hesui_data.report.svg import LogScale, element
from hesui_data.report.words import WORDS
from hesui_data.report_files import report_folder, write_report
from hesui_data.testing import pairs, texts

ROOT = Path(__file__).parents[1]
EVIL = "<script>alert('年')</script>\"><img src=http://example.org/x onerror=alert(1)>&amp;"
quickly = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """A page taken apart: tags with their attributes and text, and whether each is closed where it must be."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.open, self.faults, self.children = [], Counter(), [], [], []
        self.text = []
        self.headings = []
        self.cells = {}
        self.feed(html)
        self.close()
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes), [name for name, _ in self.open]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append([int(tag[1]), ""])
        if tag not in VOID:
            self.open.append((tag, dict(attributes)))

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes), [name for name, _ in self.open]))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        self.text.append(data)
        if self.open and re.fullmatch("h[1-6]", self.open[-1][0]):
            self.headings[-1][1] += data
        for _, attributes in self.open:
            if "id" in attributes:
                self.texts[attributes["id"]] = 1
                self.cells.setdefault(attributes["id"], []).append(data.strip())

    def named(self, tag):
        return [attributes for name, attributes, _ in self.tags if name == tag]

    def within(self, id):
        """The words below the element with ``id``, in their order."""
        return [word for word in self.cells.get(id, []) if word]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return build_dataset(ROOT / "data/raw").write(tmp_path_factory.mktemp("report") / "demo")


@pytest.fixture(scope="module")
def page(demo):
    return Page((demo / "report.html").read_text(encoding="utf-8"))


def facts_of(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return gather(manifest, {side: [row.pair for row in read_side(folder, side)] for side in ORDER})


def built(rows, folder, **recipe):
    return build_dataset(rows, Recipe(**recipe)).write(folder)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def sound(html):
    """What every report must be, whatever its rows."""
    page = Page(html)
    levels = [level for level, _ in page.headings]
    ids = [attributes["id"] for _, attributes, _ in page.tags if "id" in attributes]
    linked = [attributes["href"] for attributes in page.named("a")]

    assert page.faults == []
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(ids) == len(set(ids))
    assert all(href.startswith("#") and href[1:] in ids for href in linked)
    assert {section for section in SECTIONS if section not in ids} == set()
    assert not page.named("script")
    assert not page.named("img")
    for attributes in page.named("svg"):
        assert attributes["role"] == "img"
        assert {attributes["aria-labelledby"], attributes["aria-describedby"]} <= set(ids)
        assert page.within(attributes["aria-labelledby"])
        assert page.within(attributes["aria-describedby"])
    captions = sum(tag == "caption" for tag, _, _ in page.tags)
    assert captions == len(page.named("table"))
    assert all(attributes.get("scope") for attributes in page.named("th"))
    assert not re.search(
        r"""(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?//""", tags_alone(html)
    )
    assert not re.search(r"url\(|@import", html)
    assert not any(name.startswith("on") for _, attributes, _ in page.tags for name in attributes)
    return page


def tags_alone(html):
    """The markup without the text between."""
    return "".join(re.findall(r"<[^>]*>", html))


@quickly
@given(rows=st.lists(pairs(), max_size=5), language=st.sampled_from(["zh", "en"]))
def test_a_report_on_any_rows_is_sound(rows, language, tmp_path_factory):
    folder = built(rows, tmp_path_factory.mktemp("any") / "out", language=language, eval_share=0.4)
    html = (folder / "report.html").read_bytes().decode("utf-8")

    page = sound(html)

    assert page.named("html")[0]["lang"] == {"zh": "zh-Hans", "en": "en"}[language]
    assert report_folder(folder) == html
    facts = facts_of(folder)
    assert [p.outcome for p in measured_promises(facts)] == ["holds"] * 7


@quickly
@given(rows=st.lists(pairs(), max_size=5))
def test_the_funnel_adds_up(rows, tmp_path_factory):
    folder = built(rows, tmp_path_factory.mktemp("sum") / "out")
    facts = facts_of(folder)

    counts = {name: len((folder / f"{name}.jsonl").read_bytes().splitlines()) for name in ("train", "eval")}
    stream = nodes(facts.about)
    assert stream[0].alive == len(rows)
    assert stream[-1].alive == sum(counts.values())
    assert sum(node.rejected for node in stream) == len((folder / "rejected.jsonl").read_bytes().splitlines())
    assert all(
        before.alive + after.grown - after.rejected == after.alive for before, after in pairwise(stream)
    )


@quickly
@given(rows=st.lists(pairs(), min_size=1, max_size=6))
def test_what_a_folder_holds_reads_back_as_what_was_built(rows, tmp_path_factory):
    dataset = build_dataset(rows, Recipe(dialect="flat", eval_share=0.4))
    folder = dataset.write(tmp_path_factory.mktemp("back") / "out")

    for side in ("train", "eval", "rejected"):
        for pair, row in zip(getattr(dataset, side), read_side(folder, side), strict=True):
            assert row.pair.before == pair.before
            assert row.pair.steps == pair.steps
            assert [issue.say("zh") for issue in row.pair.issues] == [i.say("zh") for i in pair.issues]
            assert [issue.say("en") for issue in row.pair.issues] == [i.say("en") for i in pair.issues]


def test_the_report_of_the_demo_is_sound_small_and_the_same_again(demo, page, tmp_path):
    html = (demo / "report.html").read_text(encoding="utf-8")

    sound(html)
    again = build_dataset(ROOT / "data/raw").write(tmp_path / "again")
    assert (again / "report.html").read_bytes() == html.encode()
    assert report_folder(demo) == html
    rows = sum(len(lines(demo / f"{name}.jsonl")) for name in ("train", "eval"))
    assert len(html.encode()) < 1_000_000 * rows / 1_000
    assert page.named("html")[0]["lang"] == "zh-Hans"
    sound(report_folder(demo, language="en"))


def test_the_numbers_in_the_page_are_those_of_the_files(demo, page):
    lineage, rejected = lines(demo / "lineage.jsonl"), lines(demo / "rejected.jsonl")
    sides = Counter(row["split"] for row in lineage)
    given = sum(row["method"] == "read" for row in [*lineage, *rejected])
    grown = len(lineage) + len(rejected) - given
    tags = sum(len(row["tags"]) for row in lineage)
    sum_of = dict(zip(page.within("sum")[::2], page.within("sum")[1::2], strict=True))

    assert sum_of == {
        "读入": f"{given:,}", "新增": f"{grown:,}", "训练": f"{sides['train']:,}",
        "评测": f"{sides['eval']:,}", "剔除": f"{len(rejected):,}",
    }  # fmt: skip
    assert f"{tags:,} 个标签" in "".join(page.within("promise-1"))
    assert page.within("funnel-sum") == [
        f"{given:,} 读入 + {grown:,} 新增 = {sides['train']:,} 训练 + {sides['eval']:,} 评测 + {len(rejected):,} 剔除"
    ]
    for code, rows in Counter(row["code"] for row in rejected).items():
        assert f"{rows:,} 条" in "".join(page.within(f"rule-{code}"))


def test_a_phrase_is_counted_as_a_regular_expression_counts_it(demo):
    held = asked = 0
    for split in ("train", "eval"):
        for [turn] in lines(demo / f"{split}.jsonl"):
            whole = not re.search("[每各题条段]", turn["prompt"])
            for number in re.findall(r"(?<![0-9到至~\-—])([0-9]+)字以内", turn["prompt"]) if whole else ():
                asked += 1
                held += count_length(turn["response"][0][0]) <= int(number)
    phrase = next(p for p in facts_of(demo).lengths.phrases if p.words == "N字以内")

    assert asked >= 10
    assert phrase.kept.holds >= held == asked


def test_every_row_of_a_small_set_is_a_point_of_the_scatter(tmp_path):
    rows = [{"prompt": f"给{n}班写一句祝福，{n + 20}字以内", "response": "祝" * (n + 12)} for n in range(6)]
    folder = built(rows, tmp_path / "out", augment=False, paraphrases=0)

    points, total = facts_of(folder).lengths.points["at_most"]
    assert sorted((p.asked, p.got) for p in points) == [(n + 20, n + 12) for n in range(6)]
    assert total == 6


def test_a_row_with_markup_shows_as_text(tmp_path):
    rows = [
        {"prompt": f"{EVIL}写一段祝福，90字以内", "response": f"{EVIL}\n新年好 \u202e"},
        {"prompt": EVIL, "response": ""},
    ]
    folder = built(rows, tmp_path / "out")

    page = sound((folder / "report.html").read_text(encoding="utf-8"))

    assert EVIL in "".join(page.text)


def test_a_long_row_is_cut_and_its_length_is_said(tmp_path):
    folder = built([{"prompt": "写一篇长文", "response": "春节到了，" * 2_000}], tmp_path / "out")
    html = (folder / "report.html").read_text(encoding="utf-8")

    assert "共 10,000 个字符" in html
    assert len(html.encode()) < 200_000


def test_a_thousand_rows_and_a_hundred_thousand_make_a_page_of_one_size():
    rows = [
        Pair(f"写第{n}句祝福，50字以内", f"新年好，{n}！" * 6, source="a.jsonl", line=n) for n in range(3_000)
    ]
    sizes = [len(page_on(rows[:count]).encode()) for count in (1_000, 3_000)]

    assert sizes[0] < 1_000_000
    assert sizes[1] < sizes[0] * 1.05


def page_on(rows, rejected=(), language="zh"):
    """The report on ``rows`` as train, with a manifest that says so."""
    return report_page(gather(manifest_for(rows, rejected), {"train": rows, "rejected": rejected}), language)


def manifest_for(train, rejected=(), eval=()):
    count = len(train) + len(rejected) + len(eval)
    return {
        "hesui_data": "1", "packages": {}, "recipe": Recipe().as_dict(), "inputs": [], "outputs": [], "warnings": [],
        "counts": {
            "read": count, "grown": 0, "train": len(train), "eval": len(eval), "rejected": len(rejected), "unread": 0,
            "stages": [{"stage": "clean", "given": count, "grown": 0, "changed": 0, "rejected": len(rejected)}],
            "codes": {},
        },
    }  # fmt: skip


GREETING = "新年好！愿您在新的一年里平安喜乐，万事顺遂。"


@pytest.mark.parametrize(
    ("number", "sides"),
    [
        (0, {"train": [build_dataset([Pair("写一句祝福，50字以内", GREETING)]).train[0]], "lie": "tag"}),
        (0, {"train": [Pair("写一句祝福，5字以内", GREETING)]}),
        (1, {"train": [Pair("写祝福", "新年好 万事如意", before=(("response", "新年好\n万事如意"),))]}),
        (1, {"train": [Pair("写祝福", "新年好 \n\n\n万事如意")]}),
        (2, {"rejected": [Pair("写祝福", GREETING)]}),
        (2, {"train": [Pair("写祝福", GREETING)], "lie": "count"}),
        (3, {"train": [Pair("写祝福", GREETING)], "eval": [Pair("写一段祝词", GREETING)]}),
        (3, {"train": [Pair("写祝福", GREETING)], "eval": [Pair("写一段祝词", f"{GREETING}再见")]}),
        (3, {"train": [Pair("写祝福", "a", seed="s")], "eval": [Pair("写贺词", "b", seed="s")]}),
        (4, {"train": [Pair("写祝福", "a", id="b"), Pair("写贺词", "b", id="a")]}),
        (4, {"train": [Pair("写祝福", GREETING, source="/home/me/a.jsonl")]}),
        (4, {"train": [Pair("写祝福", GREETING, source="C:\\me\\a.jsonl")]}),
    ],
)  # fmt: skip
def test_a_broken_promise_gets_a_cross(number, sides):
    lie = sides.pop("lie", "") if "lie" in sides else ""
    sides = {name: list(rows) for name, rows in sides.items()}
    if lie == "tag":
        sides["train"] = [
            replace(pair, prompt="写祝福", response=pair.response * 9) for pair in sides["train"]
        ]
    manifest = manifest_for(*(sides.get(name, []) for name in ("train", "rejected", "eval")))
    if lie == "count":
        manifest["counts"]["read"] += 1

    found = measured_promises(gather(manifest, sides))

    assert found[number].outcome == "breaks"
    assert "✗" in report_page(gather(manifest, sides))


def test_rows_that_a_model_wrote_are_paid_for_once_each_request():
    paid = Receipt("ab12", "deepseek-chat", 300, 100, 2 * 10**9, "CNY").step()
    rows = [
        Pair("写祝福", "甲乙丙", method="paraphrase", seed="s", steps=(Step("paraphrase"), paid)),
        Pair("写贺词", "丁戊己", method="paraphrase", seed="s", steps=(Step("paraphrase"), paid)),
        Pair("写贺信", "庚辛壬", method="retag", seed="s", steps=(Step("paraphrase"), paid, Step("retag"))),
    ]
    facts = gather(manifest_for(rows), {"train": rows})

    [bill] = facts.shares.bills
    assert (bill.rows, len(bill.requests), bill.tokens_in, bill.tokens_out) == (2, 1, 300, 100)
    assert bill.counts == {"CNY": 4 * 10**9}
    assert measured_promises(facts)[5].outcome == "holds"
    assert "0.004 CNY" in page_on(rows)


def test_a_row_of_a_model_without_a_request_on_record_cannot_be_told():
    rows = [Pair("写祝福", "甲乙丙", method="paraphrase", seed="s", steps=(Step("paraphrase"),))]
    facts = gather(manifest_for(rows), {"train": rows})

    assert [measured_promises(facts)[n].outcome for n in (5, 6)] == ["unknown", "unknown"]
    assert "花费不明" in page_on(rows)


@given(
    st.text("abc 0-9:/", min_size=1).filter(lambda text: text.strip() == text and "\n" not in text),
    st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**15), st.sampled_from(["CNY", "USD", ""]),
)  # fmt: skip
def test_a_receipt_is_read_back_from_its_step(model, tokens_in, tokens_out, counts, currency):
    receipt = Receipt("ab12", model, tokens_in, tokens_out, counts if currency else 0, currency)

    assert receipt_of([Step("evolve"), receipt.step()], "evolve") == receipt


def test_a_cluster_of_repeats_shows_the_row_that_was_kept(tmp_path):
    rows = [
        {"prompt": prompt, "response": GREETING} for prompt in ("写一句祝福", "请写一句祝福！", "写一句祝福")
    ]
    folder = built(rows, tmp_path / "out", augment=False, paraphrases=0)

    found = facts_of(folder).refusals
    [cluster] = found.clusters
    assert found.repeats == cluster.repeats.total == 2
    assert cluster.kept.id == cluster.twin
    assert cluster.kept.response.shown == GREETING


@given(texts(), texts())
def test_before_and_after_hold_all_that_is_shown_of_either(was, now):
    before, after = compared(was, now)

    shown = ["".join(p.text for p in pieces if p.kind in kinds) for pieces, kinds in (
        (before, ("same", "before")), (after, ("same", "after")))]  # fmt: skip
    for text, seen in zip((was, now), shown, strict=True):
        letters = [char for char in seen if char.isalnum()]
        assert "".join(letters) in "".join(char for char in text if char.isalnum()) or len(text) > 300


def test_white_space_is_seen_and_what_is_hidden_is_named():
    before, _ = compared("a \t\u3000\u200b\r\nb", "ab")

    assert "".join(piece.text for piece in before) == "a·→□U+200BCR↵\nb"
    assert "␠" not in "".join(piece.text for piece in before)


@given(st.lists(st.text("abcdef", min_size=1), unique=True), st.randoms())
def test_what_is_drawn_does_not_depend_on_the_order(names, random):
    shuffled = list(names)
    random.shuffle(shuffled)
    found = []
    for order in (names, shuffled):
        drawn = Drawn(3)
        for name in order:
            drawn.offer(name, lambda name=name: name)
        found.append(drawn.things())

    assert found[0] == found[1]
    assert len(found[0]) == min(3, len(names))


@given(st.lists(st.lists(st.sampled_from("xyz"), max_size=3), max_size=8))
def test_every_member_of_a_family_stands_in_its_tree_once(histories):
    seed = Pair("写祝福", GREETING)
    members = [Member(Shown.of("train", seed), (), True, GREETING)] + [
        Member(Shown.of("train", Pair(f"写祝福{n}", GREETING)), tuple(map(Step, steps)), False, GREETING)
        for n, steps in enumerate(histories)
    ]
    found = []

    def walk(branches):
        for branch in branches:
            found.append(branch.member.row.id)
            walk(branch.branches)

    walk(trees(members))
    assert sorted(found) == sorted(member.row.id for member in members)


@given(st.lists(st.floats(0.1, 10**6), min_size=2, max_size=9))
def test_a_scale_keeps_the_order_and_stays_within(values):
    scale = LogScale(1, 1_000, 10, 20)
    laid = [scale(value) for value in sorted(values)]

    assert laid == sorted(laid)
    assert all(10 <= place <= 20 for place in laid)


@given(st.text())
def test_text_in_an_element_is_text(text):
    page = Page(f"<body>{element('text', text, x=1)}</body>")

    assert not page.faults
    assert [tag for tag, _, _ in page.tags] == ["body", "text"]


@given(st.text(st.characters()))
def test_what_no_page_can_hold_is_replaced(text):
    shown = fit(text)

    shown.encode("utf-8")
    assert len(shown) == len(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)


def test_every_word_is_there_in_both_languages_with_the_same_values():
    for key, (zh, en) in WORDS.items():
        values = [set(re.findall(r"{(\w+)", words)) for words in (zh, en)]
        assert values[0] == values[1], key
        assert zh, key
        assert en, key


def test_since_tells_what_was_added_removed_and_moved(tmp_path):
    old_rows = [Pair("甲", "子丑寅", id="a"), Pair("乙", "卯辰巳", id="b"), Pair("丙", "午未申", id="c")]
    refused = Pair("丙", "午未申", id="c").flag(Issue.of("HD103", field="response"))
    sides = (
        {"train": old_rows},
        {"train": [old_rows[0]], "eval": [Pair("丁", "酉戌亥", id="d")], "rejected": [refused]},
    )
    builds, standings = [], []
    for one in sides:
        manifest = manifest_for(*(one.get(name, []) for name in ("train", "rejected", "eval")))
        rows = [(split, pair) for split, found in one.items() for pair in found]
        standing = Standing()
        for split, pair in rows:
            standing.take(split, pair)
        builds.append((gather(manifest, one), rows))
        standings.append(standing)

    found = compare(*builds, tuple(standings))

    assert {kind: [one.row.id for one in rows] for kind, (rows, _) in found.kinds.items()} == {
        "added": ["d"], "removed": ["b"], "moved": ["c"], "recoded": [],
    }  # fmt: skip
    assert found.same == 1
    assert {key: (was, now) for key, was, now in found.figures}["train"] == (3, 1)
    assert ("HD103", 0, 1) in found.figures
    html = report_page(builds[1][0], changes=found)
    page = sound(html)
    assert page.headings[2][1] == "与上一次相比"


def test_since_an_equal_build_says_that_it_was_reproduced(demo, tmp_path):
    again = build_dataset(ROOT / "data/raw").write(tmp_path / "again")
    other = build_dataset(ROOT / "data/raw", Recipe(eval_share=0.3)).write(tmp_path / "other")

    assert WORDS["reproduced"][0] in report_folder(again, since=demo)
    html = report_folder(other, since=demo)
    assert WORDS["reproduced"][0] not in html
    page = sound(html)
    assert page.within("changed-keys")[-3:] == ["eval_share", "0.1", "0.3"]


def test_the_command_writes_beside_the_folder_and_never_into_the_build(demo, tmp_path, capsys):
    assert main(["report", str(demo), "-q"]) == 0
    beside = demo.with_name("demo.report.html")
    assert beside.read_bytes() == (demo / "report.html").read_bytes()

    out = tmp_path / "en.html"
    assert main(["--lang", "en", "report", str(demo), "-o", str(out)]) == 0
    assert '<html lang="en">' in out.read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["--lang", "en", "report", str(demo), "-o", str(demo / "report.html")]) == 2
    assert "belongs to the build" in capsys.readouterr().err
    assert main(["report", str(demo), "-o", "-"]) == 0
    assert capsys.readouterr().out == beside.read_text(encoding="utf-8")
    with pytest.raises(OutputError):
        write_report(demo, demo / "train.jsonl")


def test_a_folder_without_what_a_report_needs_is_told_in_one_line(tmp_path):
    prompts = built([{"prompt": "写祝福", "response": GREETING}], tmp_path / "p", dialect="qianfan-prompt")

    with pytest.raises(InputError, match="prompts alone"):
        report_folder(prompts)
    with pytest.raises(InputError, match="no complete data set"):
        report_folder(tmp_path)


def test_a_span_has_room_about_the_points():
    low, high = span_of([])

    assert low < high
