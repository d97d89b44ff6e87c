"""A stand-in for Qianfan's console, its chat interface and a BOS bucket, on loopback; run it to try ``hesui submit``.

It keeps what it is told, sees that each request is signed and that its body has the documented shape,
and can be told to fail at each action: ``faults`` are taken in order, each for the next request of its action.
"""

import base64
import hashlib
import json
import os
import signal
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, unquote, urlsplit

ACCESS_KEY, SECRET_KEY, API_KEY = (
    "ALTAKplantedaccess",
    "plantedsecretkey0123",
    "bce-v3/ALTAK-planted/apikey99",
)

LINK = "https://console.bce.baidu.com/qianfan/visualdl/index?displayToken=abc"

TEXT, NUMBER, FLAG, LIST, OBJECT = str, (int, float), bool, list, dict
SHAPES = {  # action → (what its body must have, what it may have)
    "CreateDataset": (
        {"datasetName": TEXT, "dataFormat": TEXT, "storageType": TEXT},
        {"storagePath": TEXT},
    ),
    "DescribeDatasets": ({}, {"marker": TEXT, "maxKeys": NUMBER, "pageReverse": FLAG, "filter": OBJECT}),
    "DescribeDatasetVersions": (
        {"datasetId": TEXT},
        {"marker": TEXT, "maxKeys": NUMBER, "pageReverse": FLAG, "filter": OBJECT},
    ),
    "DescribeDatasetVersion": ({"versionId": TEXT}, {}),
    "CreateImportTask": ({"versionId": TEXT, "files": LIST}, {}),
    "DescribeImportTask": ({"taskId": TEXT}, {}),
    "PublishDatasetVersion": ({"versionId": TEXT}, {}),
    "DescribeFineTuningSupportModels": ({}, {}),
    "CreateFineTuningJob": ({"name": TEXT, "model": TEXT, "trainMode": TEXT}, {"description": TEXT}),
    "DescribeFineTuningJobs": ({}, {"marker": TEXT, "maxKeys": NUMBER, "pageReverse": FLAG}),
    "CreateFineTuningTask": (
        {"jobId": TEXT, "parameterScale": TEXT, "hyperParameterConfig": OBJECT, "datasetConfig": OBJECT},
        {},
    ),
    "DescribeFineTuningTasks": ({"jobId": TEXT}, {"marker": TEXT, "maxKeys": NUMBER, "pageReverse": FLAG}),
    "DescribeFineTuningTask": ({"taskId": TEXT}, {}),
    "publishTrainModel": ({"isNewModel": FLAG, "versionMeta": OBJECT}, {"modelName": TEXT}),
    "DescribeCustomModelSets": ({}, {"marker": TEXT, "maxKeys": NUMBER}),
    "DescribeModelSet": ({"modelSetId": TEXT}, {}),
    "modelVersionDetail": ({"modelVersionId": TEXT}, {}),
    "CreateService": (
        {
            "modelSetId": TEXT,
            "modelId": TEXT,
            "name": TEXT,
            "urlSuffix": TEXT,
            "resourceConfig": OBJECT,
            "billing": OBJECT,
        },
        {},
    ),
    "DescribeServices": ({}, {"marker": TEXT, "maxKeys": NUMBER, "name": TEXT}),
    "DescribeService": ({"serviceId": TEXT}, {}),
    "eval/create": (
        {"name": TEXT, "versionEvalInfo": LIST, "datasetId": TEXT, "evalStandardConf": OBJECT},
        {"computeResourceConf": OBJECT},
    ),
    "eval/detail": ({"id": TEXT}, {}),
    "eval/report": ({"id": TEXT}, {}),
}


@dataclass
class Fault:
    """What goes wrong with the next request of ``action``: before it is done, or ``after``."""

    action: str
    kind: str  # 500, 429, 400, cut, slow, kill, garbage
    after: bool = False


