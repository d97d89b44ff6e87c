"""The user's own bucket: the one step that the console cannot do, since only Baidu's BOS client uploads bytes."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path
from typing import Any

from hesui_data.errors import InputError, ServiceError
from hesui_data.submit.console import request_seconds, silence, unwarned
from hesui_data.submit.secrets import key_of, redact
from hesui_data.submit.trouble import BusyError, RefusedError, UnsureError

REGION = "bj"
"""The region that the platform reads from."""

_CHUNK = 1 << 20


def upload(path: Path, place: str, *, sha256: str) -> str:
    """Upload ``path`` to ``place``, ``bucket/key``, and return its address for an import.

    The bytes are those of ``sha256``, held against it just before; BOS holds them against their MD5.
    The same file at the same place may be uploaded again.

    Raises:
        InputError: the file has changed.
        ServiceError: BOS refuses, or does not answer.
    """
    keys = [key_of(name, what="submit") for name in ("QIANFAN_ACCESS_KEY", "QIANFAN_SECRET_KEY")]
    bucket, _, key = place.partition("/")
    md5 = _checked(path, sha256)
    silence()
    trouble: ServiceError
    try:
        with unwarned():
            meta = {"sha256": sha256}
            _client(*keys).put_object_from_file(bucket, key, str(path), content_md5=md5, user_metadata=meta)
    except Exception as error:
        trouble = _understood(error, bucket)
    else:
        return f"bos:/{place}"
    raise trouble


def endpoint() -> str:
    """Where BOS is: of the region in QIANFAN_BOS_HOST_REGION, over TLS; HESUI_BOS_ENDPOINT names another."""
    region = os.environ.get("QIANFAN_BOS_HOST_REGION") or REGION
    return os.environ.get("HESUI_BOS_ENDPOINT") or f"https://{region}.bcebos.com"


def _client(access_key: str, secret_key: str) -> Any:
    """A client that tries once: who calls it knows when to try again."""
    from baidubce.auth.bce_credentials import BceCredentials
    from baidubce.bce_client_configuration import BceClientConfiguration
    from baidubce.retry.retry_policy import NoRetryPolicy
    from baidubce.services.bos.bos_client import BosClient

    configuration = BceClientConfiguration(
        credentials=BceCredentials(access_key, secret_key),
        endpoint=endpoint(),
        retry_policy=NoRetryPolicy(),
        connection_timeout_in_mills=int(request_seconds() * 1000),
    )
    return BosClient(configuration)


def _checked(path: Path, sha256: str) -> bytes:
    """The MD5 of the file in base64, once its SHA-256 is found to be as it should.

    Raises:
        InputError: it is another file by now, or gone.
    """
    digest, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                md5.update(chunk)
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}", zh=f"{path} 读不出来：{error.strerror}"
        ) from error
    if digest.hexdigest() != sha256:
        raise InputError(
            f"{path} has changed since the plan was made; nothing was uploaded",
            zh=f"{path} 在制定计划之后变了；没有上传",
        )
    return base64.b64encode(md5.digest())


def _understood(error: Exception, bucket: str) -> ServiceError:
    """Our error for one of the client's, made of the status and code of BOS alone."""
    status, code = (_text(getattr(error, name, None)) for name in ("status_code", "code"))
    where = redact(f"{bucket} @ {endpoint()}")
    said = redact(" ".join(filter(None, (status, code))))
    if status == "429":
        return BusyError(f"BOS asks to wait ({where}): {said}", zh=f"BOS 要求稍后再试（{where}）：{said}")
    if not status or status.startswith("5"):
        kind = said or type(getattr(error, "last_error", None) or error).__name__
        return UnsureError(
            f"BOS does not answer as it should ({where}): {kind}",
            zh=f"BOS 没有正常回答（{where}）：{kind}",
        )
    return RefusedError(
        f"BOS refuses the upload ({where}): {said}; is the bucket yours, in the region bj (Beijing), "
        "and may the keys write to it?",
        zh=f"BOS 拒绝上传（{where}）：{said}；请检查存储桶是不是您的、是否在北京区（bj）、密钥能否写入",
    )


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return "" if value is None else str(value)
