"""For each rule a file in which it finds something and one in which it does not; all are run as tests.

Loaded only where an example is shown: by ``hesui explain``, the page of the catalogue, and the tests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Example:
    """A bad file and a good one, called ``name``; ``beside`` are files that lie in the same folder.

    ``target`` is the trainer they are checked for; ``made`` says that no file shows the finding on its own
    (it depends on a build's options or on limits too large to print), and that its test makes one.
    """

    bad: str
    good: str
    name: str = "data.jsonl"
    encoding: str = "utf-8"
    beside: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    made: bool = False


def shown(text: str) -> str:
    """``text`` of an example in which everything can be seen, without its last line end.

    >>> print(shown("新\\u200b年\\r\\n好\\udcff\\n"))
    新‹U+200B›年␍
    好\\xff
    """
    return "".join(map(_visible, text)).removesuffix("\n")


def _visible(mark: str) -> str:
    if mark == "\n" or mark.isprintable():
        return mark
    if "\udc80" <= mark <= "\udcff":
        return f"\\x{ord(mark) - 0xDC00:02x}"
    return "␍" if mark == "\r" else f"‹U+{ord(mark):04X}›"


def _row(prompt: str, response: str) -> str:
    return json.dumps({"prompt": prompt, "response": response}, ensure_ascii=False) + "\n"


_ASK = "给外婆写一句新年祝福"
_WISH = "祝外婆身体硬朗，天天有好胃口！"
_GOOD = _row(_ASK, _WISH)
_LONG = "写一段新年寄语"
_NEWS = "新的一年，愿家里的灯一直亮着，锅里的汤一直热着，出门的人平安归来。"

_ALPACA = '{"instruction": "写一句拜年语", "output": "马到成功！"}\n'

EXAMPLES: dict[str, Example] = {
    "HD001": Example(_GOOD.replace("胃", "\udcff"), _GOOD),
    "HD002": Example(
        '{"prompt": "写一句祝福", "response": "新年好"\n', '{"prompt": "写一句祝福", "response": "新年好"}\n'
    ),
    "HD003": Example(
        '{"prompt": "a", "response": "b", "x": ' + "[" * 201 + "]" * 201 + "}\n", _GOOD, made=True
    ),
    "HD004": Example(
        'prompt,response\n写一句祝福,"新年好\n写一副春联,春满人间\n',
        'prompt,response\n写一句祝福,"新年好"\n写一副春联,春满人间\n',
        name="data.csv",
    ),
    "HD005": Example(
        '{"prompt": "写一句祝福", "response": "新年好", "score": NaN}\n',
        '{"prompt": "写一句祝福", "response": "新年好", "score": null}\n',
    ),
    "HD006": Example(
        '{"prompt": "写一句祝福", "response": "新年好\\ud83d"}\n',
        '{"prompt": "写一句祝福", "response": "新年好\\ud83d\\ude0a"}\n',
    ),
    "HD007": Example(_row("写", "好" * (1 << 23)), _GOOD, made=True),
    "HD008": Example(_GOOD.rstrip() + ",\n", _GOOD),
    "HD009": Example("今天下雨，明天放晴。\n", _GOOD),
    "HD101": Example(
        '{"题干": "写一句祝福", "解答": "新年好"}\n', '{"问题": "写一句祝福", "答案": "新年好"}\n'
    ),
    "HD102": Example(
        '{"prompt": "", "response": "新年好"}\n', '{"prompt": "写一句祝福", "response": "新年好"}\n'
    ),
    "HD103": Example('{"prompt": "写一句祝福"}\n', '{"prompt": "写一句祝福", "response": "新年好"}\n'),
    "HD104": Example('{"prompt": "一加一", "response": 2}\n', '{"prompt": "一加一", "response": "2"}\n'),
    "HD105": Example(
        '{"prompt": "写一句祝福", "response": "新年好", "response": "恭喜发财"}\n',
        '{"prompt": "写一句祝福", "response": "恭喜发财"}\n',
    ),
    "HD106": Example(
        "prompt,response\n写一句祝福,新年好,万事如意\n",
        'prompt,response\n写一句祝福,"新年好,万事如意"\n',
        name="data.csv",
    ),
    "HD107": Example(
        '{"messages": [{"role": "user", "content": "在吗"}, {"role": "user", "content": "写一句祝福"}]}\n',
        '{"messages": [{"role": "user", "content": "写一句祝福"}, {"role": "assistant", "content": "新年好"}]}\n',
    ),
    "HD108": Example(
        '{"messages": [{"role": "user", "content": "几点了"}, {"role": "assistant", "content": "九点"}], "tools": "[{}]"}\n',
        '{"messages": [{"role": "user", "content": "几点了"}, {"role": "assistant", "content": "九点"}]}\n',
    ),
    "HD109": Example(
        '{"prompt": "写一句祝福", "response": "新年好", "url": "a", "url": "b"}\n',
        '{"prompt": "写一句祝福", "response": "新年好", "url": "b"}\n',
    ),
    "HD110": Example(
        "prompt,response,备注\n写一句祝福,新年好\n",
        "prompt,response,备注\n写一句祝福,新年好,\n",
        name="data.csv",
    ),
    "HD111": Example(
        _GOOD + _row(_LONG, _NEWS) + '{"instruction": "写一副春联", "output": "上联：春到\\n下联：福来"}\n',
        _GOOD + _row(_LONG, _NEWS) + _row("写一副春联", "上联：春到\n下联：福来"),
    ),
    "HD112": Example(_GOOD, _GOOD, name="train.jsonl", made=True),
    "HD113": Example("", _GOOD),
    "HD114": Example(_row(_ASK, "\u200b"), _GOOD),
    "HD115": Example(
        "prompt,response\n写一句祝福,新年好\nprompt,response\n写一副春联,春满人间\n",
        "prompt,response\n写一句祝福,新年好\n写一副春联,春满人间\n",
    ),
    "HD201": Example(
        _row("写一句祝福，5字以内", "新年快乐，万事如意"), _row("写一句祝福，10字以内", "新年快乐，万事如意")
    ),
    "HD202": Example(_row("写几十字的祝福", _WISH), _row("写10到20字的祝福", _WISH)),
    "HD203": Example(
        _row("写4条祝福，每条至少50字，总共不超过140字", "1. 新年好\n2. 春节好\n3. 元宵好\n4. 除夕好"),
        _row("写4条祝福，每条至少3字，总共不超过40字", "1. 新年好呀\n2. 春节快乐\n3. 元宵团圆\n4. 除夕平安"),
    ),
    "HD204": Example(_row("写一句祝福[LEN:<=十几字]", "新年好"), _row("写一句祝福[LEN:<=10字]", "新年好")),
    "HD301": Example(
        _row("写一副春联", "上联：瑞雪迎春到 下联：东风送福来"),
        _row("写一副春联", "上联：瑞雪迎春到\n下联：东风送福来"),
    ),
    "HD302": Example(_row(_ASK, "祝外婆\u200b身体硬朗！"), _row(_ASK, "祝外婆身体硬朗！")),
    "HD303": Example(_row(_ASK, "祝外婆身体硬朗！ "), _row(_ASK, "祝外婆身体硬朗！")),
    "HD304": Example(_row(_ASK, "祝外婆\0身体硬朗！"), _row(_ASK, "祝外婆身体硬朗！")),
    "HD305": Example(_GOOD.replace("}", ', "备注": "\\u0000"}'), _GOOD.replace("}", ', "备注": ""}')),
    "HD306": Example(_GOOD, _GOOD, encoding="utf-8-sig"),
    "HD307": Example(_GOOD.replace("\n", "\r\n"), _GOOD),
    "HD308": Example(_GOOD + "\n" + _row(_LONG, _NEWS), _GOOD + _row(_LONG, _NEWS)),
    "HD309": Example(_GOOD, _GOOD, encoding="gb18030"),
    "HD310": Example(
        _GOOD.replace("}", ', "备注": "甲\u2028乙"}'), _GOOD.replace("}", ', "备注": "甲\\u2028乙"}')
    ),
    "HD311": Example(_row(_LONG, "新年好<br>万事如意"), _row(_LONG, "新年好\n万事如意")),
    "HD312": Example(_row(_LONG, "æ–°å¹´å¥½ï¼Œä¸‡äº‹å¦‚æ„"), _row(_LONG, "新年好，万事如意")),
    "HD313": Example(_row(_LONG, "新年好！\n\n\n\n万事如意！"), _row(_LONG, "新年好！\n\n万事如意！")),
    "HD401": Example(_GOOD + _GOOD, _GOOD + _row(_LONG, _NEWS)),
    "HD402": Example(
        _row(_LONG, _NEWS) + _row(_LONG, _NEWS.replace("一直亮着", "总是亮着")),
        _row(_LONG, _NEWS) + _row("写一段春节寄语", "鞭炮响过，旧事翻篇；春风到门，好事开头。"),
    ),
    "HD403": Example(
        _GOOD,
        _row(_LONG, _NEWS),
        name="eval.jsonl",
        beside={"train.jsonl": _row(_ASK, "外婆新年好，等我回家包饺子！")},
    ),
    "HD502": Example(_row(_ASK, "很抱歉，作为一个人工智能语言模型，我无法完成这个请求。"), _GOOD),
    "HD503": Example(_row(_ASK, "好的，以下是为您写的祝福：\n" + _WISH), _GOOD),
    "HD504": Example(_row(_LONG, _NEWS + "愿你在新的一年里，"), _row(_LONG, _NEWS)),
    "HD505": Example(_row(_LONG, "愿你新年快乐，万事如意。" * 6), _row(_LONG, _NEWS)),
    "HD506": Example(
        _row(_LONG, "May the lamp at home stay lit, and may all who travel come back safe and sound."),
        _row(_LONG, _NEWS),
    ),
    "HD507": Example(_row(_ASK, "亲爱的[姓名]，祝您新年快乐！"), _row(_ASK, "亲爱的外婆，祝您新年快乐！")),
    "HD508": Example(
        _row(_LONG, "老话说：“瑞雪兆丰年。愿新年风调雨顺。"),
        _row(_LONG, "老话说：“瑞雪兆丰年。”愿新年风调雨顺。"),
    ),
    "HD509": Example(
        _row("写一则年货团购通知", "要订年货的邻居请打 13912345678 找小周，初八截止。"),
        _row("写一则年货团购通知", "要订年货的邻居请到一楼找小周，初八截止。"),
    ),
    "HD510": Example(
        _row("怎样设置密钥", "把 OPENAI_API_KEY 设成 sk-" + "A1b2C3d4" * 6 + " 即可。"),
        _row("怎样设置密钥", "把密钥放进环境变量 OPENAI_API_KEY 即可。"),
    ),
    "HD511": Example(
        _row("新年里有哪些适合全家一起做的事情", "新年里有哪些适合全家一起做的事情"),
        _row("新年里有哪些适合全家一起做的事情", "贴春联、包饺子、看老照片。"),
    ),
    "HD601": Example(_GOOD, _GOOD, made=True),
    "HD602": Example(_GOOD, _GOOD, made=True),
    "HD603": Example('{"instruction": 2026, "output": "马到成功！"}\n', _ALPACA, target="llama-factory"),
    "HD604": Example(
        '{"instruction": "写一句拜年语", "output": ["马到成功！"]}\n', _ALPACA, target="llama-factory"
    ),
    "HD605": Example(_GOOD, _GOOD, made=True),
    "HD606": Example(_GOOD, _GOOD, target="qianfan", made=True),
    "HD607": Example(_ALPACA.replace("}", ', "system": "你是春联先生"}'), _ALPACA, target="llama-factory"),
    "HD701": Example(
        _row("写一句2024年春节祝福", "2024年是兔年，祝大家前兔似锦！"),
        _row("写一句2024年春节祝福", "2024年是龙年，祝大家龙行龘龘！"),
    ),
    "HD702": Example(
        _row("写一副春联", "上联：瑞雪迎春到\n下联：东风送福来临"),
        _row("写一副春联", "上联：瑞雪迎春到\n下联：东风送福来"),
    ),
    "HD703": Example(
        _row("给老师写一句新年祝福", "亲爱的妈妈，祝您新年快乐！"),
        _row("给老师写一句新年祝福", "敬爱的老师，祝您新年快乐！"),
    ),
}
"""Code → its example."""
