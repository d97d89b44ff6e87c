"""What holds a Chinese text together: which sentence leans on which, and where the prompt's points are.

All of it errs towards "leans": a sentence that is kept though it could go costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from hesui_data.length import strip_length


def leans_back(sentence: str) -> bool:
    """Whether ``sentence`` needs the one before it: a pronoun, a connective, a step in a row of steps.

    >>> leans_back("因此我们更要珍惜。"), leans_back("它陪我长大。"), leans_back("愿您身体健康。")
    (True, True, False)
    >>> leans_back("这一年，您辛苦了。"), leans_back("这让我很感动。")
    (False, True)
    """
    text = _pattern(_SELF_STANDING).sub("", _opening(sentence), count=1)
    return opens_leaning(text) or bool(_pattern(_POINTS_BACK).search(_first_clause(text)))


def opens_leaning(text: str) -> bool:
    """Whether ``text`` opens with a pronoun or a connective.

    >>> opens_leaning("所以早睡。"), opens_leaning("一稿就过。")
    (True, False)
    """
    return bool(_pattern(_LEANING).match(_opening(text)))


def is_pinned(sentence: str) -> bool:
    """Whether ``sentence`` must stay whatever follows it: it has a figure, counts, asks, quotes or is open.

    >>> is_pinned("初八开门。"), is_pinned("首先，谢谢大家。"), is_pinned("新的一年，愿您顺心。")
    (True, True, False)
    """
    return not is_closed(sentence) or has_figure(sentence) or binds(sentence)


def has_figure(sentence: str) -> bool:
    """Whether ``sentence`` says a number, a date or a price.

    >>> has_figure("初八开门。"), has_figure("愿您顺心。")
    (True, False)
    """
    return bool(_pattern(_FIGURES).search(_opening(sentence)))


def binds(sentence: str) -> bool:
    """Whether ``sentence`` opens as a member of a row or the turn of an argument: 首先, 第二, 但, 因为.

    >>> binds("首先，谢谢大家。"), binds("愿您顺心。")
    (True, False)
    """
    return bool(_pattern(_BINDING).match(_opening(sentence)))


def is_closed(sentence: str) -> bool:
    """Whether ``sentence`` ends with 。 or ！ and its quotes and brackets are in pairs.

    >>> is_closed("他说：“好！”"), is_closed("有三点："), is_closed("（新年好。")
    (True, False, False)
    """
    pairs = ("“”", "‘’", "「」", "『』", "（）", "()", "《》", "【】")
    even = all(sentence.count(pair[0]) == sentence.count(pair[1]) for pair in pairs)
    return even and sentence.count('"') % 2 == 0 and bool(_pattern(_END).search(sentence))


def leaves_open(sentence: str) -> bool:
    """Whether the next sentence is owed: a question, a colon, half of a pair (一方面, 虽然).

    >>> leaves_open("你还记得吗？"), leaves_open("愿您安康。")
    (True, False)
    """
    return bool(_pattern(_OWES).search(sentence))


def brings_in(sentence: str) -> frozenset[str]:
    """The pairs of neighbouring Han characters and the Latin words in ``sentence`` that may name something.

    >>> sorted(brings_in("我的小狗叫团团，英文名Tango。"))
    ['Tango', '叫团', '团团', '小狗', '文名', '狗叫', '英文']
    """
    runs = _pattern(r"[\u3400-\u9fff]+").findall(sentence)
    grams = (run[at : at + 2] for run in runs for at in range(len(run) - 1))
    words = frozenset(_pattern(r"[A-Za-z]{3,}").findall(sentence))
    return words | frozenset(
        g for g in grams if not (set(g) & _FUNCTION_WORDS or set(g) <= _NUMERALS) and g not in _COMMON_WORDS
    )


def points_of(prompt: str) -> frozenset[str]:
    """What ``prompt`` names, as regular expressions: words, figures, quoted characters, themes.

    >>> points = points_of("写给周老师，提到“福”字，感谢她")
    >>> says("周老师：谢谢您，愿您福气满满。", points) == says("周老师，多谢，祝福！", points)
    True
    """
    asked = strip_length(prompt)
    words = {*brings_in(asked), *_pattern(r"[A-Za-z]+|\d+").findall(asked)}
    words |= {character for character in _han(asked) if character not in _FUNCTION_WORDS | _ASKING_WORDS}
    for quoted in _pattern(r"[“‘「『《\"]([^”’」』》\"]{1,20})[”’」』》\"]").findall(asked):
        words |= {quoted} if len(quoted) < 3 else {quoted, *brings_in(quoted)}
    return frozenset({*map(re.escape, words), *(theme for theme in _THEMES if re.search(theme, asked))})


def points_made(prompt: str, response: str) -> frozenset[str]:
    """The points of ``prompt`` that ``response`` has a word for.

    A single character counts only where the prompt names a point, and no word with it is in the response.

    >>> sorted(points_made("提到炖汤和花", "谢谢您的汤，谢谢您的花。"))
    ['汤', '花']
    """
    return frozenset(p for p in _said_points(prompt, response) if len(p) > 1 or p in _named(prompt))


def points_named(prompt: str, response: str) -> frozenset[str]:
    """Those of ``points_made`` that a clause of ``prompt`` names as a point: 提到炖汤.

    >>> sorted(points_named("给邻居拜年，提到炖汤和花", "邻居好！谢谢您的汤，谢谢您的花。"))
    ['汤', '花']
    """
    points = points_of(_named(prompt))
    return frozenset(point for point in points_made(prompt, response) if point in points)


def hints_taken(prompt: str, response: str) -> frozenset[str]:
    """Single characters of the rest of ``prompt`` that ``response`` takes up; two of them together are a point.

    >>> sorted(hints_taken("给不涨房租的阿姨拜年", "阿姨好！没涨租，谢谢。"))
    ['涨', '租']
    """
    return frozenset(p for p in _said_points(prompt, response) if len(p) == 1 and p not in _named(prompt))


def _said_points(prompt: str, response: str) -> frozenset[str]:
    said = says(response, points_of(prompt))
    in_words = {character for point in said if len(point) == 2 for character in point}
    return said - in_words


def _named(prompt: str) -> str:
    """The clauses of ``prompt`` that name a point or say what to write about."""
    naming = _pattern(rf"^[写讲说谈](?!给|一?[段篇条封份首则])|{_NAMES_A_POINT}")
    return "".join(clause for clause in _clauses(prompt) if naming.search(clause))


def says(text: str, points: Iterable[str]) -> frozenset[str]:
    """Those of ``points`` that ``text`` has a word for."""
    return frozenset(point for point in points if re.search(point, text))


def unlocated(prompt: str, response: str) -> tuple[str, ...]:
    """The clauses of ``prompt`` that name a point of which no word is found in ``response``.

    Where such a point stands cannot be told, so nothing may be left out. How the text should sound and
    the request itself are no points.

    >>> unlocated("给邻居写段拜年话，提到她送的萝卜，语气亲切", "李姐过年好！谢谢你的腌菜。")
    ('提到她送的萝卜',)
    """
    return tuple(
        clause
        for clause in _clauses(prompt)
        if _pattern(_NAMES_A_POINT).search(clause) and not says(response, points_of(clause))
    )


def _clauses(prompt: str) -> list[str]:
    """What stands between the marks of ``prompt``, without its length phrases."""
    return _pattern(r"[^，。；;！？!?：:\n、]+").findall(strip_length(prompt))


def _opening(sentence: str) -> str:
    """``sentence`` without blanks, quotes, emoji and marks before its first letter."""
    return _pattern(r"^[\W_]+").sub("", sentence)


def _han(text: str) -> str:
    return "".join(_pattern(r"[\u3400-\u9fff]+").findall(text))


def _first_clause(text: str) -> str:
    return _pattern(r"[，。；！？,;!?：]").split(text, maxsplit=1)[0]


_THEMES = (
    "谢|感恩|感激|辛苦|多亏",
    "健康|身体|安康|平安|保重|长寿",
    "道歉|抱歉|歉意|对不起|不好意思|原谅",
    "团圆|团聚|相聚|回家|回来",
    "想念|想你|思念|惦记|牵挂",
    "学业|学习|成绩|考|读书",
    "工作|事业|业绩|职场|岗位",
    "发财|财源|生意|红火|兴隆",
    "邀请|光临|欢迎|恭候|期待|等你|等您",
    "爱|喜欢|心动",
    "鼓励|加油|努力|奋斗|拼搏",
    "总结|回顾|过去|去年|这一年|一年来",
    "展望|新的一年|明年|来年|未来",
    "幽默|搞笑|俏皮",
)
"""What prompts ask to be said, with the words that say it; a theme is a regular expression."""

_NUMERALS = frozenset("零一二两三四五六七八九十百千万几半")
_FUNCTION_WORDS = frozenset(
    "的了着过是在和与及也都就还又很不没我你您他她它们这那哪个一有到上下中里去来为以而且或被把给对从向让使得地之其"
    "此什么怎样吗呢吧啊呀嘛请将要会能可最更太每只"
)
_ASKING_WORDS = frozenset(
    "写段篇条封首份帮发想请用身字以内左右如何怎点语气作为拟说话给讲带看拿站出先才真全行己些轻便照快实方边口"
)
_COMMON_WORDS = frozenset(
    re.findall(
        "..",
        "新年春节过年拜年祝福祝愿快乐幸福健康平安大家朋友生活时候时间今天今年明年去年年里如意吉祥开心身体心里自己一起"
        "写段写篇短信微信文案作文文章祝您祝你愿您愿你好好知道看见告诉关于已经年前年后那时这时时光",
    )
)
_SELF_STANDING = (
    r"^(?:这(?:一年|些年|几年|个(?:春节|新年|冬天|年|寒假|时候)|辈子)|"
    r"此刻|此时|其实|其余|那么多年|今后|从此以后)"
)
_LEANING = (
    r"但|可(?![以能爱口亲敬])|然而|不过|而|却|所以|因此|因而|于是|结果|故|从此|从而|由此|正因|正是|既然|否则|不然|要不|"
    r"也|还|又|再|更|并|同时|此外|另外|除此|况且|何况|甚至|尤其|特别是|其中|其次|然后|接着|随后|后来|之后|"
    r"最后|终于|总之|总而言之|综上|可见|换句话说|例如|比如|譬如|像|就|才|都|倒|偏|果然|当然|没想到|谁知|原来|"
    r"第[二三四五六七八九十]|[二三四五六七八九]来|[二三四五六七八九]是|[二三四五六七八九]愿|其[二三四五]|另一|有的|"
    r"他|她|它|其|前者|后者|对方|那|这|如此|如是|彼|同样|一样|反之|相反|不仅|只是|除了|难怪|怪不得|毕竟"
)
_POINTS_BACK = (
    r"[也又还就才却更]|"
    r"(?<![台上下里边家头前后院门口])[这那][个种些样里件份位句次时天条张]?|"
    r"以上|上述|如此|它们?|他们|她们|[两三四五]者|其"
)
"""那 after a place (阳台那盆水仙) points at a thing, not back."""

_FIGURES = (
    r"[0-9０-９%％￥¥元]|初[一二三四五六七八九十]|"
    r"[零〇一二两三四五六七八九十百千万]{1,6}(?:[月日号点分楼层折岁米斤块幢期次遍]|周年)"
)
_BINDING = (
    r"首先|其次|再次|最后|再者|第[一二三四五六七八九十]|[一二三四五六七八九]来|[一二三四五六七八九]是|[一二三四五]愿|"
    r"其[一二三四五]|一方面|另一方面|有的|有人|虽|尽管|即使|如果|要是|只要|只有|不管|无论|因为|由于|既|与其|"
    r"但|可(?![以能爱口亲敬])|然而|不过|却|所以|因此|于是|结果|总之|没有?|不|其实|我[是叫姓]|原来|当|等到|直到|自从|记得|那天|那年|有一[次天回年]|后来|忽然|突然"
)
_END = r"[。！!～~](?:[^\S\n]|[^\w，、；：—])*$"
_OWES = (
    r"[？?：:](?:[^\S\n]|[”’」』）)])*$|一方面(?!.*另一方面)|首先|第一[，、]|一来|其一|"
    r"按理|照理|照说|原本|本来|以为"
)
_NAMES_A_POINT = (
    r"提到|提及|提一|包含|包括|写到|写出|写上|说到|说明|讲到|突出|感谢|谢谢|表达|体现|强调|祝愿|祝[他她您你]|结合|围绕|"
    r"加上|加入|要有|带上|带一|点明|交代|注明|告诉|提醒|邀请|道歉|关心|叮嘱|说一?说|最后|开头|结尾"
)


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
