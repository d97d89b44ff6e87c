"""The words of the length grammar: one set of tables, for reading and for writing.

All in simplified characters and ASCII digits, since the grammar reads a folded copy of the prompt;
English is in lower case.
"""

from __future__ import annotations

from typing import Literal

from hesui_data.length.constraint import Unit

Bound = Literal["at_most", "below", "at_least", "above", "about", "exact", "inside"]
"""What a comparator says: at_most and at_least include the number, below and above exclude it;
``inside`` closes a range (之间)."""


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


# --- units ---------------------------------------------------------------------------------------
UNIT_WORDS: dict[str, Unit] = {
    "字": "字", "字儿": "字",
    "汉字": "汉字", "中文字": "汉字", "中国字": "汉字", "中文汉字": "汉字", "方块字": "汉字",
    "字符": "字符", "字元": "字符", "中文字符": "字符", "英文字符": "字符", "汉字符": "字符",
    "chinese characters": "汉字", "characters": "字符", "character": "字符", "chars": "字符",
    "词": "词", "词语": "词", "单词": "词", "词汇": "词", "英文单词": "词", "英语单词": "词", "英文词": "词",
    "words": "word", "word": "word",
    "句": "句", "句话": "句", "句子": "句", "短句": "句", "整句": "句", "sentences": "句", "sentence": "句",
    "行": "行", "行字": "行", "行文字": "行", "lines": "行", "line": "行",
    "段": "段", "段话": "段", "段落": "段", "自然段": "段", "自然段落": "段", "段文字": "段", "小段": "段",
    "大段": "段", "paragraphs": "段", "paragraph": "段",
    "条": "条", "点": "条", "要点": "条", "bullet points": "条", "bullet point": "条", "bullets": "条",
}  # fmt: skip

NOT_A_UNIT: dict[str, dict[str, str]] = {
    # After the unit word: a character that makes another word of it, and what makes it a unit again:
    # 字段 is a field, 100字段落 is 100字 + 段落.
    "字": {
        "母": "亲爱校子女婴", "符": "", "段": "落", "样": "本板品", "节": "日目庆奏", "典": "故范雅礼型",
        "体": "会验现裁育", "面": "试膜向", "幕": "", "谜": "", "形": "容象", "串": "", "型": "", "帖": "",
        "画": "面展家", "根": "据", "音": "乐频", "义": "", "头": "条版部", "迹": "", "眼": "中睛光", "库": "",
        "首": "先页部次届发领", "尾": "", "经": "济验典历营过理常", "号": "召称", "词": "", "块": "", "令": "",
        "诀": "", "格": "言局外", "元": "宵旦素件", "真": "实诚情挚", "句": "子", "儿": "童子女歌",
    },
    "词": dict.fromkeys("牌性典频缀类曲人组义库", "") | {"根": "据", "形": "容"},
    "字符": dict.fromkeys("串集编型", ""),
    "行": dict.fromkeys("业为动程李政人星驶走列家白长进使礼医数", "") | {"情": "书诗"},
    "段": dict.fromkeys("位子式路时木感距恋体视音代经旅历婚友录", "") | {"论": "述"},
    "条": dict.fromkeys("件款例纹目码命裤鱼腿路街河线狗龙裙毛棉蛇数船", "") | {"约": "0123456789一二三四五六七八九"},
    "点": dict.fromkeys("钟半整前后到之多击心赞菜燃缀子名睡起出开上下和坐式数位钱水滴阵", "") | {"评": "论价"},
    "句": dict.fromkeys("型式号法读", ""),
}  # fmt: skip

FIELDS: dict[str, Unit] = {
    "字数": "字", "汉字数": "汉字", "字符数": "字符", "词数": "词", "单词数": "词", "英文单词数": "word",
    "句数": "句", "句子数": "句", "行数": "行", "段数": "段", "段落数": "段", "条数": "条", "word count": "word",
    "words": "word", "分段总数": "段", "段落总数": "段", "句子总数": "句",
}  # fmt: skip
"""Names of a field, whose number needs no unit of its own: 字数不少于500."""

