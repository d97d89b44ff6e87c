"""Orders, instructions, refit and rounds: pure, drawn from hashes."""

import json
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data import Pair, parse_length
from hesui_data.chat import Answer
from hesui_data.expand.gates import Standard
from hesui_data.expand.instructions import TEMPLATES, request_for
from hesui_data.expand.orders import DIRECTIONS, METHODS, Choices, in_turn, order_for, suitable
from hesui_data.expand.rounds import BARREN, Campaign
from hesui_data.expand.work import Made, work
from hesui_data.likeness.characters import CharacterModel
from hesui_data.likeness.fluency import fit_fluency, repeats_itself
from hesui_data.likeness.index import ShingleIndex
from hesui_data.pair import Step
from hesui_data.splits import HELD_OUT
from hesui_data.testing import texts

PAIRS = [
    Pair("给客户写一段新春祝福，语气真诚，50字以内。", "愿您新年生意兴隆，家人平安。"),
    Pair("小年快到了，给班主任发条微信，60字左右。", "老师，小年好！您教的字我还写着。"),
    Pair("写一副春联，上下联各7个字，带横批。", "上联：春风送暖千山绿\n下联：瑞雪迎新万户红\n横批：万象更新"),
    Pair("写3条年货标语，每条12字以内。", "1. 年货备齐，心里不慌\n2. 一袋花生，满屋笑声\n3. 早买早回家"),
]
LOOSE = Standard(Choices(), fit_fluency([]), fit_fluency([]))


def sent(number: int, method: str) -> str:
    choices = Choices(method=method)
    pairs = [pair for pair in PAIRS if suitable(pair, choices)]
    return request_for(order_for(number, pairs, choices), choices).messages[1][1]


@pytest.mark.parametrize("method", METHODS)
def test_no_two_of_many_orders_send_the_same(method):
    messages = [sent(number, method) for number in range(80)]

    assert len(set(messages)) == len(messages)


@pytest.mark.parametrize("method", ["paraphrase", "evolve"])
def test_the_words_of_the_ordered_lengths_say_the_demands_and_nothing_held_out(method):
    choices = Choices(method=method, held_out=HELD_OUT)
    for number in range(120):
        order = order_for(number, PAIRS, choices)

        assert parse_length("，".join(order.lengths)) == order.demands
        assert all((found.max or found.target or found.min) not in HELD_OUT for found in order.demands)
        assert all(f"“{words}”" in request_for(order, choices).messages[1][1] for words in order.lengths)


def test_every_named_direction_is_asked_for_in_its_turn():
    choices = Choices(method="evolve")

    assert {order_for(number, PAIRS, choices).direction for number in range(24)} == set(DIRECTIONS)


def test_some_orders_name_another_addressee_scene_tone_and_length():
    orders = [order_for(number, PAIRS, Choices()) for number in range(200)]

    assert {name for order in orders for name in order.changed} >= {
        "addressee",
        "occasion",
        "tone",
        "length",
        "scene",
    }
    for order in orders:
        for name in set(order.changed) & {"addressee", "occasion", "tone"}:
            assert getattr(order.slots, name) not in order.pair.prompt


def test_refit_moves_the_length_of_the_prompt_and_of_nothing_else():
    choices = Choices(method="refit", held_out=HELD_OUT)
    for number in range(20):
        order = order_for(number, PAIRS[:2], choices)

        assert parse_length(order.prompt) == order.demands != parse_length(order.pair.prompt)


def test_self_instruct_draws_as_many_examples_as_it_is_told():
    order = order_for(0, PAIRS, Choices(method="self-instruct", fewshot=3), pool=[Pair("a", "b")])

    assert len(order.examples) == 3
    assert order.examples[0] == order.pair


@given(st.permutations(PAIRS))
def test_the_turns_do_not_depend_on_the_order_of_the_pairs(pairs):
    assert in_turn(pairs, "x") == in_turn(PAIRS, "x")


@given(texts())
def test_a_seed_with_braces_is_sent_as_it_is(text):
    order = order_for(1, [Pair("写{orders}{prompt}", text + "{layout}")], Choices())

    assert text + "{layout}" in request_for(order, Choices()).messages[1][1]
    assert "写{orders}{prompt}" in request_for(order, Choices()).messages[1][1]


def test_each_template_names_itself_and_its_version():
    assert all(template.label == f"{name}/{template.version}" for name, template in TEMPLATES.items())


@given(st.text())
def test_the_worst_case_covers_every_byte_of_the_messages(text):
    order = order_for(1, [Pair(f"写{text}", f"好{text}")], Choices())
    request = request_for(order, Choices())

    assert request.worst_tokens_in >= sum(
        len(said.encode("utf-8", "surrogatepass")) for _, said in request.messages
    )


# --- refit -------------------------------------------------------------------------------------------


def refitting(*replies: str, tries: int = 2):
    """What comes of an order for 30字以内 answered by ``replies``, and what was asked."""
    standard = replace(LOOSE, choices=Choices(method="refit", tries=tries))
    pair = Pair("给客户写一段祝福，50字以内。", "愿您新年生意兴隆，家人平安，出门遇见好天气，回家有热汤。")
    order = replace(
        order_for(0, [pair], standard.choices),
        prompt="给客户写一段祝福，30字以内。",
        demands=parse_length("30字以内"),
    )
    doing = work(order, standard)
    asked = [next(doing)]
    for reply in replies:
        try:
            asked.append(doing.send(Answer(json.dumps({"response": reply}, ensure_ascii=False))))
        except StopIteration as done:
            return done.value[0], asked
    raise AssertionError("it asked for more")


