"""The lines, paragraphs, sentences and items of a text, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hesui_data.length.patterns import Pattern

_CLOSERS = "”’」』》〉）)】\"'*_"
_CLOSER = re.escape(_CLOSERS)
_END = Pattern(
    rf"(?P<mark>[。！？!?…]+[{_CLOSER}]*+)"
    rf"|(?P<stop>(?<=[A-Za-z0-9{_CLOSER}])\.[{_CLOSER}]*+(?=\s*$|\s+[^\sa-z]))"
)
_SAYS = Pattern(
    r"[^，。！？!?“”：:\s]{0,6}[说问道喊叫答](?:着|了一句|道)?[^，。！？!?“”\s]{0,4}[。！!，,：:]"
)
"""What goes on after a quotation: “来啦？”他笑着问。"""
_ABBREVIATION = Pattern(r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|No|[A-Z]|[0-9]{1,2})$")
_MARKS = "。！？!?；;，,：:…"
_BETWEEN_CLAUSES = Pattern(rf"[{re.escape(_MARKS)}、\s{_CLOSER}“‘「『（(《〈【]+")

_NUMERAL = "[0-9０-９一二三四五六七八九十百]{1,4}"
_MARKERS = {
    "number": r"[0-9０-９]{1,3}\s*[.．、。:：]\s*(?![0-9０-９])",
    "bracket": rf"[(（\[【]\s*{_NUMERAL}\s*[)）\]】]\s*[、.．:：]?\s*",
    "half_bracket": r"[0-9０-９一二三四五六七八九十]{1,3}\s*[)）]\s*",
    "circled": r"[①-⑳❶-❿⑴-⒇⒈-⒛㈠-㈩]\s*[、.．:：]?\s*",
    "chinese": r"[一二三四五六七八九十]{1,3}\s*[、.．:：]\s*",
    "ordinal": rf"第{_NUMERAL}(?:条|点|项|则|句|个|首|款|步|章)?[，、：:\s]\s*",
    "keycap": "[0-9]\ufe0f?\u20e3\\s*",
    "letter": r"[A-Za-z][.、)）]\s+",
    "answer": r"(?:答|A)\s*[：:]\s*",
    "bullet": r"[-*+•·●○◆◇■□▪▶►➤✓✅☑★☆❖]\s*(?![-*\s])",
}
_MARKER = Pattern("|".join(f"(?P<{name}>{pattern})" for name, pattern in _MARKERS.items()))
_QUESTION = Pattern(r"(?:问|Q)\s*[：:]")
_DECORATION = Pattern(r"[#>\s*_]*+")
_TITLE_LABEL = Pattern(
    r"(?:标题|题目|標題|題目|主标题|题名|Title)\s*[:：]\s*|[【\[](?:标题|题目|標題|題目)[】\]]\s*[:：]?\s*",
    re.IGNORECASE,
)
_WRAPPED = Pattern(r"《([^《》]+)》|“([^“”]+)”|【([^【】]+)】|\"([^\"]+)\"")
_SALUTATION = Pattern(r".{1,20}[:：]")
_ADDRESS = Pattern(
    r"(?:亲爱|尊敬|敬爱|各位|全体|致|Dear|Hi|Hello).{0,18}[:：]|"
    r".{0,12}(?:老师|先生|女士|同学|同志|同事|朋友|经理|主任|爸|妈|爷|奶|哥|姐|弟|妹|们|家长|业主|客户)[:：]"
)
_CLOSING = Pattern(
    r"此致[！!]?|敬礼[！!]?|顺颂商祺.?|.{0,16}[0-9]{1,4}年?.{0,6}[月日]|[^。！？!?，,：:；;…]{2,16}"
)
_SIGNED = Pattern(rf"祝|{_CLOSING.pattern}|[^。！？!?，：:…]{{1,8}}[：:][^。！？!?，：:…]{{2,10}}")
_VERSE_LINE = range(3, 12)  # characters in a line of verse
_REGULAR = (5, 7)  # of lines of verse that may share a line of the text; 4 is as often a good wish
_SHORT_LINE = 24  # a longer line is prose


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
    if _are_a_letter(blocks):
        return _body_of_letter([line for block in blocks for line in block])
    if not _are_stanzas(blocks):
        blocks = [(line,) for block in blocks for line in block]
    return tuple("\n".join(block) for block in _without_letter_parts(blocks))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences, each with its closing marks; a line end closes one too. In verse, its lines.

    >>> sentences("新年好！祝您“万事如意。”圆周率是3.14")
    ('新年好！', '祝您“万事如意。”', '圆周率是3.14')
    >>> len(sentences("春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。"))
    4
    """
    verse = verse_lines(text)
    return verse or tuple(sentence for line in lines(text) for sentence in _sentences_of_line(line))


