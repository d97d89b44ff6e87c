"""A first look at a prompt and its response: which checks could have anything to say of them?

Each question is what must be there for a check to find something, asked with ``str`` methods, so that of
plain texts nothing needs to be loaded. Whoever widens a check widens its question here;
``tests/test_linter_glance.py`` holds the two against each other.
"""

from __future__ import annotations

from functools import lru_cache

from hesui_data.patterns import Pattern

ORDINARY = Pattern("[\u4e00-\u9fff，。！？、；：\n]+")
"""What is left of a text without these is little, and is looked at closely."""

_NOT_PLAIN = Pattern(
    "[^ -%'-;=-\\[\\]-~\xb7\xf7\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2460-\u27bf\u3000-\u3029\u3030-\u303f"
    "\uff01-\uff9d\uffe0-\uffe6\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]"
)
"""What cleaning may change, Han apart; some that it leaves alone too, which are rare."""

_SIGN = Pattern(
    "[^ !\"#%'()*+,\\-./0-9:;?A-Za-z·“”‘’—…\u3000\u300a\u300b（）\u2600-\u27bf\U0001f300-\U0001faff]"
)
"""What code, tables and templates have, and prose has not."""

_CLOSER = {"(": ")", "（": "）", "《": "》", "“": "”"}
_FILLED_IN = ("填", "插", "输入", "替换", "补", "写", "省略", "添加", "放")
_NUMBER = Pattern("[0-9][0-9 -]{7}")
_LONG = Pattern("[!-~]{8}")
_LETTER = Pattern("[A-Za-z]")
_KEYS = (
    "sk-", "bce-", "altak", "akia", "asia", "ltai", "akid", "xox", "aiza", "eyj", "begin", "pass", "pwd",
    "secret", "key", "token", "密码", "口令", "密钥",
)  # fmt: skip
_CANNOT = {
    "不": ("不能", "不可以", "不便", "不会", "不具备"),
    "没": ("没办法", "没有办法", "没法", "没有能力", "没学会", "没有学会"),
    "无": ("无法", "无权"),
    "难": ("难以",),
    "超": ("超出",),
    "换": ("换个", "换一个"),
}
"""By their first letters, since one letter is looked for in a third of the time of two."""
_OF_A_REFUSAL = (
    "歉", "对不起", "不好意思", "遗憾", "请求", "要求", "问题", "任务", "指令", "忙", "话题", "学会",
    "超出", "智能", "模型", "机器人", "助手", "程序", "文心", "通义", "星火", "豆包", "小度",
)  # fmt: skip
_OPENINGS = (
    "好的", "好嘞", "好呀", "当然", "没问题", "没有问题", "收到", "明白了", "了解了", "可以的", "嗯", "ok",
    "以下", "下面", "这是", "这就是", "根据", "按", "作为", "sure", "certainly", "of course", "absolutely",
    "no problem",
)  # fmt: skip
_OPENS = frozenset(f" \n\u3000OSCAN{''.join(opening[0] for opening in _OPENINGS)}")
_MAY_CLOSE = ("希望", "告诉", "随时", "欢迎", "以上", "根据", "修改", "有什么")
_CLOSINGS = (
    "帮", "用", "启发", "满足", "符合", "满意", "喜欢", "为您", "参考", "告诉", "随时", "尽管", "提问", "问我",
    "修改", "润色", "调整", "有什么", "需要",
)  # fmt: skip
_ENDS = frozenset('。！？!?…”’》"')
_ENDS_OR_LIST_MARKS = frozenset(".)）")
_HANGING = frozenset("，；、,：:（(“《和与及把且是为以果然如括了于着而便仅经您你向")
_SECOND_MARK = Pattern("(?<![\n1-9十])[2二][.、)）:：]|联[:：]")
_REPEATED_AFTER = ("，", "。", "！", "\n", ". ", ", ")
_ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
_HAN_YEAR = Pattern("[一二]千?[〇零○九]|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]")
_YEAR = Pattern("(?:19|20)[0-9]{2}")
_AFTER_A_GREETING = ("，", ",", "：", ":", "！", "!")
_ROLES = (
    "老师", "恩师", "班主任", "导师", "教授", "爸爸", "父亲", "老爸", "妈妈", "母亲", "老妈", "爷爷", "外公",
    "姥爷", "奶奶", "外婆", "姥姥", "领导", "老板", "主管", "经理", "主任", "书记", "校长", "客户", "顾客",
    "同事", "同学", "老婆", "媳妇", "老公", "儿子", "女儿", "医生", "大夫", "哥哥", "姐姐",
)  # fmt: skip

