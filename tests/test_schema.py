"""Models of the files, held against what is written; and mappings from outside, with errors in plain words."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from hesui_data import build_dataset
from hesui_data.errors import InputError, RecipeError
from hesui_data.formats import DIALECTS, dialect_issues, rows_in, write_row
from hesui_data.recipe import recipe_from
from hesui_data.schema import validated
from hesui_data.schema.__main__ import main, schema_text
from hesui_data.schema.models import DIALECT_MODELS, MODELS, LineageRow, Manifest, RejectedRow, schema_of
from hesui_data.testing import pairs

SCHEMAS = Path(__file__).parents[1] / "schemas"


# Models


def test_every_dialect_has_a_model():
    assert set(DIALECT_MODELS) == set(DIALECTS)


@given(pair=pairs())
def test_every_row_that_is_written_fits_the_model_of_its_dialect(pair):
    for name, model in DIALECT_MODELS.items():
        for row in rows_in(pair, name):
            if not list(dialect_issues(row, name)):
                model.model_validate_json(write_row(row, name), strict=True)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("qianfan", {"prompt": "问", "response": "答"}),
        ("qianfan", [{"prompt": "问", "response": "答"}]),
        ("qianfan-flat", [{"prompt": "问", "response": "答", "weight": 2}]),
        ("openai", {"messages": [{"role": "narrator", "content": "x"}]}),
        ("flat", {"prompt": "问"}),
        ("flat", {"prompt": "问", "response": 5}),
        ("alpaca", {"instruction": "问", "output": "答"}),
    ],
)
def test_a_row_of_another_form_does_not_fit(name, row):
    with pytest.raises(ValidationError):
        DIALECT_MODELS[name].model_validate_json(json.dumps(row), strict=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A built data set with rows of every fate."""
    folder = tmp_path_factory.mktemp("built")
    rows = [
        {"prompt": f"写第{n}句拜年话，20字以内", "response": f"新年好，第{n}次问候您全家。"}
        for n in range(30)
    ]
    broken = [{"prompt": "空"}, {"题": 1}, {"prompt": "问", "response": "答", "history": [["早", "早啊"]]}]
    lines = [json.dumps(row, ensure_ascii=False) for row in [*rows, rows[0], *broken]]
    (folder / "raw.jsonl").write_text("\n".join([*lines, '{"prompt": "断']), encoding="utf-8")
    return build_dataset(folder / "raw.jsonl").write(folder / "processed")


@pytest.mark.parametrize(("name", "model"), [("lineage.jsonl", LineageRow), ("rejected.jsonl", RejectedRow)])
def test_the_records_of_a_build_fit_their_models(built, name, model):
    lines = (built / name).read_bytes().splitlines()

    assert lines
    for line in lines:
        model.model_validate_json(line, strict=True)


def test_the_rows_of_a_build_fit_their_model(built):
    for line in (built / "train.jsonl").read_bytes().splitlines():
        DIALECT_MODELS["qianfan"].model_validate_json(line, strict=True)


def test_the_manifest_of_a_build_fits_its_model_and_adds_up(built):
    manifest = Manifest.model_validate_json((built / "manifest.json").read_bytes(), strict=True)

    counts = manifest.counts
    assert counts.read + counts.grown == counts.train + counts.eval + counts.rejected
    assert recipe_from(manifest.recipe).as_dict() == manifest.recipe


def test_the_schemas_in_the_repository_are_those_of_the_models():
    written = {path.name: path.read_text(encoding="utf-8") for path in SCHEMAS.glob("*.schema.json")}

    assert written == {f"{name}.schema.json": schema_text(name) for name in MODELS}, (
        "run: python -m hesui_data.schema schemas"
    )


def test_the_schemas_are_written_by_one_command(tmp_path):
    assert main(str(tmp_path / "schemas")) == 0
    assert len(list((tmp_path / "schemas").iterdir())) == len(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_says_what_it_is_and_has_its_keys_described_by_type(name):
    schema = schema_of(name)

    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["title"] == f"hesui_data {name}"
    assert schema["type"] in ("object", "array")


# Mappings from outside


@dataclass(frozen=True, slots=True)
class Oven:
    """Something that can be chosen wrongly."""

    heat: int = 180
    share: float = 0.5
    fan: bool = False
    name: str = ""
    mode: Literal["top", "bottom"] = "top"
    trays: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.heat > 300:
            raise RecipeError(
                f"heat must be at most 300, got {self.heat}", zh=f"温度最高 300，实为 {self.heat}"
            )


class Tray(BaseModel):
    """The same as a model."""

    width: int


def test_a_right_mapping_becomes_the_right_value():
    assert validated(Oven, {}, where="x") == Oven()
    assert validated(Oven, {"share": 1, "trays": [1, 2], "mode": "bottom"}, where="x") == Oven(
        share=1.0, trays=(1, 2), mode="bottom"
    )
    assert validated(Tray, {"width": 3}, where="x").width == 3


@pytest.mark.parametrize(
    ("mapping", "en", "zh"),
    [
        ({"heta": 1}, "oven.toml: unknown key 'heta'; did you mean 'heat'?", "是不是 'heat'"),
        ({"zzz": 1}, "oven.toml: unknown key 'zzz'; known are heat, share", "可用的有 heat"),
        ({"heat": "180"}, "oven.toml: heat: expected a whole number, got '180'", "应为整数"),
        ({"heat": 1.5}, "oven.toml: heat: expected a whole number, got 1.5", "应为整数"),
        ({"heat": True}, "oven.toml: heat: expected a whole number, got True", "应为整数"),
        ({"share": "half"}, "oven.toml: share: expected a number, got 'half'", "应为数字"),
        ({"fan": 1}, "oven.toml: fan: expected true or false, got 1", "应为true 或 false"),
        ({"name": 5}, "oven.toml: name: expected a string, got 5", "应为字符串"),
        ({"trays": 5}, "oven.toml: trays: expected a list, got 5", "应为列表"),
        ({"trays": [1, "2"]}, "oven.toml: trays.1: expected a whole number, got '2'", "trays.1：应为整数"),
        ({"mode": "side"}, "oven.toml: mode must be one of 'top', 'bottom'; got 'side'", "之一"),
        ({"heat": 400}, "oven.toml: heat must be at most 300, got 400", "温度最高 300"),
    ],
)
def test_a_wrong_mapping_is_told_in_plain_words(mapping, en, zh):
    with pytest.raises(RecipeError) as error:
        validated(Oven, mapping, where="oven.toml")

    assert str(error.value).startswith(en)
    assert zh in error.value.say("zh")


def test_a_missing_key_is_named_and_the_error_is_of_the_kind_asked_for():
    with pytest.raises(InputError, match="tray: the key 'width' is missing"):
        validated(Tray, {}, where="tray", error=InputError)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(
    mapping=st.dictionaries(st.sampled_from(["heat", "share", "fan", "name", "mode", "trays", "x"]), VALUES)
)
def test_any_mapping_gives_a_value_or_an_error_in_both_languages(mapping):
    try:
        oven = validated(Oven, mapping, where="oven.toml")
    except RecipeError as error:
        said = (error.say("en"), error.say("zh"))
    else:
        said = ("oven.toml", "oven.toml") if isinstance(oven, Oven) else ("", "")

    assert all(words.startswith("oven.toml") for words in said)


def test_rows_written_by_hand_may_hold_more_than_we_know():
    row = DIALECT_MODELS["flat"].model_validate_json(
        orjson.dumps({"prompt": "问", "response": "答", "url": "x"})
    )

    assert row.model_extra == {"url": "x"}