def clauses(text: str) -> tuple[str, ...]:
    """The stretches between marks of any kind, without the marks.

    >>> clauses("白日依山尽，黄河入海流。")
    ('白日依山尽', '黄河入海流')
    """
    return tuple(filter(None, _BETWEEN_CLAUSES.split(text)))


def verse_lines(text: str) -> tuple[str, ...]:
    """The lines of a regular verse without marks: at least four, of equal length; else nothing.

    Where they share lines of the text they have five or seven characters: 龙年大吉，万事如意！ is no verse.

    >>> verse_lines("白日依山尽，黄河入海流。\\n欲穷千里目，更上一层楼。")[1:3]
    ('黄河入海流', '欲穷千里目')
    >>> verse_lines("新年好，万事如意。")
    ()
    """
    body = split_title(text).body if "\n" in text else text
    found = clauses(body)
    lengths = set(map(len, found))
    if len(found) < 4 or len(lengths) != 1:
        return ()
    length = lengths.pop()
    alone = length in _VERSE_LINE and len(lines(body)) == len(found)
    return found if alone or length in _REGULAR else ()


def items(text: str) -> tuple[str, ...]:
    """The items without their marks: of a list, or else what blank lines part, or else the lines.

    What stands before the first mark is no item, nor what follows a blank line after the last. Of
    questions and answers the answers are the items.

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
    first line before longer prose that has no closing mark or a blank line after it.

    >>> split_title("《雪》\\n雪落了。")
    Titled(title='雪', body='雪落了。')
    >>> split_title("雪落了。\\n天晴了。").title
    ''
    """
    head, _, body = text.strip().partition("\n")
    head = head.strip()
    bare = _DECORATION.sub("", head, count=1).rstrip("*_# ")
    label = _TITLE_LABEL.match(bare)
    if label:
        return Titled(_unwrapped(bare[label.end() :]), body.strip("\n"))
    decorated = bare != head and not _MARKER.match(head) and bool(bare)
    if body.strip() and (decorated or re.fullmatch(r"《[^《》]+》", bare) or _looks_like_title(head, body)):
        return Titled(_unwrapped(bare), body.strip("\n"))
    return Titled("", text)


def labelled_part(text: str, name: str) -> str | None:
    """What the text itself labels as ``name`` (横批：…), up to the next label or blank line; else None.

    >>> labelled_part("上联：春风\\n下联：秋月\\n横批：如意", "横批"), labelled_part("春风", "横批")
    ('如意', None)
    """
    rows = [line.strip() for line in text.splitlines()]
    for i, row in enumerate(rows):
        rest = _after_label(row, name)
        if rest is not None:
            following = rows[i + 1 :]
            while not rest and following and not following[0]:
                following = following[1:]
            own = [rest] if rest else []
            for line in following:
                if not line or _OTHER_LABEL.match(line):
                    break
                own.append(line)
            return "\n".join(own) or None
    return None


_OTHER_LABEL = Pattern(r"[#>*_\s]*[【\[]?[^\s，。！？：:]{1,8}[】\]]?[*_]*[：:]|#|[【\[][^】\]]{1,8}[】\]]")


def _after_label(row: str, name: str) -> str | None:
    """What follows the label ``name`` on its line, or None when the line has no such label."""
    bare = _DECORATION.sub("", row, count=1)
    bracketed = bare[:1] in "【[（(" and bare[:1] != ""
    bare = bare[1:] if bracketed else bare
    if not bare.startswith(name):
        return None
    rest = bare[len(name) :].lstrip("】])）*_ ")
    if rest[:1] in ("：", ":"):
        return rest[1:].lstrip("*_ ")
    alone = not rest and (bracketed or row.startswith(("#", "*")))
    return rest if alone or (bracketed and rest) else None


