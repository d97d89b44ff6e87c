"""A dirty corpus whose truth is known: ``python -m benchmarks.corpus FILE.jsonl [ROWS] [SEED]``.

Rows of a prompt and a response, 482 bytes each on average, all from a small grammar of our own. Beside the
file lies ``FILE.truth.jsonl``, one line for each row that is anything but clean and new:

* ``dirty``: entities, invisible characters, odd line ends, trailing space, letters that are not composed, and
  the two texts as they were before (``prompt``, ``response``);
* ``twin``: the line of the row that this one repeats, and their Jaccard index on pairs of characters
  (``jaccard``), at least 0.7; below that the two are merely alike, and no repeats;
* ``bad``: why the line cannot be read as a row.

Every row is drawn from a generator of its own, seeded by the seed and its number, so that a shorter corpus is
the beginning of a longer one. A million rows take about a minute.
"""

from __future__ import annotations

import json
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROWS, SEED = 100_000, 1
DIRTY, TRAPS, EXACT, NEAR, ALIKE, BAD = 0.20, 0.03, 0.05, 0.05, 0.03, 0.001  # shares of the rows
THRESHOLD = 0.7


def _words(text: str) -> list[str]:
    return text.split()


_FAMILIES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘范彭鲁韦马方任袁柳唐罗薛雷贺汤"
_GIVEN = (
    "禾川岚溪舟桐竹松柏梅兰菊荷莲杏桃李棠枫榆雁鹤鹭鸥莺燕鲤麟鹿驹云霞虹雨雪霜露岳峰岭谷泉湖波澜沙洲石玉珠"
    "琴棋书画诗词歌赋文章笔墨纸砚灯烛钟鼓帆桨田园圃篱春夏秋冬晨昏朝夕"
)
_NEAR = "东西南北前后旧新老小长短高低青白红黄黑绿木石竹柳桃杏荷麦稻茶药米布铁铜瓦窑盐渔"
_PLACES = "村镇街巷桥渡码店铺坊院楼阁亭台庙塔堤坡岭湾滩溪塘井园圃田坝洞仓棚屋墙门窗炉"
_SIDES = "里边上下旁前后外"
_DOES = _words(
    "写下 收起 挂上 送来 抄完 缝好 修补 擦亮 点亮 晾晒 包好 剪出 煮着 守着 寻找 端详 收藏 描摹 搬动 清点 分发 "
    "拆开 折好 念着 画着 绣着 编着 数着 备好 温着 换下 借走 归还 称过 洗净 晒干 刷白 钉牢 捆住 抬走 背起 埋下 "
    "挖出 种下 浇过 摘下 剥开 切碎 磨细 蒸熟 炒香 腌上 装满 倒空 盖严 打湿 吹干 卷起 铺平 叠齐 摆正 藏进 翻出 "
    "认出"
)
_HOW_MANY = "一两三四五六七八九十半几"
_MEASURES = "个只条张把件块片枝束篮筐坛壶碗盘箱捆叠串双对盏面幅卷册页封"
_KINDS = "旧新大小长短厚薄红青黑白绿粗细干湿甜咸苦香脆软硬热凉生熟圆方彩素土洋铜铁木竹布纸瓷石草藤麻丝"
_THINGS = _words(
    "灯笼 春联 窗花 年画 糖瓜 饺子 汤圆 账本 词典 风筝 琴谱 棋盘 线盒 鱼干 菊花 茶叶 门神 香炉 瓷碗 雨伞 棉衣 "
    "鸡蛋 米酒 竹椅 铜壶 木船 家书 围巾 毛笔 砚台 石磨 箩筐 扁担 锄头 镰刀 水缸 蒲扇 草帽 布鞋 手套 窗帘 门帘 "
    "桌布 被面 枕头 梳子 镜子 剪刀 算盘 秤杆 钥匙 锁头 邮票 信封 相片 车票 船票 戏服 鼓槌 笛子 二胡 月饼 粽子 "
    "腊肉 豆腐 萝卜 白菜 花生 核桃 柿饼 红枣 蜂蜜 酱油 陈醋 面粉"
)
_WHEN = _words(
    "清晨 傍晚 午后 雪夜 雨天 腊月 正月 除夕 元宵 立春 去年 前天 天亮 收工 散集 月圆 霜降 开学 农闲 花开"
)
_FEELS = _words(
    "心里暖暖的 谁也没有说话 笑得像个孩子 想起了从前 雪又落了下来 风渐渐停了 炊烟升起来了 鞭炮响成一片 "
    "路上没有行人 日子一天天过去 大家都很高兴 桌上添了碗筷 窗外亮着灯 狗在远处叫 年味更浓了 河面结了冰"
)
_OPENINGS = (
    "写一段关于{0}{1}的短文",
    "{1}，{0}会做什么？写几句",
    "以“{0}”为题写一则小故事，时间是{1}",
    "替{0}写几句话，说说{1}的事",
)
_LETTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
)


