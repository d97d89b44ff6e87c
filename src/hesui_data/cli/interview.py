"""``hesui evaluate`` with ``--ask`` or ``--judge``: who is asked, with which key, and what came of it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hesui_data.cli import asking as shared
from hesui_data.cli.words import say
from hesui_data.spending import Limits, Price, price_of

if TYPE_CHECKING:
    from hesui_data.answer_files import Material
    from hesui_data.interview import Interviewed, Kept, Rows, Standing, Step
    from hesui_data.llm.service import Setup
    from hesui_data.llm.wire import Endpoint

JUDGE = "judge"
DEFAULT_KEY = "OPENAI_API_KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the options say of the asking, beside whom."""

    limits: Limits
    prices: Sequence[Price]
    key_envs: Sequence[str]
    concurrency: int
    timeout: float
    temperature: float
    answer_tokens: int | None
    dry_run: bool
    yes: bool
    replay: bool
    quiet: bool


def endpoints_of(asks: Sequence[str], judge: str | None, taken: Iterable[str]) -> dict[str, Endpoint]:
    """Who is asked, by name; the judge last.

    Raises:
        RecipeError: one is written wrong, or a name stands twice.
    """
    found: dict[str, Endpoint] = {}
    for text in asks:
        name, endpoint = _endpoint("--ask", text)
        if name in found or name in taken:
            raise shared.wrong("answers twice", name=name)
        if not re.fullmatch(r"[\w\-.]*\w[\w\-.]*", name) or name == JUDGE:
            raise shared.wrong("ask name", name=name)
        found[name] = endpoint
    if judge:
        found[JUDGE] = _endpoint("--judge", judge)[1]
    return found


def _endpoint(flag: str, text: str) -> tuple[str, Endpoint]:
    """The name and the endpoint in NAME=MODEL@URL; without a name it is the model's."""
    from hesui_data.llm.wire import Endpoint

    said, _, rest = text.partition("@http")
    name, equals, model = said.rpartition("=") if flag == "--judge" else said.partition("=")
    if not equals:
        name, model = re.sub(r"[^\w\-.]", "-", said.rpartition("/")[2]), said
    url = f"http{rest}" if rest else os.environ.get("OPENAI_BASE_URL", "")
    if not name.strip() or not model.strip() or (not rest and (not url or "@" in said)):
        raise shared.wrong("ask wrong", flag=flag, text=text)
    return name.strip(), Endpoint.named(url, model.strip(), flag=flag)


def setups_of(endpoints: Mapping[str, Endpoint], chosen: Chosen) -> dict[str, Setup]:
    """How each is asked: with its own key, and with the limits that are common to all.

    Raises:
        RecipeError: a key is missing, or would be shown to two services.
    """
    from hesui_data.llm.service import Setup

    variables = _variables(endpoints, chosen.key_envs)
    return {
        name: Setup(
            endpoint=endpoint,
            key=_key(variables[name], endpoint, needed=not (chosen.dry_run or chosen.replay)),
            limits=chosen.limits,
            price=price_of(endpoint.model, chosen.prices, chosen.limits),
            concurrency=chosen.concurrency,
            timeout=chosen.timeout,
            replay=chosen.replay,
        )
        for name, endpoint in endpoints.items()
    }


def _variables(endpoints: Mapping[str, Endpoint], key_envs: Sequence[str]) -> dict[str, str]:
    """The variable that holds the key of each, none of which two services get to see.

    Raises:
        RecipeError: nobody has the name that a key is meant for, or one key would go to two hosts.
    """
    own = {name: variable for name, equals, variable in (text.partition("=") for text in key_envs) if equals}
    plain = [text for text in key_envs if "=" not in text]
    for name in own:
        if name not in endpoints:
            raise shared.wrong("ask key of nobody", name=name, names=", ".join(endpoints))
    found = {name: own.get(name) or (plain[-1] if plain else DEFAULT_KEY) for name in endpoints}
    hosts: dict[str, str | None] = {}
    for name, variable in found.items():
        host = urlsplit(endpoints[name].base_url).hostname
        if hosts.setdefault(variable, host) != host:
            raise shared.wrong("ask one key", variable=variable, one=hosts[variable], other=host, name=name)
    return found