_ADDRESSED = (*_ROLES, "上司", "室友", "妻子", "女朋友", "女友", "丈夫", "男朋友", "男友", "孩子")
"""Whom a prompt may be addressed to, as ``checks.salutation`` has them: without one of them it is silent."""


@lru_cache(maxsize=4)  # a row that has to be read is asked again as a pair
def doubts(prompt: str, response: str) -> tuple[str, ...] | None:
    """The checks, by the names of their functions, that could have something to say; mostly none.

    None where a text is blank; ``clean_pair`` where one may not be clean. Of lengths see ``asked``.

    >>> doubts("写一句新年祝福", "新年好，万事如意！"), doubts("写一句新年祝福", "祝你[龙年]大吉，希望你喜欢")
    ((), ('placeholder_issues', 'bracket_issues', 'personal_issues', 'secret_issues'))
    >>> doubts("写一句新年祝福", "新年好 ")
    ('clean_pair',)
    """
    asked, rest = ORDINARY.sub("", prompt), ORDINARY.sub("", response)
    if not prompt.strip() or not response.strip():
        return None
    found: list[str] = []
    if not (_is_clean(prompt, asked) and _is_clean(response, rest)):
        found.append("clean_pair")
    if asked or rest:
        found += _doubts_of_signs(prompt, asked, response, rest)
    if not response.isascii() if prompt.isascii() else 2 * len(rest) > len(response):
        found.append("language_issues")
    found += _doubts_of_wording(prompt, response, rest)
    if _may_refuse(response[:90], rest):
        found.append("refusal_issues")
    if _may_be_polite(response):
        found.append("pleasantry_issues")
    if _may_be_cut(response):
        found.append("truncation_issues")
    if ("2" in rest or "二" in response or "联" in response) and _SECOND_MARK.search(response):
        found.append("layout_issues")
    if "下联" in response or "横批" in response:
        found.append("couplet_issues")
    return tuple(found)


def _doubts_of_wording(prompt: str, response: str, rest: str) -> list[str]:
    """Those of the checks that compare the words of the two."""
    found = []
    if _may_be_an_echo(prompt, response):
        found.append("echo_issues")
    if _may_go_round(response, rest):
        found.append("repetition_issues")
    if _may_err_in_the_animal(prompt, response):
        found.append("zodiac_issues")
    if _may_greet_another(prompt, response[:16]):
        found.append("salutation_issues")
    return found


def _doubts_of_signs(prompt: str, asked: str, response: str, rest: str) -> list[str]:
    """Those of the checks that look for more than Han and the commonest marks."""
    if (asked and _SIGN.search(asked)) or (rest and _SIGN.search(rest)):
        found = ["placeholder_issues", "bracket_issues", "personal_issues", "secret_issues"]
        return ["mark_issues", *found] if "[" in asked or "【" in asked else found
    found = []
    if rest and _may_have_a_slot(response, rest):
        found.append("placeholder_issues")
    if not (_is_balanced(asked) and _is_balanced(rest)):
        found.append("bracket_issues")
    for text, left in ((prompt, asked), (response, rest)):
        if len(left) > 5 and _NUMBER.search(left):
            found.append("personal_issues")
        if len(left) > 7 and _may_hold_a_key(text, left):
            found.append("secret_issues")
    return found


def _is_clean(text: str, rest: str) -> bool:
    """Whether cleaning leaves ``text`` as it is."""
    if _NOT_PLAIN.search(rest):
        return False
    if text[0] == "\n" or text[-1] in "\n \u3000":
        return False
    return "\n" not in text or not ("\n\n\n" in text or " \n" in text or "\u3000\n" in text)


def _may_hold_a_key(text: str, rest: str) -> bool:
    """HD510."""
    if not _LONG.search(rest):
        return False
    lowered = text.lower()
    return any(key in lowered for key in _KEYS)


