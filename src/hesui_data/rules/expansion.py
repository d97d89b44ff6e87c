"""HD8: why an answer of a language model was not taken."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

_AGAIN = (
    "不用处理：会另外再要；若总是这样，换一个模型或方法。",
    "Nothing to do: others are asked for; if it goes on, try another model or method.",
)

RULES: dict[str, Rule] = {
    "HD801": Rule(
        "malformed-reply",
        "error",
        (
            "模型的答复读不成所要的结构：{reason}",
            "the reply does not have the form that was asked for: {reason}",
        ),
        (
            "从一团文字里猜哪句是答案，猜错了就成了训练数据。",
            "A guess at which words are meant would be trained on.",
        ),
        _AGAIN,
    ),
    "HD802": Rule(
        "cut-short",
        "error",
        ("答复没有写完：{reason}", "the reply was cut short: {reason}"),
        ("残缺的回答会教模型半途而废。", "A response that breaks off teaches a model to break off."),
        (
            "若多半如此，用 --answer-tokens 放宽每次答复的上限。",
            "If most are, allow longer answers with --answer-tokens.",
        ),
    ),
    "HD803": Rule(
        "not-chinese",
        "error",
        ("{field_name}里汉字只占 {share}", "only {share} of the {field_name} is Chinese"),
        (
            "这是中文数据，混进别的语言会教坏模型。",
            "This is a Chinese data set; other languages would teach it to switch.",
        ),
        _AGAIN,
    ),
    "HD804": Rule(
        "layout-not-kept",
        "error",
        ("版式不对：{reason}", "the layout is not that of the seed: {reason}"),
        (
            "种子分行分条，挤成一行的回答会教模型不换行。",
            "The seed has lines; a response run together teaches a model to write without line breaks.",
        ),
        _AGAIN,
    ),
    "HD805": Rule(
        "length-not-true",
        "error",
        ("不合字数要求“{demand}”：{reason}", 'the length demand "{demand}" is not met: {reason}'),
        (
            "字数不真的样本会教模型不守字数。",
            "A sample whose length is not true teaches a model not to keep lengths.",
        ),
        (
            "若多半如此，用 --method refit 让模型按差额改写。",
            "If most are, use --method refit: the model is told how far off it is.",
        ),
    ),
    "HD806": Rule(
        "copied",
        "error",
        (
            "{field_name}照搬了 {twin}（{measure} {similarity}）",
            "the {field_name} copies {twin} ({measure} {similarity})",
        ),
        ("抄来的样本不增加什么，只让模型背得更牢。", "A copy adds nothing and is learnt by heart."),
        _AGAIN,
    ),
    "HD807": Rule(
        "not-as-ordered",
        "error",
        ("提示词与要求不符：{reason}", "the prompt is not as ordered: {reason}"),
        (
            "提示词里没有写明的要求，回答再好也教不了。",
            "What the prompt does not say cannot be taught by the response.",
        ),
        _AGAIN,
    ),
    "HD808": Rule(
        "contradicts-its-prompt",
        "error",
        ("回答与提示词矛盾：{reason}", "the response contradicts its prompt: {reason}"),
        (
            "答非所问的样本会教模型不看对象和场合。",
            "Such a sample teaches a model not to look at whom and what it writes for.",
        ),
        _AGAIN,
    ),
    "HD809": Rule(
        "not-fluent",
        "error",
        ("文字不通顺：{reason}", "the text does not read like the seeds: {reason}"),
        ("前言不搭后语的扩增数据会毁掉一次训练。", "Incoherent rows have spoilt whole training runs."),
        _AGAIN,
    ),
    "HD810": Rule(
        "refused",
        "error",
        ("模型拒绝作答：“{words}”", 'the model refused: "{words}"'),
        ("拒答混进训练集，模型就学会拒绝。", "Refusals in a training set teach a model to refuse."),
        _AGAIN,
    ),
    "HD811": Rule(
        "speaks-to-the-reader",
        "error",
        ("混有写给读者或模型的指令或联系方式：“{words}”", 'it instructs or leads off its reader: "{words}"'),
        (
            "注入的指令会随训练集进到模型里，也可能骗到审阅的人。",
            "An injected instruction goes into the model with the data, and may mislead whoever reviews it.",
        ),
        (
            "不用处理；若频繁出现，请换一个可信的服务。",
            "Nothing to do; if there are many, use a service that can be trusted.",
        ),
    ),
    "HD812": Rule(
        "markup",
        "error",
        ("含有标记或脚本：“{words}”", 'it holds mark-up: "{words}"'),
        (
            "这样的标记会在浏览器里运行，也不是种子的写法。",
            "It could run in a browser, and the seeds are not written so.",
        ),
        _AGAIN,
    ),
    "HD813": Rule(
        "pleasantries",
        "error",
        ("回答里有模型的客套：“{words}”", 'the response holds the model\'s own pleasantries: "{words}"'),
        ("“好的，以下是…”会被一起学走。", "“Sure, here is …” is learnt together with the rest."),
        _AGAIN,
    ),
    "HD814": Rule(
        "no-answer",
        "error",
        ("没有得到可用的答复：{reason}", "there was no answer to use: {reason}"),
        (
            "服务拦截、答复过大或屡次失败；已记下，不会再问。",
            "The service filtered it, sent too much or failed again and again; it is on record and not asked again.",
        ),
        _AGAIN,
    ),
    "HD815": Rule(
        "judged-unfit",
        "error",
        ("评审模型不通过：{reason}", "the judge refused it: {reason}"),
        ("评审是在其余各关之后的最后一道。", "The judge is the last gate, after all the others."),
        _AGAIN,
    ),
    "HD816": Rule(
        "not-needed",
        "error",
        ("合格，但要的 {wanted} 条已经够了", "sound, but the {wanted} that were wanted had been reached"),
        ("一次答复给出多条时，会比要的多。", "A reply of several pairs may bring more than were wanted."),
        (
            "不用处理；想要它，就调大 --accept 再运行。",
            "Nothing to do; to have it, raise --accept and run again.",
        ),
    ),
}
"""Code → rule."""