LONG = "愿您新年生意兴隆，出门遇见好天气。回家有热汤喝。夜里睡得踏实，梦里也笑。"


def test_refit_says_how_many_are_too_many_and_asks_again():
    made, asked = refitting(LONG, "愿您新年生意兴隆，回家有热汤喝。")

    assert made.pair.accepted
    assert f"多了{len(LONG) - 30}字" in asked[1].messages[-1][1]
    assert asked[1].messages[-2] == ("assistant", json.dumps({"response": LONG}, ensure_ascii=False))
    assert made.others == (asked[0],)


def test_refit_cuts_at_the_end_of_a_sentence_after_so_many_tries():
    made, asked = refitting(LONG, LONG, LONG)

    assert (made.pair.accepted, len(asked)) == (True, 3)
    assert made.pair.response == "愿您新年生意兴隆，出门遇见好天气。回家有热汤喝。"
    assert made.pair.steps[-1].name == "cut"


@pytest.mark.parametrize(
    "long",
    [
        "愿您新年生意兴隆，出门遇见好天气，回家有热汤，夜里睡得踏实，梦里也笑出声。",
        "您还记得那碗汤吗？愿您新年生意兴隆，出门遇见好天气，夜里睡得踏实。",
    ],
)
def test_refit_refuses_what_would_not_stay_closed(long):
    made, _ = refitting(long, long, long)

    assert [issue.code for issue in made.pair.issues] == ["HD805"]


def test_refit_with_no_tries_asks_once():
    assert len(refitting(LONG, tries=0)[1]) == 1


# --- rounds ------------------------------------------------------------------------------------------


def test_no_more_are_out_than_are_missing():
    campaign = Campaign(PAIRS, [], Choices(), accept=5)
    orders = list(campaign.orders())

    assert [order.number for order in orders] == [0, 1, 2, 3, 4]
    for order in orders[:3]:
        list(campaign.take(order, ()))
    assert [order.number for order in campaign.orders()] == [5, 6, 7]  # nothing was accepted


def test_it_ends_where_nothing_passes():
    campaign = Campaign(PAIRS, [], Choices(), accept=1000)
    for order in list(campaign.orders())[:BARREN]:
        list(campaign.take(order, ()))

    assert campaign.barren
    assert list(campaign.orders()) == []


@given(arrivals=st.randoms(use_true_random=False), at_a_time=st.integers(1, 130), accept=st.integers(1, 60))
@settings(max_examples=25, deadline=None)
def test_what_is_asked_depends_on_neither_arrival_nor_number_at_a_time(arrivals, at_a_time, accept):
    assert _asked(accept, at_a_time, arrivals) == _asked(accept, 1, arrivals)


def _asked(accept, at_a_time, arrivals):
    """All orders of self-instruct that are ever out, where every third brings a pair; the arrivals are shuffled."""
    campaign = Campaign(PAIRS, [], Choices(method="self-instruct", a_request=1), accept=accept)
    out, back, asked = [], {}, []
    while True:
        new = list(islice(campaign.orders(), at_a_time - len(out)))
        asked += new
        out += new
        if not out:
            return asked
        order = out.pop(arrivals.randrange(len(out)))
        back[order.number] = order
        while not campaign.is_over and campaign.funnel.asked in back:
            turn = back.pop(campaign.funnel.asked)
            list(campaign.take(turn, _brought(turn)))


def _brought(order):
    if order.number % 3:
        return ()
    n = order.number
    words = "".join(chr(0x4E00 + (n * 97 + i * 131) % 20000) for i in range(30))
    pair = order.pair.grow("self-instruct", Step("self-instruct"), prompt=f"写{words[:14]}", response=words)
    return (Made(pair, request_for(order, Choices(method="self-instruct")), Answer("")),)


# --- fluency, index ----------------------------------------------------------------------------------


def test_the_order_of_characters_is_what_counts():
    model = CharacterModel(["新年快乐，万事如意。", "祝您新年快乐，阖家幸福。"] * 3)

    assert model.gain("祝您万事如意，新年快乐。") > model.gain("乐快年新，意如事万您祝。")


def test_with_little_text_words_are_counted_and_repetition_is_seen_all_the_same():
    few = fit_fluency(["新年快乐，万事如意。"])

    assert few.misses("师傅，上回您替我值夜班，这份情我一直记着。") is None
    assert few.misses("傅上，值着您替份师一，夜回直班情这我我记。") is not None
    assert repeats_itself("新年快乐万事如意" * 9)


@given(
    st.lists(
        st.text("新年快乐万事如意身体健康阖家幸福", min_size=8, max_size=30),
        min_size=1,
        max_size=30,
        unique=True,
    )
)
def test_a_text_that_was_put_in_is_found_again(keys):
    index = ShingleIndex()
    for number, key in enumerate(keys):
        index.add(number, key)

    assert all(number in index.near(key) or len(index.near(key)) == 24 for number, key in enumerate(keys))


def test_the_index_finds_the_same_after_it_has_been_sorted_in():
    index = ShingleIndex()
    keys = ["".join(chr(0x4E00 + (7 * i * j + 13 * i + j) % 5000) for j in range(40)) for i in range(600)]
    for number, key in enumerate(keys):
        index.add(number, key)

    assert [index.near(key)[0] for key in keys] == list(range(600))