def _key(variable: str, endpoint: Endpoint, *, needed: bool) -> str:
    key = os.environ.get(variable, "").strip()
    if needed and not key:
        raise shared.wrong("ask no key", name=variable, url=endpoint.base_url)
    return key


def run_interview(
    material: Material,
    given: Mapping[str, Rows],
    setups: Mapping[str, Setup],
    kept: Kept,
    chosen: Chosen,
    *,
    counter: str | None,
) -> Interviewed | None:
    """Show the plan, ask, and tell how it went on stderr; None where it was not begun."""
    from hesui_data.interview import Asking, interview, plan

    asking = Asking(
        models={name: setup for name, setup in setups.items() if name != JUDGE},
        judge=setups.get(JUDGE),
        temperature=chosen.temperature,
        answer_tokens=chosen.answer_tokens,
    )
    if chosen.dry_run or not chosen.quiet:
        lines = _plan_lines(plan(material, given, asking, kept), chosen.limits, kept)
    else:
        lines = []
    if not shared.go_on(
        lines, dry_run=chosen.dry_run, yes=chosen.yes, replay=chosen.replay, quiet=chosen.quiet
    ):
        return None
    with shared.progress(quiet=chosen.quiet) as show, shared.interruptible() as stopping:
        done = interview(
            material,
            given,
            asking,
            kept,
            counter=counter,
            watch=lambda now: show(_shown(now)),
            stopping=stopping,
        )
    left = plan(material, given, asking, kept) if done.ending.why == "limit" else []
    _tell(done, left, quiet=chosen.quiet)
    return done


def _plan_lines(steps: Sequence[Step], limits: Limits, kept: Kept) -> list[str]:
    lines: list[str] = []
    for step in steps:
        endpoint = step.setup.endpoint
        key = "plan judge" if step.name == JUDGE else "plan ask model"
        lines.append(
            say(
                key,
                name=step.name,
                model=endpoint.model,
                url=endpoint.base_url,
                requests=step.requests,
                on_record=step.on_record,
            )
        )
        lines += [f"  {line}" for line in shared.estimate_lines(step.takes)]
    currencies = sorted({step.setup.currency for step in steps})
    return [*lines, *shared.limit_lines(limits, kept.journal, currencies)]


def _shown(now: Standing) -> shared.Shown:
    return shared.Shown(now.name, now.done, now.wanted, now.wanted, now.tokens, now.cost, now.currency)


def _how_on(done: Interviewed, steps: Sequence[Step]) -> str:
    """Why it ended, and the limit with which all that was to be asked would be."""
    setup = next(iter((*done.asking.models.values(), done.asking.judge)))
    if setup is None:
        return shared.ended(done.ending, Limits())
    answered, wanted = sum(step.on_record for step in steps), sum(step.requests for step in steps)
    spent = done.spent[setup.currency]
    return shared.ended(done.ending, setup.limits, spent=spent, done=answered, wanted=wanted)


def _tell(done: Interviewed, steps: Sequence[Step], *, quiet: bool) -> None:
    """What was used, where the answers are, which were cut, and why it ended."""
    said = [] if quiet else [say("expand used", sent=done.sent, **shared.used(dict(done.spent)))]
    for name in done.asking.models:
        if not quiet:
            said.append(say("ask kept", name=name, path=done.kept.answers(name)))
        if done.cut.get(name):
            said.append(say("ask cut", name=name, answers=done.cut[name]))
    if done.ending.why != "enough":
        said.append(_how_on(done, steps))
    for line in said:
        print(line, file=sys.stderr)


def reject_unused(values: Mapping[str, Any]) -> None:
    """Say which options need somebody to ask.

    Raises:
        RecipeError: one of them is given.
    """
    given = [flag for flag, value in values.items() if value]
    if given:
        raise shared.wrong("nobody to ask", flags=", ".join(given))
