"""Reading the platform's answers, whose fields nest and are called differently from one interface to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hesui_data.submit.secrets import redact

_SPACE = re.compile(r"\s+")
_REASON = re.compile(r"reason|err|message|desc", re.IGNORECASE)


def named(value: Any, *names: str) -> Any:
    """The first of ``names`` that ``value`` has, itself or in an object inside it; None if there is none.

    >>> named({"versionInfo": {"importStatus": "Importing"}}, "importStatus")
    'Importing'
    """
    if not isinstance(value, Mapping):
        return None
    for name in names:
        if value.get(name) not in (None, ""):
            return value[name]
    inner = (named(one, *names) for one in value.values() if isinstance(one, Mapping))
    return next((one for one in inner if one is not None), None)


def items_of(result: Any) -> list[Mapping[str, Any]]:
    """The objects that a listing lists, whatever it calls them.

    >>> items_of({"pageInfo": {"maxKeys": 10}, "jobList": [{"jobId": "job-1"}]})
    [{'jobId': 'job-1'}]
    """
    if isinstance(result, list):
        return [one for one in result if isinstance(one, Mapping)]
    lists = result.values() if isinstance(result, Mapping) else ()
    return next((items_of(one) for one in lists if isinstance(one, list)), [])


def reason_in(result: Any) -> str:
    """What the platform says of a failure, in its own words, redacted; empty where it says nothing.

    >>> reason_in({"runStatus": "Failed", "failReason": "row 3: empty response"})
    'row 3: empty response'
    """
    said = dict.fromkeys(_SPACE.sub(" ", one).strip() for one in _reasons(result))
    return redact("; ".join(one for one in said if one))


def _reasons(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _reasons(one, name if _REASON.search(name) or not key else key)
    elif isinstance(value, list):
        for one in value:
            yield from _reasons(one, key)
    elif _REASON.search(key) and value not in (None, "", 0, False):
        yield str(value)


NAMES = {
    "modelSetId": ("modelSetId", "modelIDStr", "modelIdStr", "modelId"),
    "modelId": ("versionIdStr", "modelVersionIdStr", "versionIDStr", "modelVersionId", "versionId"),
    "evalId": ("evalIdStr", "evalId", "id"),
    "taskId": ("taskId", "importTaskId"),
}
"""What answers call an id that we call otherwise."""


def id_in(made: Any, name: str) -> str | int:
    """The id ``name`` in an answer, whatever the answer calls it; empty where there is none.

    >>> id_in({"modelIDStr": "am-1", "versionIdStr": "amv-1"}, "modelSetId"), id_in(True, "taskId")
    ('am-1', '')
    """
    found = named(made, *NAMES.get(name, (name,)))
    return found if isinstance(found, (str, int)) else ""


def first_model(of_set: Any) -> str:
    """The id of the first version in a set of models.

    >>> first_model({"modelSetId": "am-1", "modelIds": ["amv-1"]})
    'amv-1'
    """
    models = named(of_set, "modelIds", "models") or [""]
    first = models[0]
    return str(named(first, "modelId", "modelVersionId") if isinstance(first, Mapping) else first)


def metrics_in(answer: Any) -> dict[str, Any]:
    """The metrics of a training as the platform writes them.

    >>> metrics_in({"runStatus": "Done", "metrics": {"BLEU-4": "16.56%"}})
    {'BLEU-4': '16.56%'}
    """
    found = named(answer, "metrics")
    return {str(key): str(one) for key, one in found.items()} if isinstance(found, Mapping) else {}


def scores_in(result: Any) -> dict[str, Any]:
    """The numbers of an evaluation, whatever they are nested in.

    >>> scores_in([{"effectMetric": {"accuracy": 0.5}}])
    {'accuracy': 0.5}
    """
    if isinstance(result, list):
        result = result[0] if result else {}
    if not isinstance(result, Mapping):
        return {}
    numbers = {
        key: one for key, one in result.items() if isinstance(one, (int, float)) and not isinstance(one, bool)
    }
    inner = [scores_in(one) for one in result.values() if isinstance(one, (Mapping, list))]
    return {key: one for found in [numbers, *inner] for key, one in found.items()}
