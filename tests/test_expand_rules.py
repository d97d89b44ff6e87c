"""The rule paraphraser: what a variant keeps, what it changes, and what is left alone."""

import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.expand.asks import read_ask
from hesui_data.expand.filling import fill
from hesui_data.expand.frames import FRAMES
from hesui_data.expand.request import read_request, slots
from hesui_data.expand.rules import (
    asks_the_same,
    bare_prompt,
    differs_enough,
    frames_of,
    paraphrase,
    paraphrase_prompt,
    paraphrase_set,
)
from hesui_data.length import parse_length
from hesui_data.pair import Issue, Pair, Turn
from hesui_data.testing import texts

SEEDS = Path(__file__).parents[1] / "data" / "raw" / "seeds.jsonl"

REQUESTS = (
    "请给部门经理写一段新年祝福语，50字以内，语气得体。",
    "给客户写一段不超过60字的新春问候，感谢他们一年来的支持。",
    "写一封邮件给房东，说明下个月搬走，150字左右，语气客气。",
    "帮我写条短信给大学室友，约他正月里聚一聚，不少于30字。",
    "请写一段给全体员工的除夕祝福，要真诚，别打官腔，80到100字。",
    "为公司年会写一段开场白，两百字左右，要提到新办公楼。",
    "替一家火锅店写一则春节放假通知，写明除夕到初三歇业，120字以内。",
    "给我们小区的业主写一份年货节活动通知，语言亲切，300字左右。",
    "写一副春联，上下联各七个字，带横批，要有茶香。",
    "给奶奶写一副祝寿的对联，嵌入“松”“鹤”两个字。",
    "写一首七言绝句，咏除夕守岁。",
    "作一首五律，写返乡路上的雪。",
    "以“年味”为题写一篇作文，不少于600字，要有细节。",
    "写一篇题目是《灯》的散文，800字以内，语言朴素。",
    "请以“团圆”为主题写一首现代诗，分三段，不要押韵。",
    "作为一名小学班主任，给家长写一段寒假寄语，80字以内，语气亲切。",
    "假如你是一位退休的老校长，请给毕业二十年的学生写一封信，400字左右。",
    "请以物业经理的身份，给全体住户写一封新年感谢信，200到300字。",
    "我是花店店主，想给老顾客发一条拜年微信，45字以内，提到初八开门。",
    "身为部队里的新兵，怎样给爸妈写一条报平安的短信？三十字上下。",
    "奶奶今年八十大寿，亲戚们都来了。请写一段祝寿词，一百字以内，要有她种的石榴树。",
    "公司搬了新址，老客户还不知道。帮忙拟一条拜年短信，60字以内，附上新地址的占位。",
    "爸妈第一次来城里过年，我想给他们写一张欢迎卡片，四行以内，暖一点。",
    "班里要办元宵猜谜会，请出5条灯谜，写明谜底，每条不超过20字。",
    "今年没抢到票回不了家，要给父母写一封家书，500字以上，别写得太苦。",
    "同事调去外地了，想给她写一张贺卡，用来谢谢她三年的照顾，40字左右。",
    "外婆耳朵不好，爱看字。写一张贴在冰箱上的便条，提醒她按时吃药，分三行写。",
    "春节晚会上我要上台，需要一段自我介绍，大约90字，幽默一点。",
    "老街茶馆求一副门联，七言，带横批，要写出老主顾的情分。",
    "给骑手的订单备注怎么写？最多25字，要有一句过年的话。",
    "这次家长会的发言稿怎么写才不啰嗦？五百字以内，重点讲寒假安全。",
    "如何给主治医生发一条得体的新年祝福？五十字以内，避开“生意兴隆”。",
    "能不能帮我写一段婚礼致辞？三分钟左右，语气庄重，提到两家老人。",
    "想在朋友圈发一条文案，配图是刚包好的饺子，四行以内，俏皮些。",
    "给表弟写一段元宵节祝福，提到他刚考上研究生，50字以内，口气像大哥。",
    "写一则讲压岁钱的睡前故事，主角是一只小松鼠，400字左右，不要说教。",
    "请用菜谱的口吻写一份年夜饭菜单，六道菜，每道30字以内。",
    "请用幽默的语气给合租的室友写一份春节值日约定，列五条。",
    "来一段办公室年终总结的三句半，四段，每段最后两个字要逗。",
    "题目《返乡》，写一篇记叙文，不少于700字，结尾不喊口号。",
    "写3条元宵节的朋友圈文案，每条20字以内，语气轻松。",
    "请替社区给独居老人写一封慰问信，写明值班电话贴在哪里，250字左右。",
    "龙年快到了，给远在海外的姐姐写一段话，70字左右，提到家里的老院子。",
    "给幼儿园的孩子们写一首儿歌，八行，每行七个字，唱一唱贴窗花。",
    "学校广播站要播新年特辑，请写一份广播稿，四百字以内，男女声交替。",
)

