"""What the Hugging Face hub and Croissant are told of a build: front matter, columns, files with their hashes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hesui_data.files.compression import plain_name
from hesui_data.formats import DIALECTS
from hesui_data.formats.shapes import Shape, dialect_shape, named_row
from hesui_data.pair import Pair

LICENCES = frozenset(
    {
        "apache-2.0", "mit", "openrail", "bigscience-openrail-m", "creativeml-openrail-m",
        "bigscience-bloom-rail-1.0", "bigcode-openrail-m", "afl-3.0", "artistic-2.0", "bsl-1.0", "bsd",
        "bsd-2-clause", "bsd-3-clause", "bsd-3-clause-clear", "c-uda", "cc", "cc0-1.0", "cc-by-2.0", "cc-by-2.5",
        "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0",
        "cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0",
        "cc-by-nc-sa-4.0", "cdla-sharing-1.0", "cdla-permissive-1.0", "cdla-permissive-2.0", "wtfpl", "ecl-2.0",
        "epl-1.0", "epl-2.0", "etalab-2.0", "eupl-1.1", "eupl-1.2", "agpl-3.0", "gfdl", "gpl", "gpl-2.0",
        "gpl-3.0", "lgpl", "lgpl-2.1", "lgpl-3.0", "isc", "lppl-1.3c", "ms-pl", "mpl-2.0", "odc-by", "odbl",
        "osl-3.0", "postgresql", "ofl-1.1", "ncsa", "unlicense", "zlib", "pddl", "lgpl-lr", "unknown", "other",
    }
)  # fmt: skip
"""The names that the hub has for licences: https://huggingface.co/docs/hub/repositories-licenses"""

SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"), (10**9, "100M<n<1B"), (10**10, "1B<n<10B"),
)  # fmt: skip
"""The size categories of the hub: https://huggingface.co/docs/hub/datasets-cards"""

NOT_STATED = "not stated"
_CROISSANT = "http://mlcommons.org/croissant/1.1"
_FORMATS = {".jsonl": "application/jsonlines", ".md": "text/markdown", ".html": "text/html"}


@dataclass(frozen=True, slots=True)
class Split:
    """A split as the hub knows it, the file that it is loaded from, or what matches all of them, and its rows."""

    name: str
    file: str
    rows: int


@dataclass(frozen=True, slots=True)
class Config:
    """Splits that are loaded together, with the dialect of their rows."""

    name: str
    dialect: str
    splits: tuple[Split, ...]


def has_plain_texts(dialect: str) -> bool:
    """Whether each row of ``dialect`` has its prompt and its answer as texts of their own.

    Where it has not, a build writes the same rows as ``flat`` too: ``load_dataset`` cannot read rows that are
    arrays at all, and Croissant describes columns.

    >>> has_plain_texts("alpaca"), has_plain_texts("qianfan"), has_plain_texts("openai")
    (True, False, False)
    """
    return len(_text_columns(dialect)) > 1


def _text_columns(dialect: str) -> list[str]:
    """The columns that every row of ``dialect`` has and that hold a text."""
    row = named_row(DIALECTS[dialect].row(Pair("x", "x", rejected_response="x")))
    bare = named_row(DIALECTS[dialect].row(Pair("x", "x")))
    return [name for name, value in row.items() if isinstance(value, str) and name in bare]


def is_object(dialect: str) -> bool:
    """Whether the rows of ``dialect`` are objects, which have named columns.

    >>> is_object("openai"), is_object("qianfan")
    (True, False)
    """
    return dialect_shape(dialect)[0][0] != "turns"


def size_category(rows: int) -> str:
    """The hub's name for a data set of ``rows`` rows.

    >>> size_category(378), size_category(50_000_000)
    ('n<1K', '10M<n<100M')
    """
    return next((name for limit, name in SIZES if rows < limit), "10B<n<100B")


