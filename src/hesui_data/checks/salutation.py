"""HD703: a salutation to somebody else than the prompt's addressee."""

from __future__ import annotations

from collections.abc import Iterator

from hesui_data.checks.fields import asked, issue_of
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_ROLES: dict[str, str] = {
    "老师": "老师|恩师|班主任|导师|教授|师长|园丁|讲师|教练|师父|师傅",
    "爸爸": "爸|父亲|老爷子|爹|岳父|公公|丈人",
    "妈妈": "妈|母亲|娘|岳母|婆婆|丈母",
    "爷爷": "爷爷|外公|姥爷|祖父|阿公|老爷子",
    "奶奶": "奶奶|外婆|姥姥|祖母|阿婆|姑奶奶|姨奶奶|舅奶奶",
    "领导": "领导|老板|上司|主管|经理|主任|董事|总监|局长|处长|科长|校长|院长|老总|[\u4e00-\u9fff]总|书记"
    "|组长|店长|厂长|站长|会长|部长|班长|队长",
    "客户": "客户|顾客|用户|甲方|合作伙伴|会员|来宾|消费者",
    "同事": "同事|同仁|伙伴|员工|战友|搭档|伙计",
    "同学": "同学|室友|舍友|校友|同窗|同桌",
    "老婆": "老婆|妻|媳妇|爱人|太太|夫人|女朋友|女友|恋人|对象|情人|伴侣|亲爱的|宝贝|心上人|另一半",
    "老公": "老公|丈夫|先生|爱人|男朋友|男友|恋人|对象|情人|伴侣|亲爱的|宝贝|心上人|另一半",
    "孩子": "孩子|儿子|女儿|宝宝|宝贝|闺女|小朋友|儿女|学生|侄|外甥|孙|娃|小孩|晚辈",
    "医生": "医生|大夫|护士|医护|白衣天使|医务",
    "哥哥": "哥|兄|姐夫|表哥|堂哥|弟",
    "姐姐": "姐|嫂|妹|表姐|堂姐|闺蜜",
}  # fmt: skip
"""Role → what it, or somebody who may be called so, is called."""
_WIDE = Pattern(
    "长辈|家人|亲人|亲戚|家里|全家|一家|家长|父母|双亲|爸妈|老人|大家|各位|所有|不同|多个|分别|几个人|亲友"
    "|亲朋|某|对象是|ta|TA|群|谁|叔|伯|姑|姨|舅|婶|某某|扮演|角色|对话|故事|小说|剧本|翻译|续写|改写|改成"
)
_ADDRESSED = Pattern(
    r"(?:写给|送给|发给|寄给|献给|说给|致|给|向|对|祝福?|为)(?:我|咱|我们|他|她|你"
    r"|您)?(?:的)?(?P<who>[^，。！？；、：:,.!?;\n的写发送拜]{0,6}?(?P<role>老师|恩师|班主任|导师|教授|爸爸"
    r"|父亲|老爸|妈妈|母亲|老妈|爷爷|外公|姥爷|奶奶|外婆|姥姥|领导|老板|上司|主管|经理|客户|顾客|同事|同学"
    r"|室友|老婆|妻子|媳妇|女朋友|女友|老公|丈夫|男朋友|男友|孩子|儿子|女儿|医生|大夫|哥哥|姐姐))"
)
_GREETING = Pattern(
    r"\s*(?P<dear>亲爱的|尊敬的|敬爱的|最爱的|可敬的)?(?P<called>[\u4e00-\u9fff]{0,4}?(?P<role>老师|恩师"
    r"|班主任|导师|教授|爸爸|父亲|老爸|妈妈|母亲|老妈|爷爷|外公|姥爷|奶奶|外婆|姥姥|领导|老板|主管|经理|主任"
    r"|书记|校长|客户|顾客|同事|同学|老婆|媳妇|老公|儿子|女儿|医生|大夫|哥哥|姐姐)们?)(?P<mark>[，,：:！!])"
)


def salutation_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for a response that greets at its start somebody whom the prompt does not name.

    Only where the prompt says to whom the text goes, and no word of it may mean the one greeted.

    >>> from hesui_data.pair import Pair
    >>> [i.message for i in salutation_issues(Pair("给老师写一句新年祝福", "亲爱的爸爸，新年快乐！"))]
    ['the prompt is addressed to 老师, the response greets "亲爱的爸爸"']
    """
    greeting = _GREETING.match(pair.response[:16])
    if greeting is None:
        return
    said = asked(pair)
    addressed = _ADDRESSED.search(said)
    if addressed is None or _WIDE.search(said):
        return
    if not _may_mean(greeting["role"], said):
        yield issue_of(
            "HD703",
            field="response",
            offset=greeting.start("called") - len(greeting["dear"] or ""),
            asked=addressed["who"].strip(),
            got=(greeting["dear"] or "") + greeting["called"],
        )


def _may_mean(role: str, said: str) -> bool:
    """Whether a word of the prompt may be the person called ``role``."""
    if role in said:
        return True
    groups = [words for words in _ROLES.values() if Pattern(words).search(role)]
    return not groups or any(Pattern(words).search(said) for words in groups)
