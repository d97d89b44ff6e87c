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
        "结果在 {folder}：README.md 是说明，report.html 用浏览器看，rejected.jsonl 是剔除的和原因。某一行的来历：hesui why {folder} {row}",
        "Results are in {folder}: README.md is the card, report.html opens in a browser, rejected.jsonl has what was refused and why. Where a row comes from: hesui why {folder} {row}",
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
        "{path}: {rows} rows, {dialect}",
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
    "unsure": ("未认作要求：{text}（{reason}）", "left alone: {text} ({reason})"),
    "counter": ("计数方法", "counter"),
    "count": ("数目", "count"),
    "init done": (
        "写好了 {recipe}（每一项都有说明）和 {sample}（五条样例，换成您自己的）。\n"
        "接下来：hesui build {raw} -o {out} --recipe {recipe}\n"
        "之后：用浏览器打开 {out}/report.html；按 Tab 补全：hesui --install-completion",
        "Wrote {recipe} (every key explained) and {sample} (five rows; put your own in their place).\n"
        "Next: hesui build {raw} -o {out} --recipe {recipe}\n"
        "Then: open {out}/report.html in a browser; for completion by Tab: hesui --install-completion",
    ),
    "no findings": ("没有发现问题", "no findings"),
    "no data files": (
        "没有要检查的文件：{paths} 里没有 JSONL、JSON、CSV、TSV、Excel 或 Parquet",
        "nothing to check: no JSONL, JSON, CSV, TSV, Excel or Parquet file in {paths}",
    ),
    "findings": (
        "{errors} 个错误、{warnings} 个警告、{infos} 条提示",
        "errors: {errors}, warnings: {warnings}, notes: {infos}",
    ),
    "fixable safe": (
        "{count} 处可用 hesui check --fix 修好（标有 [*]）",
        "{count} can be mended by hesui check --fix (marked [*])",
    ),
    "fixable unsafe": (
        "{count} 处可用 hesui check --unsafe-fixes 修改，改后请过目",
        "{count} can be mended by hesui check --unsafe-fixes; look at the result",
    ),
    "how to mend": ("怎么改（原因见 hesui explain 编号）：", "how to mend (hesui explain CODE tells why):"),
    "fixed": ("{path}：修好了 {count} 处（{codes}）", "{path}: {count} mended ({codes})"),
    "would fix": ("{path}：可修 {count} 处（{codes}）", "{path}: {count} would be mended ({codes})"),
    "nothing to fix": ("没有可修的", "nothing to mend"),
    "baseline written": (
        "{path}：记下了 {count} 个问题，以后只报新的",
        "{path}: {count} findings noted; from now on only new ones are told",
    ),
    # explain
    "no such rule": (
        "没有编号为 {code} 的规则（hesui explain 列出全部）",
        "no rule is called {code} (hesui explain lists them)",
    ),
    "error word": ("错误", "error"),
    "warning word": ("警告", "warning"),
    "info word": ("提示", "note"),
    "fix safe": ("--fix 能修", "--fix mends it"),
    "fix unsafe": ("--unsafe-fixes 能修", "--unsafe-fixes mends it"),
    "fix none": ("要由人来修", "a person has to mend it"),
    "explain why": ("为什么", "Why"),
    "explain mend": ("怎么改", "How to mend it"),
    "explain bad": ("错的例子", "Bad"),
    "explain good": ("对的例子", "Good"),
    "explain marks": (
        "[*] hesui check --fix 能修　[-] hesui check --unsafe-fixes 能修",
        "[*] mended by hesui check --fix   [-] mended by hesui check --unsafe-fixes",
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
        "提交完成。状态在 {path}。下一步：hesui evaluate {folder} --prompts 问题.jsonl 写出要问模型的提示词，问过之后用 --answers 评分。",
        "Submitted and done. The state is in {path}. Next: hesui evaluate {folder} --prompts ask.jsonl writes what to ask the model; score its answers by --answers.",
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
    "help review": (
        "打开一个只在本机的网页，逐条接受、剔除或修改数据；决定写入配方旁的 reviews.jsonl，下次 build 生效。",
        "Open a page on this machine to accept, reject or edit row by row; decisions go to reviews.jsonl beside the recipe, and the next build goes by them.",
    ),
    "help reviews": (
        "审阅决定的文件（默认是配方旁的 reviews.jsonl）",
        "the file with the decisions of a review (default: reviews.jsonl beside the recipe)",
    ),
    "help port": ("网页的端口（默认任选一个空闲的）", "port of the page (default: any that is free)"),
    "help open": ("是否打开浏览器", "whether to open a browser"),
    "review at": ("审阅页面：{address}", "Review page: {address}"),
    "review to": (
        "决定写入 {path}。按 Ctrl-C 结束。",
        "Decisions go to {path}. Ctrl-C ends it.",
    ),
    "review done": (
        "这次记下 {new} 个决定；{path} 里现在有：接受 {accept}、修改 {edit}、剔除 {reject}。再运行 hesui build 就会生效。",
        "Decisions made: {new}. {path} now has {accept} accepted, {edit} edited, {reject} rejected. Run hesui build again for them to take effect.",
    ),
    "reviewed": (
        "审阅决定已生效：接受 {accepted}、修改 {edited}、剔除 {rejected}",
        "decisions of the review: {accepted} accepted, {edited} edited, {rejected} rejected",
    ),
    "look review": ("逐条过目：{command}", "To look through it row by row: {command}"),
    "help submit": (
        "提交到百度千帆训练；不加 --yes 只看计划，什么都不发送。",
        "Fine-tune on Baidu's Qianfan; without --yes it only shows the plan and sends nothing.",
    ),
    "help submit yes": ("真的提交（会花钱）", "really submit (costs money)"),
    "help submit ask limits": (
        "向平台问现在的上限（要密钥，不创建任何东西）",
        "ask the platform for its limits (needs keys, makes nothing)",
    ),
    "help submit preset": ("参赛那三次的做法：{names}", "the runs of the contest entry: {names}"),
    "help submit model": ("要精调的模型", "the model to tune"),
    "help submit method": ("lora（默认）或 full", "lora (by default) or full"),
    "help submit epochs": ("训练几轮；默认按配方", "epochs; by default what the recipe says"),
    "help submit set": (
        "其他超参数，用平台的名字，可重复",
        "another hyper-parameter, by the platform's name; may be repeated",
    ),
    "help submit bucket": (
        "您的 BOS 存储桶（北京区），可带文件夹；默认 QIANFAN_BOS_BUCKET",
        "your BOS bucket (Beijing), a folder may follow; by default QIANFAN_BOS_BUCKET",
    ),
    "help submit price": (
        "单价，元/千 token，用来估算费用",
        "price in yuan for 1,000 tokens, to estimate the cost",
    ),
    "help submit allow small": ("不足 100 条也提交", "submit fewer than 100 rows"),
    "help submit allow long": ("有超长的行也提交", "submit rows that may be too long"),
    "help submit deploy": (
        "训练后部署几小时（另收费）",
        "deploy the model for so many hours (paid for besides)",
    ),
    "help submit evaluate": ("在平台已有的这个数据集上评测", "evaluate on this data set of the platform"),
    "help submit ask": (
        "部署后问这一句，可重复（要 QIANFAN_API_KEY）",
        "ask the service this; may be repeated (needs QIANFAN_API_KEY)",
    ),
    "help submit retry": ("把平台说失败的那一步重做", "try the step anew that the platform called failed"),
    "help submit another": ("已有没结束的训练，仍再开一次", "begin another run though one is not at its end"),
    "help submit timeout": ("最多等多少分钟", "minutes to wait, all in all"),
    # evaluate
    "nothing to evaluate": (
        "请用 --answers 名字=文件 给出模型的回答，或用 --ask 名字=模型@地址 现问；要问哪些提示词，用 --prompts 文件 写出来",
        "name the answers of a model by --answers NAME=FILE, or ask one by --ask NAME=MODEL@URL; --prompts FILE writes what to ask",
    ),
    "answers wrong": (
        "--answers 要写成 名字=文件，得到的是“{text}”",
        'write --answers NAME=FILE, got "{text}"',
    ),
    "answers twice": (
        "有两个模型都叫 {name}；请各起一个名字",
        "two models are called {name}: give each a name of its own",
    ),
    "prompts done": (
        "{path}：{rows} 个提示词（训练过的 {trained}、换个说法 {paraphrase}、没见过的 {unseen}、通用 {general}）。"
        '把模型的回答写成一行一个 {{"id": …, "answer": …}}，再用 --answers 交给本命令',
        "{path}: {rows} prompts ({trained} trained on, {paraphrase} paraphrases, {unseen} unseen, {general} general). "
        'Write the answers one a line as {{"id": …, "answer": …}} and give them to --answers',
    ),
    "scores written": ("全部数字在 {path}", "all figures are in {path}"),
    "more troubles": (
        "{path}：还有 {more} 行没有评；--json 或 -o 里有全部",
        "{path}: {more} more rows were not scored; --json or -o has them all",
    ),
    "unanswered": (
        "{path}：有 {questions} 个问题没有回答，不计入得分；--json 或 -o 里有它们的 id",
        "{path}: {questions} questions have no answer and count in no score; --json or -o has their ids",
    ),
    "faults": ("毛病：", "Faults:"),
    "details": ("加 --details 看全部指标。", "--details shows every figure."),
    "help evaluate": (
        "给一个或几个模型的回答打分：字数、换行、文字、过拟合、忘了什么。",
        "Score the answers of one or more models: lengths, lines, text, over-fitting, what was forgotten.",
    ),
    "help answers": (
        "模型的名字和回答文件（JSONL）；可写多次，并排比较",
        "a model's name and its file of answers (JSONL); several are compared side by side",
    ),
    "help prompts": (
        "把要问模型的提示词写到这个文件",
        "write the prompts that a model is to be asked to this file",
    ),
    "help evaluate out": ("把全部数字写成 JSON 文件", "write every figure to this file, as JSON"),
    "help evaluate counter": ("数“字”的方法；默认按配方", "how to count 字; by default as the recipe says"),
    "help evaluate ask": (
        "现问一个模型：名字=模型名@OpenAI 兼容服务的地址；可写多次，也可与 --answers 并用",
        "ask a model live: its name here, its name there @ the address of an OpenAI-compatible service; may be given again, and beside --answers",
    ),
    "help evaluate judge": (
        "请这个大模型给回答的内容打 1 到 5 分：模型名@地址",
        "have this language model score the content of the answers from 1 to 5: MODEL@URL",
    ),
    "help keep": (
        "问来的回答和记录放在哪个文件夹；默认是旁边的 DIR.answers",
        "folder for the answers that come and the journal; by default DIR.answers beside the data set",
    ),
    "help evaluate recipe": (
        "从这份配方读模型的价格；默认找数据集旁边的 hesui.toml",
        "recipe that has the prices of models; by default the hesui.toml beside the data set",
    ),
    "help key envs": (
        "密钥所在的环境变量，默认 OPENAI_API_KEY；各家密钥不同时写 名字=变量，评委叫 judge",
        "environment variable that holds the key, by default OPENAI_API_KEY; NAME=VARIABLE where keys differ, the judge is called judge",
    ),
    "ask wrong": (
        "{flag} 要写成 模型名@地址，如 base=qwen3@http://127.0.0.1:11434/v1，得到的是“{text}”",
        '{flag} wants MODEL@URL, such as base=qwen3@http://127.0.0.1:11434/v1; got "{text}"',
    ),
    "ask name": (
        "“{name}”不能当名字：名字要能做文件名（字母、汉字、数字、- . _），也不能是 judge",
        '"{name}" will not do as a name: it becomes a file name (letters, digits, - . _), and judge is taken',
    ),
    "ask no key": (
        "环境变量 {name} 没有设置，没有联系 {url}。本地服务若不要密钥，设成任意值即可；--api-key-env 可换变量",
        "{name} is not set; {url} was not contacted. For a local service without keys set it to anything; --api-key-env names another variable",
    ),
    "ask key of nobody": (
        "--api-key-env 里的 {name} 没有人叫；有的是 {names}",
        "nobody is called {name} in --api-key-env; there are {names}",
    ),
    "ask one key": (
        "{variable} 里的密钥会同时发给 {one} 和 {other}；请用 --api-key-env {name}=变量 分开写明",
        "the key in {variable} would go to {one} and to {other}; say --api-key-env {name}=VARIABLE for one of them",
    ),
    "nobody to ask": (
        "{flags} 要与 --ask 或 --judge 同用",
        "{flags}: only with --ask or --judge",
    ),
    "plan ask model": (
        "{name}：问 {url} 的 {model}，{requests} 个问题，其中 {on_record} 个已有记录",
        "{name}: {requests} questions to {model} at {url}, of which {on_record} are on record",
    ),
    "plan judge": (
        "评委：{url} 的 {model}，最多 {requests} 个回答，其中 {on_record} 个已有记录",
        "judge: {model} at {url} on up to {requests} answers, of which {on_record} are on record",
    ),
    "ask kept": ("{name} 的回答在 {path}", "the answers of {name} are in {path}"),
    "ask cut": (
        "{name}：{answers} 个回答写到 token 上限被截断，照样评了；可用 --answer-tokens 放宽",
        "{name}: {answers} answers were cut at their most tokens and are scored as they are; --answer-tokens gives more room",
    ),
    "help details": ("显示全部指标", "show every figure"),
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
    "help explain": (
        "一条规则为什么在、怎么改：hesui explain HD201；不写编号则列出全部。",
        "Why a rule is there and how to mend what it finds: hesui explain HD201; without a code, all of them.",
    ),
    "help fix": (
        "修好不会改变意思的：编码、BOM、换行、看不见的字符、行末空白",
        "mend what changes no meaning: encoding, BOM, line ends, invisible characters, trailing space",
    ),
    "help unsafe fixes": (
        "也修其余能修的；改后请过目",
        "mend the rest that can be mended, too; look at the result",
    ),
    "help fix diff": (
        "只显示会怎么改，空白可见，不写文件",
        "show what would be changed, white space visible, and write nothing",
    ),
    "help select": ("只查这些编号或家族，如 HD2,HD301", "only these codes or families, such as HD2,HD301"),
    "help ignore": ("不查这些编号或家族", "leave out these codes or families"),
    "help exclude": ("不查符合这些模式的文件", "leave out the files that match these globs"),
    "help target": ("按这个训练平台的限制检查", "check against the limits of this trainer"),
    "help format": ("输出格式", "how findings are told"),
    "help statistics": ("每条规则各有多少，不逐一列出", "how many of each rule, instead of each finding"),
    "help exit zero": ("有问题也以 0 退出", "exit with 0 whatever is found"),
    "help baseline": ("不报这份基线里已有的问题", "leave out the findings that this baseline has"),
    "help write baseline": (
        "把现有的问题记成基线，以后只报新的",
        "note the present findings, so that only new ones are told",
    ),
    "help config": (
        "配置文件；默认找 hesui.toml 或 pyproject.toml",
        "configuration; by default hesui.toml or pyproject.toml",
    ),
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
    "help report": (
        "一页报告：从读入到产出、字数、清洗、重复、剔除、家谱、切分。build 已写好 report.html；这里换语言，或与上一次相比。",
        "One page that shows it all. build writes report.html itself; this is for another language, or to compare.",
    ),
    "help since": ("与这个文件夹里上一次的结果相比", "an earlier build, to show what changed since"),
    "help report out": (
        "写到哪个文件；默认在文件夹旁边，- 为标准输出",
        "file to write; by default beside the folder, - for standard output",
    ),
    "report done": ("报告在 {path}，用浏览器打开", "The report is {path}; open it in a browser"),
    "help why": ("一行数据的来历：种子、处理、标签。", "Where a row comes from: seed, steps, tags."),
    "help init": (
        "写一份带说明的配方和五条样例。",
        "Write a commented recipe and five sample rows.",
    ),
    # expand
    "help expand": (
        "更多的成对数据：由大模型写，逐条过关；没有密钥就用规则改写。",
        "More pairs: written by a language model and held against every gate; by rules where there is no key.",
    ),
    "help method": ("方法：{names}", "method: {names}"),
    "help direction": (
        "evolve 的方向，可写多次：{names}",
        "direction of evolve, may be given again: {names}",
    ),
    "help model": ("模型名", "name of the model"),
    "help base url": (
        "OpenAI 兼容服务的地址，如 https://api.deepseek.com/v1",
        "address of an OpenAI-compatible service, such as https://api.deepseek.com/v1",
    ),
    "help api key env": ("密钥所在的环境变量", "environment variable that holds the key"),
    "help accept": ("要多少条合格的", "how many good pairs are wanted"),
    "help concurrency": ("最多同时发出多少个请求", "requests in flight, at most"),
    "help max cost": (
        "花费上限，如 5CNY（价格写在配方的 prices 里）",
        "most to spend, such as 5CNY (prices stand in the recipe)",
    ),
    "help max tokens": ("token 上限，输入与输出合计", "most tokens, in and out together"),
    "help max requests": ("请求数上限，重试也算", "most requests, attempts that failed included"),
    "help rpm": ("每分钟最多多少个请求", "most requests a minute"),
    "help tpm": ("每分钟最多多少 token", "most tokens a minute"),
    "help dry run": ("只打印计划，什么都不发送", "print the plan and send nothing"),
    "help yes": ("不询问，直接开始", "do not ask, begin"),
    "help replay": ("只用记录里的答复，不联网", "use the answers on record alone, no network"),
    "help journal": ("记录文件；默认在结果旁边", "file of the journal; beside the result by default"),
    "help timeout": ("一次答复最多等多少秒", "seconds to wait for an answer"),
    "help fewshot": ("self-instruct：每次给几条示例", "self-instruct: examples in a request"),
    "help instances": (
        "self-instruct：要生成多少条，同 --accept",
        "self-instruct: how many to make, the same as --accept",
    ),
    "help similarity": ("ROUGE-L 达到它就算照搬", "ROUGE-L from which a text is a copy"),
    "help tries": ("refit：字数不合时最多再试几次", "refit: how often to ask again when the length is off"),
    "help temperature": ("采样温度", "sampling temperature"),
    "help answer tokens": (
        "每次答复的 token 上限；默认按所要的字数定",
        "most tokens of an answer; by the length asked for by default",
    ),
    "help judge": ("过关之后再请模型评一次", "have the model judge what passed the gates"),
    "help kenlm": ("用这个 KenLM 模型判断通顺", "judge fluency by this KenLM model"),
    "expand half": (
        "用大模型要同时写明 --base-url 和 --model；都不写就用规则改写",
        "name both --base-url and --model to use a language model; with neither, rules reword",
    ),
    "expand into source": (
        "{out} 在正在读的 {source} 里：下次会把扩写的结果当成种子；请写到别处",
        "{out} lies in {source}, which is being read: next time the new pairs would be taken for seeds; name another place",
    ),
    "expand unbound": (
        "请写明 --accept N，或 --max-requests、--max-tokens、--max-cost 之一，否则不知道何时停",
        "say --accept N, or one of --max-requests, --max-tokens, --max-cost: there must be an end",
    ),
    "expand no pairs": (
        "训练集一侧没有可以扩写的数据（方法 {method}；留作评测的 {held_back} 条从不扩写）",
        "there is no pair on the train side that can be expanded (method {method}; the {held_back} held back for evaluation never are)",
    ),
    "expand no key": (
        "环境变量 {name} 没有设置：没有联系 {url}，也没有用大模型；改由规则改写提示词。本地服务若不要密钥，设成任意值即可",
        "{name} is not set: {url} was not contacted and no language model was used; prompts were reworded by rules instead. For a local service without keys set it to anything",
    ),
    "expand offline": (
        "没有指定大模型：提示词由规则改写，回答没有用大模型生成。",
        "No language model was named: prompts were reworded by rules, and no response was written by a model.",
    ),
    "expand rules done": ("{path}：{rows} 条规则改写的数据", "{path}: {rows} pairs reworded by rules"),
    "plan": ("计划", "Plan"),
    "plan seeds": (
        "可扩写的训练数据 {pairs} 条；留作评测的 {held_back} 条不动",
        "{pairs} train pairs to expand; the {held_back} held back are left alone",
    ),
    "plan how": ("方法 {method}，模型 {model}，地址 {url}", "method {method}, model {model}, at {url}"),
    "plan requests": ("请求 {span} 个", "{span} requests"),
    "plan tokens": ("token {span}", "{span} tokens"),
    "plan cost": ("花费 {span}", "cost {span}"),
    "plan no price": (
        "花费：不知道，配方里没有这个模型的价格",
        "cost: unknown, the recipe has no price for this model",
    ),
    "plan on record": (
        "记录里已有 {requests} 次请求、{tokens} token{cost}；已有的答复不会再问",
        "on record already: {requests} requests, {tokens} tokens{cost}; no answer there is asked for again",
    ),
    "plan limits": ("上限：{limits}", "limits: {limits}"),
    "plan open": ("不限", "no bound"),
    "plan dry": ("只是计划，什么都没有发送。", "A plan alone: nothing was sent."),
    "plan ask": ("现在开始？", "Begin?"),
    "plan declined": ("没有发送任何东西。", "Nothing was sent."),
    "funnel asked": ("要了", "asked"),
    "funnel answered": ("答了", "answered"),
    "funnel accepted": ("合格", "accepted"),
    "funnel refused": ("没过关", "refused"),
    "expand used": (
        "本次发出 {sent} 次请求；记录合计 {requests} 次、{tokens} token{cost}",
        "{sent} requests went out in this run; on record in all: {requests} requests, {tokens} tokens{cost}",
    ),
    "expand done": (
        "{out}：{rows} 条。来历在 {lineage}，没过关的和原因在 {rejected}，记录在 {journal}",
        "{out}: {rows} pairs. Where they come from: {lineage}; what was refused and why: {rejected}; the journal: {journal}",
    ),
    "expand next": (
        "接下来：hesui build {sources} {out} -o data/processed",
        "Next: hesui build {sources} {out} -o data/processed",
    ),
    "ended enough": ("要的 {accept} 条都有了。", "All {accept} that were wanted are there."),
    "ended limit": (
        "到了上限 {limit}，没有越过；它管的是这份记录里的全部用量。要继续，把命令里的 {limit} 换成更高的，如 {higher}，再运行：从这里接着做，已有的答复不会再问。",
        "The limit {limit} was reached and not passed; it bounds all that the journal records. To go on, run the same command with a higher one, such as {higher}, in place of {limit}: no answer on record is asked for again.",
    ),
    "ended barren": (
        "连续 {barren} 个请求没有一条合格，停下了。看看 {rejected} 里的原因，再换模型或方法。",
        "Stopped: {barren} requests in a row brought nothing good. See why in {rejected}, then try another model or method.",
    ),
    "ended record": (
        "记录里没有更多的答复了；去掉 --replay 再运行，会从这里继续。",
        "The journal has no more answers; run it without --replay to go on from here.",
    ),
    "ended interrupted": (
        "已停下：在途的请求都等到了，收到的都记下了。运行同一命令会从这里继续。",
        "Stopped: what was in flight has come in and is on record. The same command goes on from here.",
    ),
    "stopping": (
        "正在停下，等在途的请求回来……（再按一次 Ctrl-C 立即停）",
        "Stopping; waiting for what is in flight … (Ctrl-C again to stop at once)",
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
    "help export dialect": (
        "输出格式：{names}；不写就看文件名：.csv .tsv .xlsx 是给人看的表格，.parquet 是带来历的 flat",
        "dialect: {names}; left out, the file's name tells: .csv .tsv .xlsx are tables for people, .parquet is flat with its lineage",
    ),
    "help engine": (
        "由谁来算：local；dask 是本机的几个进程；tcp://主机:端口 是 Dask 集群",
        "who does the work: local; dask, processes of this machine; tcp://HOST:PORT, a Dask cluster",
    ),
    "help jobs": (
        "用几个进程；输入从 64 MB 起默认用全部核，正文放在磁盘上，结果不变",
        "how many processes work; from 64 MB of input on all cores, with texts on disk; the result is the same",
    ),
    "help shards": (
        "每种数据写成几个文件，如 train-00000-of-00008.jsonl",
        "in how many files each kind of rows is written, as train-00000-of-00008.jsonl",
    ),
    "help compress": ("输出的数据文件怎样压缩", "how the files of rows are compressed"),
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
    "rows a second": ("{rate} 条/秒", "{rate} rows/s"),
    "time left": ("还要 {time}", "{time} left"),
    "usage word": ("用法：", "usage:"),
    "help parquet": ("另写一份带来历的 Parquet", "write Parquet with lineage too"),
    "help help": ("显示这份说明", "show this message and exit"),
    "arguments title": ("参数", "arguments"),
    "options title": ("选项", "options"),
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
_asked = False


def language() -> str:
    """The language of messages: ``"zh"`` or ``"en"``."""
    return _language


def asked_language() -> str:
    """The language that ``--lang`` asked for; empty without it."""
    return _language if _asked else ""


def say(key: str, **values: object) -> str:
    """The words for ``key`` in the chosen language, with ``values`` filled in."""
    return WORDS[key][0 if _language == "zh" else 1].format(**values)


def choose_language(arguments: list[str]) -> list[str]:
    """Set the language from ``--lang``, HESUI_LANG or the locale; ``arguments`` without ``--lang``."""
    global _language, _asked  # noqa: PLW0603  # the language of a process is one
    rest, wanted = _without_lang(arguments)
    _asked = bool(wanted)
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