def front_matter(
    configs: Sequence[Config], *, name: str, licence: str, rows: int, tags: Sequence[str]
) -> str:
    """The front matter of a card, as YAML between its rules; a split without rows is left out, as it cannot be loaded.

    >>> print(front_matter([], name="拜年", licence="cc-by-4.0", rows=3, tags=["sft"]))
    ---
    pretty_name: "拜年"
    license: "cc-by-4.0"
    language: ["zh"]
    task_categories: ["text-generation"]
    size_categories: ["n<1K"]
    tags: ["sft"]
    ---
    """
    known = licence.lower() if licence.lower() in LICENCES else "other" if licence else "unknown"
    values: dict[str, Any] = {"pretty_name": name} if name else {}
    values["license"] = known
    if known == "other" and licence.lower() != "other":
        values["license_name"] = licence
    values |= {
        "language": ["zh"],
        "task_categories": ["text-generation"],
        "size_categories": [size_category(rows)],
    }
    values["tags"] = list(tags)
    filled = [one for one in configs if any(split.rows for split in one.splits)]
    if filled:
        values["configs"] = [_config(one, default=number == 0) for number, one in enumerate(filled)]
        values["dataset_info"] = [
            {
                "config_name": one.name,
                "features": [_feature(*column) for column in dialect_shape(one.dialect)],
            }
            for one in filled
        ]
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(["---", *lines, "---"])


def _config(config: Config, *, default: bool) -> dict[str, Any]:
    files = [{"split": split.name, "path": split.file} for split in config.splits if split.rows]
    return {"config_name": config.name, **({"default": True} if default else {}), "data_files": files}


def _feature(name: str, shape: Shape) -> dict[str, Any]:
    """A column as ``dataset_info`` of the hub has it."""
    return {"name": name, **_feature_type(shape)}


def _feature_type(shape: Shape) -> dict[str, Any]:
    if isinstance(shape, str):
        return {"dtype": shape}
    if isinstance(shape, dict):
        return {"struct": [_feature(name, one) for name, one in shape.items()]}
    inner = _feature_type(shape[0])
    return {"list": inner["struct"] if "struct" in inner else inner.get("dtype", inner)}


def croissant(
    files: Iterable[Mapping[str, Any]],
    configs: Sequence[Config],
    *,
    name: str,
    description: str,
    licence: str,
    language: str,
) -> Iterator[bytes]:
    """The Croissant description of a build: its ``files`` (name, sha256, bytes) and the records of its ``configs``."""
    document = {
        "@context": {**_CONTEXT, "@language": language},
        "@type": "sc:Dataset",
        "name": name or "hesui-data",
        "description": description,
        "conformsTo": _CROISSANT,
        "license": licence or NOT_STATED,
        "inLanguage": "zh",
        "distribution": [*map(_file_object, files), *_file_sets(configs)],
        "recordSet": [
            _record_set(config, split) for config in configs for split in config.splits if split.rows
        ],
    }
    yield json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _file_sets(configs: Sequence[Config]) -> Iterator[dict[str, Any]]:
    """One for each split whose rows are in several files."""
    for split in (split for config in configs for split in config.splits):
        if "*" in split.file:
            yield {
                "@type": "cr:FileSet",
                "@id": split.file,
                "name": split.file,
                "encodingFormat": _format_of(split.file),
                "includes": split.file,
            }


def _format_of(name: str) -> str:
    return _FORMATS.get("." + plain_name(name).rpartition(".")[2], "application/octet-stream")


def _file_object(file: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file["name"],
        "name": file["name"],
        "contentUrl": file["name"],
        "contentSize": f"{file['bytes']} B",
        "encodingFormat": _format_of(file["name"]),
        "sha256": file["sha256"],
    }


def _record_set(config: Config, split: Split) -> dict[str, Any]:
    own = split.name if config.name == "default" else f"{config.name}-{split.name}"
    holder = "fileSet" if "*" in split.file else "fileObject"
    return {
        "@type": "cr:RecordSet",
        "@id": own,
        "name": own,
        "description": f"{split.file}, {split.rows} rows",
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{own}/{column}",
                "name": column,
                "dataType": "sc:Text",
                "source": {holder: {"@id": split.file}, "extract": {"column": column}},
            }
            for column in _columns(config.dialect)
        ],
    }


def _columns(dialect: str) -> list[str]:
    return ["prompt", "response", "id", "seed"] if dialect == "flat" else _text_columns(dialect)


_CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet",
            "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet",
            "references", "regex", "repeated", "replace", "samplingRate", "separator", "source", "subField",
            "transform",
        )
    },
    "conformsTo": "dct:conformsTo",
}  # fmt: skip
"""The context that Croissant 1.1 asks for."""