LEFT_ALONE = (
    "中国的首都是哪里？",
    "春节为什么要贴春联？",
    "把下面的话翻译成英文：祝您新年快乐，阖家幸福。",
    "请根据以下材料写一篇作文，不少于800字。",
    "阅读下面的文字，然后写一段读后感，100字以内。",
    "把这段400字的致辞压缩到120字。",
    "先写一份活动方案，然后再写一份预算表。",
    "用 Python 写一个函数，返回列表中的最大值。",
    "续写这个故事：除夕夜，他推开了家门。",
    "给出上联：爆竹声中辞旧岁，请对下联。",
    "他俩的八字合不合？",
    "修改第2段的错别字。",
    "【对象】同事【场合】年会【字数】60字。请写一段祝酒词。",
    "给我推荐几个形容过年热闹的四字成语。",
    "写写你心中的年味，字数不限。",
    "三个人分九个苹果，每人几个？",
    "写一段祝福，并附上一张海报的设计说明，再把它们翻译成英文。",
    "总结一下年货节的销售情况：\n一月 300\n二月 500",
    "Write a New Year card for my teacher in no more than 40 words.",
    "描述一个完美的周末计划。",
    "你是教授 撰写一篇综述，题目为乡村振兴，关键词：农业产业、农村经济。",
    "“新年快乐怎么说",
    "",
)


def demands(prompt: str) -> list[str]:
    return sorted(str(constraint) for constraint in parse_length(prompt))


def quoted(prompt: str) -> list[str]:
    return sorted(re.findall("“[^”]*”|《[^》]*》", prompt))


def numbers(prompt: str) -> list[str]:
    return sorted(re.findall(r"\d+", prompt))


# --- what a variant keeps ----------------------------------------------------------------------------


def test_most_plain_requests_have_variants_of_several_families():
    families = [len({rewording.family for rewording in paraphrase_prompt(prompt)}) for prompt in REQUESTS]

    assert sum(map(bool, families)) > 0.85 * len(REQUESTS)
    assert sum(number >= 2 for number in families) > 0.6 * len(REQUESTS)


@pytest.mark.parametrize("prompt", REQUESTS)
def test_a_variant_keeps_lengths_slots_quotations_and_numbers(prompt):
    for rewording in paraphrase_prompt(prompt):
        assert demands(rewording.text) == demands(prompt)
        assert slots(read_request(rewording.text)) == slots(read_request(prompt))
        assert quoted(rewording.text) == quoted(prompt)
        assert numbers(rewording.text) == numbers(prompt)


@pytest.mark.parametrize("prompt", REQUESTS)
def test_a_variant_differs_from_its_prompt_in_more_than_politeness(prompt):
    assert all(differs_enough(rewording.text, prompt) for rewording in paraphrase_prompt(prompt))


SLIPS = r"，，|。。|。，|，。|：，|：。|？，|请请|写写|给给|的的|把把|^[，。：]|[一两三]一|\{|\}|[^。？]$"
"""What a careless template leaves behind."""


