"""What of a pair counts when it is compared with all others: worked out beforehand, where there is time for it."""

from __future__ import annotations

from dataclasses import dataclass

from hesui_data.expand.rules import bare_prompt
from hesui_data.likeness import text_key
from hesui_data.pair import Pair


@dataclass(frozen=True, slots=True)
class Keys:
    """The letters of prompt and response, and the prompt without its length."""

    prompt: str
    response: str
    bare: str

    @classmethod
    def of(cls, pair: Pair) -> Keys:
        """The keys of ``pair``.

        >>> Keys.of(Pair("写一句祝福，10字以内", "新年好！"))
        Keys(prompt='写一句祝福10字以内', response='新年好', bare='写一句祝福')
        """
        return cls(text_key(pair.prompt), text_key(pair.response), bare_prompt(pair.prompt))