def _blocks(text: str) -> list[tuple[str, ...]]:
    """Groups of lines between blank lines."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [tuple(block) for block in blocks if block]


def _are_stanzas(blocks: Sequence[tuple[str, ...]]) -> bool:
    """Whether blank lines part groups of verse or list lines, so that a group is a paragraph."""
    inner = [line for block in blocks for line in block if len(block) > 1]
    short = sum(len(line) <= _SHORT_LINE or bool(_MARKER.match(line)) for line in inner)
    return len(blocks) > 1 and bool(inner) and short * 5 >= len(inner) * 4


def _are_a_letter(blocks: Sequence[tuple[str, ...]]) -> bool:
    """Whether a salutation opens and a signature, a date or good wishes close the text."""
    if not blocks or len(blocks) + len(blocks[0]) < 3 or not _ADDRESS.fullmatch(blocks[0][0]):
        return False
    return _SIGNED.fullmatch(blocks[-1][-1]) is not None and not _MARKER.match(blocks[-1][-1])


def _body_of_letter(lines: list[str]) -> tuple[str, ...]:
    """Without the salutation, and without wishes and signature at the foot; the whole where nothing is left."""
    end = len(lines)
    while end > 1 and _SIGNED.fullmatch(lines[end - 1]):
        end -= 1
    return tuple(lines[1:end]) or tuple(lines)


def _without_letter_parts(blocks: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without a salutation at the head and a signature at the foot."""
    if len(blocks) > 1 and len(blocks[0]) == 1 and _SALUTATION.fullmatch(blocks[0][0]):
        blocks = blocks[1:]
    if all(len(line) <= _SHORT_LINE for block in blocks for line in block):
        return blocks
    while len(blocks) > 1 and all(_CLOSING.fullmatch(line) for line in blocks[-1]):
        blocks = blocks[:-1]
    return blocks


def _sentences_of_line(line: str) -> list[str]:
    found, start = [], 0
    for match in _END.finditer(line):
        if not _goes_on(line, match):
            found.append(line[start : match.end()].strip())
            start = match.end()
    found.append(line[start:].strip())
    return [sentence for sentence in found if any(map(str.isalnum, sentence))]


def _goes_on(line: str, match: re.Match[str]) -> bool:
    """Whether the sentence goes on after this mark: an abbreviation, an ellipsis or a quotation inside."""
    if match["stop"]:
        return _ABBREVIATION.search(line[: match.start()]) is not None
    if set(match[0]) == {"…"}:
        return match.end() < len(line)
    if match[0][-1] not in _CLOSERS:
        return False
    return line[match.end() : match.end() + 1] in tuple("，、；：,;:的") or bool(
        _SAYS.match(line, match.end())
    )


def _listed_items(text: str) -> tuple[str, ...]:
    """The items of the list in ``text``; none when it has fewer than two marks of one kind."""
    found: list[list[str]] = []
    kind, indent = "", 0
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip())
        marked = _marked(line)
        if marked and (not kind or (marked[0] == kind and depth <= indent + 1)):
            kind, indent = marked[0], depth if not kind else indent
            found.append([marked[1]])
        elif found and not (kind == "answer" and _QUESTION.match(line.strip())):
            found[-1].append(line.strip())
        elif found:
            found[-1].append("")
    if len(found) < 2:
        return ()
    return (*map(_joined_lines, found[:-1]), _joined_lines(_up_to_blank(found[-1])))


def _marked(line: str) -> tuple[str, str] | None:
    """The kind of list mark that opens ``line`` and what follows it; emphasis around is left out."""
    content = line.strip()
    match = _MARKER.match(content)
    if match is None or content.startswith("**"):
        content = _DECORATION.sub("", content, count=1)
        match = _MARKER.match(content)
    if match is None:
        return None
    rest = content[match.end() :].strip()
    return match.lastgroup or "", rest.strip("*").strip() if line.lstrip().startswith("**") else rest


def _up_to_blank(item: list[str]) -> list[str]:
    return item[: item.index("", 1)] if "" in item[1:] else item


def _joined_lines(item: list[str]) -> str:
    return "\n".join(filter(None, item))


def _looks_like_title(head: str, body: str) -> bool:
    """A short line, neither salutation nor list item, before prose."""
    prose = max(map(len, lines(body)), default=0) > max(_SHORT_LINE, 2 * len(head))
    if not 1 < len(head) <= 30 or not prose or _MARKER.match(head) or head[-1] in "。，,；;：:”":
        return False
    apart = not body.partition("\n")[0].strip()
    return apart or not any(mark in head for mark in _MARKS)


def _unwrapped(title: str) -> str:
    """Without 《》, quotation marks or emphasis around the whole."""
    title = title.strip().strip("*_# ").strip()
    match = _WRAPPED.fullmatch(title)
    return next(filter(None, match.groups())) if match else title