@pytest.mark.parametrize("prompt", REQUESTS)
def test_a_variant_is_clean_in_its_marks_and_words(prompt):
    assert not [rewording for rewording in paraphrase_prompt(prompt) if re.search(SLIPS, rewording.text)]


@pytest.mark.parametrize("prompt", REQUESTS)
def test_two_variants_of_one_prompt_differ_and_are_of_different_families(prompt):
    variants = list(paraphrase(Pair(prompt, "好。")))

    for one, other in combinations(variants, 2):
        assert differs_enough(one.prompt, other.prompt)
        assert frames_of(one)[0].partition(".")[0] != frames_of(other)[0].partition(".")[0]


SCENES = ("", "今年我在外地值班，", "家里新装了电梯，邻居们都很高兴。", "公司换了新食堂，师傅们忙了一年。")
ADDRESSEES = ("", "客户", "爸妈", "班主任", "刚退休的师傅", "楼下的保安")
THINGS = ("一段新年祝福", "一封感谢信", "3条拜年短信", "一首打油诗", "一副春联", "一份春节通知")
CLAUSES = (
    "50字以内",
    "语气亲切",
    "提到去年冬天的雪",
    "别太长",
    "不少于20字",
    "主题是团圆",
    "用上“灯”字",
    "口气轻松",
)


@st.composite
def requests(draw):
    """Prompts put together from parts, in the order in which people say them."""
    addressee, clauses = draw(st.sampled_from(ADDRESSEES)), draw(st.permutations(CLAUSES))
    to = f"给{addressee}" if addressee else ""
    ask = draw(st.sampled_from(("请", "帮我", "想", ""))) + to + "写" + draw(st.sampled_from(THINGS))
    return draw(st.sampled_from(SCENES)) + "，".join([ask, *clauses[: draw(st.integers(0, 3))]]) + "。"


@given(prompt=requests())
def test_nothing_is_lost_from_a_request_however_it_is_put_together(prompt):
    for rewording in paraphrase_prompt(prompt):
        assert demands(rewording.text) == demands(prompt)
        assert slots(read_request(rewording.text)) == slots(read_request(prompt))
        assert not re.search(SLIPS, rewording.text)


@given(prompt=requests())
@settings(max_examples=20)
def test_a_rewording_can_be_reworded_back_into_the_same_request(prompt):
    for rewording in paraphrase_prompt(prompt)[:3]:
        for again in paraphrase_prompt(rewording.text)[:3]:
            assert slots(read_request(again.text)) == slots(read_request(prompt))


@given(prompt=texts())
def test_any_text_at_all_is_read_without_harm(prompt):
    for rewording in paraphrase_prompt(prompt):
        assert asks_the_same(rewording.text, prompt)


PARTICLES = (
    "给",
    "以",
    "用",
    "在",
    "替",
    "围绕",
    "写",
    "一段",
    "的",
    "口吻",
    "上",
    "客户",
    "想",
    "怎么",
    "祝福",
    "，",
    "“",
)


@given(words=st.lists(st.sampled_from(PARTICLES), max_size=120))
@settings(max_examples=50)
def test_a_prompt_made_of_nothing_but_particles_takes_no_time(words):
    paraphrase_prompt("".join(words))


# --- what is left alone ------------------------------------------------------------------------------


@pytest.mark.parametrize("prompt", LEFT_ALONE)
def test_what_the_rules_do_not_understand_stays_as_it_is(prompt):
    assert paraphrase_prompt(prompt) == ()


def test_a_dialogue_a_rejected_pair_and_a_variant_have_no_variants():
    prompt = REQUESTS[0]
    pairs = (
        Pair(prompt, "好。", history=(Turn("user", "在吗"), Turn("assistant", "在"))),
        Pair(prompt, "").flag(Issue.of("HD103", field="response")),
        next(paraphrase(Pair(prompt, "好。"))),
    )

    assert [list(paraphrase(pair)) for pair in pairs] == [[], [], []]