@dataclass
class StandIn:
    """The state of the console, and how it is told to behave."""

    datasets: dict = field(default_factory=dict)
    versions: dict = field(default_factory=dict)
    jobs: dict = field(default_factory=dict)
    tasks: dict = field(default_factory=dict)
    models: dict = field(default_factory=dict)
    services: dict = field(default_factory=dict)
    evaluations: dict = field(default_factory=dict)
    objects: dict = field(default_factory=dict)
    imports: dict = field(default_factory=dict)
    requests: list = field(default_factory=list)  # (action, body)
    questions: list = field(default_factory=list)
    wrong: list = field(default_factory=list)  # what was not as documented
    faults: list = field(default_factory=list)
    failing: dict = field(default_factory=dict)  # import, publish, train, model, service, evaluation → reason
    rows_off: int = 0  # rows that the import loses
    counts: bool = True  # whether it tells how many rows there are
    late: int = 0  # looks for which the number of rows lags behind
    looks: int = 2  # looks until something is done
    slow: float = 0.5
    victim: int = 0  # the process to kill
    least_split: int = 0
    scales: tuple = ("FullFineTuning", "LoRA")
    numbers: count = field(default_factory=lambda: count(1))
    lock: threading.RLock = field(default_factory=threading.RLock)
    url: str = ""

    def made(self, action):
        """How many requests of ``action`` came in."""
        return sum(name == action for name, _ in self.requests)

    def fault(self, action, *, after):
        """The fault that is due, taken off the list."""
        with self.lock:
            for one in self.faults:
                if one.action == action and one.after == after:
                    self.faults.remove(one)
                    return one
        return None

    def seen(self, thing, begun, good, bad, *, kind):
        """The status of ``thing``, which comes to its end after some looks."""
        thing["looks"] = thing.get("looks", 0) + 1
        if thing["looks"] <= self.looks:
            return begun
        return bad if kind in self.failing else good


