"""HD503: an assistant's pleasantries around the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import asked, issue_of
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_HEAD, _TAIL = 60, 70  # code points at the start and at the end that are looked at
_TALK_LENGTH = 40  # code points: a shorter response may be small talk, where offers of help are the answer
_FIRST = "好当没收明了可以下这根作嗯SsCcOoAaNn \n\u3000"  # what such an opening begins with
_WORK = "(?:写|准备|生成|创作|提供|撰写|拟|整理|编|起草|设计|列|做|作)"
_OPENING = Pattern(
    r"\s*(?:(?:好的|好嘞|好呀|当然可以|当然啦|当然|没问题|没有问题|收到|明白了|了解了|可以的|嗯"
    r"|OK)[呀哦哈]?[，,！!。.～~ ]+){1,3}"
    r"(?:(?:下面|以下|这里|这)(?:就)?(?:是|有|为)[^\n。！]{0,30}"
    r"|(?:我)?(?:很|非常|十分)(?:乐意|高兴|愿意)(?:为|帮|解|回|提|协|能)[^\n。！!]{0,16}"
    r"|(?:我(?:来|会|将|可以|已经?)?)?(?:根据|按照|按)?(?:您|你)的(?:要求|需求|描述)[^\n。！]{0,20}"
    rf"|(?:我(?:来|会|将|可以|已经?)?)?(?:为|帮|给|替)(?:您|你){_WORK}[^\n。！]{{0,20}})"
    r"|\s*(?:以下|下面|这)(?:就)?是(?:我)?(?:为|给|帮|替|根据|按照?)(?:您|你)[^\n。！]{0,30}[：:\n]"
    r"|\s*(?:以下|下面|这)(?:就)?是(?:一|为|按)[^\n。！，]{0,24}(?:为您|给您|您要)[^\n。！，]{0,16}[：:]"
    r"|\s*(?:以下|下面|这)(?:就)?是(?:一|关于)[^\n。！，]{0,16}(?:短信|微信|祝福|贺词|贺卡|拜年|文案|春联|对联"
    r"|诗|作文|文章|故事|朋友圈|致辞|演讲|标语|口号)[^\n。！，]{0,8}[：:][ ]?\n"
    rf"|\s*(?:根据|按照?)(?:您|你)的(?:要求|需求|描述|提示)[，,]?(?:我)?(?:为|给|帮|替)?(?:您"
    rf"|你)?{_WORK}[^\n。！]{{0,20}}"
    r"|\s*作为(?:一个|一名|您的)?[^，。\n]{0,10}(?:AI|人工智能|语言模型|助手)[^，。\n]{0,6}[，,]我(?:很|非常"
    r"|十分)(?:乐意|高兴|愿意)[^\n。！]{0,16}"
    r"|\s*(?:Sure|Certainly|Of course|Absolutely|No problem)(?: thing)?[,!.]+ (?:here|I['’]d be|I would be"
    r"|I can|below"
    r"|let me)[^\n.]{0,30}",
    re.IGNORECASE,
)
_ABOUT_THE_TEXT = Pattern(  # said of what was written, so no part of it
    r"(?:^|[。！!？?\n”）)\s（(])((?:我)?(?:衷心)?希望(?:这|以上|上述)(?:一)?(?:些|篇|段|条|首|副|份|个|则|句"
    r"|封|内容)?[^。！!\n]{0,12}?"
    r"(?:帮助|帮到|满足|符合|满意|喜欢|有用)[^。！!\n]{0,8}"
    r"|以上(?:内容|就是|便是|均|都|是)?[^。\n]{0,16}(?:为您|(?:仅)?供(?:您)?参考|希望您喜欢)[^。\n]{0,24}"
    r"|(?:如果?|若)?(?:您)?(?:还)?(?:有)?(?:需要|需|想|觉得)[^。！\n]{0,10}(?:修改|调整|润色|改动|更换"
    r"|其他版本|其他风格)[^。！\n]{0,12}"
    r"(?:告诉我|随时|请说|提出|跟我说)[^。！\n]{0,8}"
    r"|(?:注[：:]\s?)?(?:您|你)?可以?根据(?:需要|实际|自己的|具体|个人)[^。\n]{0,16}(?:修改|润色"
    r"|调整(?:内容|措辞|文字|语气|字数))[^。\n）)]{0,8})[）)。！!？?.～~\s]*$"
)
_CLOSING = Pattern(
    r"(?:^|[。！!？?\n”）)\s])((?:我)?(?:衷心)?希望(?:这|以上|我的|上述|它|本|我)?[^。！!\n]{0,16}?(?:对(?:您"
    r"|你)(?:们)?(?:有|能|会|的)?[^。！!\n]{0,6}(?:帮助|用|启发)|(?:能够?|可以)?(?:帮到|帮助到?|满足"
    r"|符合)(?:您|你)|有所帮助|(?:您|你)(?:能)?(?:会)?(?:满意|喜欢))[^。！!\n]{0,12}"
    r"|(?:如果|如|若|要是|假如)?(?:您|你)?(?:还)?(?:有|需要|需|想要?|觉得)[^。！!\n]{0,16}(?:请?(?:随时"
    r"|尽管)(?:告诉|问|向|跟|和|提|联系|说|叫)|(?:请)?告诉我|欢迎(?:继续|随时)?(?:提问|问我"
    r"|告诉))[^。！!\n]{0,12}"
    r"|(?:请问)?(?:还|您|你)?(?:有什么|需要)[^。\n]{0,8}(?:我)(?:可以|能)?(?:为您|帮您|帮你|再|继续|调整"
    r"|修改)[^。！\n]{0,12}"
    r"|I hope (?:this|that|it|these)[^.!\n]{0,40}(?:helps?|helpful|useful)[^.!\n]{0,16}"
    r"|(?:Please )?(?:let me know|feel free to (?:ask|let|contact me))[^.!\n]{0,60})"
    r"[。！!？?.～~\s😊🙂]*$",
    re.IGNORECASE,
)
_SPOKEN = Pattern(  # the words may be the text itself: a letter, a notice, a line of a dialogue
    "信(?![息用仰任心号念])|邮件|函|通知|公告|启事|客服|回复|回他|回她|怎么回|如何回|答复|说明书|广告|文案"
    "|对话|台词|扮演|角色|剧本|小品|相声|主持|演讲|讲话|致辞|发言|自我介绍|介绍自己|海报|宣传"
    "|感谢|短信|微信|留言|便条|简报|话术|推文|博客|帖|续写|润色|改写|翻译|改成|编辑|你现在是|问卷|调查|祝"
    r"|\b(?:letter|e-?mail|reply|dialogue|conversation|message|translate|rewrite|post|blog|role)",
    re.IGNORECASE,
)


def pleasantry_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for what an assistant says before and after the answer: 好的，以下是…, 希望对您有帮助.

    Only where the words cannot be part of what was asked, as they are in a letter or a dialogue.

    >>> from hesui_data.pair import Pair
    >>> text = "好的，以下是一句祝福：\\n新年好！祝大家在新的一年里身体健康，万事如意，阖家幸福！\\n希望对您有帮助！"
    >>> [issue.offset for issue in pleasantry_issues(Pair("写一句新年的贺词", text))]
    [0, 41]
    """
    response = pair.response
    opening = _OPENING.match(response[:_HEAD]) if response[:1] in _FIRST else None
    if opening and not _TALK.search(asked(pair)):
        yield _issue(opening.start(), opening[0])
    closing = _closing(pair) if _may_close(response) else None
    if closing and closing.start(1):
        yield _issue(closing.start(1), closing[1])


def _closing(pair: Pair) -> re.Match[str] | None:
    start = max(0, len(pair.response) - _TAIL)
    if (found := _ABOUT_THE_TEXT.search(pair.response, start)) and not _TALK.search(asked(pair)):
        return found
    return None if _SPOKEN.search(asked(pair)) else _CLOSING.search(pair.response, start)


def _may_close(response: str) -> bool:
    """A cheap look: does the end hold a word that every such closing has?"""
    tail = response[-_TAIL:] if len(response) >= _TALK_LENGTH else ""
    if tail.isascii():
        return "hope" in tail or "know" in tail or "free" in tail
    return (
        "希望" in tail
        or "告诉" in tail
        or "随时" in tail
        or "欢迎" in tail
        or "以上" in tail
        or "根据" in tail
        or "修改" in tail
        or "有什么" in tail
    )


_TALK = Pattern(
    "对话|台词|扮演|角色|剧本|小品|相声|回复|怎么回|如何回|客服|话术|续写|翻译|润色|改写", re.IGNORECASE
)


def _issue(offset: int, text: str) -> Issue:
    text = " ".join(text.split())
    return issue_of(
        "HD503", field="response", offset=offset, shown=text if len(text) <= 24 else text[:23] + "…"
    )
