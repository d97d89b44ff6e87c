"""The words of the length grammar: one set of tables, for reading and for writing.

All in simplified characters and ASCII digits: the grammar reads a folded copy of the prompt.
"""

from __future__ import annotations

from typing import Literal

from hesui_data.length.constraint import Unit

Bound = Literal["at_most", "below", "at_least", "above", "about", "exact", "inside"]
"""What a comparator says: at_most and at_least include the number, below and above exclude it;
``inside`` closes a range (之间)."""

# --- units ---------------------------------------------------------------------------------------
UNIT_WORDS: dict[str, Unit] = {
    "字": "字",
    "汉字": "汉字", "中文字": "汉字", "中国字": "汉字", "中文汉字": "汉字",
    "字符": "字符", "字元": "字符", "中文字符": "字符", "英文字符": "字符", "汉字符": "字符",
    "characters": "字符", "character": "字符", "chars": "字符",
    "词": "词", "词语": "词", "单词": "词", "词汇": "词", "英文单词": "词", "英语单词": "词", "英文词": "词",
    "words": "word", "word": "word",
    "句": "句", "句话": "句", "句子": "句", "短句": "句", "sentences": "句", "sentence": "句",
    "行": "行", "行字": "行", "lines": "行", "line": "行",
    "段": "段", "段话": "段", "段落": "段", "自然段": "段", "段文字": "段", "小段": "段",
    "paragraphs": "段", "paragraph": "段",
    "条": "条", "点": "条", "要点": "条", "bullet points": "条", "bullet point": "条", "bullets": "条",
    "points": "条",
}  # fmt: skip

NOT_A_UNIT: dict[str, dict[str, str]] = {
    # after the unit word: a character that makes another word of it, and what makes it a unit again
    # (100字段落 is 100字 + 段落, but 字段 is a field)
    "字": {
        "母": "亲爱校子女婴", "符": "", "段": "落", "样": "本板品", "节": "日目庆奏", "典": "故范雅礼型",
        "体": "会验现裁育", "面": "试膜向", "幕": "", "谜": "", "形": "容象", "串": "", "型": "", "帖": "",
        "画": "面展家", "根": "据", "音": "乐频", "义": "", "头": "条版部", "迹": "", "眼": "中睛光", "库": "",
        "首": "先页部次届发领", "尾": "", "经": "济验典历营过理常", "号": "召称", "词": "", "块": "", "令": "",
        "诀": "", "格": "言局外", "元": "宵旦素件",
    },
    "词": {
        "牌": "", "性": "", "典": "", "根": "据", "频": "", "缀": "", "类": "", "曲": "", "人": "", "组": "",
        "义": "", "形": "容", "库": "",
    },
    "字符": {"串": "", "集": "", "编": ""},
    "行": {
        "业": "", "为": "", "动": "", "程": "", "李": "", "政": "", "人": "", "星": "", "驶": "", "走": "",
        "列": "", "情": "", "家": "", "白": "", "长": "", "进": "", "使": "", "礼": "", "医": "",
    },
    "段": {"位": "", "子": "", "论": "述", "式": "", "路": "", "时": "", "木": "", "感": "", "距": "", "恋": "",
           "体": "", "视": "", "音": "", "代": "", "经": "", "旅": "", "历": "", "婚": "", "友": "", "关": "于"},
    "条": {"件": "", "款": "", "例": "", "约": "", "纹": "", "目": "", "形": "", "码": "", "命": "", "裤": "",
           "鱼": "", "腿": "", "路": "", "街": "", "河": "", "线": "", "狗": "", "龙": "", "裙": "", "毛": "",
           "棉": "", "蛇": "", "数": ""},
    "点": {"钟": "", "半": "", "整": "", "前": "", "后": "", "左": "", "到": "", "之": "", "多": "", "击": "",
           "心": "", "评": "", "赞": "", "菜": "", "燃": "", "缀": "", "子": "", "名": "", "睡": "", "起": "",
           "出": "", "开": "", "上": "", "下": "", "和": "", "的": "", "坐": "", "式": "", "数": "", "位": "",
           "钱": "", "水": ""},
    "句": {"型": "", "式": "", "号": "", "法": ""},
}  # fmt: skip

