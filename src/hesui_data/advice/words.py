"""What each piece of advice says, in Chinese and in English: what is the case, what to do, why, and who says so.

This is data: placeholders are filled with the figures of one case, and a list of names is joined.
"""

from __future__ import annotations

from dataclasses import dataclass

Both = tuple[str, str]  # in Chinese and in English


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one piece of advice."""

    says: Both
    do: Both
    why: Both
    source: Both


KINDS: dict[str, Both] = {
    "at_most": ("不超过", "at most"),
    "at_least": ("不少于", "at least"),
    "about": ("左右", "about"),
    "exact": ("正好", "exactly"),
    "range": ("区间", "a range"),
}
"""The kinds of a demand, as people call them."""

_CONTEST = (
    "千帆杯·贺岁灵感模型赛题：至少 100 条",
    "the rules of the Qianfan contest (Spring Festival 2024): at least 100 rows",
)
_COOKBOOK = (
    "百度千帆字数控制示例（ERNIE-Speed-8K，2024）",
    "Baidu's length-control cookbook for Qianfan (ERNIE-Speed-8K, 2024)",
)
_ENTRY = (
    "催生本项目的那次参赛：55 条种子扩成 255–378 条，训练 15–20 轮，没见过的提示词上字数不达标",
    "the contest entry that this project grew out of: 55 seeds made into 255–378 rows, trained for 15–20 epochs, "
    "missed the lengths of unseen prompts",
)
_WINNER = (
    "同一比赛的一份获奖做法：只用数字数的行做全量训练，模型见什么都答一个数",
    "a winning entry of the same contest: full tuning on counting rows alone made a model that answers "
    "every prompt with a count",
)
_OURS = ("本项目的规则", "a rule of this project")

WORDS: dict[str, Words] = {
    "too-few-rows": Words(
        ("训练集只有 {rows} 条，不到 {least} 条", "train has {rows} rows, fewer than {least}"),
        ("补充种子；把同一批种子多复制几遍不算数", "Add seeds; more copies of the same ones do not count."),
        (
            "平台不足 32 条不开训（错误码 510101），比赛要求至少 100 条；这么少的例子也覆盖不了各种长度",
            "The platform refuses fewer than 32 rows (error 510101), the contest asks for 100, and so few examples "
            "do not cover the lengths.",
        ),
        (f"千帆平台错误码 510101；{_CONTEST[0]}", f"Qianfan, error 510101; {_CONTEST[1]}"),
    ),
    "few-rows": Words(
        (
            "训练集有 {rows} 条，平台建议约 {advised:,} 条",
            "train has {rows} rows; about {advised:,} are advised",
        ),
        (
            "有余力就补种子：先求种类，再求数量",
            "Add seeds if you can: more kinds first, then more of each.",
        ),
        (
            "训练能进行，但每种要求只有几个例子",
            "It can be trained on, but there are only a few examples of each demand.",
        ),
        ("千帆平台最佳实践：约 1,000 条精选数据", "Qianfan's best practice: about 1,000 curated rows"),
    ),
    "validation-share": Words(
        (
            "平台默认抽走 {split_ratio} % 作验证：{rows} 条里只训练约 {left} 条",
            "by default the platform takes {split_ratio} % out for validation: of {rows} rows about {left} are trained on",
        ),
        (
            "提交时写明 splitRatio；eval.jsonl 已经是按家族留出来的评测集",
            "Set splitRatio when you submit; eval.jsonl is a held-out set already, split by family.",
        ),
        (
            "平台不知道哪些行同出一个种子，抽走的验证集与训练集同源，分数偏好看，训练数据却少了",
            "The platform does not know which rows come from one seed: its validation rows are relatives of those "
            "trained on, so they flatter the model and cost you rows.",
        ),
        ("千帆平台：splitRatio 默认 20", "Qianfan: splitRatio is 20 unless you say otherwise"),
    ),
    "exposures": Words(
        (
            "{rows} 条 × {epochs} 轮，只有 {seeds} 个种子、{responses} 个回答：每个回答要看约 {exposures:.0f} 遍",
            "{rows} rows × {epochs} epochs on {seeds} seeds and {responses} responses: each response is seen about "
            "{exposures:.0f} times",
        ),
        (
            "先训 1 轮，在 eval.jsonl 上评分，涨了再加（hesui advise DIR --epochs 1 可先看曝光数）；"
            "要更好就加种子，或用偏好数据（preference = true）",
            "Train for 1 epoch, score it on eval.jsonl, and add epochs only while that rises; to get further, add seeds "
            "or preference pairs (preference = true).",
        ),
        (
            "回答反复看，模型会背下来而不是学会：示例里 SFT 从 1 轮加到 3 轮，字数分从 0.629 掉到 0.468，SFT 1 轮加偏好数据则到 0.744；"
            "数据重复 4 遍以内几乎无损，约 16 遍以后收益很小",
            "A model learns by heart what it sees again and again: in the cookbook SFT fell from 0.629 after 1 epoch to "
            "0.468 after 3, while 1 epoch and preference pairs reached 0.744. Repeating data up to 4 times costs next to nothing; "
            "beyond about 16 little is gained.",
        ),
        (
            f"{_COOKBOOK[0]}；Muennighoff 等 2023，arXiv 2305.16264（预训练的结果）",
            f"{_COOKBOOK[1]}; Muennighoff et al. 2023, arXiv 2305.16264 (measured in pre-training)",
        ),
    ),
    "rows-per-seed": Words(
        (
            "{rows} 条只来自 {seeds} 个种子，平均一个种子 {each:.1f} 条",
            "{rows} rows come from {seeds} seeds, {each:.1f} rows a seed",
        ),
        (
            "补充种子，或调低 prompts_per_response、paraphrases",
            "Add seeds, or lower prompts_per_response and paraphrases.",
        ),
        (
            "衍生的行是近亲：行数涨了，见识没有涨",
            "Variants are close relatives: there are more rows, but not more to learn from.",
        ),
        _ENTRY,
    ),
    "shared-response": Words(
        (
            "有一个回答配了 {most} 条提示词，超过 {limit} 条",
            "one response stands in {most} rows, more than {limit}",
        ),
        (
            "检查输入里是否有同一回答的多条提示词，删去一些",
            "Look for prompts in the input that share one response, and delete some.",
        ),
        (
            "同一段文字出现得太多，模型会把它背下来，问什么都答它",
            "A text that stands there too often is learnt by heart and given as an answer to anything.",
        ),
        (
            "本项目的规则（prompts_per_response）；Lee 等 2022，arXiv 2107.06499",
            "a rule of this project (prompts_per_response); Lee et al. 2022, arXiv 2107.06499",
        ),
    ),
    "repeats": Words(
        (
            "输入的 {read} 条里有 {repeats} 条（{share:.0%}）是重复，已剔除",
            "{repeats} of {read} rows of the input ({share:.0%}) were repeats and were refused",
        ),
        (
            "看 rejected.jsonl 里的 HD401、HD402：若确是两条，改得更不同；否则补真正的新种子",
            "Look at HD401 and HD402 in rejected.jsonl: make wanted ones more different, else add seeds that are new.",
        ),
        (
            "真正不同的种子比看上去少；留着重复的话模型会背下它们",
            "There are fewer seeds than it seems; left in, repeats are learnt by heart.",
        ),
        ("Lee 等 2022，arXiv 2107.06499", "Lee et al. 2022, arXiv 2107.06499"),
    ),
    "few-demands": Words(
        (
            "带字数标签的训练行只有 {tagged} 条（占 {share:.0%}）",
            "only {tagged} train rows ({share:.0%}) carry a length tag",
        ),
        (
            "打开 augment，在种子的提示词里写上字数要求，或补充种子",
            "Let augment grow them, write length demands into the prompts of the seeds, or add seeds.",
        ),
        (
            "教模型守字数的只有这些行",
            "Nothing but these rows teaches the model to keep a length.",
        ),
        (
            f"{_OURS[0]}：门槛取自{_CONTEST[0]}",
            f"{_OURS[1]}; the threshold is that of {_CONTEST[1]}",
        ),
    ),
    "unchecked-demands": Words(
        (
            "有 {rows} 条训练行（占有要求的 {share:.0%}）带着无法核对的字数要求",
            "{rows} train rows ({share:.0%} of those with a demand) ask for a length that cannot be checked",
        ),
        (
            "用 hesui parse --file 看哪些说法读得懂，把“几十字”“摘要简短些”改成确切的数",
            "See with hesui parse --file what is understood, and write numbers for 几十字 and unnamed parts.",
        ),
        (
            "核对不了的要求可能本来就没做到，模型从中学到要求可以不理",
            "What cannot be checked may not be met, and then it teaches that demands may be ignored.",
        ),
        (
            f"{_OURS[0]}：只有核对为真的要求才作标签",
            f"{_OURS[1]}: only a demand that was found to hold is a tag",
        ),
    ),
    "one-length": Words(
        (
            "有字数要求的行里 {share:.0%} 的回答都在 {bucket} 字这一段",
            "{share:.0%} of the rows with a demand have a response of {bucket} 字",
        ),
        ("补充其他长度的种子", "Add seeds of other lengths."),
        (
            "模型学到的是一个固定的长度，而不是照要求的长度写",
            "The model learns one length, not to keep the one that is asked.",
        ),
        (
            f"{_OURS[0]}；长度控制的评测都按目标长度分段：Ruler（arXiv 2409.18943）、LIFEBench（arXiv 2505.16234）",
            f"{_OURS[1]}; length control is measured target by target: Ruler (arXiv 2409.18943), LIFEBench (arXiv 2505.16234)",
        ),
    ),
    "empty-lengths": Words(
        (
            "这些长度段在训练集里一条也没有：{buckets} 字",
            "no train row has a response of {buckets} 字",
        ),
        (
            "要写这么长（或这么短）就补种子；用不到就不必理会",
            "Add seeds if such lengths will be asked for; if not, leave it.",
        ),
        (
            "没有见过的长度，模型多半写不准",
            "A length that was never seen is seldom hit.",
        ),
        (
            f"{_OURS[0]}；LIFEBench 2025，arXiv 2505.16234：越长越难守",
            f"{_OURS[1]}; LIFEBench 2025, arXiv 2505.16234: long demands are the hardest to keep",
        ),
    ),
    "missing-kinds": Words(
        (
            "训练集里没有这几种要求：{kinds}",
            "no train row demands a length of this kind: {kinds}",
        ),
        (
            "打开 augment（它会补齐各种说法），或在种子里写上",
            "Let augment grow them (it balances the kinds), or write them into seeds.",
        ),
        (
            "没见过的要求，模型会照见过的去写：只见过“不超过”的，遇到“不少于”也会往短里写",
            "A demand that was never seen is taken for one that was: a model that knows only 不超过 writes short when "
            "it is asked for 不少于.",
        ),
        (
            f"{_OURS[0]}；常用的超长率（LIFT，Yuan 等 2024，arXiv 2406.17744）只看上限，看不出这个问题",
            f"{_OURS[1]}; the usual violation rate (LIFT, Yuan et al. 2024, arXiv 2406.17744) looks at upper bounds "
            "alone and would not show it",
        ),
    ),
    "one-sided": Words(
        (
            "{share:.0%} 的字数要求都是“{kind}”",
            "{share:.0%} of the length demands are of one kind: {kind}",
        ),
        (
            "加入区间、左右、正好这些两头有界的要求（augment 会平衡种类）",
            "Add ranges, 左右 and 正好, which are bounded on both sides (augment balances the kinds).",
        ),
        (
            "只有一头有界，往那一头写总是对的：模型学到的是写短（或写长），不是写准",
            "With one bound only, going far to the other side is always right: the model learns to be short (or long), "
            "not to be exact.",
        ),
        (
            f"{_COOKBOOK[0]}：按离目标的远近给分，写得太短同样没分",
            f"{_COOKBOOK[1]}: it scores the distance to the number, so too short is no better than too long",
        ),
    ),
    "many-lessons": Words(
        (
            "{share:.0%} 的训练行（{lessons} 条）在数字数、比长短，不宜超过 {cap:.0%}",
            "{share:.0%} of the train rows ({lessons}) count or compare lengths; no more than {cap:.0%} is advised",
        ),
        (
            "调低 curriculum_share，或多加写作和通用的行",
            "Lower curriculum_share, or add rows of writing and general ones.",
        ),
        (
            "这种行太多，模型会把一切都当成数字数",
            "With too many of them the model takes everything for a question about a count.",
        ),
        _WINNER,
    ),
    "only-length": Words(
        (
            "{rows} 条训练行几乎全与字数有关：不要求字数的只有 {free} 条（{share:.1%}）",
            "nearly all of {rows} train rows are about lengths: {free} ({share:.1%}) ask for none",
        ),
        (
            '在配方里加 mix = {{ path = "general.jsonl", share = 0.2 }}，混入通用指令',
            'Mix general instructions in: mix = {{ path = "general.jsonl", share = 0.2 }} in the recipe.',
        ),
        (
            "只练一件事，模型会丢掉原来会的；混入少量通用数据就能大体保住",
            "Trained on one thing alone a model loses what it could do; a few general rows keep most of it.",
        ),
        (
            f"Scialom 等 2022，arXiv 2205.12393：训练新任务时掺 1 % 的旧数据就见效；{_WINNER[0]}",
            f"Scialom et al. 2022, arXiv 2205.12393: 1 % of the old data among the new goes far; {_WINNER[1]}",
        ),
    ),
    "general-rows": Words(
        (
            "不要求字数的训练行有 {free} 条（{share:.0%}），其中 mix 加入的通用数据 {mixed} 条",
            "{free} train rows ({share:.0%}) ask for no length; {mixed} of them are general ones from mix",
        ),
        (
            "训练后用通用题比一比基座模型和新模型",
            "After training, compare the base model and the new one on general questions.",
        ),
        (
            "任务要求模型保住原来会的；这个比例说明练的时候给了它多少机会",
            "The model is to keep what it could do before; this share is the chance it has to.",
        ),
        ("Scialom 等 2022，arXiv 2205.12393", "Scialom et al. 2022, arXiv 2205.12393"),
    ),
    "one-line": Words(
        (
            "{rows} 个回答没有一个换行（其中 {long} 个在 {least} 字以上）",
            "none of {rows} responses has a line break ({long} of them have {least} 字 or more)",
        ),
        (
            "查看原始数据：换行是不是在导出或清洗时丢了；必要时用 restore_layout = true",
            "Look at the raw data: were the line breaks lost in an export or a cleaning step? restore_layout = true mends "
            "the certain ones.",
        ),
        (
            "模型照着学，写出来的全挤成一段",
            "The model copies what it sees and writes everything as one block.",
        ),
        (
            "催生本项目的那次参赛：清洗删了空白，模型从此不换行；千帆的 remove_invisible_character 会删换行",
            "the contest entry that this project grew out of: cleaning deleted white space, and the model never broke a "
            "line again; Qianfan's remove_invisible_character removes line breaks",
        ),
    ),
    "no-eval": Words(
        ("评测集是空的", "eval is empty"),
        (
            "调高 eval_share，或补充种子（种子太少时可能一家也分不出来）",
            "Raise eval_share, or add seeds (of very few families none may be drawn).",
        ),
        (
            "只能在训练过的行上评分，背下来的会被当成学会的",
            "It could only be scored on what it was trained on, where learning by heart looks like success.",
        ),
        (
            "催生本项目的那次参赛：在训练行上评分，过拟合看起来像成功",
            "the contest entry that this project grew out of: scored on its own train rows, over-fitting looked like success",
        ),
    ),
    "small-eval": Words(
        (
            "评测集 {rows} 条、{seeds} 个种子：达标率的误差约 ±{margin:.0%}（95 %），按种子算约 ±{seed_margin:.0%}",
            "eval has {rows} rows of {seeds} seeds: a rate is known to ±{margin:.0%} (95 %), to ±{seed_margin:.0%} by seeds",
        ),
        (
            "补充种子或调高 eval_share；两个模型差得不到这么多就不要下结论",
            "Add seeds or raise eval_share; draw no conclusion from a smaller difference between two models.",
        ),
        (
            "同一种子的行彼此不独立，真正的误差在两个数之间",
            "Rows of one seed are not independent; the truth lies between the two figures.",
        ),
        ("Wilson 1927 得分区间，取比例 50 %", "score interval of Wilson 1927, at a rate of 50 %"),
    ),
    "large-eval": Words(
        (
            "评测集有 {rows} 条，占 {share:.0%}，配方要的是 {asked:.0%}",
            "eval has {rows} rows, {share:.0%} of all; the recipe asks for {asked:.0%}",
        ),
        (
            "把互为亲属的种子改得更不同（同一句提示词、只差字数的提示词、雷同的回答会连成一家）",
            "Make seeds that are relatives more different (one prompt, prompts that differ in a number of 字 only, or like "
            "responses make one family).",
        ),
        (
            "一家人整家分到同一侧，大家族划给评测，训练就少了一大块",
            "A family stays whole on one side: where a large one is held back, train loses all of it.",
        ),
        (
            f"{_OURS[0]}：按家族切分，评测与训练不沾亲",
            f"{_OURS[1]}: rows are split by family, so that eval and train are not related",
        ),
    ),
    "no-held-out": Words(
        (
            "评测集没有问到任何训练时没见过的字数",
            "eval asks for no number of 字 that train has not seen",
        ),
        (
            "给 held_out 里的某个字数（如 35、66、135）写几条种子，或打开 augment",
            "Write seeds that ask for a number of held_out (35, 66, 135), or let augment do it.",
        ),
        (
            "分不清模型是学会了数，还是只记住了常见的几个数",
            "One cannot tell whether the model can count or just knows a few numbers.",
        ),
        _ENTRY,
    ),
    "long-rows": Words(
        (
            "估计有 {rows} 条超过 {limit:,} token（最长约 {longest:,}），其中 {over} 条超过 {most:,}",
            "an estimated {rows} rows are over {limit:,} tokens (the longest about {longest:,}), {over} over {most:,}",
        ),
        (
            "把 maxSeqLen 设为 {most}；还超的拆短或剔除",
            "Set maxSeqLen to {most}; split or drop what is longer still.",
        ),
        (
            "提示词和回答合计超出的部分会被截掉，模型学到的是话说一半就停",
            "What exceeds the limit, prompt and response together, is cut off, and the model learns to stop half-way.",
        ),
        (
            "千帆平台：maxSeqLen 默认 4096，ERNIE-Speed-8K 最多 8192；估算按 SDK 的“汉字数 + 1.3 × 单词数”",
            "Qianfan: maxSeqLen is 4096 by default, at most 8192 for ERNIE-Speed-8K; estimated as its SDK does, Han letters "
            "+ 1.3 × words",
        ),
    ),
    "few-preferences": Words(
        (
            "偏好数据只有 {pairs} 对，不到 {least} 对",
            "there are {pairs} preference pairs, fewer than {least}",
        ),
        (
            "补充带字数要求的种子",
            "Add seeds with a length demand.",
        ),
        (
            "太少的偏好数据左右不了模型",
            "So few preference pairs hardly move a model.",
        ),
        ("千帆平台：DPO、KTO 建议至少 100 条", "Qianfan: at least 100 rows are advised for DPO and KTO"),
    ),
}
"""Name of a piece of advice → its words; the order is that of equal severity."""
