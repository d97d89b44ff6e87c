"""HD509: personal data: telephone numbers, e-mail addresses, identity cards, bank cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hesui_data.checks.fields import asked, every_text, issue_of, name_of, rest
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_DIGITS = Pattern(r"[0-9][0-9 -]{7}|@")
_MOBILE = Pattern(
    r"(?<![A-Za-z0-9.])(?:\+?86[- ]?)?(1[3-9][0-9](?:[0-9]{8}|([- ])[0-9]{4}\2[0-9]{4}))(?![0-9A-Za-z]|\.[0-9])"
)
_LANDLINE = Pattern(
    r"(?<![A-Za-z0-9.+-])(?:0(?:10|2[0-9]|[3-9][0-9]{2})[- ]|[（(]0(?:10|2[0-9]"
    r"|[3-9][0-9]{2})[)）][- ]?)[1-8][0-9]{6,7}(?![0-9A-Za-z])"
)
_MAIL = Pattern(
    r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9][A-Za-z0-9._%+-]{0,63})@((?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24})(?![A-Za-z0-9])"
)
_IDENTITY = Pattern(r"(?<![A-Za-z0-9])[1-9][0-9]{5}([ -]?)[0-9]{8}\1[0-9]{3}[0-9Xx](?![A-Za-z0-9])")
_CARD = Pattern(
    r"(?<![A-Za-z0-9.-])[2-6][0-9]{3}(?:[0-9]{11,15}"
    r"|([ -])[0-9]{4}(?:\1[0-9]{4}){2}(?:\1?[0-9]{1,3})?)(?![A-Za-z0-9.-])"
)
_SIGNS = frozenset("=-+*/×÷≈<>")  # before a number: arithmetic
_AMOUNT = Pattern(r"\s*(?:元|万|亿|个|人|次|年|米|吨|美元|字节|毫秒|倍|%)")
_ABOUT_CARDS = Pattern("卡|账号|账户|帐号|银行|visa|master|付款|支付|转账", re.IGNORECASE)
_MADE_UP = Pattern(
    "虚构|假的|假数据|测试|随机|模拟|示例|样例|例子|编造|格式|正则|regular expression|校验|验证码|mock|fake"
    "|dummy|sample|example|test|random|format|regex",
    re.IGNORECASE,
)
_SAMPLE_NAME = Pattern(
    r"(?:x+|y+|z+|a+|abc\w*|xyz|aaa\w*|123\w*|1234\w*|test\w*|example\w*|sample|demo|your.*|my.*|user\w*"
    r"|username|name|someone|somebody|me|no-?reply|noreply"
    r"|info|support|service|services|contact|contactus|help|helpdesk|hr|jobs|careers?|admin|office|sales"
    r"|marketing|offers?|admissions?|pr|press|enquir(?:y|ies)|inquir(?:y|ies)|.*info"
    r"|media|kefu|feedback|customer\w*|hello|webmaster|privacy"
    r"|zhang_?san|li_?si|wang_?wu|xiao_?ming|john\.?_?(?:doe|smith)?|jane\.?_?(?:doe|smith)?|first\.?last"
    r"|email|mail)",
    re.IGNORECASE,
)
_SAMPLE_HOST = Pattern(
    r"(?:.*\.)?(?:example[a-z-]*|test|invalid|localhost|domain|company|mycompany|yourcompany|yourdomain"
    r"|yoursite|website"
    r"|mysite|email|xxx?|abc|xyz|mail)\.[a-z.]+|.*\.(?:example|test|invalid|local)",
    re.IGNORECASE,
)
_REGION = Pattern("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NOT_DIGIT = Pattern("[^0-9Xx]")
_RUNS = Pattern(r"([0-9])\1{5}")


def personal_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for each number or address that belongs to somebody; the message shows a part of it.

    Hotlines, numbers of one digit over and over and the addresses of offices are nobody's; a number that is
    printed as an example looks like any other and is told. A check digit must be right.

    >>> from hesui_data.pair import Pair
    >>> [i.say("zh") for i in personal_issues(Pair("怎么找你", "打我手机13671942853"))]
    ['回答里有手机号码“136…53”']
    >>> list(personal_issues(Pair("怎么找你", "请拨打12345或400-820-8820，或写信到test@example.com")))
    []
    """
    for field, text in every_text(pair):
        if len(left := rest(text)) > 5 and _DIGITS.search(left) and not _MADE_UP.search(asked(pair)):
            yield from _found(field, text)


