"""Prices and limits: what a request may cost at worst, and when to stop. Whole numbers throughout.

Amounts are counted in millionths of a millionth of the currency, so that a price a million tokens is a whole
number a token and no sum is ever rounded down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from hesui_data.errors import RecipeError

UNIT = 10**12
"""Counts that make one yuan or dollar."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency, in counts of ``1 / UNIT``.

    >>> str(Money.parse("5CNY")), str(Money(1_234_500_000, "CNY"))
    ('5 CNY', '0.0012345 CNY')
    """

    counts: int
    currency: str

    @classmethod
    def parse(cls, text: str) -> Money:
        """The amount that ``text`` names: 5CNY, 5元, ¥5, 1.5 USD, $2.

        Raises:
            RecipeError: it names no amount above zero, or no currency.
        """
        match = _MONEY.fullmatch(text.strip())
        sign = ((match["before"] or match["after"] or "") if match else "").upper()
        amount = _decimal(match["amount"]) if match else None
        if not match or not sign or (match["before"] and match["after"]) or not amount:
            raise RecipeError(
                f"an amount is written 5CNY or 0.8USD, got {text!r}",
                zh=f"金额要写成 5CNY 或 0.8USD，实为 {text!r}",
            )
        return cls(int(amount * UNIT), _SIGNS.get(sign, sign))

    def __str__(self) -> str:
        amount = f"{Decimal(self.counts) / UNIT:f}"
        return f"{amount.rstrip('0').rstrip('.') if '.' in amount else amount} {self.currency}"


_MONEY = re.compile(
    r"(?P<before>[¥￥$€])?\s*(?P<amount>\d+(?:\.\d+)?)\s*(?P<after>[A-Za-z]{3}|元|块|[¥￥$€])?"
)
_SIGNS = {"元": "CNY", "块": "CNY", "¥": "CNY", "￥": "CNY", "RMB": "CNY", "$": "USD", "€": "EUR"}


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model costs for a million tokens in, and a million tokens out.

    >>> Price(model="m", input=2, output=8, currency="CNY").cost(1_000_000, 500_000) == 6 * UNIT
    True
    """

    model: str
    input: float
    output: float
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if self.input < 0 or self.output < 0:
            raise RecipeError(
                f"prices of {self.model!r} must not be negative", zh=f"{self.model!r} 的价格不能是负数"
            )

    def cost(self, tokens_in: int, tokens_out: int) -> int:
        """What so many tokens cost, in counts; rounded up."""
        return tokens_in * _a_token(self.input) + tokens_out * _a_token(self.output)


def _a_token(price: float) -> int:
    """Counts for one token at ``price`` a million."""
    return int((Decimal(str(price)) * UNIT / 1_000_000).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may be used in all by everything that one journal records, and a minute. None is no limit."""

    max_cost: Money | None = None
    max_tokens: int | None = None
    max_requests: int | None = None
    requests_a_minute: int | None = None
    tokens_a_minute: int | None = None

    def __post_init__(self) -> None:
        for name in ("max_tokens", "max_requests", "requests_a_minute", "tokens_a_minute"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise RecipeError(
                    f"{name} must be at least 1, got {value}", zh=f"{name} 至少为 1，得到的是 {value}"
                )

    @property
    def bound(self) -> bool:
        """Whether there is a limit in all, so that a run must end."""
        return any(one is not None for one in (self.max_cost, self.max_tokens, self.max_requests))


@dataclass(frozen=True, slots=True)
class Interval:
    """From so much to so much; ``high`` is None where there is no bound."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Worst:
    """The most that an attempt can use: tokens in and out, and what they cost."""

    tokens_in: int
    tokens_out: int
    cost: int = 0
    currency: str = ""

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Spent:
    """What a journal has recorded: attempts, tokens and cost, open reservations among them."""

    requests: int = 0
    tokens: int = 0
    cost: int = 0

    def first_limit(self, limits: Limits, worst: Worst) -> str:
        """The name of the limit that an attempt of ``worst`` would break; empty if it breaks none.

        >>> Spent(requests=9).first_limit(Limits(max_requests=10), Worst(1, 1))
        ''
        >>> Spent(requests=10).first_limit(Limits(max_requests=10), Worst(1, 1))
        'max_requests'
        """
        if limits.max_cost is not None and self.cost + worst.cost > limits.max_cost.counts:
            return "max_cost"
        if limits.max_tokens is not None and self.tokens + worst.tokens > limits.max_tokens:
            return "max_tokens"
        if limits.max_requests is not None and self.requests + 1 > limits.max_requests:
            return "max_requests"
        return ""


_MARGIN = Decimal("1.2")


def raised(limit: int, used: int, done: int, wanted: int | None, *, spare: int = 0) -> int:
    """A limit that will do for ``wanted`` where ``used`` has done for ``done``, with a margin of a fifth.

    ``spare`` is how many more must fit in, for requests that are reserved at their worst. It is twice ``limit``
    where there is nothing to reckon from. Two digits of it are shown, rounded up.

    >>> raised(100, 96, 40, 60), raised(100, 96, 40, 60, spare=6), raised(100, 100, 0, 60), raised(10, 9, 1, 2)
    (160, 180, 200, 21)
    """
    if not done or wanted is None or wanted <= done:
        return 2 * limit
    more = Decimal(used) / done * ((wanted - done) * _MARGIN + spare)
    exact = limit + max(1, int(more.to_integral_value(ROUND_CEILING)))
    step = int(10 ** max(0, len(str(exact)) - 2))
    return -(-exact // step) * step


def price_of(model: str, prices: Iterable[Price], limits: Limits) -> Price | None:
    """The price of ``model``, if there is one.

    Raises:
        RecipeError: a cost is limited, and there is no price or one in another currency.
    """
    price = next((one for one in prices if one.model == model), None)
    if limits.max_cost and price is None:
        line = f'prices = [{{ model = "{model}", input = 2.0, output = 8.0, currency = "CNY" }}]'
        raise RecipeError(
            f"--max-cost needs the price of {model!r}; put it into hesui.toml, a million tokens: {line}",
            zh=f"用 --max-cost 须知道 {model!r} 的价格；请写进 hesui.toml（每百万 token）：{line}",
        )
    if limits.max_cost and price and price.currency != limits.max_cost.currency:
        raise RecipeError(
            f"--max-cost is in {limits.max_cost.currency}, but {model!r} is priced in {price.currency}",
            zh=f"--max-cost 用的是 {limits.max_cost.currency}，而 {model!r} 的价格是 {price.currency}",
        )
    return price
