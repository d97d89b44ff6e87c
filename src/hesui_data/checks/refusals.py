"""HD502: a refusal where the prompt asks for something ordinary."""

from __future__ import annotations

from collections.abc import Iterator

from hesui_data.checks.fields import asked
from hesui_data.length.patterns import Pattern
from hesui_data.pair import Issue, Pair

_HEAD = 90  # code points: a refusal says so at once
_CANNOT = "(?:无法|不能|不可以|没办法|没有办法|没法|不便|不会|不具备|没有能力|无权|难以)"
_MACHINE = "(?:AI|ＡＩ|人工智能|语言模型|大模型|智能助手|聊天机器人|虚拟助手|机器人|计算机程序|文本模型)"
_SERVES = "(?:回答|提供|帮助|帮|协助|满足|完成|处理|生成|创作|编写|撰写|写|回应|执行|给出|讨论|继续|参与|解答|响应|为您|为你)"
_THIS = "(?:请求|要求|问题|任务|指令|内容|话题|帮助|服务|这|该|此|您|你|换|看法)"
_REFUSAL = Pattern(
    rf"(?:抱歉|对不起|不好意思|很遗憾|遗憾)[^。！？\n]{{0,16}}我(?:们)?(?:现在|暂时|目前|并|还)*+{_CANNOT}{_SERVES}[^。\n]{{0,20}}{_THIS}"
    rf"|(?:作为|我是|我只是|身为)[^。！？\n]{{0,12}}{_MACHINE}[^。！？\n]{{0,16}}{_CANNOT}"
    rf"|^我(?:们)?(?:现在|暂时|目前)?{_CANNOT}(?:满足|完成|回答|协助|执行|继续|处理|回应|帮助)[^。\n]{{0,8}}(?:请求|要求|问题|任务|指令|忙)"
    r"|(?:(?:I['’]m|I am|We are) (?:very |really |so )?sorry|^Sorry|I apologi[sz]e|Unfortunately)[,.;]?"
    r"(?: but| that)?,?(?: as an AI[^,.]{0,30},)? I(?: am|['’]m)?(?: can['’]?t| cannot| can not| unable| not able| won['’]?t)"
    r"|As an? (?:AI|artificial|large|language)[^,.\n]{0,40},? I(?: am|['’]m)?(?: can['’]?t| cannot| unable| not able)"
    r"|^I(?: can['’]?t| cannot| won['’]?t| am unable to| am not able to) (?:assist|help|fulfil|comply|provide|answer|do that)",
    2,
)
_ORDINARY = Pattern(
    "写|创作|编写|编一|编个|拟|起草|作一|赋诗|翻译|译成|总结|概括|摘要|改写|润色|扩写|缩写|续写|列出|列举|介绍|解释|说明|描述|分析"
    "|比较|对比|设计|策划|推荐|建议|给出|提供|生成|祝福|拜年|春联|对联|作文|文案|故事|诗|什么是|是什么|为什么|如何|怎么|怎样|哪些|哪个"
    "|计算|分类|归类|提取|讲讲|谈谈|多少"
    r"|\b(?:write|compose|draft|translate|summari[sz]e|list|explain|describe|what|why|how|create|generate|give|suggest|compare|name|tell)\b",
    2,
)
_SOUND = Pattern(  # what no text model can do, must not do, or was told to turn down
    "天气|实时|今天|今日|明天|昨天|现在几点|当前|最新|最近|股价|股票|行情|汇率|新闻|预测|彩票|中奖|航班|路况|路线|位置|附近|打电话|拨打|下载"
    "|上传|发送|图片|图像|图中|拼图|照片|飞行|机票|票价|价格|费用|成本|多少钱|视频|音频|语音|录音|这张|这幅|链接|http|网址|网页|网站上|画一|画个|绘制|播放|唱一|唱首|订票|订餐|订房|预订|购买"
    "|附件|文件|我的(?:电脑|手机|名字|密码|账户|账号|订单|位置)|(?<![请帮])你(?!能|可以|帮|给|来|为|用|写|把|作为|需要)"
    "|炸弹|炸药|毒|黑客|破解|盗|攻击|入侵|自杀|自残|诈骗|骗|赌|色情|裸|性爱|枪|武器|弹药|歧视|仇恨|辱骂|骂|侮辱|贬低|诽谤|谣言|隐私|身份证|电话号码|住址"
    "|私人|个人信息|作弊|代考|代写论文|伪造|假(?:证|币|冒)|违法|非法|犯罪|杀|病毒|木马|逃税|走私|暴力|恐怖|种族|政治|领导人|总统|选举|敏感"
    "|诊断|处方|用药|扮演|角色|假装|假设你|人设|你现在是|拒绝|婉拒|婉言|推辞|谢绝|道歉|致歉|抱歉|无法|不能回答|不知道|不确定|机器人|人工智能|(?<![A-Za-z])AI(?![A-Za-z])|语言模型|助手|客服"
    "|系统提示|确切|具体人数|班上|班里"
    r"|\b(?:weather|today|current|latest|real[- ]time|stock|image|picture|photo|video|link|url|hack|bomb|kill|weapon|drug|steal|illegal"
    r"|refus|declin|apolog|sorry|you|your)",
    2,
)
_LACKS_INPUT = Pattern(
    "没有(?:给|提供|指定|说明|看到|收到|足够|上下文)|未(?:能)?(?:提供|给出|指定|说明)|(?:请|麻烦您?|如果您?能?)(?:重新|先|再)?(?:提供|给我|告诉|输入|补充|把)|缺少|更多(?:的)?(?:信息|上下文|细节)"
    r"|(?:not|n['’]t) (?:provide|give|include|specif|see)|(?:please|could you) provide|more (?:information|context|details)",
    2,
)
_SAYS_WHY = Pattern(  # a reason that holds for any text model
    "图片|图像|图形|照片|视频|音频|实时|访问|浏览|查看|看到|看见|听到|体验|感受|情感|情绪|意识|身体|物理|外出|亲自|真正|真实|亲身|(?<!一)个人|最新|联网|联系|拨打|现实"
    r"|real[- ]time|access|browse|see|hear|feel|personal|physical|images?|up-to-date",
    2,
)
_GOES_ON = Pattern(
    "(?:但是?|不过|然而|可是|以下是|下面是|如果)(?:.|\n){50}|(?:However|But I can|here (?:is|are))(?:.|\n){120}",
    2,
)


def refusal_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for a response that turns down what any text model can do.

    Not for a sound refusal: of harm, of what needs eyes, a phone or today's news, of a prompt that
    lacks its input; nor where the answer follows all the same.

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
    if _ORDINARY.search(said) and not _SOUND.search(said):
        yield Issue.of("HD502", field="response", offset=found.start(), shown=found[0])


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
        or head[0] in "我IAUS"
    )


def _sentences(response: str) -> str:
    """The refusal's own sentence and the next: where a reason stands."""
    return response[: 2 * _HEAD]