def _found(field: str, text: str) -> Iterator[Issue]:
    taken: list[tuple[int, int]] = []
    for what, pattern, certain in _KINDS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken) or not certain(match):
                continue
            taken.append((start, end))
            yield issue_of(
                "HD509",
                field=field,
                field_name=name_of(field),
                offset=start,
                what=what,
                shown=_masked(match[0]),
            )


def _masked(text: str) -> str:
    """Enough of ``text`` to find it, and not more.

    >>> _masked("13671942853"), _masked("liming@mail.cn")
    ('136…53', 'l…@mail.cn')
    """
    name, at, host = text.partition("@")
    return f"{name[:1] if len(name) > 2 else ''}…@{host}" if at else f"{text[:3]}…{text[-2:]}"


def _is_identity(match: re.Match[str]) -> bool:
    """Whether region, date and check character (ISO 7064 MOD 11-2) are right."""
    number = _NOT_DIGIT.sub("", match[0]).upper()
    month, day = int(number[10:12]), int(number[12:14])
    rest = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11
    return (
        _REGION.match(number) is not None
        and number[6:8] in ("19", "20")
        and 1 <= month <= 12
        and 1 <= day <= (30 if month in (4, 6, 9, 11) else 29 if month == 2 else 31)
        and "10X98765432"[rest] == number[17]
    )


def _is_card(match: re.Match[str]) -> bool:
    """Whether issuer, length and check digit (Luhn) are right, and, but for UnionPay, the talk is of cards."""
    number = _NOT_DIGIT.sub("", match[0])
    known = (
        (number[:2] == "62" and 16 <= len(number) <= 19)
        or (number[0] in "45" and number[1] != "0" and len(number) == 16)
        or (number[:2] == "60" and len(number) in (16, 19))
    )
    if not known or _RUNS.search(number) or not _luhn(number):
        return False
    around = match.string[max(0, match.start() - 24) : match.end() + 12]
    return _ABOUT_CARDS.search(around) is not None or match[1] is not None or number[:2] == "62"


def _luhn(number: str) -> bool:
    """
    >>> _luhn("79927398713"), _luhn("79927398710")
    (True, False)
    """
    doubled = [2 * int(digit) for digit in number[-2::-2]]
    return (sum(map(int, number[::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def _is_telephone(match: re.Match[str]) -> bool:
    number = _NOT_DIGIT.sub("", match[0])[-11:]
    before = match.string[: match.start()].rstrip()[-1:]
    return before not in _SIGNS and not _RUNS.search(number) and not _AMOUNT.match(match.string, match.end())


def _is_mail(match: re.Match[str]) -> bool:
    name, host = match[1].lower(), match[2].lower()
    return not _SAMPLE_NAME.fullmatch(name) and not _SAMPLE_HOST.fullmatch(host)


_KINDS: tuple[tuple[tuple[str, str], Pattern, Callable[[re.Match[str]], bool]], ...] = (
    (("身份证号码", "PRC identity card number"), _IDENTITY, _is_identity),
    (("银行卡号", "bank card number"), _CARD, _is_card),
    (("手机号码", "mobile number"), _MOBILE, _is_telephone),
    (("座机号码", "landline number"), _LANDLINE, _is_telephone),
    (("电子邮箱", "e-mail address"), _MAIL, _is_mail),
)
