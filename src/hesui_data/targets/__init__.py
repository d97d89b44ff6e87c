"""Consumer simulators: what a trainer would refuse, leave out or cut, said before it does.

``TARGETS`` names them. Each module restates what one trainer does, with the version and the sources it was
read from; where its code can run, the cases in ``tests/cases/targets`` were held against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hesui_data.targets import llama_factory, openai, qianfan, trl
from hesui_data.targets.facts import SetFacts, Tally
from hesui_data.targets.target import Limit, Target
from hesui_data.targets.tokens import estimate_tokens

__all__ = ["TARGETS", "Limit", "SetFacts", "Tally", "Target", "estimate_tokens"]

TARGETS: Mapping[str, Target] = MappingProxyType(
    {module.TARGET.name: module.TARGET for module in (qianfan, llama_factory, trl, openai)}
)
"""Name, as ``--target`` takes it → target.

>>> sorted(TARGETS)
['llama-factory', 'openai', 'qianfan', 'trl']
"""