# --- comparators ---------------------------------------------------------------------------------
_NEGATIONS = (
    "不", "不得", "不能", "不可", "不可以", "不要", "不应", "不应该", "不该", "不宜", "不许", "不准", "不允许",
    "不会",
    "别", "勿", "请勿", "切勿", "未", "无", "严禁", "禁止", "避免", "尽量不", "尽量不要", "尽量别", "最好不",
    "最好不要", "最好别", "不想", "绝不", "绝对不", "绝不能", "不再", "一定不要",
)  # fmt: skip
_OVER = ("超过", "超出", "多于", "大于", "高于", "长于", "超", "多过")
_UNDER = ("少于", "小于", "低于", "短于", "少过")
_OR_EQUAL = ("等于", "或等于", "或者等于")

BEFORE: dict[str, Bound] = {
    **dict.fromkeys((no + word for no in _NEGATIONS for word in _OVER), "at_most"),
    **dict.fromkeys((no + word for no in _NEGATIONS for word in _UNDER), "at_least"),
    **dict.fromkeys(("不多余", "不得多余", "不能多余", "不要多余", "不可多余"), "at_most"),  # a common slip
    **dict.fromkeys((word + equal for word in _UNDER for equal in _OR_EQUAL), "at_most"),
    **dict.fromkeys((word + equal for word in _OVER for equal in _OR_EQUAL), "at_least"),
    **dict.fromkeys(_OVER, "above"),
    **dict.fromkeys(_UNDER, "below"),
    **dict.fromkeys(("不到", "不足", "不满", "未满", "不够", "不及", "<", "＜"), "below"),
    **dict.fromkeys(("逾", "过", ">", "＞"), "above"),
    **dict.fromkeys(
        ("至多", "最多", "顶多", "最大", "最长", "最高", "上限", "限", "仅限", "限于", "限制", "限定", "限长",
         "≤", "≯", "<=", "＜=", "＜＝", "≦", "⩽", "封顶"),
        "at_most",
    ),
    **dict.fromkeys(
        ("至少", "起码", "最少", "最低", "最短", "最小", "不下", "不下于", "达到", "达到或超过", "达", "满", "够",
         "少则", "写满", "写够", "凑够", "凑满", "下限", "≥", "≮", ">=", "＞=", "＞＝", "≧", "⩾", "超过或等于"),
        "at_least",
    ),
    **dict.fromkeys(
        ("正好", "恰好", "刚好", "整整", "不多不少", "等于", "恰恰", "刚刚好", "恰", "必须为", "必须是", "必须等于",
         "=", "＝", "固定为", "严格等于"),
        "exact",
    ),
    **dict.fromkeys(
        ("约", "大约", "大概", "大致", "差不多", "近", "接近", "将近", "约莫", "大体", "约为", "约在", "长约", "上",
         "≈", "~", "约等于", "估计", "左右"),
        "about",
    ),
    **dict.fromkeys(
        ("at most", "no more than", "not more than", "not exceed", "not exceeding", "maximum", "maximum of",
         "a maximum of", "max", "max.", "up to", "within", "limit", "limited to", "no longer than",
         "not to exceed", "at maximum", "limit your response to", "limit your answer to", "limit it to", "limit to",
         "keep it to", "keep it within", "多则", "多不过"),
        "at_most",
    ),
    **dict.fromkeys(("介于", "处于", "between", "from"), "inside"),
    **dict.fromkeys(("under", "less than", "fewer than", "below", "shorter than"), "below"),
    **dict.fromkeys(
        ("at least", "no less than", "no fewer than", "not less than", "not fewer than", "minimum",
         "minimum of", "a minimum of", "min", "min.", "at minimum"),
        "at_least",
    ),
    **dict.fromkeys(("more than", "over", "above", "longer than", "exceeding"), "above"),
    **dict.fromkeys(("exactly", "precisely", "just"), "exact"),
    **dict.fromkeys(
        ("about", "around", "approximately", "roughly", "nearly", "circa", "approx.", "approx", "some",
         "close to", "almost"),
        "about",
    ),
}  # fmt: skip
"""Comparators that stand before the number."""

