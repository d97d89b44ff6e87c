"""The reply of a model, read: tolerant of wrapping, never guessing which words are meant.

One JSON value is looked for: the whole reply, the one fenced block in it, or the one object in it. Where
there are two, where a key stands twice or a value is no text, nothing is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hesui_data.chat import LARGEST, Answer
from hesui_data.pair import Issue

Json = Any


@dataclass(frozen=True, slots=True)
class Draft:
    """A prompt (empty where it was given) and a response, as a reply has them."""

    prompt: str
    response: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The drafts in a reply, or the issue for which there is none."""

    drafts: tuple[Draft, ...] = ()
    issue: Issue | None = None


class _Unreadable(ValueError):  # noqa: N818
    """A reply that has no one reading; the arguments say why, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = (zh, en)


def read_reply(answer: Answer, schema: str) -> Reply:
    """The drafts of ``answer``, which was asked for in the form ``schema``.

    >>> read_reply(Answer('好的：{"prompt": "写一句祝福", "response": "新年好！"}'), "pair").drafts
    (Draft(prompt='写一句祝福', response='新年好！'),)
    >>> read_reply(Answer('{"prompt": "写一句祝福", "resp', "length"), "pair").issue.code
    'HD802'
    """
    if issue := _unusable(answer):
        return Reply(issue=issue)
    try:
        return Reply(tuple(_drafts(_value(answer.text, schema), schema)))
    except _Unreadable as error:
        refusal = refusal_in(answer.text)
        if refusal:
            return Reply(issue=Issue.of("HD810", words=refusal))
        return Reply(issue=Issue.of("HD801", reason=error.words))


def read_verdict(answer: Answer) -> tuple[bool, str]:
    """Whether a judge passes a pair, and why; what cannot be read does not pass.

    >>> read_verdict(Answer('{"pass": true, "reason": "切题"}')), read_verdict(Answer("好"))[0]
    ((True, '切题'), False)
    """
    if _unusable(answer):
        return False, answer.fault or answer.finish_reason
    try:
        value = _value(answer.text, "verdict")
    except _Unreadable as error:
        return False, error.words[0]
    passed, reason = value.get("pass"), value.get("reason", "")
    return passed is True, reason if isinstance(reason, str) else ""


def _unusable(answer: Answer) -> Issue | None:  # noqa: PLR0911  # a reason each
    if answer.fault:
        return Issue.of("HD814", reason=_FAULTS.get(answer.fault, (answer.fault, answer.fault)))
    if answer.finish_reason == "content_filter":
        return Issue.of("HD814", reason=_FAULTS["content_filter"])
    if answer.finish_reason == "length":
        return Issue.of("HD802", reason=("到了单次答复的上限", "it reached the limit of one answer"))
    if answer.finish_reason not in ("stop", "end_turn", "eos", ""):
        return Issue.of("HD802", reason=(f"finish_reason 是 {answer.finish_reason}",) * 2)
    if len(answer.text) > LARGEST:
        return Issue.of("HD814", reason=_FAULTS["too large"])
    if not answer.text.strip():
        return Issue.of("HD801", reason=("是空的", "it is empty"))
    return None


_FAULTS = {
    "content_filter": ("被服务的内容审核拦下", "it was filtered by the service"),
    "too large": ("答复过大", "it was too large"),
}


# --- finding the one JSON value ----------------------------------------------------------------------


def _value(text: str, schema: str) -> Json:
    """The one JSON value in ``text`` that may be what was asked for."""
    text = _THOUGHTS.sub("", text.lstrip("\ufeff")).strip()
    whole = _parsed(text)
    if isinstance(whole, dict | list):
        return whole
    fenced = [block for block in _FENCE.findall(text) if block.strip()[:1] in ("{", "[")]
    if len(fenced) == 1:
        found = [value for value in [_parsed(fenced[0])] if isinstance(value, dict | list)]
    else:
        found = list(_objects(text))
    if len(found) > 1 and all(value == found[0] for value in found):
        found = found[:1]
    if len(found) == 1:
        return found[0]
    if found:
        raise _Unreadable("有不止一个 JSON 对象", "there is more than one JSON object in it")
    if schema == "pair" and (labelled := _labelled(text)):
        return labelled
    raise _Unreadable("没有完整的 JSON 对象", "there is no whole JSON object in it")


_THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_FENCE = re.compile(r"```[a-zA-Z]*[ \t]*\n(.*?)\n?[ \t]*```", re.DOTALL)


def _parsed(text: str) -> Json:
    """``text`` as JSON, raw line breaks in strings allowed; None if it is none."""
    try:
        return json.loads(text, strict=False, object_pairs_hook=_once, parse_constant=_no_constant)
    except _Unreadable:
        raise
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """The object of ``pairs``.

    Raises:
        _Unreadable: a key stands twice: which one is meant cannot be told.
    """
    if len({key for key, _ in pairs}) < len(pairs):
        raise _Unreadable("有一个键出现了两次", "a key stands twice in it")
    return dict(pairs)


def _no_constant(name: str) -> Json:
    raise ValueError(name)


def _objects(text: str) -> Iterator[dict[str, Json]]:
    """The JSON objects that stand in ``text``, outermost only."""
    decoder = json.JSONDecoder(strict=False, object_pairs_hook=_once, parse_constant=_no_constant)
    at, tries = text.find("{"), 0
    while at >= 0 and tries < 200:
        try:
            value, end = decoder.raw_decode(text, at)
        except _Unreadable:
            raise
        except (ValueError, RecursionError):
            end, tries = at + 1, tries + 1
        else:
            if isinstance(value, dict):
                yield value
        at = text.find("{", end)


_LABELS = re.compile(
    r"\A.{0,60}?^[*#\s]*(?:提示词|新任务|任务)[*]*[：:][*]*[ \t]*(?P<prompt>.+?)\s*^[*#\s]*(?:回答|新范文|范文)[*]*[：:][*]*\s*(?P<response>.+)\Z",
    re.DOTALL | re.MULTILINE,
)


def _labelled(text: str) -> dict[str, str] | None:
    """A reply in the words 任务：… 范文：…, each once at the start of a line, as an object."""
    labels = re.findall(r"^[*#\s]*(?:提示词|新任务|任务|回答|新范文|范文)[*]*[：:]", text, re.MULTILINE)
    match = _LABELS.match(text) if len(labels) == 2 else None
    return {"prompt": match["prompt"], "response": match["response"]} if match else None


# --- what the value holds ----------------------------------------------------------------------------

_NAMES = {
    "prompt": ("prompt", "提示词", "新任务", "任务", "instruction"),
    "response": ("response", "回答", "新范文", "范文", "output"),
    "pairs": ("pairs", "data", "items"),
}


def _drafts(value: Json, schema: str) -> Iterator[Draft]:
    if schema == "pairs":
        rows = value if isinstance(value, list) else _field(value, "pairs")
        if rows is None and isinstance(value, dict) and _field(value, "response"):
            rows = [value]  # one pair, as it is
        if not isinstance(rows, list) or not rows:
            raise _Unreadable("没有 pairs 列表", "there is no list of pairs in it")
        for row in rows:
            yield _draft(row, with_prompt=True)
        return
    if isinstance(value, dict) and isinstance(value.get("pairs"), list):
        value = value["pairs"]
    if isinstance(value, list):
        if len(value) != 1:
            raise _Unreadable("要一条，给了不止一条", "one was asked for and several came")
        value = value[0]
    yield _draft(value, with_prompt=schema == "pair")


def _draft(row: Json, *, with_prompt: bool) -> Draft:
    prompt = _text(row, "prompt") if with_prompt else ""
    return Draft(prompt, _text(row, "response"))


def _text(row: Json, name: str) -> str:
    value = _field(row, name)
    if not isinstance(value, str) or not value.strip():
        raise _Unreadable(f"没有文字的 {name}", f"it has no text for {name}")
    if _NO_TEXT.search(value):
        raise _Unreadable(f"{name} 里有不成字的编码", f"{name} holds what is no character")
    return without_wrapping(value) if name == "response" else value.strip()


_NO_TEXT = re.compile("[\ud800-\udfff\x00]")
"""Half a surrogate pair, which no file can hold, and the zero that ends strings elsewhere."""


def _field(row: Json, name: str) -> Json:
    if not isinstance(row, dict):
        raise _Unreadable("不是 JSON 对象", "it is no JSON object")
    found = [row[key] for key in _NAMES[name] if key in row]
    if len(found) > 1:
        raise _Unreadable(f"{name} 有两个", f"it has {name} twice")
    return found[0] if found else None


# --- pleasantries ------------------------------------------------------------------------------------


def without_wrapping(text: str) -> str:
    """``text`` without a first line that announces it and a last one that takes leave, where that is certain.

    >>> without_wrapping("好的，以下是为您写的祝福：\\n\\n新年好！\\n\\n希望对您有所帮助！")
    '新年好！'
    >>> without_wrapping("好的，妈，我记下了。")
    '好的，妈，我记下了。'
    """
    before = None
    while text != before:
        before = text
        text = _LEAVE.sub("", _ANNOUNCED.sub("", text)).strip("\n").rstrip()
    return text


_ANNOUNCED = re.compile(
    r"\A\s*(?:好的|好|当然可以|当然|没问题|可以|收到)?[，,。！!、]?\s*"
    r"(?:以下|下面|这|如下|这里)(?:就)?(?:是|为)?[^\n。！？]{0,30}(?:祝福|范文|回答|内容|文案|祝福语|短信|版本|作品|文章|稿子?|信|诗|春联|对联|改写|仿写)[^\n。！？]{0,8}[：:]\s*\n+(?=\s*\S)"
)
_LEAVE = re.compile(
    r"\n\s*(?:(?:希望|但愿)(?:这|以上|上述|对您|对你|能对|能够?帮|您能?喜欢这|您满意)[^\n]{0,30}"
    r"|(?:如果?|若)(?:您|你)?(?:还)?(?:需要|有)[^\n]{0,20}(?:修改|调整|其他|告诉我|随时)[^\n]{0,20}"
    r"|以上(?:就)?是[^\n]{0,24}(?:供您?参考|希望)[^\n]{0,12}"
    r"|[（(](?:共|约|全文|字数|合计)[^\n（）()]{0,10}\d+\s*字?[^\n（）()]{0,4}[）)])\s*\Z"
)


def refusal_in(text: str) -> str:
    """The words with which ``text`` refuses, or an empty string.

    >>> refusal_in("很抱歉，我无法为您提供这样的内容。"), refusal_in("对不起，妈，今年我又不能回家了。")
    ('抱歉，我无法为您提供', '')
    """
    match = _REFUSES.search(text[:4000])
    return match[0] if match else ""


_REFUSES = re.compile(
    r"(?:抱歉|对不起|不好意思|遗憾)[^。！？\n]{0,10}?(?:我|本模型|这边)?[^。！？\n]{0,4}?(?:无法|不能|没办法|没法|不便|难以)[^。！？\n]{0,6}?"
    r"(?:提供|完成|满足|生成|回答|协助|处理|创作|继续|帮助您|帮您|执行|回应|讨论|响应)"
    r"|作为(?:一个|一名|一款)?(?:AI|人工智能|大?语言模型|智能助手)"
    r"|我(?:是|只是)[^。！？\n]{0,8}(?:AI|人工智能|语言模型|智能助手|文心一言|ChatGPT|聊天机器人)"
    r"|(?:无法|不能|拒绝)(?:提供|完成|生成|满足|执行|回答)(?:您|你|该|这个|此|相关)[^。！？\n]{0,6}(?:请求|要求|内容|问题|任务)"
    r"|(?:违反|不符合)[^。！？\n]{0,12}(?:使用政策|安全规范|内容政策|使用规定|法律法规)"
    r"|(?:这个|该|此|您的|你的)(?:请求|问题|话题|提问)[^。！？\n]{0,8}(?:帮不了|不方便|不适合|无法|写不了|敏感)|(?:抱歉|对不起|不好意思)[^。！？\n]{0,8}(?:写不了|帮不了|不适合生成)"
    r"|超出(?:了)?[^。！？\n]{0,8}(?:能力|服务|权限|知识|职责)[^。！？\n]{0,4}(?:范围|之外|边界)?|(?:抱歉|对不起|很遗憾)[^。！？\n]{0,12}(?:请求|要求|指令|内容)[^。！？\n]{0,8}(?:不|无|没|违|拒|超)"
    r"|(?:恕|请恕|恕我)[^。！？\n]{0,6}(?:难以从命|不能|无法|拒绝|不便)|(?:内容|安全)(?:审核|政策|规范)[^。！？\n]{0,6}(?:不|未|限制|原因)|(?:暂|目前)(?:时)?(?:无法|不能|不支持)(?:提供|生成|回答|处理|完成|写)"
    r"|不(?:太)?方便回答|没学会回答|涉及敏感|(?:停止|终止)生成|(?:开启|换个|换一个|换个新)(?:新)?话题|话题我们换|\A\s*无可奉告|咨询专业人士|我(?:没有办法|没法|写不了|不会)写这"
    r"|请提供更多(?:信息|细节|背景)|以便我(?:为您|为你|更好)|请问您(?:想要|希望|需要)(?:什么|写)|\A\s*您(?:希望|想要?)(?:写给谁|什么风格)|作为(?:一名|一个|您的)?(?:写作|智能|虚拟|语言)助[手理]"
    r"|[Aa]s an AI|I(?:'m| am) sorry|I can(?:'|no)t (?:assist|help|provide|comply)|I apologi[sz]e"
)
