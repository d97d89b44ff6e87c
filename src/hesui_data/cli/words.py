"""What the command line says, in Chinese and in English, in one table."""

from __future__ import annotations

import os

from hesui_data.errors import RecipeError

WORDS: dict[str, tuple[str, str]] = {
    # errors
    "error": ("错误：{reason}", "error: {reason}"),
    "interrupted": (
        "已中断；之前的输出完好无损。",
        "Interrupted; what was there before is whole.",
    ),
    "out of memory": ("内存不足；请分成几批。", "out of memory; do it in several parts"),
    "unexpected": (
        "程序内部出错（{kind}：{reason}）。设 HESUI_DEBUG=1 再运行可看到细节，请附上它报告给我们",
        "a fault of this program ({kind}: {reason}). Run again with HESUI_DEBUG=1 for details, and please report it",
    ),
    "into itself": (
        "结果不能写进正在读的文件夹 {folder}，下次会把结果当成原始数据；请换一个文件夹",
        "results cannot go into {folder}, which is being read: next time they would be taken for raw data; name another folder",
    ),
    "usage": ("用法不对：{reason}  （hesui --help）", "usage: {reason}  (see hesui --help)"),
    "bad columns": (
        "--columns 要写成 prompt=列名,response=列名，实为“{text}”",
        'write --columns prompt=NAME,response=NAME, got "{text}"',
    ),
    # summary of a build
    "grown": ("新增", "grown"),
    "repeats": ("重复", "repeats"),
    "rejected": ("剔除", "rejected"),
    "train": ("训练集", "train"),
    "eval": ("评测集", "eval"),
    "adds up": (
        "读入 {read} + 新增 {grown} = 训练 {train} + 评测 {eval} + 剔除 {rejected}  ✓",
        "{read} read + {grown} grown = {train} train + {eval} eval + {rejected} rejected  ✓",
    ),
    "stage": ("阶段", "stage"),
    "given": ("进入", "given"),
    "changed": ("改动", "changed"),
    "code": ("编号", "code"),
    "rows": ("条数", "rows"),
    "first": ("第一处", "first"),
    "rejected rows": ("剔除的：", "Rejected:"),
    "warned rows": ("留下了、但值得看一眼的：", "Kept, but worth a look:"),
    "lengths true": (
        "字数标签：{tagged} 条带标签，共 {tags} 个，全部核对为真；{unknown} 个要求无法判定，不作标签",
        "length tags: {tags} on {tagged} rows, every one found true; {unknown} demands cannot be checked and carry none",
    ),
    "exposures": (
        "训练集 {rows} 条、{responses} 个不同的回答：每个回答平均配 {each:.1f} 个提示词；训练 {epochs} 轮共曝光 {exposures} 次",
        "{rows} train rows on {responses} responses: {each:.1f} prompts a response; {epochs} epochs are {exposures} exposures",
    ),
    "look": (
        "结果在 {folder}：README.md 是说明，rejected.jsonl 是剔除的和原因。某一行的来历：hesui why {folder} {row}",
        "Results are in {folder}: README.md is the card, rejected.jsonl has what was refused and why. Where a row comes from: hesui why {folder} {row}",
    ),
    "nothing": ("没有读到任何数据。", "There was nothing to read."),
    "offline": (
        "没有指定大模型：提示词由规则改写，回答没有用大模型生成。",
        "No language model was named: prompts were reworded by rules, and no response was written by a model.",
    ),
    "skipped": ("跳过（不是数据文件）：{names}", "skipped (not data files): {names}"),
    "guessed": (
        "{name} 不是 UTF-8，按 {encoding} 读取",
        "{name} is not UTF-8; read as {encoding}",
    ),
    "recipe from": ("配方：{path}", "recipe: {path}"),
    "reading": ("读取", "reading"),
    # other verbs
    "clean done": (
        "{rows} 条，清洗了 {changed} 条，{rejected} 条读不出（见 {rejected_path}）",
        "{rows} rows, {changed} of them cleaned, {rejected} could not be read (see {rejected_path})",
    ),
    "clean done whole": ("{rows} 条，清洗了 {changed} 条", "{rows} rows, {changed} of them cleaned"),
    "nothing to clean": ("没有需要清洗的", "nothing to clean"),
    "export done": (
        "{path}：{rows} 条，格式 {dialect}",
        "{path}: {rows} rows in the dialect {dialect}",
    ),
    "export refused": (
        "{rows} 条放不进格式 {dialect}，写在 {path}（附原因）",
        "{rows} rows do not fit the dialect {dialect}; they are in {path}, with the reason",
    ),
    "augment done": (
        "{path}：{rows} 条，其中 {grown} 条是新增的",
        "{path}: {rows} rows, {grown} of them new",
    ),
    "augment preference": ("{path}：{rows} 对偏好数据", "{path}: {rows} preference pairs"),
    "no demand": ("没有字数要求", "no length demand"),
    "unsure": ("拿不准：{text}", "unsure: {text}"),
    "counter": ("计数方法", "counter"),
    "count": ("数目", "count"),
    "init done": (
        "写好了 {recipe} 和 {sample}。接下来：hesui build {raw} -o {out} --recipe {recipe}",
        "Wrote {recipe} and {sample}. Next: hesui build {raw} -o {out} --recipe {recipe}",
    ),
    "no findings": ("没有发现问题", "no findings"),
    "findings": (
        "{errors} 个错误、{warnings} 个警告、{infos} 条提示",
        "{errors} errors, {warnings} warnings, {infos} notes",
    ),
    # why
    "why seed": ("它的种子", "its seed"),
    "why family": ("同一种子的其他行", "others of the same seed"),
    "why source": ("来自 {source} 第 {line} 行", "from {source}, line {line}"),
    "why method": ("方法", "method"),
    "why steps": ("做过的处理", "what was done"),
    "why tags": ("字数标签", "length tags"),
    "why none": ("无", "none"),
    "prompt": ("提示词", "prompt"),
    "response": ("回答", "response"),
    "reason": ("原因", "reason"),
    "scope": ("范围", "scope"),
    "unit": ("单位", "unit"),
    "kind": ("类型", "kind"),
    "bounds": ("界限", "bounds"),
    "words": ("原话", "words"),
    # advise
    "stop": ("停下", "stop"),
    "warn": ("当心", "warn"),
    "note": ("说明", "note"),
    "advice done": (
        "{stop} 处须先解决，{warn} 处要当心，{note} 条说明",
        "{stop} to mend first, {warn} to beware of, {note} to know",
    ),
    # submit
    "submit plan only": (
        "这只是计划：什么都没有发送，也不需要密钥。",
        "This is a plan: nothing was sent, and no key is needed.",
    ),
    "submit plan asked": (
        "这只是计划：向平台问了上限，没有上传或创建任何东西。",
        "This is a plan: the platform was asked for its limits, nothing was uploaded or made.",
    ),
    "submit fact": ("项目", "fact"),
    "submit value": ("数值", "value"),
    "submit model": ("模型", "model"),
    "submit method": ("训练方法", "method"),
    "submit lora": ("LoRA（只训练一小部分参数）", "LoRA (a small part of the parameters)"),
    "submit full": ("全量（所有参数）", "full (all parameters)"),
    "submit rows": ("训练条数", "train rows"),
    "submit rows of seeds": ("{rows} 条，来自 {seeds} 个种子", "{rows} of {seeds} seeds"),
    "submit tokens": ("token 数（估计）", "tokens (estimate)"),
    "submit tokens most": ("{tokens}，最长的一条 {longest}", "{tokens}, the longest row {longest}"),
    "submit epochs": ("轮数", "epochs"),
    "submit exposures": ("曝光次数", "exposures"),
    "submit exposures product": (
        "{epochs} 轮 × {rows} 条 = {exposures}",
        "{epochs} epochs × {rows} rows = {exposures}",
    ),
    "submit validation": ("验证集比例", "validation share"),
    "submit cost": ("费用", "cost"),
    "submit cost unknown": ("未知", "unknown"),
    "submit cost about": ("约 {cost:.2f} 元", "about {cost:.2f} yuan"),
    "submit name": ("任务名", "name of the job"),
    "submit requests": (
        "将依次发出的请求（<…> 是前面的回答里才知道的编号；其间只查状态，不创建任何东西）：",
        "The requests that would be made, in order (<…> stands for an id that an earlier answer tells; between them only the status is asked, which makes nothing):",
    ),
    "submit advice": (
        "训练之前请看（全部：hesui advise {folder} --epochs {epochs}）：",
        "Before you train (all of it: hesui advise {folder} --epochs {epochs}):",
    ),
    "submit notes": ("说明：", "Good to know:"),
    "submit next": ("要真的提交：{command}", "To submit it: {command}"),
    "submit next fix": (
        "解决了上面的问题才能提交。",
        "It can be submitted once the problems below are mended.",
    ),
    "submit problem": ("不能提交：{reason}", "cannot be submitted: {reason}"),
    "submit before": (
        "以前已经做过、不会再做的：{steps}。状态在 {path}",
        "Done before and not done again: {steps}. The state is in {path}",
    ),
    "submit comma": ("、", ", "),
    "submit bad set": ("--set 要写成 参数=值，实为“{text}”", 'write --set KEY=VALUE, got "{text}"'),
    "submit bad timeout": ("--timeout 要大于 0", "--timeout must be above 0"),
    "submit event plan": (
        "{name}：{model}，{method}，{rows} 条 × {epochs} 轮，费用{cost}",
        "{name}: {model}, {method}, {rows} rows × {epochs} epochs, cost {cost}",
    ),
    "submit event done before": ("已做过，跳过：{step}", "done before, skipped: {step}"),
    "submit event uploaded": ("已上传 {rows} 条到 {uri}", "uploaded {rows} rows to {uri}"),
    "submit event made": ("已创建：{step} {ids}", "made: {step} {ids}"),
    "submit event found": ("平台上已有，接着用：{step} {ids}", "there already, taken up: {step} {ids}"),
    "submit event waiting": ("等待：{step}（{status}）", "waiting: {step} ({status})"),
    "submit event imported": ("平台导入了 {rows} 条", "the platform has imported {rows} rows"),
    "submit event rows unknown": (
        "! 平台没有说导入了几条（应为 {rows} 条），请到控制台核对",
        "! the platform does not say how many rows it imported (it should be {rows}); look in the console",
    ),
    "submit event published": (
        "数据集版本已发布：{version}",
        "the version of the data set is published: {version}",
    ),
    "submit event training": (
        "训练：{status} {progress} {metrics} 曲线 {link}",
        "training: {status} {progress} {metrics} loss {link}",
    ),
    "submit event trained": ("训练完成：{metrics}", "training is done: {metrics}"),
    "submit event model": ("模型已发布：{model} / {version}", "the model is published: {model} / {version}"),
    "submit event deployed": ("服务已上线：{service}", "the service is up: {service}"),
    "submit event evaluated": ("平台评测：{scores}", "evaluation on the platform: {scores}"),
    "submit step limits": ("问上限", "asking for the limits"),
    "submit step upload": ("上传", "upload"),
    "submit step dataset": ("数据集", "data set"),
    "submit step import": ("导入", "import"),
    "submit step publish": ("发布数据集", "publishing the data set"),
    "submit step job": ("作业", "job"),
    "submit step task": ("训练任务", "training task"),
    "submit step train": ("训练", "training"),
    "submit step model": ("发布模型", "publishing the model"),
    "submit step deploy": ("部署", "deployment"),
    "submit step evaluate": ("平台评测", "evaluation on the platform"),
    "submit step ask": ("提问", "asking"),
    "submit done": (
        "提交完成。状态在 {path}。下一步：用 eval.jsonl 里的提示词问这个模型，按字数评分。",
        "Submitted and done. The state is in {path}. Next: ask the model the prompts of eval.jsonl and score the lengths.",
    ),
    "submit ids": ("{step}：{ids}", "{step}: {ids}"),
    "submit metrics": (
        "平台的指标（按行切的，不能当证据）：{metrics}",
        "the platform's figures (of rows, not of seeds: no evidence): {metrics}",
    ),
    "submit answer": ("问：{prompt}\n答：{answer}", "asked: {prompt}\nanswer: {answer}"),
    "submit go on": ("接着来：{command}", "To go on: {command}"),
    "submit retry": (
        "要把失败的这一步重做一遍：{command} --retry",
        "To try the failed step anew: {command} --retry",
    ),
    "submit interrupted": (
        "停止等待了；平台上已经开始的（{running}）不会停。接着来：{command}",
        "Stopped waiting; what has begun on the platform ({running}) goes on there. To go on: {command}",
    ),
    "submit interrupted early": (
        "停下了；还没有开始训练。接着来：{command}",
        "Stopped; no training has begun. To go on: {command}",
    ),
    "help submit": (
        "提交到百度千帆训练；不加 --yes 只看计划，什么都不发送。",
        "Fine-tune on Baidu's Qianfan; without --yes it only shows the plan and sends nothing.",
    ),
    "help yes": ("真的提交（会花钱）", "really submit (costs money)"),
    "help ask limits": (
        "向平台问现在的上限（要密钥，不创建任何东西）",
        "ask the platform for its limits (needs keys, makes nothing)",
    ),
    "help preset": ("参赛那三次的做法：{names}", "the runs of the contest entry: {names}"),
    "help model": ("要精调的模型", "the model to tune"),
    "help method": ("lora（默认）或 full", "lora (by default) or full"),
    "help submit epochs": ("训练几轮；默认按配方", "epochs; by default what the recipe says"),
    "help set": (
        "其他超参数，用平台的名字，可重复",
        "another hyper-parameter, by the platform's name; may be repeated",
    ),
    "help bucket": (
        "您的 BOS 存储桶（北京区），可带文件夹；默认 QIANFAN_BOS_BUCKET",
        "your BOS bucket (Beijing), a folder may follow; by default QIANFAN_BOS_BUCKET",
    ),
    "help price": ("单价，元/千 token，用来估算费用", "price in yuan for 1,000 tokens, to estimate the cost"),
    "help allow small": ("不足 100 条也提交", "submit fewer than 100 rows"),
    "help allow long": ("有超长的行也提交", "submit rows that may be too long"),
    "help deploy": ("训练后部署几小时（另收费）", "deploy the model for so many hours (paid for besides)"),
    "help evaluate": ("在平台已有的这个数据集上评测", "evaluate on this data set of the platform"),
    "help ask": (
        "部署后问这一句，可重复（要 QIANFAN_API_KEY）",
        "ask the service this; may be repeated (needs QIANFAN_API_KEY)",
    ),
    "help retry": ("把平台说失败的那一步重做", "try the step anew that the platform called failed"),
    "help another": ("已有没结束的训练，仍再开一次", "begin another run though one is not at its end"),
    "help timeout": ("最多等多少分钟", "minutes to wait, all in all"),
    # help
    "help app": (
        "把一些中文提示词和回答变成可信的微调数据：字数属实，换行不丢，训练与评测不串。",
        "Turn Chinese prompt/response pairs into a fine-tuning data set one can trust: true lengths, kept line breaks, no leaks.",
    ),
    "help build": (
        "从原始数据到可训练的数据集，一条命令。",
        "From raw pairs to a data set, in one command.",
    ),
    "help check": ("检查数据文件，列出所有问题和位置。", "Check data files: every finding, with its place."),
    "help clean": ("只做清洗，换行保留。", "Clean alone; line breaks stay."),
    "help count": ("数字数，各种数法都列出。", "Count a text, by every counter."),
    "help parse": ("读出提示词里的字数要求。", "Read the length demands of a prompt."),
    "help augment": ("按真实字数增广。", "Grow variants whose length demands are true."),
    "help export": (
        "把建好的数据集写成另一种格式。",
        "Write a built data set in another dialect.",
    ),
    "help advise": (
        "花钱训练之前先看：哪里会出问题、为什么、怎么办。",
        "What will go wrong, before money is spent: why, and what to do.",
    ),
    "help epochs": ("打算训练几轮；默认按配方", "epochs you plan; by default what the recipe says"),
    "help strict advise": ("有须先解决的问题就以 1 退出", "exit with 1 if something says stop"),
    "help why": ("一行数据的来历：种子、处理、标签。", "Where a row comes from: seed, steps, tags."),
    "help init": (
        "写一份带说明的配方和五条样例。",
        "Write a commented recipe and five sample rows.",
    ),
    "help sources": (
        "文件、文件夹、通配符，或 - 表示标准输入",
        "files, folders, globs, or - for stdin",
    ),
    "help out folder": ("结果写到哪个文件夹", "folder for the results"),
    "help out file": ("结果写到哪个文件", "file for the result"),
    "help recipe": (
        "配方文件；默认找输入旁边的 hesui.toml",
        "recipe file; by default the hesui.toml beside the input",
    ),
    "help columns": (
        "列名对照，如 prompt=问题,response=答案",
        "names of the columns, such as prompt=Q,response=A",
    ),
    "help dialect": ("输出格式：{names}", "dialect: {names}"),
    "help engine": ("计算引擎（现有 local）", "engine (local, so far)"),
    "help strict": (
        "有任何一行被剔除就以 1 退出",
        "exit with 1 if any row was rejected",
    ),
    "help strict check": ("警告也算问题，以 1 退出", "warnings too make it exit with 1"),
    "help preference": (
        "写偏好数据：同一提示词，一个回答合要求，一个不合",
        "write preference pairs: one prompt, a response that keeps the length and one that breaks it",
    ),
    "help quiet": ("只在出错时说话", "say nothing but errors"),
    "help lang": ("界面语言：zh 或 en", "language of messages: zh or en"),
    "help diff": (
        "显示改动，空白可见（· → ↵）",
        "show the changes with visible white space (· → ↵)",
    ),
    "help counter": ("只用这一种数法", "only this counter"),
    "help text": ("一段文字；省略则读标准输入", "a text; stdin if left out"),
    "help prompt": ("一条提示词；省略则读标准输入", "a prompt; stdin if left out"),
    "help file": ("读这个文件", "read this file"),
    "help json": ("以 JSON 输出", "print JSON"),
    "help unsure": ("只列出没有认作要求的“数字+字”", "list the numbers before 字 that were left alone"),
    "help split": ("train、eval 或 all", "train, eval or all"),
    "help encoding": (
        "CSV 的编码；给 Excel 用 utf-8-sig",
        "encoding of a CSV; utf-8-sig for Excel",
    ),
    "help built": ("build 写出的文件夹", "a folder that build wrote"),
    "help row": ("train:12、eval:3、rejected:1 或 id", "train:12, eval:3, rejected:1 or an id"),
    "help folder": ("文件夹", "folder"),
    "help version": ("版本", "version"),
    "examples": ("例子", "Examples"),
}
"""Key → (Chinese, English)."""

