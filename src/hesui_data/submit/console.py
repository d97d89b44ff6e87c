"""The platform's console, one thin function a call: the SDK is imported here, and its errors end here.

The SDK puts the signed request headers into its exceptions and its log, retries by itself if the
environment says so, reads ``.env`` of the working directory, and hides a missing pyarrow from everybody
behind a stand-in of its own; ``open_console`` undoes each of these.
"""

from __future__ import annotations

import ast
import json
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from hesui_data.errors import HesuiError, MissingExtraError, ServiceError
from hesui_data.submit.answers import items_of, named
from hesui_data.submit.secrets import key_of, redact
from hesui_data.submit.trouble import RefusedError, UnsureError, by_code, no_answer, platform_url

REQUEST_SECONDS = 60.0
PAGE = 100
MOST_PAGES = 200


class Console(NamedTuple):
    """The SDK's calls that a submission makes. Each answers with the ``result`` of the platform's answer."""

    data: Any
    tune: Any
    model: Any
    service: Any

    def supported_models(self) -> Any:
        return self._ask(self.tune.supported_models)

    def create_dataset(self, body: Mapping[str, Any]) -> Any:
        from qianfan.resources.console.consts import V2

        format_, storage = V2.DatasetFormat(body["dataFormat"]), V2.StorageType(body["storageType"])
        return self._ask(self.data.create_dataset, body["datasetName"], format_, storage)

    def find_dataset(self, name: str) -> Mapping[str, Any] | None:
        """The data set called ``name`` with the id of its first version, or None."""
        for found in self._pages(self.data.get_dataset_list):
            if named(found, "datasetName", "name") != name:
                continue
            if not named(found, "versionId"):
                versions = self._pages(
                    self.data.get_dataset_version_list, dataset_id=named(found, "datasetId")
                )
                return {**found, **next(versions, {})}
            return found
        return None

    def import_file(self, body: Mapping[str, Any]) -> Any:
        return self._ask(self.data.create_dataset_version_import_task, body["versionId"], body["files"])

    def import_task(self, task_id: str) -> Any:
        return self._ask(self.data.get_dataset_version_import_task_info, task_id)

    def version(self, version_id: str) -> Any:
        return self._ask(self.data.get_dataset_version_info, version_id)

    def publish_dataset(self, body: Mapping[str, Any]) -> Any:
        return self._ask(self.data.publish_dataset_version, body["versionId"])

    def find_job(self, name: str) -> Mapping[str, Any] | None:
        """The job called ``name``, or None."""
        jobs = self._pages(self.tune.job_list)
        return next((job for job in jobs if named(job, "name", "jobName") == name), None)

    def create_job(self, body: Mapping[str, Any]) -> Any:
        names = (body["name"], body["model"], body["trainMode"])
        return self._ask(self.tune.create_job, *names, description=body["description"])

    def tasks(self, job_id: str) -> list[Mapping[str, Any]]:
        """The tasks of the job."""
        return list(self._pages(self.tune.task_list, job_id=job_id))

    def create_task(self, body: Mapping[str, Any]) -> Any:
        return self._ask(
            self.tune.create_task,
            body["jobId"],
            body["parameterScale"],
            hyper_params=body["hyperParameterConfig"],
            dataset_config=body["datasetConfig"],
        )

    def task(self, task_id: str) -> Any:
        return self._ask(self.tune.task_detail, task_id)

    def publish_model(self, body: Mapping[str, Any]) -> Any:
        return self._ask(
            self.model.publish, body["isNewModel"], body["versionMeta"], model_name=body["modelName"]
        )

    def find_model(self, name: str) -> Mapping[str, Any] | None:
        """The set of models called ``name``, or None."""
        models = self._pages(self.model.V2.describe_custom_model_sets)
        return next((one for one in models if named(one, "modelSetName", "modelName", "name") == name), None)

    def model_set(self, model_set_id: str) -> Any:
        return self._ask(self.model.V2.describe_model_set, model_set_id=model_set_id)

    def model_detail(self, model_id: str) -> Any:
        return self._ask(self.model.detail, model_id)

    def create_service(self, body: Mapping[str, Any]) -> Any:
        return self._ask(
            self.service.create_service,
            body["modelSetId"],
            body["modelId"],
            body["name"],
            body["urlSuffix"],
            body["resourceConfig"],
            body["billing"],
        )

    def find_service(self, name: str) -> Mapping[str, Any] | None:
        """The service called ``name``, or None."""
        services = self._pages(self.service.service_list, name=name)
        return next((one for one in services if named(one, "name", "serviceName") == name), None)

    def service_detail(self, service_id: str) -> Any:
        return self._ask(self.service.service_detail, service_id)

    def create_evaluation(self, body: Mapping[str, Any]) -> Any:
        return self._ask(
            self.model.create_evaluation_task,
            body["name"],
            body["versionEvalInfo"],
            body["datasetId"],
            body["evalStandardConf"],
        )

    def evaluation(self, eval_id: str) -> Any:
        return self._ask(self.model.get_evaluation_info, eval_id)

    def evaluation_result(self, eval_id: str) -> Any:
        return self._ask(self.model.get_evaluation_result, eval_id)

    def _pages(self, function: Callable[..., Any], **wanted: Any) -> Iterator[Mapping[str, Any]]:
        """The items of a listing, page after page, until there is no other page or the pages repeat."""
        marker, seen = None, set[Any]()
        for _ in range(MOST_PAGES):
            result = self._ask(function, marker=marker, max_keys=PAGE, **wanted)
            yield from items_of(result)
            marker = named(result, "nextMarker")
            if not named(result, "isTruncated") or not marker or marker in seen:
                return
            seen.add(marker)
        raise RefusedError(
            f"the platform's listing does not end after {MOST_PAGES} pages",
            zh=f"平台的列表翻了 {MOST_PAGES} 页还没有完",
        )

    def _ask(self, function: Callable[..., Any], *args: Any, **wanted: Any) -> Any:
        """The ``result`` of one request, made once; what goes wrong is one of our errors and nothing else.

        The SDK's exception is let go before ours is raised: it must not hang on to it as its context.
        """
        trouble: ServiceError
        try:
            with unwarned():
                body = function(*args, **wanted, retry_count=1, request_timeout=request_seconds()).body
        except Exception as error:
            trouble = _understood(error)
        else:
            if "result" in body:
                return body["result"]
            if not body.get("code") and not body.get("message"):
                return {}
            trouble = by_code(body.get("code", ""), str(body.get("message", "")), status=200)
        raise trouble


