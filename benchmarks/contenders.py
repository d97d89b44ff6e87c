"""The jobs as ours and as the peers do them, each in as few lines as its documentation would.

    python -m benchmarks.contenders JOB NAME FILE OUT

``validate`` prints the numbers of the bad lines, ``clean`` writes the rows to OUT, ``repeats`` prints two line
numbers for each repeat. ``benchmarks.peers`` runs them.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

from benchmarks import floors

Job = Callable[[str, str], Iterable[object]]


class Contender(NamedTuple):
    """How a job is done, and the module that must be installed for it, here or in an environment of its own."""

    run: Job
    needs: str = ""
    package: str = ""  # what its environment is called, where it needs one: its name on PyPI

    @property
    def python(self) -> str:
        """The interpreter that can do it; empty where there is none."""
        apart = PEERS / self.package / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if self.package and apart.exists():
            return str(apart)
        return sys.executable if not self.needs or find_spec(self.needs) else ""


PEERS = Path(os.environ.get("HESUI_PEERS", "build/peers"))
"""Environments of peers that clash with others, one folder each: ``make peers`` makes them."""


# ------------------------------------------------------------------ validate

_SCHEMA = {
    "type": "object",
    "properties": {name: {"type": "string", "pattern": r"\S"} for name in ("prompt", "response")},
    "required": ["prompt", "response"],
    "additionalProperties": False,
}


def _bad_lines(path: str, check: Callable[[bytes], object]) -> Iterator[int]:
    """The lines for which ``check`` raises or says False."""
    with open(path, "rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                if check(line) is False:
                    yield number
            except ValueError:
                yield number


def validate_ours(path: str, _out: str) -> Iterator[int]:
    from hesui_data import check_file

    return iter(sorted({issue.line or 1 for issue in check_file(path, select=("HD0", "HD1"))}))


def validate_msgspec(path: str, _out: str) -> Iterator[int]:
    import msgspec

    text = msgspec.defstruct("text", [("prompt", str), ("response", str)], forbid_unknown_fields=True)
    decode = msgspec.json.Decoder(text).decode

    def check(line: bytes) -> bool:
        row = decode(line)
        return bool(row.prompt.strip() and row.response.strip())

    return _bad_lines(path, check)


def validate_pydantic(path: str, _out: str) -> Iterator[int]:
    from pydantic import BaseModel, ConfigDict, Field

    class Row(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        prompt: str = Field(pattern=r"\S")
        response: str = Field(pattern=r"\S")

    return _bad_lines(path, Row.model_validate_json)


def validate_jsonschema_rs(path: str, _out: str) -> Iterator[int]:
    import jsonschema_rs
    import orjson

    is_valid = jsonschema_rs.validator_for(_SCHEMA).is_valid
    return _bad_lines(path, lambda line: is_valid(orjson.loads(line)))


def validate_jsonschema(path: str, _out: str) -> Iterator[int]:
    from jsonschema import Draft202012Validator

    is_valid = Draft202012Validator(_SCHEMA).is_valid
    return _bad_lines(path, lambda line: is_valid(json.loads(line)))


def validate_qianfan(path: str, _out: str) -> Iterator[int]:
    """The check of Baidu's SDK, which says of a whole table whether it is sound: a table of each line."""
    import pyarrow
    from qianfan.dataset.schema import QianfanNonSortedConversation
    from qianfan.dataset.table import Table

    schema = QianfanNonSortedConversation()

    def check(line: bytes) -> bool:
        row = json.loads(line)
        if not isinstance(row, dict) or set(row) != {"prompt", "response"}:
            return False
        if not all(isinstance(text, str) and text.strip() for text in row.values()):
            return False
        nested = {"prompt": row["prompt"], "response": [[row["response"]]]}
        return schema.validate(Table(pyarrow.Table.from_pylist([nested])))

    return _bad_lines(path, check)


# ------------------------------------------------------------------ clean


def clean_ours(path: str, out: str) -> tuple[()]:
    from pathlib import Path

    from hesui_data.file_cleaning import clean_file

    clean_file(path, Path(out))
    return ()


def _cleaned_rows(path: str, out: str, clean: Callable[[str], str]) -> tuple[()]:
    with open(path, "rb") as lines, open(out, "w", encoding="utf-8") as written:
        for line in lines:
            try:
                row = json.loads(line)
                row = {"prompt": clean(row["prompt"]), "response": clean(row["response"])}
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
            if row["prompt"].strip() and row["response"].strip():
                written.write(json.dumps(row, ensure_ascii=False) + "\n")
    return ()


