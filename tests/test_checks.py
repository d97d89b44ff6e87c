from hypothesis import given

from hesui_data.checks import blank_issues, conflict_issues, tag_lengths
from hesui_data.length import parse_length, verify_tag
from hesui_data.pair import Pair
from hesui_data.testing import pairs


@given(pair=pairs())
def test_every_tag_holds_and_tagging_twice_says_nothing_new(pair):
    once = tag_lengths(pair)

    assert all(verify_tag(tag, pair.response) for tag in once.tags)
    assert tag_lengths(once) == once
    assert len(once.tags) + len(once.issues) <= len(parse_length(pair.prompt)) + len(pair.issues)


def test_a_variant_starts_without_the_notes_of_its_seed():
    seed = tag_lengths(Pair("写几十字的祝福", "新年好！"))
    variant = tag_lengths(seed.grow("retag", prompt="写一句5字以内的祝福"))

    assert [issue.code for issue in seed.issues] == ["HD202"]
    assert variant.issues == ()
    assert len(variant.tags) == 1


def test_a_broken_demand_is_told_with_its_words_and_numbers():
    [issue] = tag_lengths(Pair("写祝福，每条3字以内", "1. 新年好\n2. 万事如意")).issues

    assert issue.say("en") == 'the response breaks the length demand "3字以内": it has 3/4 字, 1 too many'
    assert "多了 1" in issue.say("zh")


def test_demands_that_no_response_can_satisfy_are_flagged():
    assert [i.code for i in conflict_issues(Pair("写4条，每条至少50字，总共不超过140字", "新年好"))] == [
        "HD203"
    ]
    assert not list(conflict_issues(Pair("写4条，每条至少50字，总共不超过240字", "新年好")))


def test_nothing_visible_is_an_issue_of_its_field():
    assert [issue.field for issue in blank_issues(Pair("\u3000", " \n"))] == ["prompt", "response"]
