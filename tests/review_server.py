"""``hesui review`` as a process of its own, and plain requests to it."""

import http.client
import json
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROWS = [
    {"prompt": "给单位看大门的老秦师傅写条拜年短信，五十字左右。", "response": "秦师傅，过年好！一年里头一声“早”是您说的，末一盏灯也是您关的。大门交给小年轻几天，您回家喝两盅去。"},
    {"prompt": "给奶奶写一条拜年短信，三十字以内", "response": "奶奶过年好！围巾收到了，又软又暖，初三我戴着它回家看您。"},
    {"prompt": "写两句话谢谢值班的护士", "response": "灯亮了一夜，您走了一夜。\n天亮了，祝您睡个好觉。"},
    {"prompt": "写一句开业祝福，10字以内，分两行", "response": "开门大吉，财源滚滚，客似云来！"},
    {"prompt": "写一句<script>alert(1)</script>祝福", "response": "<img src=x onerror=alert(1)>新年好"},
]  # fmt: skip


def build_set(folder: Path) -> Path:
    """A small data set in ``folder``/out, built from ``folder``/rows.jsonl."""
    source = folder / "rows.jsonl"
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    rebuild(folder)
    return folder / "out"


def rebuild(folder: Path) -> str:
    """Build it again, by the decisions that there are; what was said."""
    command = [sys.executable, "-m", "hesui_data", "build", "rows.jsonl", "-o", "out", "--lang", "en"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


@dataclass
class Server:
    """A running review page: its address and token."""

    folder: Path
    address: str
    process: subprocess.Popen

    @property
    def token(self) -> str:
        return self.address.partition("token=")[2]

    @property
    def host(self) -> str:
        return self.address.split("/")[2]

    def request(
        self, method: str, path: str, body: object = None, *, token: str | None = None, **headers: str
    ):
        """Status, headers and body of the answer; header names are given with ``_`` for ``-``."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self.host.partition(":")[2]), timeout=10)
        sent = {"X-Hesui-Token": self.token if token is None else token}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        connection.request(method, path, data, {name: value for name, value in sent.items() if value})
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    def get(self, path: str, **query: str):
        """The JSON that an address answers with."""
        return json.loads(self.request("GET", f"{path}?{urlencode(query)}")[2])

    def post(self, path: str, **body: object):
        """The JSON that is answered to ``body``."""
        return json.loads(self.request("POST", path, body)[2])

    def rows(self, filter: str = "all", **query: str) -> list[str]:
        return self.get("/api/list", filter=filter, **query)["rows"]

    def row(self, id: str):
        return self.get("/api/row", id=id)["row"]

    def decide(self, id: str, do: str, **facts: object):
        """What is answered to a decision on the row as it is now."""
        facts.setdefault("turn", self.row(id)["turn"])
        return self.post("/api/decide", id=id, do=do, **facts)

    def stop(self) -> str:
        """End it as Ctrl-C does; what it said last."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=20)[0]


@contextmanager
def served(folder: Path, *options: str, language: str = "en"):
    """The review page of ``folder``/out, run in ``folder``."""
    command = [sys.executable, "-m", "hesui_data", "--lang", language, "review", "out", "--no-open", *options]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", process.stdout.readline()).group()
            yield Server(folder, address, process)
        finally:
            process.kill()