_CHAIN = (
    (re.compile("\r\n?|[\v\f\x85\u2028\u2029]"), "\n"),
    (re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"), ""),
    (re.compile("[ \t\xa0\u3000]+(?=\n|$)"), ""),
    (re.compile("\n+$"), ""),
)


def clean_re(path: str, out: str) -> tuple[()]:
    def clean(text: str) -> str:
        text = normalize("NFC", unescape(text))
        for pattern, by in _CHAIN:
            text = pattern.sub(by, text)
        return text

    return _cleaned_rows(path, out, clean)


def clean_ftfy(path: str, out: str) -> tuple[()]:
    import ftfy

    config = ftfy.TextFixerConfig(unescape_html=True, uncurl_quotes=False, fix_character_width=False)
    return _cleaned_rows(path, out, lambda text: ftfy.fix_text(text, config).strip("\n"))


def clean_datatrove(path: str, out: str) -> tuple[()]:
    from datatrove.pipeline.formatters import FTFYFormatter

    formatter = FTFYFormatter(unescape_html=True, fix_line_breaks=True, normalization="NFC")
    return _cleaned_rows(path, out, lambda text: formatter.format(text).strip("\n"))


def clean_pandas(path: str, out: str) -> tuple[()]:
    import pandas as pd

    rows = pd.DataFrame(list(_texts(path)), columns=["prompt", "response"])
    for column in rows:
        texts = rows[column].map(unescape).str.normalize("NFC")
        for pattern, by in _CHAIN:
            texts = texts.map(lambda text, pattern=pattern, by=by: pattern.sub(by, text))
        rows[column] = texts
    rows.to_json(out, orient="records", lines=True, force_ascii=False)
    return ()


def clean_polars(path: str, out: str) -> tuple[()]:
    import polars as pl

    def cleaned(name: str) -> Any:
        text = pl.col(name)
        for entity, character in _ENTITIES.items():
            text = text.str.replace_all(entity, character, literal=True)
        for pattern, by in _POLARS_CHAIN:
            text = text.str.replace_all(pattern, by)
        return text.str.normalize("NFC")

    rows = pl.DataFrame(list(_texts(path)), schema=["prompt", "response"], orient="row")
    rows.with_columns(cleaned("prompt"), cleaned("response")).write_ndjson(out)
    return ()


_ENTITIES = {"&amp;": "&", "&ldquo;": "“", "&rdquo;": "”", "&hellip;": "…", "&#8230;": "…"}
_POLARS_CHAIN = (
    (r"\r\n?|[\x0b\x0c\x{85}\x{2028}\x{2029}]", "\n"),
    (r"[\x00-\x08\x0e-\x1f\x7f-\x{9f}\x{ad}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2064}\x{feff}]", ""),
    (r"(?m)[ \t\x{a0}\x{3000}]+$", ""),
    (r"\n+\z", ""),
)


def _texts(path: str) -> Iterator[tuple[str, str]]:
    with open(path, "rb") as lines:
        for line in lines:
            try:
                row = json.loads(line)
                if row["prompt"].strip() and row["response"].strip():
                    yield row["prompt"], row["response"]
            except (ValueError, KeyError, TypeError, AttributeError):
                continue


# ------------------------------------------------------------------ repeats


def repeats_ours(path: str, _out: str) -> Iterator[tuple[int, int]]:
    from hesui_data.likeness import alike_texts

    numbers: list[int] = []

    def texts() -> Iterator[str]:
        for number, text in floors.responses(path):
            numbers.append(number)
            yield text

    for one in alike_texts(texts(), threshold=0.7):
        yield numbers[one.first], numbers[one.second]


def _shingles(text: str) -> set[str]:
    letters = re.sub(r"[\W_]+", "", text)
    return {letters[at : at + 2] for at in range(len(letters) - 1)} or {letters}


def _jaccard(ours: set[str], theirs: set[str]) -> float:
    return len(ours & theirs) / len(ours | theirs)


def repeats_datasketch(path: str, _out: str) -> Iterator[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(params=(16, 4), num_perm=64)
    seen: dict[int, set[str]] = {}
    for number, text in floors.responses(path):
        shingles = _shingles(text)
        signature = MinHash(num_perm=64)
        signature.update_batch([shingle.encode() for shingle in shingles])
        for other in index.query(signature):
            if _jaccard(seen[other], shingles) >= 0.7:
                yield other, number
        seen[number] = shingles
        index.insert(number, signature)


def repeats_rensa(path: str, _out: str) -> Iterator[tuple[int, int]]:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.7, num_perm=64, num_bands=16)
    seen: dict[int, set[str]] = {}
    for number, text in floors.responses(path):
        shingles = _shingles(text)
        signature = RMinHash(num_perm=64, seed=1)
        signature.update(list(shingles))
        for other in index.query(signature):
            if _jaccard(seen[other], shingles) >= 0.7:
                yield other, number
        seen[number] = shingles
        index.insert(number, signature)


def repeats_datatrove(path: str, _out: str) -> Iterator[tuple[int, int]]:
    """Its first two stages; of the pairs that share a bucket those that are alike."""
    import struct
    from tempfile import TemporaryDirectory

    from datatrove.data import Document
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets, MinhashDedupSignature
    from datatrove.utils.logging import logger
    from datatrove.utils.word_tokenizers import WordTokenizer

    class Characters(WordTokenizer):
        def word_tokenize(self, text: str) -> list[str]:
            return [letter for letter in text if letter.isalnum()]

        def sent_tokenize(self, text: str) -> list[str]:
            return [text]

        def span_tokenize(self, text: str) -> list[tuple[int, int]]:
            return [(0, len(text))]

    logger.remove()
    rows = list(floors.responses(path))
    config = MinhashConfig(n_grams=2, num_buckets=16, hashes_per_bucket=4)
    with TemporaryDirectory() as folder:
        documents = (Document(text=text, id=str(number)) for number, text in rows)
        MinhashDedupSignature(f"{folder}/signatures", config, language=Characters()).run(documents)
        for bucket in range(config.num_buckets):
            found = MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/buckets", config=config)
            found.run(rank=bucket, world_size=config.num_buckets)
        pairs = set()
        for file in Path(folder, "buckets").glob("*.dups"):
            pairs |= {(one, other) for _, one, _, other in struct.iter_unpack("<4I", file.read_bytes())}
    for one, other in sorted(pairs):
        if _jaccard(_shingles(rows[one][1]), _shingles(rows[other][1])) >= 0.7:
            yield rows[one][0], rows[other][0]


def repeats_text_dedup(path: str, _out: str) -> Iterator[tuple[int, int]]:
    """Its MinHash over single letters, which are made words; of the rows of a cluster those like its first."""
    from contextlib import redirect_stderr, redirect_stdout
    from tempfile import TemporaryDirectory

    rows = list(floors.responses(path))
    with TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
        file = Path(folder, "rows.jsonl")
        with file.open("w", encoding="utf-8") as lines:
            for _, text in rows:
                spaced = " ".join(letter for letter in text if letter.isalnum())
                lines.write(json.dumps({"text": spaced}, ensure_ascii=False) + "\n")
        os.environ |= {"HF_HOME": folder, "HF_DATASETS_OFFLINE": "1"}
        with redirect_stdout(nowhere), redirect_stderr(nowhere):
            from text_dedup import minhash

            options = {"path": "json", "data_files": file, "split": "train", "cache_dir": folder, "column": "text",
                       "output": f"{folder}/out", "ngram": 2, "num_perm": 64, "b": 16, "r": 4, "min_length": 1,
                       "num_proc": 1}  # fmt: skip
            minhash.main([f"--{name}={value}" for name, value in options.items()], standalone_mode=False)
        for row in range(len(rows)):
            first = minhash.uf.find(row)
            if first != row and _jaccard(_shingles(rows[first][1]), _shingles(rows[row][1])) >= 0.7:
                yield rows[first][0], rows[row][0]


JOBS: dict[str, dict[str, Contender]] = {
    "validate": {
        "floor": Contender(lambda path, _out: floors.validate(path)),
        "hesui_data": Contender(validate_ours),
        "msgspec": Contender(validate_msgspec, "msgspec"),
        "jsonschema-rs": Contender(validate_jsonschema_rs, "jsonschema_rs"),
        "pydantic": Contender(validate_pydantic, "pydantic"),
        "jsonschema": Contender(validate_jsonschema, "jsonschema"),
        "qianfan": Contender(validate_qianfan, "qianfan", "qianfan"),
    },
    "clean": {
        "floor": Contender(lambda path, out: (None for _ in floors.clean(path, out) if False)),
        "hesui_data": Contender(clean_ours),
        "polars": Contender(clean_polars, "polars"),
        "re.sub chain": Contender(clean_re),
        "pandas": Contender(clean_pandas, "pandas"),
        "ftfy": Contender(clean_ftfy, "ftfy"),
        "datatrove": Contender(clean_datatrove, "datatrove", "datatrove"),
    },
    "repeats": {
        "floor": Contender(lambda path, _out: floors.repeats(path)),
        "hesui_data": Contender(repeats_ours),
        "rensa": Contender(repeats_rensa, "rensa"),
        "datasketch": Contender(repeats_datasketch, "datasketch"),
        "datatrove": Contender(repeats_datatrove, "datatrove", "datatrove"),
        "text-dedup": Contender(repeats_text_dedup, "text_dedup", "text-dedup"),
    },
}
"""Job → who does it, the floor and ours first."""


def peak_kib() -> int:
    """The most memory that this process had; of it alone, not of the one that it was forked from."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (10 if sys.platform == "darwin" else 0)


if __name__ == "__main__":
    job, name, path, out = sys.argv[1:]
    for found in JOBS[job][name].run(path, out):
        print(*(found if isinstance(found, tuple) else (found,)))
    print(peak_kib(), file=sys.stderr)
