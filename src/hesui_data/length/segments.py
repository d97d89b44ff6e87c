"""The lines, paragraphs, sentences and items of a text, as a reader sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLOSERS = "”’」』）)】》〉\"'*_"
_SENTENCE_END = re.compile(
    rf"[。！？!?…]+[{_CLOSERS}]*+"  # Chinese, or a mark that ends English sentences too
    rf"|(?<=[A-Za-z0-9{re.escape(_CLOSERS)}])\.[{_CLOSERS}]*+(?=\s|$)"
)
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|No|[A-Z]|\d{1,2})$")
_SPEECH_GOES_ON = re.compile(rf"[{_CLOSERS}]\s*[\w，、；：,;:]")

_NUMERAL = "[0-9０-９一二三四五六七八九十百]{1,4}"
_MARKERS: tuple[tuple[str, str], ...] = (
    ("number", r"[0-9０-９]{1,3}\s*[.．、。:：]\s*(?![0-9０-９])"),
    ("bracket", rf"[(（\[【]\s*{_NUMERAL}\s*[)）\]】]\s*[、.．:：]?\s*"),
    ("half_bracket", r"[0-9０-９一二三四五六七八九十]{1,3}\s*[)）]\s*"),
    ("circled", r"[①-⑳❶-❿⑴-⒇⒈-⒛㈠-㈩]\s*[、.．:：]?\s*"),
    ("chinese", r"[一二三四五六七八九十]{1,3}\s*[、.．:：]\s*"),
    ("ordinal", rf"第{_NUMERAL}[条点项则句首个款步章部分，、：:]+\s*"),
    ("keycap", "[0-9]\ufe0f?\u20e3\\s*"),
    ("letter", r"[A-Za-z][.、)）]\s+"),
    ("bullet", r"[-*+•·●○◆◇■□▪▶►➤✓✅☑★☆❖]\s*(?![-*\s])"),
)
_MARKER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _MARKERS))
_DECORATION = re.compile(r"[#>\s*_]*")
_TITLE_LABEL = re.compile(r"(?:标题|题目|標題|題目|主标题|题名|Title)\s*[:：]\s*", re.IGNORECASE)
_SENTENCE_MARKS = "。！？!?；;，,：:…"


@dataclass(frozen=True, slots=True)
class Titled:
    """A text taken apart: its title, empty when it has none that is evident, and the rest."""

    title: str
    body: str


def lines(text: str) -> tuple[str, ...]:
    """The lines that are not blank, without the white space around them.

    >>> lines("　　春风\\r\\n\\n 拂面 ")
    ('春风', '拂面')
    """
    return tuple(filter(None, map(str.strip, text.splitlines())))


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs: stanzas where blank lines part groups of short lines, otherwise each line.

    A title, a salutation at the head and a signature at the foot are none.

    >>> paragraphs("《雪》\\n雪落了。\\n天晴了。"), paragraphs("春风\\n秋月\\n\\n夏荷\\n冬雪")
    (('雪落了。', '天晴了。'), ('春风\\n秋月', '夏荷\\n冬雪'))
    """
    blocks = _blocks(split_title(text).body)
    found = blocks if _stanzas(blocks) else [(line,) for block in blocks for line in block]
    return tuple("\n".join(block) for block in _without_letter_parts(found))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences, each with its closing marks; a line end closes one too.

    >>> sentences("新年好！祝您“万事如意。”圆周率是3.14")
    ('新年好！', '祝您“万事如意。”', '圆周率是3.14')
    """
    return tuple(sentence for line in lines(text) for sentence in _sentences_of_line(line))


def clauses(text: str) -> tuple[str, ...]:
    """The stretches between marks of any kind, without the marks: the lines of a verse.

    >>> clauses("白日依山尽，黄河入海流。")
    ('白日依山尽', '黄河入海流')
    """
    parts = re.split(
        rf"[{re.escape(_SENTENCE_MARKS)}、\s{re.escape(_CLOSERS)}“‘「『（(《〈【]+",
        text,
    )
    return tuple(part for part in parts if part)


def items(text: str) -> tuple[str, ...]:
    """The items without their marks: of a list, or else what blank lines part, or else the lines.

    What stands before the first mark is no item, nor what follows a blank line after the last.

    >>> items("祝福如下：\\n1. 新年好\\n2、万事\\n如意\\n\\n希望喜欢"), items("甲\\n乙")
    (('新年好', '万事\\n如意'), ('甲', '乙'))
    """
    listed = _listed_items(text)
    if listed:
        return listed
    blocks = _blocks(text)
    return tuple("\n".join(block) for block in blocks) if len(blocks) > 1 else lines(text)


def split_title(text: str) -> Titled:
    """The title of ``text`` where one is evident, and the rest.

    Evident is 标题：…, a Markdown heading, 《…》 or bold on a line of its own at the head, and a short
    first line without closing mark before longer ones.

    >>> split_title("《雪》\\n雪落了。")
    Titled(title='雪', body='雪落了。')
    >>> split_title("雪落了。\\n天晴了。").title
    ''
    """
    head, _, body = text.strip().partition("\n")
    head, body = head.strip(), body.strip("\n")
    bare = _DECORATION.sub("", head, count=1).rstrip("*_# ")
    label = _TITLE_LABEL.match(bare)
    if label:
        return Titled(_unwrapped(bare[label.end() :]), body)
    if body and (bare != head or re.fullmatch(r"《[^《》]+》", bare) or _looks_like_title(head, body)):
        return Titled(_unwrapped(bare), body)
    return Titled("", text)


def labelled_part(text: str, name: str) -> str | None:
    """What the text itself labels as ``name`` (横批：…), up to the next label or blank line; else None.

    >>> labelled_part("上联：春风\\n下联：秋月\\n横批：如意", "横批"), labelled_part("春风", "横批")
    ('如意', None)
    """
    label = rf"[#>\s*_]*[【\[（(]?{re.escape(name)}[】\]）)]?[*_]*\s*"
    match = re.search(
        rf"^{label}(?:[:：][*_]*\s*|\n+|(?<=[】\]）)])\s*)(\S[^\n]*(?:\n(?!\s*$|.{{1,8}}[:：]|#)[^\n]+)*)",
        text,
        re.M,
    )
    return match[1].strip() if match else None


def _blocks(text: str) -> list[tuple[str, ...]]:
    """Groups of lines between blank lines."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [tuple(block) for block in blocks if block]