FIELDS: dict[str, Unit] = {
    "字数": "字", "总字数": "字", "全文字数": "字", "汉字数": "汉字", "字符数": "字符", "词数": "词",
    "单词数": "词", "英文单词数": "word", "句数": "句", "行数": "行", "段数": "段", "段落数": "段",
    "条数": "条", "word count": "word", "words": "word",
}  # fmt: skip
"""Names of a field whose number needs no unit of its own: 字数不少于500."""

# --- comparators ---------------------------------------------------------------------------------
_NEGATIONS = (
    "不", "不得", "不能", "不可", "不可以", "不要", "不应", "不应该", "不宜", "不许", "不准", "不允许", "不会",
    "别", "勿", "请勿", "切勿", "未", "无", "严禁", "禁止", "避免", "尽量不", "尽量不要", "尽量别", "最好不",
    "最好不要", "最好别", "不该", "不需", "不想",
)  # fmt: skip
_OVER = ("超过", "超出", "多于", "大于", "高于", "长于", "超", "多过")
_UNDER = ("少于", "小于", "低于", "短于", "少过")

BEFORE: dict[str, Bound] = {
    **dict.fromkeys((n + word for n in _NEGATIONS for word in _OVER), "at_most"),
    **dict.fromkeys((n + word for n in _NEGATIONS for word in _UNDER), "at_least"),
    **dict.fromkeys((word + link for word in _UNDER for link in ("等于", "或等于", "或者等于")), "at_most"),
    **dict.fromkeys((word + link for word in _OVER for link in ("等于", "或等于", "或者等于")), "at_least"),
    **dict.fromkeys(_OVER, "above"),
    **dict.fromkeys(_UNDER, "below"),
    **dict.fromkeys(("不到", "不足", "不满", "未满", "不够", "<", "＜"), "below"),
    **dict.fromkeys(("逾", "过", ">", "＞"), "above"),
    **dict.fromkeys(
        ("至多", "最多", "顶多", "最大", "最长", "最高", "上限", "限", "仅限", "限于", "限制", "限定", "限长",
         "≤", "<=", "＜=", "≦", "⩽", "封顶"),
        "at_most",
    ),
    **dict.fromkeys(
        ("至少", "起码", "最少", "最低", "最短", "最小", "不下", "不下于", "达到", "达到或超过", "达", "满", "够",
         "下限", "≥", ">=", "＞=", "≧", "⩾", "大于等于", "超过或等于"),
        "at_least",
    ),
    **dict.fromkeys(
        ("正好", "恰好", "刚好", "整整", "不多不少", "等于", "恰恰", "刚刚好", "恰", "必须为", "必须是", "=", "＝",
         "正正好好", "不多不少正好", "固定为", "严格等于"),
        "exact",
    ),
    **dict.fromkeys(
        ("约", "大约", "大概", "大致", "差不多", "近", "接近", "将近", "约莫", "大体", "约为", "约在", "长约", "上",
         "≈", "~", "约等于", "大概在", "左右"),
        "about",
    ),
    # English, in lower case
    **dict.fromkeys(
        ("at most", "no more than", "not more than", "not exceed", "not exceeding", "maximum", "maximum of",
         "max", "max.", "a maximum of", "up to", "within", "limit", "limited to", "no longer than",
         "at maximum", "not to exceed"),
        "at_most",
    ),
    **dict.fromkeys(("under", "less than", "fewer than", "below", "shorter than"), "below"),
    **dict.fromkeys(
        ("at least", "no less than", "no fewer than", "not less than", "not fewer than", "minimum",
         "minimum of", "a minimum of", "min", "min.", "at minimum"),
        "at_least",
    ),
    **dict.fromkeys(("more than", "over", "above", "longer than", "exceeding"), "above"),
    **dict.fromkeys(("exactly", "precisely", "just", "exactly in"), "exact"),
    **dict.fromkeys(
        ("about", "around", "approximately", "roughly", "nearly", "circa", "approx.", "approx", "some",
         "close to", "almost"),
        "about",
    ),
}  # fmt: skip
"""Comparators that stand before the number."""