def test_the_response_is_never_touched():
    pair = Pair(REQUESTS[0], "王经理：\n　　新年好！")

    assert {variant.response for variant in paraphrase(pair)} == {pair.response}


# --- examples ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prompt", "frame", "variant"),
    [
        (
            "今年不能回家。请写门上的字条，50字以内，暖一点。",
            "question.this",
            "今年不能回家。门上的字条该怎么写？请直接写出来，50字以内，暖一点。",
        ),
        ("给客户写一段新年祝福，50字以内。", "dative.after", "请写一段新年祝福送给客户，50字以内。"),
        ("写一封信给爸爸，语气亲切。", "imperative.manner", "请用亲切的语气给爸爸写一封信。"),
        ("作为一名小学班主任，给家长写一段寄语。", "role.if", "假如你是一名小学班主任，请给家长写一段寄语。"),
        ("以“年味”为题写一篇作文，不少于600字。", "theme.label", "题目：“年味”。请写一篇作文，不少于600字。"),
        (
            "搬了新家，朋友们要来。帮我写张欢迎卡片，20字以内，暖一点。",
            "last.tell",
            "想请你写一张欢迎卡片，情况是这样的：搬了新家，朋友们要来。20字以内，暖一点。",
        ),
        (
            "小区物业打算在快递柜上贴一段写给骑手的新年话。",
            "dative.after",
            "请替小区物业写一段新年话送给骑手，要贴在快递柜上。",
        ),
    ],
)
def test_frames_read_as_people_write(prompt, frame, variant):
    assert {r.frame: r.text for r in paraphrase_prompt(prompt)}[frame] == variant


@pytest.mark.parametrize(
    ("prompt", "names"),
    [("给爸妈写一封家书，300字。", {"爸妈", "父母"}), ("写一首七绝，咏梅，别押险韵。", {"七绝", "七言绝句"})],
)
def test_other_names_are_used_for_the_same_thing(prompt, names):
    used = {name for rewording in paraphrase_prompt(prompt) for name in names if name in rewording.text}

    assert used == names


@pytest.mark.parametrize(
    "prompt", ["给岳父母写一封信，300字，谢谢他们带孩子。", "写一段《春节》的读后感，给老师看，100字。"]
)
def test_a_name_inside_another_or_inside_a_quotation_is_left(prompt):
    assert not any(re.search("岳爸妈|农历新年", rewording.text) for rewording in paraphrase_prompt(prompt))


@pytest.mark.parametrize(
    ("one", "other", "enough"),
    [
        ("写一段祝福", "请帮我写一段祝福，谢谢！", False),
        ("写一段祝福，50字以内", "写一段100字以内的祝福", False),
        ("给客户写一段祝福", "能不能给客户写一段祝福？", False),
        ("给客户写一段祝福", "写一段祝福送给客户", True),
        ("给父母写一封家书", "给爸妈写一封家书", True),
    ],
)
def test_how_different_two_prompts_are(one, other, enough):
    assert differs_enough(one, other) is enough


def test_there_are_frames_enough_for_the_quota():
    assert len(FRAMES) >= 20  # each on 5 % of the rows at most
    assert len({frame.name for frame in FRAMES}) == len(FRAMES)


def test_an_ask_with_a_word_that_has_no_place_is_not_read():
    assert read_ask("请给客户在昨天慢慢地写一段祝福") is None


# --- what would read badly ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prompt",
    [
        "假如爸妈头一回来我这儿过年，门上的欢迎纸条该写些什么？写成四行。",
        "要是邻居半夜还在唱歌，请写一张字条，50字以内，客气一点。",
        "如果年会请假，请给主管写一条短信，语气得体。",
        "师傅带了我两年，想发条拜年微信谢谢他，又不想太客套，60字以内。",
        "给房东写一条短信，用来报平安，40字左右。",
        "给叔叔写一段话，用来拜年，40字左右，别太长。",
    ],
)
def test_a_supposed_scene_and_a_purpose_leave_the_prompt_alone(prompt):
    assert paraphrase_prompt(prompt) == ()


