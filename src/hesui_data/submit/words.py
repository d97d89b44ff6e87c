"""What a plan says, in Chinese and in English. This is data: placeholders are filled with the figures of one case."""

from __future__ import annotations

PROBLEMS: dict[str, tuple[str, str]] = {
    "too-few-rows": (
        "训练集只有 {rows} 条，不到 {least} 条：先补充种子；一定要提交就加 --allow-small",
        "train has {rows} rows, fewer than {least}: add seeds, or say --allow-small to submit it all the same",
    ),
    "long-rows": (
        "train.jsonl 有 {rows} 条估计超过每条 {limit} 个 token，平台会截断或丢弃：第 {lines} 行。"
        "请缩短或去掉；token 数是估计，确信放得下就加 --allow-long",
        "train.jsonl has {rows} rows of more than {limit} tokens by estimate, which the platform cuts off or drops: "
        "line {lines}. Shorten them or leave them out; if you are sure that they fit, say --allow-long",
    ),
    "no-model": (
        "平台不能精调 {model}；现在可以精调的：{models}",
        "the platform does not tune {model}; what it tunes now: {models}",
    ),
    "no-method": (
        "平台不能用 {scale} 精调 {model}；可以用：{scales}",
        "the platform does not tune {model} by {scale}; it does by: {scales}",
    ),
    "no-parameter": (
        "{model}（{scale}）没有参数 {key}；有：{keys}",
        "{model} ({scale}) has no parameter {key}; it has: {keys}",
    ),
    "bad-value-by-table": (
        "参数 {key} 不能是 {value}；按随附的表（{date}）可以是 {values}，平台现在也许更宽：--ask-limits",
        "the parameter {key} cannot be {value}; by the table that comes along ({date}) it can be {values}, the platform may take "
        "more by now: --ask-limits",
    ),
    "bad-value": (
        "参数 {key} 不能是 {value}；可以是：{values}",
        "the parameter {key} cannot be {value}; it can be: {values}",
    ),
}
"""Why a plan does not fit: with one of these nothing is submitted."""

NOTES: dict[str, tuple[str, str]] = {
    "limits-table": (
        "上限来自随本程序附带的表（{date} 比赛期间 ERNIE-Speed 的值），不是向平台问来的，可能已经变了，这个模型也可能已经下线；"
        "问平台：--ask-limits（--yes 一定会先问）",
        "limits are from the table that comes with this program (ERNIE-Speed in the days of the contest, {date}), not asked of the "
        "platform; they may have changed, and the model may be gone. To ask: --ask-limits (--yes always asks first)",
    ),
    "limits-asked": ("上限是 {date} 向平台问来的", "limits were asked of the platform on {date}"),
    "not-in-table": (
        "表里没有 {model}（{scale}），不知道它的上限；问平台：--ask-limits",
        "the table does not know {model} ({scale}), hence no limits; to ask: --ask-limits",
    ),
    "tokens-estimated": (
        "token 数是估计（汉字和标点各算 1 个，英文每词算 1.3 个），多半偏高；平台自己的分词器没有公开",
        "tokens are an estimate (1 for each Han character and mark, 1.3 for each English word), rather too high; the platform's own "
        "tokenizer is not public",
    ),
    "validation": (
        "splitRatio 写明为 {ratio}（平台接受的最小值；不写则是 20，100 条只训练 80 条）：{rows} 条全部用来训练。"
        "平台自己切的验证集是按行切的，不按种子，同一种子的改写两边都有，所以它的验证指标不能当证据；能当证据的是对 eval.jsonl 的回答",
        "splitRatio is {ratio}, the smallest that the platform takes (left out it is 20, and 100 rows train on 80): all {rows} rows "
        "are trained on. A validation set that the platform cuts off is cut by rows, not by seeds: variants of one seed are on "
        "both sides, so its validation figures are no evidence. Evidence are the answers to eval.jsonl",
    ),
    "eval-stays": (
        "eval.jsonl（{rows} 条）不上传",
        "eval.jsonl ({rows} rows) is never uploaded",
    ),
    "price-unknown": (
        "费用未知：平台按训练的 token 数计费，单价见控制台；知道单价（元/千 token）可加 --price 估算",
        "the price is unknown: the platform charges by tokens trained on, the console has the price; give it as --price "
        "(yuan for 1,000 tokens) for an estimate",
    ),
    "price": (
        "训练约 {cost:.2f} 元（{trained} 个 token × 每千个 {price} 元；token 数是估计，以平台账单为准）",
        "training will cost about {cost:.2f} yuan ({trained} tokens at {price} yuan for 1,000; tokens are estimated, the bill of "
        "the platform counts)",
    ),
    "below-least": (
        "不足 {least} 条时平台可能拒绝训练（错误码 510101）",
        "the platform may refuse to train on fewer than {least} rows (error 510101)",
    ),
    "large-file": (
        "train.jsonl 有 {megabytes} MB；文档说手工上传的文件最多 100 MB，从 BOS 导入的上限没有查到",
        "train.jsonl has {megabytes} MB; files that are uploaded by hand may have 100 MB, what BOS imports may have is not known",
    ),
    "preset": (
        "{preset} 是催生本项目的那次参赛的做法，照搬它会重犯它的错：没见过的提示词上字数不达标",
        "{preset} is a run of the contest entry that this project grew out of; to repeat it is to repeat its fault: lengths of unseen "
        "prompts were missed",
    ),
    "no-bucket": (
        "还没有说传到哪个 BOS 存储桶：--bucket 名字（或环境变量 QIANFAN_BOS_BUCKET）；提交时必须有",
        "no BOS bucket is named yet: --bucket NAME (or QIANFAN_BOS_BUCKET in the environment); to submit there must be one",
    ),
    "deploy": (
        "部署是另外收费的：{hours} 小时，价格未知，见控制台",
        "deployment is paid for besides: {hours} hours, price unknown, see the console",
    ),
    "evaluate": (
        "在平台上评测用的是平台上已有的数据集 {dataset}；本程序不上传 eval.jsonl。平台的分数不看字数",
        "evaluation on the platform takes the data set {dataset} that is there already; eval.jsonl is not uploaded. Its scores "
        "do not look at lengths",
    ),
    "untried": (
        "没有人在真实平台上跑过这段程序：它按 SDK 源码和文档写成，用本机的模拟服务器测过",
        "nobody has run this against the real platform: it is written by the SDK's source and the documentation, and tested against a "
        "stand-in",
    ),
}
"""What is good to know about a plan."""