TAIL_OF: dict[str, str] = {
    "过": "不通经超写说用看来读学", "近": "附最远靠亲临", "满": "充美圆丰饱", "达": "表传发抵", "够": "能",
    "限": "无有权期极受界", "上": "以之加早晚路网线身历马天地世床桌边晨", "约": "节合预相契公", "超": "高",
    "恰": "", "等于": "", "超过": "", "左右": "",
}  # fmt: skip
"""Before such a comparator: characters of which it is but the tail (附近, 不超过 is a word of its own)."""

MUST_TOUCH = ("上", "近", "过", "满", "够")
"""Short comparators that stand right before the number: 上百字, but not 黑板上写40字."""

FILLERS = (
    "字数", "长度", "篇幅", "字", "要写", "要有", "要用", "写", "写到", "有", "为", "是", "用", "要", "得", "需",
    "需要", "说", "讲", "写出", "列出", "给出", "提出", "words", "_words", "_chars",
    "_length", "可以", "可", "能", "只能", "只", "使用", "包含", "包括", "含", "在", "到", "至", "了",
    "应", "应为", "于", "也", "共", "总共", "达", "达到", "：", ":",
    " ", "\u3000", '"', "”", "“", "`", "（含）", "(含)", "必须", "控制在", "of", "be",
)  # fmt: skip
"""What may stand between a comparator and its number: 至少要写200字."""

AFTER: dict[str, Bound] = {
    **dict.fromkeys(
        ("以内", "之内", "内", "以下", "之下", "及以下", "或以下", "及以内", "或以内", "封顶", "为限", "为上限",
         "上限", "为止", "以里", "打住", "到顶", "最多", "或更少", "or less", "or fewer", "or under",
         "max", "maximum", "at most",
         "at maximum", "limit", "tops", "at the most"),
        "at_most",
    ),
    **dict.fromkeys(("不到", "不足", "不满", "未满"), "below"),
    **dict.fromkeys(
        ("以上", "之上", "及以上", "或以上", "起", "起步", "打底", "往上", "朝上", "保底", "为下限", "或更多", "+",
         "＋",
         "or more", "minimum", "at least", "at minimum", "and above", "or above", "min", "at the least"),
        "at_least",
    ),
    **dict.fromkeys(("开外",), "above"),
    **dict.fromkeys(
        ("左右", "上下", "出头", "光景", "的样子", "多一点", "前后", "or so", "approximately", "or thereabouts"),
        "about",
    ),
    **dict.fromkeys(
        ("之间", "范围内", "的范围内", "区间", "的区间", "的范围", "间", "范围之内", "的范围之内", "区间内",
         "这个区间"),
        "inside",
    ),
}  # fmt: skip
"""Comparators that stand after the unit."""

AFTER_UNLESS: dict[str, str] = {
    "内": "容心部向涵敛地幕外存需",
    "起": "名来草床因源点码到伏飞航承止",
    "上下": "联文班游铺课午册篇两半句段级学",
    "左右": "手为邻脑侧逢",
    "前后": "呼连文对一矛逻照",
    "间": "接隔断谍歇",
    "最多": "的占能可会有为是含存放",
    "以上": "内材资就是所",
    "以下": "内材资就几这",
}
"""What must not follow such a word: 100字内容 has no upper bound."""

INFIX: dict[str, Bound] = {
    **dict.fromkeys(("多", "余", "来", "几", "把"), "about"),
    **dict.fromkeys(("+", "＋"), "at_least"),
    **{word: AFTER[word] for word in ("左右", "上下", "以内", "之内", "以上", "以下")},
}
"""What may stand between the number and its unit: 三百多字, 800+字, 50以内字."""

# --- numerals ------------------------------------------------------------------------------------
ENGLISH_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "a single": 1,
    "a hundred": 100, "one hundred": 100, "two hundred": 200, "three hundred": 300, "four hundred": 400,
    "five hundred": 500, "six hundred": 600, "eight hundred": 800, "a thousand": 1000, "one thousand": 1000,
    "two thousand": 2000,
}  # fmt: skip

