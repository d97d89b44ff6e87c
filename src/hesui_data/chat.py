"""What is sent to a language model and what comes back, as it stands in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Message = tuple[str, str]  # role and text

LARGEST = 200_000
"""Characters of an answer that are looked at; none is longer."""


@dataclass(frozen=True, slots=True)
class Request:
    """All that is sent of a request but the endpoint and the model.

    ``template`` names the words and their version; ``schema`` is a key of ``SCHEMAS``, or empty for plain text.
    """

    method: str
    template: str
    messages: tuple[Message, ...]
    schema: str
    max_tokens: int
    temperature: float
    seed: int

    @property
    def worst_tokens_in(self) -> int:
        """More tokens than the messages can be: their bytes, with those of the schema and of the roles.

        >>> Request("ask", "ask/1", (("user", "新年好"),), "", 64, 0.0, 0).worst_tokens_in
        93
        """
        sizes = (len(f"{role}{text}".encode("utf-8", "surrogatepass")) + 16 for role, text in self.messages)
        return sum(sizes) + (600 if self.schema else 64)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint answered to one request, as it is on record.

    ``fault`` says why there is no text to use (``too large``, ``refused: …``), else it is empty.
    """

    text: str
    finish_reason: str = "stop"
    tokens_in: int | None = None
    tokens_out: int | None = None
    fault: str = ""


_TEXT = {"type": "string"}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SCHEMAS: dict[str, dict[str, Any]] = {
    "pair": _object(prompt=_TEXT, response=_TEXT),
    "pairs": _object(pairs={"type": "array", "items": _object(prompt=_TEXT, response=_TEXT)}),
    "response": _object(response=_TEXT),
    "verdict": _object(**{"pass": {"type": "boolean"}, "reason": _TEXT}),
}
"""What an answer looks like, as JSON Schema, for endpoints that take one."""