def _may_have_a_slot(text: str, rest: str) -> bool:
    """HD507."""
    if ("（" in rest or "(" in rest) and any(word in text for word in _FILLED_IN):
        return True
    return "xx" in rest.lower() or "TODO" in text or "TBD" in text or "orem ipsum" in text


def _is_balanced(rest: str) -> bool:
    """HD508."""
    opened: list[str] = []
    depth = straight = 0
    for mark in rest:
        if mark in _CLOSER:
            opened.append(_CLOSER[mark])
            depth = max(depth, len(opened))
        elif mark in ")）》”":
            if not opened or opened.pop() != mark:
                return False
        elif mark == '"':
            straight += 1
    return not opened and (not straight or (not depth and straight % 2 == 0)) and depth < 2


def _may_be_an_echo(prompt: str, response: str) -> bool:
    """HD511."""
    return (
        prompt[0].lower() == response[0].lower()
        and 0.5 * len(prompt) <= len(response) <= 2.1 * len(prompt) + 8
    )


def _may_refuse(head: str, rest: str) -> bool:
    """HD502."""
    latin = rest and _LETTER.search(rest)
    if latin and any(word in head for word in ("can", "Can", "CAN", "able", "won", "Won")):
        return True
    for first, phrases in _CANNOT.items():
        if first in head and any(cannot in head for cannot in phrases):
            return bool(latin) or any(word in head for word in _OF_A_REFUSAL)
    return False


def _may_be_polite(response: str) -> bool:
    """HD503."""
    if response[0] in _OPENS and response[:40].lstrip().lower().startswith(_OPENINGS):
        return True
    if len(response) < 40:
        return False
    tail = response[-70:]
    if tail.isascii():
        return "hope" in tail or "know" in tail or "free" in tail
    for word in _MAY_CLOSE:
        if word in tail:
            return any(closing in tail for closing in _CLOSINGS)
    return False


def _may_be_cut(response: str) -> bool:
    """HD504."""
    if "```" in response:
        return True
    response = response.rstrip()
    last = response[-1]
    if len(response) < 16 or last in _ENDS:
        return False
    if "\n" in response[-8:]:
        return True
    if last in _ENDS_OR_LIST_MARKS:
        return False
    return last in _HANGING or last.isascii() or (len(response) >= 50 and response.count("。") > 1)


def _may_go_round(text: str, rest: str) -> bool:
    """HD505: does the end stand elsewhere, or does anything between marks come back?"""
    if len(text) < 24:
        return False
    if text.count(text[-6:]) > 2 or text[-1] * 4 == text[-4:]:
        return True
    if "." not in rest and "," not in rest:
        # Parts between marks of one kind come back only if those between marks of any kind do.
        pieces = text.replace("。", "，").replace("！", "，").replace("\n", "，").split("，")
        if len(set(pieces)) > len(pieces) - 2:
            return False
    for mark in _REPEATED_AFTER:
        if mark in text and text.count(mark) > 2:
            parts = text.split(mark)
            blanks = parts.count("")
            if len(set(parts)) - (blanks > 0) < len(parts) - blanks - 1:
                return True
    return False


def _may_err_in_the_animal(prompt: str, response: str) -> bool:
    """HD701."""
    animals = _animals(prompt) | _animals(response)
    if not animals:
        return False
    both = f"{prompt}\n{response}"
    if _HAN_YEAR.search(both):
        return True
    return any(
        _ANIMALS[(int(year) - 2020) % 12] != animal for year in _YEAR.findall(both) for animal in animals
    )


def _animals(text: str) -> set[str]:
    """The animals that stand before a 年."""
    found = set()
    at = text.find("年")
    while at >= 0:
        if text[at - 1] in _ANIMALS:
            found.add(text[at - 1])
        at = text.find("年", at + 1)
    return found


def _may_greet_another(prompt: str, head: str) -> bool:
    """HD703."""
    for role in _ROLES:
        if role in head and role not in prompt:
            after = head[head.index(role) + len(role) :]
            if role in after or after.removeprefix("们")[:1] in _AFTER_A_GREETING:
                return any(other in prompt for other in _ADDRESSED)
    return False