def test_a_supposed_role_is_no_supposed_scene():
    assert paraphrase_prompt("假如你是一名小学班主任，请给家长写一段寄语，80字以内。")


@pytest.mark.parametrize(
    ("prompt", "slip"),
    [
        ("给我们厂的年终聚餐写一份菜单说明，八道菜，语气活泼。", "给我们厂的年终聚餐的|给.*聚餐的菜单"),
        ("给年会写一段开场白，两百字左右，要提到新办公楼。", "给年会的"),
        ("给刚退休的师傅写一段新年祝福，语气真诚。", "给刚退休的师傅的"),
        ("题目《守岁》，七言绝句，末句写到灯。", "写(?:七绝|七言绝句)"),
        ("题目《我的家》，初中作文，要有细节，800字以内。", "写初中作文|初中作文(?:就|该|怎么)"),
        ("写一篇公众号推文，讲讲集市上的手艺人，要有人物。", "推文(?:该)?怎么写|你会怎么写"),
        ("写一条春节短片的分镜脚本，时长一分钟，写明画面。", "脚本一条"),
        ("教孩子认识过小年分工的顺口溜，不少于8行，朗朗上口。", "写教孩子"),
        ("菜市场年货节的一句口号，20字以内，要听得见吆喝声。", "把菜市场|要求：要"),
        (
            "我是租客，想给房东阿姨写一条短信，60字以内，顺便报一声水管修好了。",
            "(?:要求：|请写出来，)(?:60字以内，)?顺便",
        ),
        ("作为厨房学徒工，给师傅写一条拜年短信，60字以内。", "要求：60|需要"),
        ("丈夫常年跑车，想写一张卡片，要夹在行李里，要有叮嘱。", "[求要]一张卡片"),
        ("给弹琴的老师写一条拜年微信，语气亲切。", "把给"),
        (
            "腊八节，物业想谢谢来帮忙的邻居。请写一段话，要有热气，50字以内。",
            "任务：写一段话|的是一段话|需要一段话",
        ),
        ("如何给老师发一条得体的新年祝福？五十字以内，别提成绩。", "给老师的得体的"),
        ("写一封家书给爸妈，500字以上，别写得太苦。", "求一封"),
        ("社区医院要在大厅挂三条迎春标语，每条不超过16个字。", "医院求"),
        ("修车铺照常营业，写一张贴在门上的告示，写明价钱。", "求一张|要写的是一张告示，要"),
        ("写一篇介绍元宵和汤圆区别的小文章，南北方读者都不得罪。", "小文章一篇"),
        ("今天搬家了。请写一份欢迎词，别太长，50字以内。", "情况"),
        ("当所有人都睡着以后，请写一首小诗，别太伤感，八行。", "情况"),
        ("灶糖为什么那么黏？请写门上的字条，别太长，130字以内。", "怎么写？"),
        ("如何给老师发一条得体的新年祝福？五十字以内，别提考试。", "字以内的得体的"),
        ("今年换了新楼，大家都很高兴。请写一段开场白，200字左右，热闹一点。", "这段开场白"),
        ("学校广播站要播新年特辑，请写一份广播稿，要有笑声，四百字以内。", "要写的是一份广播稿，要"),
        ("女儿要录一条拜年语音，请拟一份发言稿，孩子念着顺口，50字以内。", "语音。孩子"),
        ("奶奶今年八十大寿，亲戚们都来了。请写一段祝寿词，要有她种的树。", "情况是这样"),
        ("假如你是边防战士，第一次在哨所过年。你离家很远，请写一封家书。", "作为边防战士"),
        ("作为毕业十年、从没联系过班主任的学生，请给老师写一条短信。", "的学生的身份"),
        ("今年不能回家。请写门上的字条，顺便问声好，50字以内。", "写出来，顺便"),
        ("写一条拜年弹幕，不少于6字、不超过16字。", "你会怎么写"),
        ("写一句小于12个字的年货节标语。", "标语一句"),
        ("龙年祝福，恰好16个字。", "把龙年祝福写出来"),
        ("请以物业经理的身份，给全体住户写一封感谢信，200到300字。", "想给|需要"),
        ("请替社区给独居老人写一封慰问信，250字左右。", "，写给"),
        ("想在朋友圈发一条文案，配图是饺子，四行以内，俏皮些。", "由你来写一条文案"),
        ("社区公众号要发一则寻猫的小文章，橘猫年前走丢了，150字左右。", "：橘猫|？橘猫"),
        ("送给一起晨跑三年的跑友们，写条除夕群消息，110字左右，提到河堤。", "情况"),
    ],
)
def test_a_rewording_that_would_read_badly_is_not_made(prompt, slip):
    assert read_request(prompt)
    assert not [r for r in paraphrase_prompt(prompt) if re.search(slip, r.text)]