AFTER: dict[str, Bound] = {
    **dict.fromkeys(
        ("以内", "之内", "内", "以下", "之下", "及以下", "或以下", "及以内", "或以内", "封顶", "为限", "为上限",
         "上限", "为止", "最多", "以内为宜", "或更少", "or less", "or fewer", "max", "maximum", "at most",
         "at maximum", "limit", "tops", "or under"),
        "at_most",
    ),
    **dict.fromkeys(("不到", "不足", "不满", "未满"), "below"),
    **dict.fromkeys(
        ("以上", "之上", "及以上", "或以上", "起", "起步", "打底", "往上", "朝上", "保底", "为下限", "或更多", "+",
         "＋", "or more", "minimum", "at least", "at minimum", "and above", "or above", "min", "plus"),
        "at_least",
    ),
    **dict.fromkeys(("开外",), "above"),
    **dict.fromkeys(
        ("左右", "上下", "出头", "光景", "的样子", "多一点", "多点", "前后", "or so", "approximately", "or thereabouts",
         "give or take"),
        "about",
    ),
    **dict.fromkeys(("之间", "范围内", "的范围内", "的区间", "的范围", "区间", "间", "范围之内", "的范围之内"), "inside"),
}  # fmt: skip
"""Comparators that stand after the unit."""

AFTER_UNLESS: dict[str, str] = {
    "内": "容心部向涵敛地幕外存需",
    "起": "名来草床因源点码到伏飞航承止",
    "上下": "联文班游铺课午册篇两半句段级学",
    "左右": "手为邻脑侧逢",
    "前后": "呼连文对一矛逻照",
    "间": "接隔断谍歇",
    "上限": "",
    "最多": "的",
    "以上": "内材资就是所",
    "以下": "内材资就是几这",
    "为止": "",
}
"""What must not follow such a word: 100字内容 is no upper bound."""

INFIX: dict[str, Bound] = {
    **dict.fromkeys(("多", "余", "来", "几"), "about"),
    **dict.fromkeys(("+", "＋"), "at_least"),
    **{word: AFTER[word] for word in ("左右", "上下", "以内", "之内", "以上", "以下")},
}
"""What may stand between the number and its unit: 三百多字, 800+字, 50以内字."""

FILLERS = (
    "字数", "长度", "篇幅", "字", "要写", "要有", "写", "有", "为", "是", "用", "要", "得", "需", "需要", "使用",
    "包含", "包括", "含", "在", "到", "至", "了", "应", "应为", "达到", "：", ":", " ", "\u3000", "也", "共",
    "（含）", "(含)", "必须", "不", "of ", "be ", "控制在", "写到", "写满", "总共", "总字数", "(", "（", "[",
)  # fmt: skip
"""What may stand between a comparator and its number: 至少要写200字."""

# --- numerals ------------------------------------------------------------------------------------
ENGLISH_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "eighty": 80, "a hundred": 100, "one hundred": 100, "two hundred": 200,
    "three hundred": 300, "four hundred": 400, "five hundred": 500, "a thousand": 1000, "a single": 1,
    "one thousand": 1000,
}  # fmt: skip

# --- verse ---------------------------------------------------------------------------------------
VERSE_FORMS: dict[str, int] = {
    "五言绝句": 20, "五绝": 20, "七言绝句": 28, "七绝": 28, "五言律诗": 40, "五律": 40, "七言律诗": 56,
    "七律": 56, "十六字令": 16,
}  # fmt: skip
"""Han characters in the whole poem."""

VERSE_LINES: dict[str, int] = {"四言": 4, "五言": 5, "六言": 6, "七言": 7}
"""Han characters in each line."""
