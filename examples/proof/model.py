"""A character-level decoder of about a million parameters, in plain PyTorch.

Positions are counted from the start of the answer: its characters stand at 0, 1, 2, …, those of the prompt at their
distance to it. So the model always knows how much it has written, and must learn by itself what the digits of
the prompt have to do with that.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

CONTEXT = 256


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a model."""

    tokens: int
    layers: int = 4
    width: int = 128
    heads: int = 4

    def as_dict(self) -> dict[str, int]:
        """The sizes by name."""
        return asdict(self)


class Block(nn.Module):
    """Attention to what stands before, then a layer of neurons; each is added to what came in."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.before_attention, self.before_neurons = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.attend = nn.Linear(shape.width, 3 * shape.width)
        self.attended = nn.Linear(shape.width, shape.width)
        self.neurons = nn.Sequential(
            nn.Linear(shape.width, 4 * shape.width), nn.GELU(), nn.Linear(4 * shape.width, shape.width)
        )

    def forward(self, x: Tensor, cache: dict[str, Tensor] | None, mask: Tensor | None) -> Tensor:
        rows, length, width = x.shape
        parts = self.attend(self.before_attention(x)).view(rows, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        if cache is not None:
            key, value = _remembered(cache, "key", key), _remembered(cache, "value", value)
        seen = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask, is_causal=mask is None
        )
        x = x + self.attended(seen.transpose(1, 2).reshape(rows, length, width))
        return x + self.neurons(self.before_neurons(x))


def _remembered(cache: dict[str, Tensor], name: str, new: Tensor) -> Tensor:
    cache[name] = torch.cat([cache[name], new], dim=2) if name in cache else new
    return cache[name]


class Decoder(nn.Module):
    """Token numbers and places in, scores for the next token out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.characters = nn.Embedding(shape.tokens, shape.width)
        self.places = nn.Embedding(2 * CONTEXT, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.last = nn.LayerNorm(shape.width)
        self.apply(_begin)

    def forward(
        self,
        tokens: Tensor,
        places: Tensor,
        caches: list[dict[str, Tensor]] | None = None,
        mask: Tensor | None = None,
    ) -> Tensor:
        """``places`` are 0, 1, 2, … in the answer and -1, -2, … before it, counted backwards."""
        x = self.characters(tokens) + self.places(places + CONTEXT)
        for at, block in enumerate(self.blocks):
            x = block(x, caches[at] if caches is not None else None, mask)
        return functional.linear(self.last(x), self.characters.weight)

    def parameters_in_all(self) -> int:
        """How many numbers are learnt."""
        return sum(one.numel() for one in self.parameters())


def _begin(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, nn.Linear):
        nn.init.zeros_(module.bias)


@torch.no_grad()
def generate(
    model: Decoder, prompts: list[list[int]], *, end: int, seed: int, temperature: float, most: int = 200
) -> list[list[int]]:
    """An answer to each of ``prompts``, all at once, drawn with ``seed``; greedy at temperature 0."""
    model.eval()
    random = torch.Generator().manual_seed(seed)
    longest = max(map(len, prompts))
    tokens = torch.tensor([[end] * (longest - len(one)) + one for one in prompts])
    places = torch.arange(-longest, 0).expand(len(prompts), -1)
    hidden = torch.tensor([[True] * (longest - len(one)) + [False] * len(one) for one in prompts])
    causal = torch.ones(longest, longest, dtype=torch.bool).tril()
    mask = causal & ~hidden[:, None, None, :] | torch.eye(longest, dtype=torch.bool)
    caches: list[dict[str, Tensor]] = [{} for _ in model.blocks]
    scores = model(tokens, places, caches, mask)[:, -1]
    written: list[Tensor] = []
    done = torch.zeros(len(prompts), dtype=torch.bool)
    for at in range(min(most, CONTEXT - longest)):
        drawn = _next(scores, temperature, random)
        done |= drawn == end
        written.append(torch.where(done, end, drawn))
        if bool(done.all()):
            break
        hidden = torch.cat([hidden, torch.zeros(len(prompts), 1, dtype=torch.bool)], dim=1)
        place = torch.full((len(prompts), 1), at)
        scores = model(written[-1][:, None], place, caches, ~hidden[:, None, None, :])[:, -1]
    return torch.stack(written, dim=1).tolist()


def _next(scores: Tensor, temperature: float, random: torch.Generator) -> Tensor:
    if temperature == 0:
        return scores.argmax(dim=-1)
    chances = (scores / temperature).softmax(dim=-1)
    return torch.multinomial(chances, 1, generator=random)[:, 0]


def state_of(model: Decoder) -> dict[str, Any]:
    """A copy of what ``model`` has learnt."""
    return {name: value.clone() for name, value in model.state_dict().items()}