def _stanzas(blocks: list[tuple[str, ...]]) -> bool:
    """Whether blank lines part groups of verse or list lines, so that a group is a paragraph."""
    inner = [line for block in blocks for line in block if len(block) > 1]
    short = sum(len(line) <= 24 or bool(_MARKER.match(line)) for line in inner)
    return len(blocks) > 1 and bool(inner) and short * 5 >= len(inner) * 4


def _without_letter_parts(blocks: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without a salutation at the head and a signature at the foot."""
    if len(blocks) > 1 and len(blocks[0]) == 1 and re.fullmatch(r".{1,20}[:：]", blocks[0][0]):
        blocks = blocks[1:]
    while len(blocks) > 1 and all(_closes_letter(line) for line in blocks[-1]) and not _all_short(blocks):
        blocks = blocks[:-1]
    return blocks


def _closes_letter(line: str) -> bool:
    return bool(
        re.fullmatch(
            r"此致[！!]?|敬礼[！!]?|顺颂商祺.?|.{0,16}\d{1,4}年?.{0,6}[月日]|[^。！？!?，,：:；;…]{2,16}",
            line,
        )
    )


def _all_short(blocks: list[tuple[str, ...]]) -> bool:
    return all(len(line) <= 24 for block in blocks for line in block)


def _sentences_of_line(line: str) -> list[str]:
    found, start = [], 0
    for match in _SENTENCE_END.finditer(line):
        if _goes_on(line, match):
            continue
        found.append(line[start : match.end()].strip())
        start = match.end()
    found.append(line[start:].strip())
    return [sentence for sentence in found if _has_letter(sentence)]


def _goes_on(line: str, match: re.Match[str]) -> bool:
    """Whether the sentence goes on after this mark: an abbreviation, an ellipsis or a quotation inside."""
    mark = match[0]
    if mark.startswith("."):
        return bool(_ABBREVIATION.search(line[: match.start()]))
    if set(mark) == {"…"}:
        return match.end() < len(line)
    return (
        mark[-1] in _CLOSERS
        and bool(_SPEECH_GOES_ON.match(line, match.end() - 1))
        and line[match.end()] in "，、；：,;:"
    )


def _has_letter(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _listed_items(text: str) -> tuple[str, ...]:
    """The items of the list in ``text``, or none when it has fewer than two marks of one kind."""
    found: list[list[str]] = []
    kind, indent, open_item = "", 0, False
    for line in text.splitlines():
        bare = _DECORATION.match(line)
        content = line.strip() if line.lstrip()[:1] in "*" else line[bare.end() if bare else 0 :].strip()
        match = _MARKER.match(content)
        depth = len(line) - len(line.lstrip())
        if match and (not kind or (match.lastgroup == kind and depth <= indent + 1)):
            kind, indent, open_item = (
                match.lastgroup or "",
                depth if not kind else indent,
                True,
            )
            found.append([content[match.end() :].rstrip("*_ ")])
        elif not line.strip():
            open_item = open_item and bool(found)
            found and open_item and found[-1].append("")
        elif found:
            found[-1].append(line.strip())
    trimmed = [_trim_item(item, last=item is found[-1]) for item in found]
    return tuple(trimmed) if len(trimmed) > 1 else ()


def _trim_item(item: list[str], *, last: bool) -> str:
    """The lines of an item; the last one ends at a blank line."""
    if last and "" in item[1:]:
        item = item[: item.index("", 1)]
    return "\n".join(line for line in item if line).strip()


def _looks_like_title(head: str, body: str) -> bool:
    """A short line without closing mark, neither salutation nor list item nor verse, before prose."""
    longest = max(map(len, lines(body)), default=0)
    return (
        1 < len(head) <= 30
        and head[-1] not in _SENTENCE_MARKS + "”)）"
        and not any(mark in head for mark in "。！？；，")
        and not _MARKER.match(head)
        and longest > max(24, 2 * len(head))
    )


def _unwrapped(title: str) -> str:
    """Without 《》, quotation marks or emphasis around the whole."""
    title = title.strip().strip("*_# ").strip()
    match = re.fullmatch(r"《([^《》]+)》|“([^“”]+)”|【([^【】]+)】|\"([^\"]+)\"", title)
    return next(filter(None, match.groups())) if match else title