ADVICE_OR_DEMAND_FIRST = (
    "请照此|这样[一两三几]?[段条首副封篇则份张个]|有没有|能给我|给出成稿|不知怎么下笔|"
    "才好？|还缺|请写好|需求：|事情是这样"
)


@pytest.mark.parametrize("prompt", REQUESTS)
def test_no_rewording_asks_for_advice_or_puts_the_demands_first(prompt):
    assert not [r for r in paraphrase_prompt(prompt) if re.search(ADVICE_OR_DEMAND_FIRST, r.text)]


# --- a whole set -------------------------------------------------------------------------------------

PAIRS = [Pair(prompt, f"回答{i}") for i, prompt in enumerate((*REQUESTS, *LEFT_ALONE[:-1]))]


@pytest.fixture(scope="module")
def grown():
    return list(paraphrase_set(PAIRS, per_pair=2))


def test_originals_pass_through_in_order(grown):
    assert grown[: len(PAIRS)] == PAIRS


def test_variants_follow_and_know_their_seed(grown):
    by_id = {pair.id: pair for pair in PAIRS}

    for variant in grown[len(PAIRS) :]:
        seed = by_id[variant.seed]
        assert (variant.method, variant.response) == ("rules", seed.response)
        assert asks_the_same(variant.prompt, seed.prompt)


def test_two_variants_of_a_pair_are_of_different_families(grown):
    for pair in PAIRS:
        families = [frames_of(p)[0].partition(".")[0] for p in grown if p.seed == pair.id and p.id != pair.id]
        assert len(families) == len(set(families)) <= 2


def test_prompts_are_distinct_also_without_their_lengths(grown):
    bare = [bare_prompt(pair.prompt) for pair in grown]

    assert len(bare) == len(set(bare))


def test_no_frame_takes_more_than_its_share():
    many = [Pair(f"给{who}写一段{what}，语气真诚。", "好。") for who in NAMES for what in WHATS]

    grown = list(paraphrase_set(many, per_pair=3))
    uses = [frames_of(pair)[0] for pair in grown if pair.method == "rules"]

    assert len(uses) > len(many) / 2
    assert max(map(uses.count, set(uses))) <= 0.05 * len(grown)


NAMES = ("客户", "爸妈", "班主任", "邻居", "师傅", "同学", "室友", "房东", "导师", "业主")
WHATS = ("新年祝福", "拜年短信", "元宵寄语", "感谢信", "告别的话", "生日贺词")


@given(order=st.permutations(PAIRS[:6] + PAIRS[-3:]))
@settings(max_examples=8)
def test_the_order_of_the_rows_does_not_matter(order):
    assert set(paraphrase_set(order)) == set(paraphrase_set(sorted(order, key=lambda pair: pair.id)))


def test_another_seed_draws_other_variants():
    assert set(paraphrase_set(PAIRS[:9], seed="a")) != set(paraphrase_set(PAIRS[:9], seed="b"))