# --- verse ---------------------------------------------------------------------------------------
VERSE_FORMS: dict[str, int] = {
    "五言绝句": 20, "五绝": 20, "七言绝句": 28, "七绝": 28, "五言律诗": 40, "五律": 40, "七言律诗": 56,
    "七律": 56, "十六字令": 16,
}  # fmt: skip
"""Han characters in the whole poem."""

VERSE_LINES: dict[str, int] = {"四言": 4, "五言": 5, "六言": 6, "七言": 7}
"""Han characters in each line."""

# --- what is bounded -----------------------------------------------------------------------------
PARTS = (
    "摘要", "开头", "结尾", "结语", "结论", "引言", "导语", "前言", "序言", "导言", "横批", "上联", "下联", "首段",
    "末段", "尾段", "首句", "末句", "开场白", "开场",
    "简介", "中文版", "英文版", "中文部分", "英文部分",
    "正文部分", "背景", "评语", "点评", "寄语", "落款", "附言", "后记", "旁白", "备注", "前半部分", "后半部分",
    "最后一段", "第一段", "结束语", "最后总结", "结尾总结", "总结部分", "主歌", "副歌", "梗概", "主体部分",
    "副标题", "主题行", "引子", "互动引导", "中间部分", "结尾部分", "开头部分", "说明部分",
)  # fmt: skip
"""Parts of a text that have names of their own."""

WEAK_PARTS = ("正文", "内容", "主体", "中文", "summary", "abstract", "introduction", "conclusion", "body")
"""Names that mean a part only beside another part, and otherwise the whole."""

# --- texts and things ----------------------------------------------------------------------------
TEXT_NOUNS = _listed(
    """
    祝福 贺词 寄语 文案 短信 微博 朋友圈 评论 评价 标题 题目 口号 标语 广告 弹幕 留言 对联 春联
    上联 下联 诗 故事 笑话 段子 作文 短文 文章 散文 小说 日记 介绍 简介 描述 总结 摘要 通知
    公告 建议 意见 理由 原因 方法 措施 观点 规则 提示 回复 回答 答复 版本 话 点评 评语 新闻
    推文 文字 签名 句子 段落 问候 贺卡 开场白 结束语 情话 语录 金句 歌词 台词 顺口溜 心得 感悟
    看法 要求 要点 好处 优点 缺点 特点 技巧 策略 步骤 结论 反馈 问题 微信 信息 消息 说说 动态
    吉祥 贺岁 slogan 引言 结语 概述 分析 对话 内容 表白 愿望 计划 名言 感想 释义 解释 说明 拜年
    灯谜 事项 须知 店名 名字 书名 名称 队名 网名
    """
)
"""What a text is called."""

OWN_TEXTS = _listed(
    """
    版本 评价 评论 祝福 文案 标题 口号 标语 上联 下联 短信 微博 贺词 寄语 作文 短文 文章 故事
    笑话 段子 留言 弹幕 推文 朋友圈 slogan 广告 介绍 摘要 日记 诗 散文 对联 春联 新闻 通知 评语
    点评 情话 语录 文字 顺口溜 问候 拜年 请假条 检讨 谜 名字 店名 书名 队名 网名 笔名 昵称
    """
)
"""Texts that stand for themselves, so that a bound is on each of several."""

CONTENT_NOUNS = _listed(
    """
    倒装 排比 比喻 反问 设问 把字 被字 疑问 问句 名言 诗词 诗句 古诗 台词 引语 语录 英文 对白
    成语 谚语 格言 歌词
    """
)
"""Kinds of sentence that are asked for inside a text."""

OBJECT_NOUNS = _listed(
    """
    路线 航线 路 河流 河 街道 街 裤子 裤 裙子 裙 鱼 狗 船 铁路 公路 毛巾 围巾 丝巾 项链 手链
    领带 皮带 腿 蛇 龙 虫 地铁 数据 记录
    """
)
"""What is counted in 条 and is no text."""