class RefusalError(Exception):
    """An answer that says no: HTTP status, code, message."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


def create_dataset(it, body):
    dataset, version = f"dg-{next(it.numbers)}", f"ds-{next(it.numbers)}"
    it.versions[version] = {"datasetId": dataset, "rows": 0, "import": "Created", "publish": "Unpublished"}
    it.datasets[dataset] = {"datasetId": dataset, "datasetName": body["datasetName"], "versions": [version]}
    return {"datasetId": dataset, "datasetName": body["datasetName"], "versionId": version}


def create_import(it, body):
    version = it.versions[body["versionId"]]
    [name] = body["files"]
    content = it.objects.get(name.removeprefix("bos:/"))
    if content is None:
        raise RefusalError(404, "NoSuchObject", f"{name} is not there")
    rows = [json.loads(line) for line in content.decode().split("\n")[:-1]]
    assert all(set(row[0]) >= {"prompt", "response"} for row in rows)
    version["import"], version["rows"] = "Importing", version["rows"] + len(rows) - it.rows_off
    task = f"import-{next(it.numbers)}"
    it.imports[task] = {"versionId": body["versionId"]}
    return {"taskId": task}


def import_status(it, version):
    if version["import"] == "Importing":
        version["import"] = it.seen(version, "Importing", "ImportFinished", "ImportFailed", kind="import")
    return version["import"]


def describe_import(it, body):
    version = it.versions[it.imports[body["taskId"]]["versionId"]]
    status = import_status(it, version)
    reason = {"failReason": it.failing["import"]} if status == "ImportFailed" else {}
    return {"taskId": body["taskId"], "status": status, **reason}


def describe_version(it, body):
    version = it.versions[body["versionId"]]
    status = import_status(it, version)
    if version["publish"] == "Publishing":
        version["publish"] = it.seen(version, "Publishing", "Published", "PublishFailed", kind="publish")
    reason = it.failing.get("publish", "") if version["publish"] == "PublishFailed" else ""
    info = {"importStatus": status, "publishStatus": version["publish"]}
    if it.counts:
        info["entityCount"] = 0 if it.late > 0 else version["rows"]
        it.late -= status == "ImportFinished"
    return {"datasetId": version["datasetId"], "versionInfo": {**info, "errorMessage": reason}}


def publish_version(it, body):
    version = it.versions[body["versionId"]]
    if version["import"] != "ImportFinished":
        raise RefusalError(400, "NotImported", "import first")
    version["publish"], version["looks"] = "Publishing", 0
    return True


def supported(it, _body):
    def scale(name, rates, rate, *others):
        epoch = {"key": "epoch", "type": "int", "checkType": "range", "checkValue": [1, 50], "default": 1}
        learning = {
            "key": "learningRate",
            "type": "float",
            "checkType": "range",
            "checkValue": rates,
            "default": rate,
        }
        length = {
            "key": "maxSeqLen",
            "type": "int",
            "checkType": "choice",
            "checkValue": [512, 1024, 4096, 8192],
            "default": 4096,
        }
        return {"parameterScale": name, "supportHyperParameterConfig": [epoch, learning, length, *others]}

    rank = {"key": "loraRank", "type": "int", "checkType": "choice", "checkValue": [2, 4, 8], "default": 8}
    known = [
        scale("FullFineTuning", [1e-6, 4e-5], 3e-5),
        scale("LoRA", [3e-5, 1e-3], 3e-4, rank),
    ]
    scales = [one for one in known if one["parameterScale"] in it.scales]
    modes = [
        {"trainMode": "PostPretrain", "supportParameterScale": []},
        {"trainMode": "SFT", "supportParameterScale": scales},
    ]
    return [
        {"model": "ERNIE-Speed-8K", "modelType": "text2text", "supportTrainMode": modes},
        {"model": "ERNIE-Lite-8K", "modelType": "text2text", "supportTrainMode": modes},
    ]


def create_job(it, body):
    if not 2 <= len(body["name"]) <= 20 or len(body.get("description", "")) > 500:
        raise RefusalError(400, "InappropriateJSON", "param[name] invalid")
    job = f"job-{next(it.numbers)}"
    it.jobs[job] = {"jobId": job, **body}
    return {"jobId": job}


def create_task(it, body):
    config = body["datasetConfig"]
    if config.get("sourceType") != "Platform" or set(config) != {"sourceType", "versions", "splitRatio"}:
        raise RefusalError(400, "InappropriateJSON", "param[datasetConfig] invalid")
    if not it.least_split <= config["splitRatio"] <= 20:
        raise RefusalError(400, "InappropriateJSON", "param[splitRatio] invalid")
    [version] = config["versions"]
    if it.versions[version["versionId"]]["publish"] != "Published":
        raise RefusalError(400, "NotPublished", "publish the data set first")
    if body["jobId"] not in it.jobs:
        raise RefusalError(404, "NoSuchJob", body["jobId"])
    task = f"task-{next(it.numbers)}"
    it.tasks[task] = {"taskId": task, "jobId": body["jobId"], "body": body}
    return {"jobId": body["jobId"], "taskId": task}


def describe_task(it, body):
    task = it.tasks[body["taskId"]]
    status = task.get("ended") or it.seen(task, "Running", "Done", "Failed", kind="train")
    answer = {"taskId": body["taskId"], "jobId": task["jobId"], "vdlLink": LINK}
    if status == "Running":
        return {**answer, "runStatus": "Running", "runProgress": f"{100 * task['looks'] // (it.looks + 1)}%"}
    task["ended"] = status
    if status == "Failed":
        return {**answer, "runStatus": status, "failReason": it.failing["train"]}
    metrics = {"BLEU-4": "16.56%", "ROUGE-1": "27.84%"}
    return {**answer, "runStatus": status, "metrics": metrics, "checkpointList": []}


def publish_model(it, body):
    meta = body["versionMeta"]
    if meta["taskId"] not in it.jobs or it.tasks[meta["iterationId"]]["jobId"] != meta["taskId"]:
        raise RefusalError(400, "BadMeta", "taskId is the job, iterationId the task")
    model, version = f"am-{next(it.numbers)}", f"amv-{next(it.numbers)}"
    it.models[model] = {"modelSetId": model, "modelSetName": body["modelName"], "modelIds": [version]}
    return {"modelIDStr": model, "versionIdStr": version}


def describe_model(it, body):
    [model] = [one for one in it.models.values() if body["modelVersionId"] in one["modelIds"]]
    state = it.seen(model, "Creating", "Ready", "Fail", kind="model")
    return {"modelIdStr": model["modelSetId"], "state": state, "failReason": it.failing.get("model", "")}


def create_service(it, body):
    service = f"svco-{next(it.numbers)}"
    it.services[service] = {"serviceId": service, **body}
    return {"serviceId": service, "instanceId": "inst-1"}


def describe_service(it, body):
    service = it.services[body["serviceId"]]
    status = it.seen(service, "Deploying", "Serving", "Failed", kind="service")
    url = f"{it.url}/v2/services/{service['urlSuffix']}"
    return {**service, "runStatus": status, "url": url, "message": it.failing.get("service", "")}


def create_evaluation(it, body):
    name = f"ame-{next(it.numbers)}"
    it.evaluations[name] = dict(body)
    return {"evalId": next(it.numbers), "evalIdStr": name}


def describe_evaluation(it, body):
    state = it.seen(it.evaluations[body["id"]], "Doing", "Done", "Failed", kind="evaluation")
    return {"evalIdStr": body["id"], "state": state, "message": it.failing.get("evaluation", "")}


def page(name, items):
    """A handler that lists ``items(it, body)`` page by page."""

    def handler(it, body):
        found = items(it, body)
        keys = [next(iter(one.values())) for one in found]
        start = keys.index(body["marker"]) if body.get("marker") else 0
        end = start + body.get("maxKeys", 10)
        more = {"isTruncated": True, "nextMarker": keys[end]} if end < len(found) else {"isTruncated": False}
        return {"pageInfo": {"maxKeys": body.get("maxKeys", 10), **more}, name: found[start:end]}

    return handler


HANDLERS = {
    "CreateDataset": create_dataset,
    "DescribeDatasets": page(
        "datasets",
        lambda it, _: [{k: one[k] for k in ("datasetId", "datasetName")} for one in it.datasets.values()],
    ),
    "DescribeDatasetVersions": page(
        "versions",
        lambda it, body: [{"versionId": one} for one in it.datasets[body["datasetId"]]["versions"]],
    ),
    "DescribeDatasetVersion": describe_version,
    "CreateImportTask": create_import,
    "DescribeImportTask": describe_import,
    "PublishDatasetVersion": publish_version,
    "DescribeFineTuningSupportModels": supported,
    "CreateFineTuningJob": create_job,
    "DescribeFineTuningJobs": page("jobList", lambda it, _: list(it.jobs.values())),
    "CreateFineTuningTask": create_task,
    "DescribeFineTuningTasks": page(
        "taskList", lambda it, body: [one for one in it.tasks.values() if one["jobId"] == body["jobId"]]
    ),
    "DescribeFineTuningTask": describe_task,
    "publishTrainModel": publish_model,
    "DescribeCustomModelSets": page("modelSets", lambda it, _: list(it.models.values())),
    "DescribeModelSet": lambda it, body: it.models[body["modelSetId"]],
    "modelVersionDetail": describe_model,
    "CreateService": create_service,
    "DescribeServices": page(
        "serviceList",
        lambda it, body: [one for one in it.services.values() if one["name"] == body.get("name")],
    ),
    "DescribeService": describe_service,
    "eval/create": create_evaluation,
    "eval/detail": describe_evaluation,
    "eval/report": lambda it, _body: [{"effectMetric": {"accuracy": 0.5, "f1Score": 0.6}}],
}
ROUTES = {
    "/wenxinworkshop/modelrepo/publishTrainModel": "publishTrainModel",
    "/wenxinworkshop/modelrepo/modelVersionDetail": "modelVersionDetail",
    "/wenxinworkshop/modelrepo/eval/create": "eval/create",
    "/wenxinworkshop/modelrepo/eval/detail": "eval/detail",
    "/wenxinworkshop/modelrepo/eval/report": "eval/report",
}


class Handler(BaseHTTPRequestHandler):
    """Answers one request from the state in ``server.it``."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_):
        pass

    def do_POST(self):
        where = urlsplit(self.path)
        body = json.loads(self._read() or b"{}")
        if where.path == "/v2/chat/completions":
            return self._guarded("ask", body, self._chat)
        action = parse_qs(where.query).get("Action", [ROUTES.get(where.path, "")])[0]
        return self._guarded(action, body, lambda: self._console(action, body))

    def do_PUT(self):
        content = self._read()
        return self._guarded("PUT", {}, lambda: self._store(content))

    def _read(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _guarded(self, action, body, answer):
        """Do the request, with the fault that is due before or after it."""
        it = self.server.it
        with it.lock:
            it.requests.append((action, body))
        if self._fails(it.fault(action, after=False)):
            return None
        try:
            with it.lock:
                value = answer()
        except RefusalError as refusal:
            it.wrong.append((action, str(refusal)))
            return self._send(
                refusal.status, {"requestId": "r", "code": refusal.code, "message": str(refusal)}
            )
        if not self._fails(it.fault(action, after=True)):
            self._send(200, value)
        return None

    def _fails(self, fault):
        if fault is None:
            return False
        if fault.kind == "kill":
            os.kill(self.server.it.victim, signal.SIGKILL)
        if fault.kind == "slow":
            time.sleep(self.server.it.slow)
            return False
        if fault.kind == "garbage":
            self._send(200, None)
        elif fault.kind.isdigit():
            self._send(int(fault.kind), {"requestId": "r", "code": "Planted", "message": "a planted fault"})
        else:  # cut, kill
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        return True

    def _signed(self):
        """The request's signature is there and of the planted key."""
        authorization = self.headers.get("Authorization", "")
        if not authorization.startswith("bce-auth-v1/") or not self.headers.get("x-bce-date"):
            raise RefusalError(401, "AccessDenied", "not signed")
        if authorization.split("/")[1] != ACCESS_KEY:
            raise RefusalError(403, "InvalidAccessKeyId", "Could not find credential")

    def _console(self, action, body):
        self._signed()
        if action not in HANDLERS:
            raise RefusalError(404, "NoSuchAction", f"{self.path}")
        needs, may = SHAPES[action]
        for key, value in body.items():
            if not isinstance(value, {**needs, **may}.get(key, ())):
                raise RefusalError(400, "InappropriateJSON", f"param[{key}] invalid")
        if missing := set(needs) - set(body):
            raise RefusalError(400, "InappropriateJSON", f"param{sorted(missing)} missing")
        return {"requestId": "r", "log_id": "1", "result": HANDLERS[action](self.server.it, body)}

    def _store(self, content):
        self._signed()
        digest = base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()
        if self.headers.get("Content-MD5") != digest:
            raise RefusalError(400, "BadDigest", "the MD5 is not that of the content")
        self.server.it.objects[unquote(urlsplit(self.path).path).lstrip("/").removeprefix("v1/")] = content
        return {}

    def _chat(self):
        if self.headers.get("Authorization") != f"Bearer {API_KEY}":
            raise RefusalError(401, "invalid_iam_token", f"bad key {self.headers.get('Authorization')}")
        body = self.server.it.requests[-1][1]
        self.server.it.questions.append(body)
        message = {"role": "assistant", "content": "新春快乐，万事如意！"}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return {
            "id": "as-1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [choice],
        }

    def _send(self, status, value):
        content = b"<html>" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """The stand-in's server; a client that goes away is no news."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


@contextmanager
def console(port=0):
    """A stand-in at work."""
    server = Server(("127.0.0.1", port), Handler)
    server.it = StandIn()
    server.it.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.it
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def environment(url):
    """The variables that point the program to a stand-in, with planted keys and without waiting."""
    waits = ("IMPORT", "RELEASE", "TRAIN", "MODEL_PUBLISH", "DEPLOY")
    return {
        "QIANFAN_ACCESS_KEY": ACCESS_KEY,
        "QIANFAN_SECRET_KEY": SECRET_KEY,
        "QIANFAN_API_KEY": API_KEY,
        "QIANFAN_BASE_URL": url,
        "QIANFAN_CONSOLE_API_BASE_URL": url,
        "HESUI_BOS_ENDPOINT": url,
        "QIANFAN_BOS_BUCKET": "my-bucket",
        "HESUI_SUBMIT_BACKOFF": "0.01",
        "QIANFAN_EVALUATION_ONLINE_POLLING_INTERVAL": "0.01",
        **{f"QIANFAN_{one}_STATUS_POLLING_INTERVAL": "0.01" for one in waits},
        "NO_PROXY": "127.0.0.1",
    }


if __name__ == "__main__":
    with console(int(os.environ.get("PORT", "0"))) as it:
        for name, value in environment(it.url).items():
            print(f"export {name}={value}")
        print(flush=True)
        threading.Event().wait()
