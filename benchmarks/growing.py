"""What a build that grows rows costs, step by step: processor time a row (those read and those grown).

    python -m benchmarks.growing [ROWS …] [--of corpus|greetings|templates]

``corpus`` has the rows of ``benchmarks/corpus.py``, of which few are alike. ``greetings`` are put together from one
pool of clauses, so that buckets are full of rows that are somewhat alike; ``templates`` differ from a fifth of all
others in numbers and a name alone. All in this process, with one job; seconds differ from machine to machine.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from unittest.mock import patch

from benchmarks.corpus import write_corpus
from hesui_data import build_dataset
from hesui_data.engines import OnDisk
from hesui_data.engines.engine import Task
from hesui_data.engines.running import Running

SEED = 1


def _words(text: str) -> list[str]:
    return text.split()


_FAMILIES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
_GIVEN = (
    "禾川岚溪舟桐竹松柏梅兰菊荷莲杏桃李棠枫榆雁鹤鹭鸥莺燕鲤麟鹿驹云霞虹雨雪霜露岳峰岭谷泉湖波澜沙洲石玉珠"
)
_WHO = _words(
    "老师 领导 客户 同事 父母 爷爷 奶奶 朋友 同学 邻居 房东 师傅 教练 导师 战友 闺蜜 表哥 堂妹 舅舅 姑姑"
)
_WHEN = _words(
    "春节 元宵 端午 中秋 国庆 重阳 元旦 生日 乔迁 开业 毕业 退休 升职 满月 婚礼 教师节 母亲节 父亲节 除夕 腊八"
)
_ASKED = (
    "给{who}写一段{when}祝福，{most}字以内",
    "帮我写条{when}短信发给{who}，不超过{most}字",
    "请写一则{when}贺词，送给{who}，{most}字左右",
    "{when}到了，想给{who}发条微信，{most}字上下",
    "替我给姓{family}的{who}写几句{when}的话，别超过{most}字",
    "写一副{when}对联送{who}",
    "以“{when}”为题写{most}字短文，写给{family}{who}",
)
_CLAUSES = _words(
    "祝您{when}快乐 愿您身体健康 愿您万事如意 祝您阖家幸福 愿您平安喜乐 祝您步步高升 祝您财源广进 愿您笑口常开 "
    "祝您事事顺心 愿您岁岁平安 谢谢您一年的照顾 您教我的我都记着 那天您送我回家我一直记得 等您有空一起喝茶 "
    "家里的花开了想请您来看 腊肉已经寄出请查收 孩子会背诗了想背给您听 路上雪滑请慢行 天冷了请添衣 新的一年还请多指教 "
    "愿日子像灯火一样明亮 愿您所求皆如愿 愿您所行皆坦途 愿多喜乐长安宁 愿烟火向星辰 好运常在您身边 "
    "工作再忙也要吃好 早点休息别熬夜 下次见面我请客 记得常联系"
)
_TEMPLATES = (
    (
        "给{name}写一条账单提醒短信，说明{month}月应付{sum}元，{most}字以内",
        "尊敬的{name}：您好！您{month}月份的账单已经生成，本期应付金额为{sum}元，请您在月底以前通过手机银行或者营业厅完成缴费，"
        "逾期会产生滞纳金。如已缴费请忽略本短信，感谢您的支持与理解。",
    ),
    (
        "写一份{name}的面试通知，时间{month}月{day}日{hour}点",
        "{name}同学：你好！很高兴通知你通过了简历筛选，请于{month}月{day}日{hour}点到公司一楼前台签到，随身携带身份证、毕业证和"
        "两份纸质简历。如时间不便，请提前一天来电说明，我们会另行安排。祝你面试顺利！",
    ),
    (
        "为{name}写一段生日祝福，{most}字左右",
        "{name}，生日快乐！又长大了一岁，愿你眼里有光，心里有爱，手上有活，脚下有路。愿你在新的一岁里，工作顺利，身体健康，"
        "所求皆如愿，所行皆坦途，多喜乐，长安宁。今天记得多吃一块蛋糕，许一个大大的愿望。",
    ),
    (
        "写一则{name}家{sum}平方米房子的出租启事，{most}字以内",
        "出租启事：本人{name}，有房一套，建筑面积{sum}平方米，南北通透，精装修，家具家电齐全，拎包入住，楼下就是地铁口，买菜"
        "上学都很方便。月租面议，押一付三，中介勿扰。有意者请于每天{hour}点以后来电，谢谢。",
    ),
    (
        "{sum}加{day}等于多少？说说怎么算",
        "要算{sum}加{day}，可以先把个位和个位相加，满十向前一位进一，再把十位和十位相加，最后把百位写下来。按照这样的步骤"
        "一位一位地算，就不容易出错。算完以后还可以用减法检查一遍：和减去其中一个加数，应当等于另一个加数。",
    ),
)


def greeting(drawn: random.Random) -> tuple[str, str]:
    """A prompt and a response that has its clauses in common with many others."""
    values = {"who": drawn.choice(_WHO), "when": drawn.choice(_WHEN), "family": drawn.choice(_FAMILIES)}
    most = drawn.choice((20, 30, 40, 50, 60, 80, 100, 120, 150, 200))
    prompt = drawn.choice(_ASKED).format(most=most, **values)
    clauses = drawn.sample(_CLAUSES, drawn.choice((2, 3, 4, 5, 6, 8)))
    whom = values["family"] + values["who"] + "，" if drawn.random() < 0.6 else ""
    return prompt, whom + "，".join(clauses).format(**values) + drawn.choice("。！")


def template(drawn: random.Random) -> tuple[str, str]:
    """A prompt and a response of which a fifth of all others differ in numbers and a name alone."""
    prompt, response = drawn.choice(_TEMPLATES)
    values: dict[str, str | int] = {
        "name": drawn.choice(_FAMILIES) + drawn.choice(_GIVEN) + drawn.choice(_GIVEN),
        "month": drawn.randint(1, 12),
        "day": drawn.randint(1, 28),
        "hour": drawn.randint(8, 20),
        "sum": drawn.randint(20, 999),
        "most": drawn.choice((100, 120, 150, 200)),
    }
    return prompt.format(**values), response.format(**values)


MADE: dict[str, Callable[[random.Random], tuple[str, str]]] = {"greetings": greeting, "templates": template}


def write_rows(path: Path, kind: str, number: int) -> None:
    """Write so many rows of a ``kind`` to ``path``; fewer are the beginning of more."""
    if kind == "corpus":
        write_corpus(path, number)
        return
    with path.open("w", encoding="utf-8") as file:
        for row in range(number):
            prompt, response = MADE[kind](random.Random(SEED * 1_000_003 + row))
            file.write(json.dumps({"prompt": prompt, "response": response}, ensure_ascii=False) + "\n")


def measured(kind: str, number: int) -> tuple[int, dict[str, float]]:
    """How many rows there were in the end, and what each step took; of several alike, their sum."""
    taken: defaultdict[str, float] = defaultdict(float)
    plainly = Running.step

    def step(self: Running, name: str, task: Task, parts: int) -> None:
        began = process_time()
        plainly(self, name, task, parts)
        first, dot, last = name.partition(".")
        taken[first + dot + last.rpartition(".")[2]] += process_time() - began

    with tempfile.TemporaryDirectory() as folder, patch.object(Running, "step", step):
        source = Path(folder, "rows.jsonl")
        write_rows(source, kind, number)
        began = process_time()
        dataset = build_dataset(source, {"enough": 0}, engine=OnDisk(work=Path(folder, "out.building")))
        built = process_time()
        dataset.write(Path(folder, "out"))
        taken["decisions"] = built - began - sum(taken.values())
        taken["written"] = process_time() - built
        return dataset.summary.read + dataset.summary.grown, taken


def lines(found: list[tuple[int, dict[str, float]]]) -> Iterator[str]:
    """A table: a step a line, a number of rows a column, in µs a row."""
    yield f"{'µs a row':16}" + "".join(f"{rows:>12,}" for rows, _ in found)
    for step in found[-1][1]:
        yield f"{step:16}" + "".join(f"{1e6 * taken[step] / rows:12.1f}" for rows, taken in found)
    yield f"{'all':16}" + "".join(f"{1e6 * sum(taken.values()) / rows:12.1f}" for rows, taken in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rows", nargs="*", type=int, default=[5_000, 10_000])
    parser.add_argument("--of", choices=("corpus", *MADE), default="corpus")
    given = parser.parse_args()
    print(*lines([measured(given.of, number) for number in given.rows]), sep="\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"most memory: {peak >> 10} MiB")


if __name__ == "__main__":
    main()