_language = "en"


def language() -> str:
    """The language of messages: ``"zh"`` or ``"en"``."""
    return _language


def say(key: str, **values: object) -> str:
    """The words for ``key`` in the chosen language, with ``values`` filled in."""
    return WORDS[key][0 if _language == "zh" else 1].format(**values)


def choose_language(arguments: list[str]) -> list[str]:
    """Set the language from ``--lang``, HESUI_LANG or the locale; ``arguments`` without ``--lang``."""
    global _language  # noqa: PLW0603  # the language of a process is one
    rest, wanted = _without_lang(arguments)
    if wanted and not wanted.lower().startswith(("zh", "en")):
        raise RecipeError(
            f"--lang must be zh or en, got {wanted!r}", zh=f"--lang 只能是 zh 或 en，得到的是 {wanted!r}"
        )
    name = wanted or os.environ.get("HESUI_LANG") or _locale()
    _language = "zh" if name.lower().startswith(("zh", "chinese")) else "en"
    return rest


def _without_lang(arguments: list[str]) -> tuple[list[str], str]:
    rest: list[str] = []
    wanted = ""
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return [*rest, argument, *waiting], wanted
        if argument == "--lang":
            wanted = next(waiting, "")
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    return rest, wanted


def _locale() -> str:
    """The locale's name, by the environment first (POSIX), else as the system says (Windows)."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    if named or os.name == "posix":
        return named or ""
    import locale

    return locale.getlocale()[0] or ""
