"""An OpenAI-compatible server on 127.0.0.1 with scripted faults, and a writer that answers like a willing model.

    with FakeServer() as server:
        server.base_url, server.requests

``script(number, body)`` is given the number of a request (from 0, in the order of arrival) and its body, and
returns a ``Reply``; None means the writer's answer. It also runs alone, for subprocesses and by hand:

    python tests/fake_llm.py --port 8765 --latency 0.2
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

LINES, ORDERED = "照原来的样子分行", "【新任务必须写明】"


@dataclass(frozen=True)
class Reply:
    """What the server does with one request."""

    text: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None  # the whole body, as it is
    finish_reason: str | None = "stop"
    usage: Any = "honest"  # or what stands there instead; None for none
    cut: str = ""  # "before" or "amid" the body
    stall: float = 0.0  # seconds before the body
    choices: Any = None  # what stands there instead


Script = Callable[[int, dict[str, Any]], Reply | None]


@dataclass
class FakeServer:
    """The server; ``requests`` are the bodies that came, ``headers`` their headers."""

    script: Script = lambda number, body: None
    latency: Callable[[int], float] = lambda number: 0.0
    port: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0

    def __enter__(self) -> FakeServer:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", self.port))
        self.port = self._server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        self._server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer_one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers = dict(re.findall(r"(?m)^([\w-]+):[ \t]*(.*?)\r?$", head))
        headers = {name.lower(): value for name, value in headers.items()}
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        number = len(self.requests)
        self.requests.append(body)
        self.headers.append(headers)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(self.latency(number))
            reply = self.script(number, body) or Reply(write(body))
            return await self._send(writer, reply, body)
        finally:
            self.in_flight -= 1

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply, body: dict[str, Any]) -> bool:
        payload = payload_of(reply, body)
        if reply.cut == "before":
            return False
        lines = [
            f"HTTP/1.1 {reply.status} X",
            "content-type: application/json",
            f"content-length: {len(payload)}",
        ]
        lines += [f"{name}: {value}" for name, value in reply.headers]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        if reply.stall:
            await writer.drain()
            await asyncio.sleep(reply.stall)
        if reply.cut == "amid":
            writer.write(payload[: len(payload) // 2])
            await writer.drain()
            return False
        writer.write(payload)
        await writer.drain()
        return True


def payload_of(reply: Reply, body: dict[str, Any]) -> bytes:
    """The body of a response."""
    if reply.raw is not None:
        return reply.raw
    if reply.status != 200:
        return json.dumps({"error": {"message": reply.text or "no", "code": str(reply.status)}}).encode()
    asked = sum(len(message["content"]) for message in body["messages"])
    usage = {
        "prompt_tokens": asked,
        "completion_tokens": len(reply.text) + 1,
        "total_tokens": asked + len(reply.text) + 1,
    }
    message = {"role": "assistant", "content": reply.text}
    choices = [{"index": 0, "finish_reason": reply.finish_reason, "message": message}]
    made: dict[str, Any] = {
        "id": f"chatcmpl-{digest(reply.text) % 10**12}",
        "object": "chat.completion",
        "created": 1,
        "model": body.get("model"),
        "choices": choices if reply.choices is None else reply.choices,
    }
    if reply.usage is not None:
        made["usage"] = usage if reply.usage == "honest" else reply.usage
    return json.dumps(made, ensure_ascii=False).encode()


# --- the writer --------------------------------------------------------------------------------------

_WHERE = "窗台 院门口 厨房里 巷子口 楼道里 阳台上 屋檐下 车站旁 菜市场 灶台边 书桌上 操场边 井台旁 柜台后 门廊下 河堤上 山脚下 站台上 病房外 工地旁".split()
_WHAT = "腊梅 红灯笼 水仙 饺子 炊烟 春联 鞭炮声 汤圆 老槐树 小猫 奶糖 热茶 烤红薯 新棉鞋 旧相册 冬日的太阳 第一场雪 花生糖 竹编的篮子 自行车".split()
_HOW = "开得正好 亮了一夜 还冒着热气 香得人走不动 等着你回来 映红了半边天 热闹得很 甜到心里 暖洋洋的 静静地守着 笑弯了腰 一样也没少 比去年还旺 舍不得收起来 叫人想起从前".split()
_WISH = "愿您 盼你 祝大家 愿咱们 祝一家人 愿每个人".split()
_GOOD = "出门遇见好天气 夜里睡得踏实 碗里有肉 心里有底 腿脚利索 胃口常开 走路带风 少熬夜多吃饭 想见的人都见得着 手头宽裕 眉头舒展 做事顺手 孩子听话老人安康 笑声比茶还热 日子像芝麻开花".split()


def digest(text: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


def pick(words: list[str], key: str) -> str:
    return words[digest(key) % len(words)]


def sentence(key: str) -> str:
    """One sentence out of thousands."""
    if digest(key + "kind") % 2:
        return f"{pick(_WHERE, key + 'a')}的{pick(_WHAT, key + 'b')}{pick(_HOW, key + 'c')}"
    return f"{pick(_WISH, key + 'd')}{pick(_GOOD, key + 'e')}"


def write(body: dict[str, Any]) -> str:
    """An honest answer to the request: what was ordered, as JSON."""
    asked = body["messages"][-1]["content"]
    first = next(message["content"] for message in body["messages"] if message["role"] == "user")
    key = json.dumps([body["messages"], body.get("seed")], ensure_ascii=False)
    if asked.startswith("你是严格的中文写作评审"):
        return f"切题，具体。\n分数：{3 + digest(key) % 3}"
    if "只输出一个 JSON" not in first:  # a question as it is
        return fitted(key, *bounds(asked))
    if '{"pass"' in asked:
        return '{"pass": true, "reason": "切题"}'
    if '{"pairs"' in first:
        wanted = int((re.search(r"另想(\d+)条", first) or ["", "1"])[1])
        pairs = [
            {
                "prompt": f"写一段话，说说{pick(_WHAT, f'{key}{i}p')}和{pick(_WHERE, f'{key}{i}q')}，60字以内",
                "response": fitted(f"{key}{i}", 30, 60),
            }
            for i in range(wanted)
        ]
        return json.dumps({"pairs": pairs}, ensure_ascii=False)
    if "【旧稿】" in first:
        task = first.partition("【任务】\n")[2].partition("\n\n【旧稿】")[0]
        low, high = bounds(task)
        return json.dumps({"response": broken(fitted(key, low, high), first)}, ensure_ascii=False)
    orders = first.partition(ORDERED)[2]
    said = dict(re.findall(r"- (称呼对象|场合|语气)：“([^”]*)”", orders))
    lengths = re.findall(r"“([^”]*)”", (re.search(r"- 字数要求：(.*)", orders) or ["", ""])[1])
    low, high = bounds("，".join(lengths))
    prompt = f"{said.get('场合', '')}想{'给' + said['称呼对象'] if '称呼对象' in said else ''}写几句话，提到{pick(_WHAT, key + 'p')}和{pick(_WHERE, key + 'q')}"
    prompt += f"，语气{said['语气']}" if "语气" in said else ""
    prompt += "".join(f"，{words}" for words in lengths) + "。"
    return json.dumps(
        {"prompt": prompt, "response": broken(fitted(key, low, high), first)}, ensure_ascii=False
    )


def bounds(words: str) -> tuple[int, int]:
    """The least and the greatest number of 字 that ``words`` ask for."""
    from hesui_data.length import parse_length

    for found in parse_length(words):
        if found.unit in ("字", "汉字") and found.scope == "response":
            if found.target is not None:
                return found.target - 2, found.target + 2
            low = found.min or max(8, (found.max or 0) * 6 // 10)
            return low, found.max or low + 60
    return 30, 60


def fitted(key: str, low: int, high: int) -> str:
    """Sentences of between ``low`` and ``high`` characters."""
    for attempt in range(400):
        text, n = "", 0
        while len(text) < low:
            mark = "，" if digest(f"{key}{attempt}{n}m") % 3 == 0 and len(text) < low - 14 else "。"
            text += sentence(f"{key}{attempt}-{n}") + mark
            n += 1
        text = text[:-1] + "。"
        if len(text) <= high:
            return text
    return (sentence(key) * 40)[: high - 1] + "。"


def broken(text: str, asked: str) -> str:
    """``text`` in lines where the order wants some."""
    if LINES not in asked:
        return text
    original = (asked.partition("【原范文】\n")[2] or asked.partition("【旧稿】\n")[2]).partition(
        "\n\n【写法】"
    )[0]
    want = max(2, sum(1 for line in original.split("\n") if line.strip()))
    pieces = re.findall(r"[^。，]+[。，]", text)
    size = max(1, len(pieces) // want)
    rows = ["".join(pieces[i : i + size]) for i in range(0, len(pieces), size)]
    if re.search(r"(?m)^\s*(?:\d+[.、]|[-•·]\s|[一二三四五六七八九十]、)", original):
        return "\n".join(f"{i}. {row}" for i, row in enumerate(rows, 1))
    indent = "\u3000\u3000" if original.count("\n\u3000\u3000") > 1 else ""
    return "\n".join(indent + row for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0)
    given = parser.parse_args()
    with FakeServer(port=given.port, latency=lambda number: given.latency) as server:
        print(server.base_url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