def test_a_variant_never_takes_the_prompt_of_another_row():
    pair = Pair("给客户写一段新年祝福，50字以内。", "好。")
    others = [Pair(r.text.replace("50", "80"), "好。") for r in paraphrase_prompt(pair.prompt)[:-1]]

    variants = [p for p in paraphrase_set([pair, *others]) if p.method == "rules" and p.seed == pair.id]

    assert not {bare_prompt(p.prompt) for p in variants} & {bare_prompt(p.prompt) for p in others}


def test_a_share_of_nothing_still_allows_each_frame_once():
    grown = list(paraphrase_set(PAIRS, max_frame_share=0.0, per_pair=9))
    uses = [frames_of(pair)[0] for pair in grown if pair.method == "rules"]

    assert 0 < len(uses) == len(set(uses)) <= len(FRAMES)


def test_no_variants_are_asked_for_and_none_come():
    assert list(paraphrase_set(PAIRS, per_pair=0)) == PAIRS


def test_rejected_rows_pass_through_and_take_no_prompt():
    rejected = Pair(REQUESTS[0], "").flag(Issue.of("HD103", field="response"))

    assert list(paraphrase_set([rejected])) == [rejected]


# --- broken on purpose -------------------------------------------------------------------------------


def test_a_frame_that_drops_the_demands_is_found_out():
    from hesui_data.expand.frames import Frame

    prompt = "给客户写一段新年祝福，语气真诚，别提价格。"
    broken = Frame("broken.short", "请写{count}{thing}送给{whom}{manner}")

    text = fill(broken, read_request(prompt)) or "请写一段新年祝福送给客户，语气真诚。"

    assert not asks_the_same(text, prompt)


@pytest.mark.parametrize(
    "variant",
    [
        "请写一段新年祝福送给同事，50字以内，语气真诚。",  # another addressee
        "请写一段新年祝福送给客户，60字以内，语气真诚。",  # another length
        "请写两段新年祝福送给客户，50字以内，语气真诚。",  # another number
        "请写一段新年祝福送给客户，50字以内，语气幽默。",  # another tone
        "请写一段元宵祝福送给客户，50字以内，语气真诚。",  # another occasion
        "请写一段新年祝福送给客户，50字以内。",  # a demand lost
    ],
)
def test_a_variant_that_asks_for_something_else_is_refused(variant):
    assert not asks_the_same(variant, "给客户写一段新年祝福，50字以内，语气真诚。")


# --- real prompts ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed_prompts():
    if not SEEDS.is_file():
        pytest.skip(f"no seeds at {SEEDS}")
    return [json.loads(line)["prompt"] for line in SEEDS.read_text(encoding="utf-8").splitlines()]


def test_two_in_five_of_our_seeds_have_variants_and_all_are_sound(seed_prompts):
    found = {prompt: paraphrase_prompt(prompt) for prompt in seed_prompts}

    assert sum(map(bool, found.values())) > 0.4 * len(seed_prompts)
    for prompt, rewordings in found.items():
        for rewording in rewordings:
            assert demands(rewording.text) == demands(prompt), rewording
            assert quoted(rewording.text) == quoted(prompt), rewording
            assert numbers(rewording.text) == numbers(prompt), rewording
            assert not re.search(SLIPS, rewording.text) or "\n" in prompt, rewording


def read_json(path: Path, field: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]
    return [row[field] + (f"\n{row['input']}" if row.get("input") else "") for row in rows]


@pytest.mark.parametrize(
    ("file", "field", "most"),
    [
        ("belle/eval_set.jsonl", "question", 0.02),
        ("llamafactory_zh/alpaca_zh_demo.json", "instruction", 0.05),
        ("qianfan_cookbook/essay.json", "prompt", 0.0),
    ],
)
def test_general_prompts_are_nearly_all_left_alone(shared, file, field, most):
    prompts = read_json(shared / file, field)

    assert sum(bool(paraphrase_prompt(prompt)) for prompt in prompts) <= most * len(prompts)