def open_console() -> Console:
    """The console, with the keys of the environment; nothing is sent yet.

    Raises:
        HesuiError: a key is not set, or the SDK does not start.
        MissingExtraError: the SDK is not installed.
    """
    keys = {name: key_of(f"QIANFAN_{name}", what="submit") for name in ("ACCESS_KEY", "SECRET_KEY")}
    silence()
    trouble: HesuiError
    try:
        return _sdk({**keys, "CONSOLE_API_BASE_URL": platform_url()})
    except ImportError:
        trouble = _missing()
    except Exception as error:  # its configuration refuses what a variable says
        said = redact(" ".join(str(error).split())[:200])
        trouble = HesuiError(
            f"the SDK does not start with these QIANFAN_ variables: {said}",
            zh=f"千帆 SDK 用现在的 QIANFAN_ 环境变量启动不了：{said}",
        )
    finally:
        _bring_pyarrow_back()
    raise trouble


def _sdk(settings: Mapping[str, str]) -> Console:
    """The SDK's classes, with ``settings`` as its own; what it has to say while it is imported goes unheard."""
    with unwarned(), _no_dot_env():
        from qianfan import get_config

        get_config()
        from qianfan.resources.console.data import Data
        from qianfan.resources.console.finetune import FineTune
        from qianfan.resources.console.model import Model
        from qianfan.resources.console.service import Service
    for name, value in settings.items():
        setattr(get_config(), name, value)
    return Console(Data.V2, FineTune.V2, Model, Service.V2)


def silence() -> None:
    """See that nothing is logged by the SDKs: their records hold signed headers."""
    logging.getLogger("qianfan").disabled = True
    logging.getLogger("baidubce").setLevel(logging.CRITICAL + 1)


@contextmanager
def unwarned() -> Iterator[None]:
    """A time in which nobody is warned: the SDKs use what newer Pythons deprecate."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _no_dot_env() -> Iterator[None]:
    """A time in which the SDK reads no ``.env`` of the working directory: keys come from the environment."""
    name = "QIANFAN_DOT_ENV_CONFIG_FILE"
    before = os.environ.get(name)
    os.environ[name] = os.devnull
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


def request_seconds() -> float:
    """How long one answer is waited for: a minute, or QIANFAN_CONSOLE_API_RETRY_TIMEOUT."""
    try:
        return float(os.environ["QIANFAN_CONSOLE_API_RETRY_TIMEOUT"])
    except (KeyError, ValueError):
        return REQUEST_SECONDS


def _understood(error: Exception) -> ServiceError:
    """Our error for one of the SDK's, made of the answer's own words alone."""
    import requests
    from qianfan import errors

    if isinstance(error, errors.APIError):
        return by_code(error.error_code, str(error.error_msg), status=200)
    if isinstance(error, errors.RequestError) and error.status_code:
        answer = _answer_in(str(error))
        code = answer.get("code", answer.get("error_code", ""))
        message = str(answer.get("message") or answer.get("error_msg") or "")
        return by_code(code, message, status=int(error.status_code))
    if isinstance(error, errors.RequestError):
        return UnsureError("the platform's answer is no JSON", zh="平台的回答不是 JSON")
    if isinstance(error, requests.RequestException):
        return no_answer(type(error).__name__)
    short = redact(" ".join(str(error).split())[:200])
    return RefusedError(f"the SDK refused the request: {short}", zh=f"千帆 SDK 拒绝了这个请求：{short}")


def _answer_in(text: str) -> Mapping[str, Any]:
    """The JSON answer in the SDK's message about a failed request; empty where there is none."""
    shown = text.rpartition("response body: ")[2].partition("\n")[0]
    try:
        value = json.loads(ast.literal_eval(shown))
    except (ValueError, SyntaxError, TypeError):
        return {}
    return value if isinstance(value, dict) else {}


def _missing() -> MissingExtraError:
    install = "pip install 'hesui-data[qianfan]'"
    return MissingExtraError(f"submit needs 'qianfan': {install}", zh=f"submit 需要 'qianfan'：{install}")


def _bring_pyarrow_back() -> None:
    """Take away the SDK's finder, which gives an empty pyarrow to whoever asks, pandas among them."""
    sys.meta_path[:] = [
        one for one in sys.meta_path if type(one).__module__ != "qianfan.fake_pyarrow_replacer"
    ]