class Row(NamedTuple):
    """A line of the corpus, and what there is to know of it (empty where it is clean and new)."""

    line: bytes
    truth: dict[str, object]


def corpus(rows: int = ROWS, seed: int = SEED) -> Iterator[Row]:
    """The first ``rows`` lines of the corpus of ``seed``."""
    for number in range(1, rows + 1):
        rng = _generator(seed, number)
        kind = rng.random()
        if kind < BAD:
            yield _bad(rng, *_texts(rng))
        elif kind < BAD + EXACT + NEAR + ALIKE and number > 100:
            yield _derived(rng, seed, number, kind - BAD)
        else:
            yield _single(rng, kind)


def write_corpus(path: Path, rows: int = ROWS, seed: int = SEED) -> Path:
    """Write the corpus to ``path``, and what is known of it beside; the path of that."""
    truth = truth_path(path)
    with path.open("wb") as lines, truth.open("w", encoding="utf-8") as known:
        for number, row in enumerate(corpus(rows, seed), 1):
            lines.write(row.line + b"\n")
            if row.truth:
                known.write(json.dumps({"line": number, **row.truth}, ensure_ascii=False) + "\n")
    return truth


def truth_path(path: Path) -> Path:
    """Where what is known of the corpus at ``path`` is written."""
    return path.with_name(f"{path.stem}.truth.jsonl")


def read_truth(path: Path) -> dict[int, dict[str, object]]:
    """Line → what is known of it, of the corpus at ``path``."""
    with truth_path(path).open(encoding="utf-8") as lines:
        return {row.pop("line"): row for row in map(json.loads, lines)}


def jaccard(a: str, b: str) -> float:
    """The Jaccard index of two texts on pairs of neighbouring letters and digits."""
    ours, theirs = (_pairs(re.sub(r"[\W_]+", "", text)) for text in (a, b))
    return len(ours & theirs) / len(ours | theirs)


def _pairs(letters: str) -> set[str]:
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def _generator(seed: int, number: int) -> random.Random:
    return random.Random(seed * 1_000_003 + number)


# ------------------------------------------------------------------ clean texts


def _texts(rng: random.Random) -> tuple[str, str]:
    """A prompt and a response, both clean."""
    prompt = rng.choice(_OPENINGS).format(_name(rng), rng.choice(_WHEN))
    clauses = [_clause(rng) for _ in range(rng.randint(7, 12))]
    marks = ["。" if at % 3 == 2 else "，" for at in range(len(clauses))]
    body = "".join(map("".join, zip(clauses, marks, strict=True)))[:-1] + "。"
    if rng.random() < 0.5:
        body = (
            "　　" + body.replace("。", "。\n\n　　", 1)
            if rng.random() < 0.5
            else body.replace("。", "。\n", 1)
        )
    return prompt, body.rstrip("\n　")


def _clause(rng: random.Random) -> str:
    if rng.random() < 0.05:
        return rng.choice(_FEELS)
    when = rng.choice(_WHEN) if rng.random() < 0.2 else ""
    where = f"在{_letters(rng, _NEAR, _PLACES, _SIDES)}" if rng.random() < 0.6 else ""
    what = _letters(rng, _HOW_MANY, _MEASURES, _KINDS) + rng.choice(_THINGS)
    return f"{_name(rng)}{when}{where}{rng.choice(_DOES)}{what}"


def _name(rng: random.Random) -> str:
    return _letters(rng, _FAMILIES, _GIVEN, _GIVEN)


def _letters(rng: random.Random, *choices: str) -> str:
    return "".join(map(rng.choice, choices))


_TRAPS: tuple[Callable[[str], str], ...] = (
    lambda text: text + "AT&T 与 R&B 都写对了。",
    lambda text: text + "一家人👨‍👩‍👧‍👦围坐，❤️。",
    lambda text: text + "他在 café 里读 naïve 这个词。",
    lambda text: text + "\n\n```html\n<p>&nbsp;&lt;br&gt;</p>\n```",
    lambda text: text + "面积约 30㎡，气温 −5℃，①②③，ＡＢＣ，！",
    lambda text: text + "路径是 C:\\new\\table，公式是 \\nabla f。",
    lambda text: text + "\n- 第一项\n  - 第二项\n\n　　另起一段。",
)
"""What must be left alone, though it looks like dirt."""


# ------------------------------------------------------------------ dirty ones

_INVISIBLE = ("\u200b", "\ufeff", "\u00ad", "\u2060", "\x07", "\u202e")
_DIRT: tuple[Callable[[random.Random, str], tuple[str, str]], ...]


def _entities(rng: random.Random, text: str) -> tuple[str, str]:
    quoted = text.replace("，", "“，”", 1).replace("。", "……。", 1)
    escaped = quoted.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("……", "&hellip;&#8230;")
    return quoted, escaped if rng.random() < 0.8 else escaped.replace("&", "&amp;")


def _invisible(rng: random.Random, text: str) -> tuple[str, str]:
    at = text.index("，") + 1
    return text, text[:at] + rng.choice(_INVISIBLE) + text[at:]


