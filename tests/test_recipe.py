import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.errors import RecipeError
from hesui_data.recipe import Recipe, find_recipe, read_recipe, recipe_from, recipe_text

recipes = st.builds(
    Recipe,
    language=st.sampled_from(["zh", "en"]),
    dialect=st.sampled_from(["qianfan", "openai"]),
    columns=st.sampled_from([(), (("prompt", '问"题\\'), ("response", "答"))]),
    eval_share=st.floats(0, 0.99),
    held_out=st.lists(st.integers(1, 2000), max_size=4).map(tuple),
    stratify=st.booleans(),
    epochs=st.integers(1, 50),
    seed=st.sampled_from(["hesui", "另一个", "a\tb"]),
)


@given(recipe=recipes)
def test_a_recipe_survives_its_mapping_and_its_file(recipe, tmp_path_factory):
    path = tmp_path_factory.mktemp("recipe") / "hesui.toml"
    path.write_text(recipe_text(recipe), encoding="utf-8")

    assert recipe_from(recipe.as_dict()) == recipe
    assert read_recipe(path) == recipe


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_written_recipe_explains_every_key(language):
    text = recipe_text(Recipe(), language)

    assert text.count("# ") >= len(Recipe().as_dict())


def test_an_unknown_key_is_an_error_with_the_nearest_name():
    with pytest.raises(RecipeError, match="eval_share"):
        recipe_from({"eval_shar": 0.2}, where="hesui.toml")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("eval_share", 1.5),
        ("eval_share", "many"),
        ("epochs", 0),
        ("dialect", "qianfam"),
        ("counter", "letters"),
        ("language", "fr"),
        ("repeat_threshold", 0),
        ("paraphrases", -1),
        ("expand_to", -1),
        ("augment_to", -1),
        ("held_out", "all"),
    ],
)
def test_a_value_that_makes_no_sense_is_named_with_its_key(key, value):
    with pytest.raises(RecipeError, match=key):
        recipe_from({key: value})


@pytest.mark.parametrize(
    ("name", "text"), [("hesui.toml", "epochs = "), ("hesui.toml", "\udcff"), ("hesui.toml", None)]
)
def test_a_file_that_is_no_recipe_is_an_error_in_one_line(tmp_path, name, text):
    path = tmp_path / name
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(RecipeError) as caught:
        read_recipe(path)

    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_the_recipe_beside_the_source_is_found_before_the_one_in_the_working_directory(tmp_path, monkeypatch):
    data, here = tmp_path / "data", tmp_path / "here"
    data.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    assert find_recipe([data / "a.jsonl"]) is None

    (here / "pyproject.toml").write_text("[tool.hesui]\nepochs = 2\n")
    assert read_recipe(find_recipe([data / "a.jsonl"])).epochs == 2

    (data / "hesui.toml").write_text("epochs = 4\n")
    assert read_recipe(find_recipe([data / "a.jsonl"])).epochs == 4
    assert read_recipe(find_recipe([data])).epochs == 4


@pytest.mark.parametrize(("key", "value"), [("headroom", 0.5), ("headroom", -0.1), ("tag_style", "brackets")])
def test_how_demands_are_written_is_checked(key, value):
    with pytest.raises(RecipeError, match=key):
        recipe_from({key: value})
