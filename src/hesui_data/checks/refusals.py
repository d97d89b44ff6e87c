"""HD502: a refusal where the prompt asks for something ordinary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import asked, issue_of
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_HEAD = 90  # code points: a refusal says so at once
_CANNOT = "(?:无法|不能|不可以|没办法|没有办法|没法|不便|不会|不具备|没有能力|无权|难以)"
_MACHINE = "(?:AI|ＡＩ|人工智能|语言模型|大模型|智能助手|聊天机器人|虚拟助手|机器人|计算机程序|文本模型)"
_SERVES = (
    "(?:回答|提供|帮助|帮|协助|满足|完成|处理|生成|创作|编写|撰写|写|回应|执行|给出|讨论|继续|参与|解答|响应"
    "|为您|为你)"
)
_THIS = "(?:请求|要求|问题|任务|指令|内容|话题|帮助|服务|这|该|此|您|你|换|看法)"
_HELPS = (
    r"\b(?:assist|help|provide|answer|fulfil|comply|write|create|generate|produce|discuss|engage|respond|that"
    r"|this)"
)
_REFUSAL = Pattern(
    rf"(?:抱歉|对不起|不好意思|很遗憾|遗憾)[^。！？\n]{{0,16}}我(?:们)?(?:现在|暂时|目前|并"
    rf"|还)*+{_CANNOT}{_SERVES}[^。\n]{{0,20}}{_THIS}"
    rf"|(?:作为|我是|我只是|身为)[^。！？\n]{{0,12}}{_MACHINE}[^。！？\n]{{0,16}}{_CANNOT}"
    rf"|^(?:您好|你好|亲)?[，,！!]?我(?:们)?(?:现在|暂时|目前)?{_CANNOT}(?:满足|完成|回答|协助|执行|继续|处理|回应"
    r"|帮助)[^。\n]{0,8}(?:请求|要求|问题|任务|指令|忙)"
    r"|(?:抱歉|对不起|不好意思)[，,]?(?:暂时|目前|现在)?(?:无法|不能)(?:生成|回答|提供|完成|处理|显示)(?:内容"
    r"|此|该|这|您|答案|结果)"
    r"|^(?:抱歉|对不起|很抱歉|不好意思)?[，,]?(?:这个|该|此类|这类|您的)(?:问题|请求|要求)[，,]?(?:我)?(?:暂时"
    r"|目前|现在)?(?:还)?"
    r"(?:无法|不能|不会|没法|超出了?我)[^。\n]{0,12}"
    r"|我还没(?:有)?学会[^。\n]{0,6}|超出了?我的(?:能力|知识|服务)[^。\n]{0,4}|换(?:个|一个)(?:话题|问题)(?:再"
    r"|吧|聊|试)[^。\n]{0,6}"
    rf"|我是(?:文心一言|文心|通义千问|讯飞星火|豆包|ChatGPT|GPT|Kimi|DeepSeek|小度)[^。！？\n]{{0,12}}{_CANNOT}"
    r"|(?:(?:I['’]m|I am|We are) (?:very |really |so )?sorry|^Sorry|I apologi[sz]e|Unfortunately)[,.;]?"
    rf"(?: but| that)?,?(?: as an AI[^,.]{{0,30}},)? I(?: am|['’]m)?(?: can['’]?t| cannot| can not| unable"
    rf"| not able| won['’]?t)[^.\n]{{0,30}}?{_HELPS}"
    rf"|As an? (?:AI|artificial|large|language)[^,.\n]{{0,40}},? I(?: am|['’]m)?(?: can['’]?t| cannot| unable"
    rf"| not able)[^.\n]{{0,30}}?{_HELPS}"
    r"|^I(?: can['’]?t| cannot| won['’]?t| am unable to| am not able to) (?:assist|help|fulfil|comply|provide"
    r"|answer|do that)",
    re.IGNORECASE,
)
_ORDINARY = Pattern(
    "写|创作|编写|编一|编个|拟|起草|作一|赋诗|翻译|译成|总结|概括|摘要|改写|润色|扩写|缩写|续写|列出|列举"
    "|介绍|解释|说明|描述|分析"
    "|比较|对比|设计|策划|推荐|建议|给出|提供|生成|祝福|拜年|春联|对联|作文|文案|故事|诗|什么是|是什么|为什么"
    "|如何|怎么|怎样|哪些|哪个"
    "|计算|分类|归类|提取|讲讲|谈谈|多少"
    r"|\b(?:write|compose|draft|translate|summari[sz]e|list|explain|describe|what|why|how|create|generate|give"
    r"|suggest|compare|name|tell)\b",
    re.IGNORECASE,
)
_WRITES = Pattern(
    "写|创作|拟|起草|翻译|译成|润色|祝福|拜年|贺词|春联|对联|作文|诗|文案|故事|贺卡"
    r"|\b(?:write|compose|draft|translate|rewrite|greeting|poem|story)\b",
    re.IGNORECASE,
)
_BEYOND = Pattern(  # what needs eyes, ears, hands or today's news, or is asked of the model itself
    "天气|实时|今天|今日|明天|昨天|现在几点|当前|最新|最近|股价|股票|行情|汇率|新闻|预测|彩票|中奖|航班|路况"
    "|路线|位置|附近|打电话|拨打|下载"
    "|上传|发送|音频|语音|录音|链接|http|网址|网页|网站上|画一|画个|绘制|播放|唱一|唱首|订票|订餐|订房|预订"
    "|购买|附件|文件"
    "|我的(?:电脑|手机|名字|密码|账户|账号|订单|位置)|飞行|机票|票价|价格|费用|成本|多少钱|诊断|处方|用药"
    "|确切|具体人数|班上|班里"
    r"|\b(?:weather|today|current|latest|real[- ]time|stock|link|url)\b",
    re.IGNORECASE,
)
_UNFIT = Pattern(  # harm, pictures, the model's own life, and prompts in which a refusal is what is wanted
    "图片|图像|图中|拼图|照片|视频|这张|这幅|炸弹|炸药|毒(?!品检)|黑客|破解|盗|攻击|入侵|自杀|自残|诈骗|骗|赌"
    "|色情|裸|性爱|枪|武器|弹药|歧视|仇恨|辱骂|骂|侮辱|贬低|诽谤|谣言"
    "|隐私|身份证|电话号码|住址|私人|个人信息|作弊|代考|代写|伪造|假(?:证|币|冒)|违法|非法|犯罪|杀|木马|逃税"
    "|走私|暴力|恐怖|种族|政治|领导人|总统|选举|敏感|内射|淫"
    "|扮演|角色|假装|假设你|如果你|假如你|若你|人设|你现在是|拒绝|婉拒|婉言|推辞|谢绝|道歉|致歉|请假|借口"
    "|抱歉|(?:无法|不能|不会)(?:回答|帮|答应|参加|去)|不知道|不确定"
    "|机器人|人工智能|(?<![A-Za-z])AI(?![A-Za-z])|语言模型|助手|客服|系统提示"
    "|你(?:喜欢|觉得|认为|爱|恨|有没有|有什么|会不会|看到|看见|听到|听过|吃过|去过|是谁|是不是|叫什么|做了"
    "|做过|几岁|多大|住在|能否)"
    "|你的(?:名字|年龄|生日|日常|生活|感受|情感|经历|工作|爱好|家|父母)"
    r"|\b(?:image|picture|photo|video|hack|bomb|kill|weapon|drugs?|steal|illegal|refus\w*|declin\w*|excuse"
    r"|apolog\w*|sorry"
    r"|(?:are|do|have|did|would|if) you|your (?:name|age|opinion|feelings?|favou?rite|experience))\b",
    re.IGNORECASE,
)
_LACKS_INPUT = Pattern(
    "没有(?:给|提供|指定|说明|看到|收到|足够|上下文)|未(?:能)?(?:提供|给出|指定|说明)|(?:请|麻烦您?"
    "|如果您?能?)(?:重新|先|再)?(?:提供|给我|告诉|输入|补充|把)|缺少|更多(?:的)?(?:信息|上下文|细节)"
    r"|(?:not|n['’]t) (?:provide|give|include|specif|see)|(?:please|could you) provide|more (?:information"
    r"|context|details)",
    re.IGNORECASE,
)
_SAYS_WHY = Pattern(  # a reason that holds for any text model
    "图片|图像|图形|照片|视频|音频|实时|访问|浏览|查看|看到|看见|听到|体验|感受|情感|情绪|意识|身体|物理|外出"
    "|亲自|真正|真实|亲身|(?<!一)个人|最新|联网|联系|拨打|现实"
    r"|real[- ]time|access|browse|see|hear|feel|personal|physical|images?|up-to-date",
    re.IGNORECASE,
)
_GOES_ON = Pattern(
    "(?:但是?|不过|然而|可是|以下是|下面是|如果)(?:.|\n){50}|(?:However|But I can|here (?:is|are))(?:.|\n){120}",
    re.IGNORECASE,
)


def refusal_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for a response that turns down what any text model can do.

    Not for a sound refusal: of harm, of what needs eyes, a phone or today's news, of a prompt that
    lacks its input; nor where the answer follows all the same.

    >>> from hesui_data.pair import Pair
    >>> [issue.message for issue in refusal_issues(Pair("写一句拜年的话", "抱歉，我无法回答这个问题。"))]
    ['the response looks like a refusal: "抱歉，我无法回答这个问题"']
    >>> list(refusal_issues(Pair("北京今天的天气怎么样", "抱歉，我无法提供实时的天气服务。")))
    []
    """
    head = pair.response[:_HEAD]
    found = _REFUSAL.search(head) if _may_refuse(head) else None
    if found is None or _LACKS_INPUT.search(pair.response) or _GOES_ON.search(pair.response):
        return
    said = asked(pair)
    if _SAYS_WHY.search(_sentences(pair.response)):
        return
    ordinary = _WRITES.search(said) or (_ORDINARY.search(said) and not _BEYOND.search(said))
    if ordinary and not _UNFIT.search(said):
        yield issue_of("HD502", field="response", offset=found.start(), shown=found[0])


def _may_refuse(head: str) -> bool:
    """A cheap look: is there a word that every refusal has?"""
    if head.isascii():
        return "orry" in head or "annot" in head or "can't" in head or "AI" in head or "nable" in head
    return (
        "歉" in head
        or "对不起" in head
        or "作为" in head
        or "我是" in head
        or "我只是" in head
        or "身为" in head
        or "遗憾" in head
        or "不好意思" in head
        or "无法" in head
        or "学会" in head
        or "超出" in head
        or "换个" in head
        or "不会" in head
        or head[0] in "我IAUS"
    )


def _sentences(response: str) -> str:
    """The refusal's own sentence and the next: where a reason stands."""
    return response[: 2 * _HEAD]