def _line_ends(rng: random.Random, text: str) -> tuple[str, str]:
    whole = text if "\n" in text else text.replace("，", "，\n", 1)
    return whole, whole.replace("\n", rng.choice(("\r\n", "\r", "\u2028", "\x0b", "\x85")))


def _trailing(rng: random.Random, text: str) -> tuple[str, str]:
    space = rng.choice((" ", "  ", "\t", "\u3000", "\xa0"))
    whole = text if "\n" in text else text.replace("，", "，\n", 1)
    return whole, whole.replace("\n", space + "\n", 1) + rng.choice(("", space, "\n"))


def _decomposed(_rng: random.Random, text: str) -> tuple[str, str]:
    whole = text + "他点了 café crème，说 déjà vu。"
    return whole, unicodedata.normalize("NFD", whole)


_DIRT = (_entities, _invisible, _line_ends, _trailing, _decomposed)


def _single(rng: random.Random, kind: float) -> Row:
    """A row that repeats none: dirty, a trap, or plain."""
    prompt, response = _texts(rng)
    if kind > 1 - DIRTY:
        names = rng.sample(range(len(_DIRT)), 1 if rng.random() < 0.8 else 2)
        dirty = response
        for which in sorted(names, reverse=True):  # letters are added first, white space goes last but one
            dirty_before, clean_before = dirty, response
            response, dirty = _soiled(rng, which, clean_before, dirty_before)
        return Row(_line(prompt, dirty), {"dirty": True, "prompt": prompt, "response": response})
    if kind > 1 - DIRTY - TRAPS:
        return Row(_line(prompt, rng.choice(_TRAPS)(response)), {})
    return Row(_line(prompt, response), {})


def _soiled(rng: random.Random, which: int, clean: str, dirty: str) -> tuple[str, str]:
    """The clean and the dirty text after another kind of dirt; the same draw for both."""
    state = rng.getstate()
    clean_after, _ = _DIRT[which](rng, clean)
    rng.setstate(state)
    return clean_after, _DIRT[which](rng, dirty)[1]


# ------------------------------------------------------------------ repeats


def _derived(rng: random.Random, seed: int, number: int, kind: float) -> Row:
    """A row made from an earlier one: the same, nearly the same, or merely alike."""
    of = _ancestor(rng, seed, number)
    prompt, response = _texts_of(seed, of)
    if kind < EXACT:
        return Row(_line(prompt, response), {"twin": of, "jaccard": 1.0})
    letters = [at for at, letter in enumerate(response) if letter.isalpha()]
    share = rng.uniform(0.01, 0.06) if kind < EXACT + NEAR else rng.uniform(0.15, 0.25)
    changed = list(response)
    for at in rng.sample(letters, max(1, int(share * len(letters)))):
        changed[at] = rng.choice(_LETTERS)
    text = "".join(changed)
    return Row(_line(prompt, text), {"twin": of, "jaccard": round(jaccard(response, text), 4)})


def _ancestor(rng: random.Random, seed: int, number: int) -> int:
    """The number of an earlier row that is plain: clean, new, no trap."""
    while True:
        of = rng.randint(1, number - 1)
        kind = _generator(seed, of).random()
        if BAD + EXACT + NEAR + ALIKE <= kind <= 1 - DIRTY - TRAPS:
            return of


def _texts_of(seed: int, number: int) -> tuple[str, str]:
    """The clean texts of a row that is plain."""
    rng = _generator(seed, number)
    rng.random()
    return _texts(rng)


# ------------------------------------------------------------------ lines


def _line(prompt: str, response: str) -> bytes:
    return json.dumps({"prompt": prompt, "response": response}, ensure_ascii=False).encode()


def _bad(rng: random.Random, prompt: str, response: str) -> Row:
    """A line that is no row, and why."""
    sound = _line(prompt, response)
    why = {
        "cut off": sound[: len(sound) // 2],
        "no response": json.dumps({"prompt": prompt}, ensure_ascii=False).encode(),
        "blank prompt": _line("  ", response),
        "a number": json.dumps({"prompt": prompt, "response": 12}, ensure_ascii=False).encode(),
        "null": json.dumps({"prompt": None, "response": response}, ensure_ascii=False).encode(),
        "no object": json.dumps(f"{prompt}：{response}", ensure_ascii=False).encode(),
        "bad bytes": sound[:30] + b"\xff\xfe" + sound[30:],
        "a comma": sound[:-1] + b",}",
    }
    name = rng.choice(sorted(why))
    return Row(why[name], {"bad": name})


def main(arguments: list[str]) -> None:
    path = Path(arguments[0])
    rows, seed = (int(given) for given in (*arguments[1:], *(str(ROWS), str(SEED))[len(arguments) - 1 :]))
    write_corpus(path, rows, seed)
    print(f"{path}: {rows} rows, {path.stat().st_size / rows:.0f} bytes each; {truth_path(path)}")


if __name__ == "__main__":
    main(sys.argv[1:])
