"""What the review page says, in Chinese and in English, and the filters it offers."""

from __future__ import annotations

from collections.abc import Callable

from hesui_data.review.rows import Row, Standing
from hesui_data.rules import in_language
from hesui_data.rules.rule import Words

Filter = Callable[[Row, Standing, Callable[[Row], bool]], bool]

FILTERS: dict[str, Filter] = {
    "open": lambda row, now, warned: now.state in ("open", "changed"),
    "made": lambda row, now, warned: now.state in ("open", "changed") and not row.pair.original,
    "found": lambda row, now, warned: not row.code and warned(row),
    "accepted": lambda row, now, warned: now.state == "accepted",
    "edited": lambda row, now, warned: now.state == "edited",
    "rejected": lambda row, now, warned: now.state == "rejected",
    "changed": lambda row, now, warned: now.state == "changed",
    "refused": lambda row, now, warned: now.state == "refused",
    "train": lambda row, now, warned: row.pair.split == "train",
    "eval": lambda row, now, warned: row.pair.split == "eval",
    "all": lambda row, now, warned: True,
}
"""Name of a filter → whether it lets a row through."""

WORDS: dict[str, Words] = {
    "title": ("审阅", "Review"),
    "needs javascript": (
        "这个页面需要 JavaScript，它只来自本机，不访问任何别的地址。",
        "This page needs JavaScript; it comes from this machine alone and asks no other address.",
    ),
    "position": ("第 {n} 条，共 {of} 条", "{n} of {of}"),
    "counts": (
        "未定 {open} · 接受 {accepted} · 修改 {edited} · 剔除 {rejected}",
        "{open} open · {accepted} accepted · {edited} edited · {rejected} rejected",
    ),
    "show": ("显示", "Show"),
    "search": ("查找文字或编号", "Find text or id"),
    "filter open": ("未定的", "open"),
    "filter made": ("机器做的、未定的", "made by the machine, open"),
    "filter found": ("检查有话要说的", "with findings"),
    "filter accepted": ("接受了的", "accepted"),
    "filter edited": ("修改了的", "edited"),
    "filter rejected": ("剔除了的", "rejected"),
    "filter changed": ("判定之后文字变了的", "changed since decided"),
    "filter refused": ("被检查拒绝的", "refused by a check"),
    "filter train": ("训练集", "train"),
    "filter eval": ("评测集", "eval"),
    "filter all": ("全部", "all"),
    "state open": ("未定", "open"),
    "state accepted": ("已接受", "accepted"),
    "state rejected": ("已剔除", "rejected"),
    "state edited": ("已修改", "edited"),
    "state changed": ("文字已变", "text changed"),
    "state refused": ("被检查拒绝", "refused by a check"),
    "this row": ("这一条", "This row"),
    "beside": ("对照", "To compare"),
    "beside seed": ("它的种子", "Its seed"),
    "beside before": ("修改之前", "Before the edit"),
    "beside none": (
        "这一条就是种子，没有可对照的",
        "This row is a seed itself: there is nothing to hold it against",
    ),
    "prompt": ("提示词", "Prompt"),
    "response": ("回答", "Response"),
    "system": ("系统", "System"),
    "earlier": ("之前的对话", "Earlier turns"),
    "role user": ("用户", "user"),
    "role assistant": ("助手", "assistant"),
    "lengths": ("字数", "Length"),
    "in all": ("共 {count} 字", "{count} 字 in all"),
    "no demand": ("提示词没有提字数要求", "The prompt asks for no length"),
    "outcome holds": ("符合", "holds"),
    "outcome breaks": ("不符合", "breaks"),
    "outcome unknown": ("无法判定", "cannot tell"),
    "findings": ("检查", "Checks"),
    "no findings": ("没有发现问题", "Nothing found"),
    "severity error": ("错误", "error"),
    "severity warning": ("提醒", "warning"),
    "severity info": ("说明", "note"),
    "where from": ("来历", "Where it comes from"),
    "source": ("来源", "Source"),
    "steps": ("做过的处理", "What was done"),
    "method read": ("原始数据", "as given"),
    "method rules": ("规则改写的提示词", "prompt reworded by rules"),
    "method retag": ("换了真实的字数要求", "another true length demand"),
    "method shorten": ("删减整句的较短回答", "shortened by whole sentences"),
    "method mix": ("混入的通用数据", "general row mixed in"),
    "method paraphrase": ("改写", "paraphrase"),
    "accept": ("接受", "Accept"),
    "reject": ("剔除", "Reject"),
    "edit": ("修改", "Edit"),
    "undo": ("撤销", "Undo"),
    "next": ("下一条", "Next"),
    "back": ("上一条", "Back"),
    "filter": ("筛选", "Filter"),
    "help": ("按键说明", "Keys"),
    "close": ("关闭", "Close"),
    "why reject": ("为什么剔除？", "Why is it rejected?"),
    "cancel": ("取消", "Cancel"),
    "save": ("保存", "Save"),
    "force": ("照样保存", "Save all the same"),
    "editing": ("修改这一条", "Edit this row"),
    "key a": ("接受，到下一条", "accept, and go on"),
    "key r": ("剔除，再按 1–6 说明原因；Esc 不剔除", "reject, then 1–6 for the reason; Esc keeps it"),
    "key e": ("修改；Ctrl+Enter 保存，Esc 取消", "edit; Ctrl+Enter saves, Esc cancels"),
    "key u": ("撤销这个窗口里的上一个决定", "undo the last decision of this window"),
    "key j": ("下一条", "next row"),
    "key k": ("上一条", "row before"),
    "key f": ("筛选；Esc 回到这一条", "filter; Esc returns to the row"),
    "key ?": ("这份说明", "this list"),
    "help note": (
        "正在用输入法组字、或光标在输入框里时，这些键不起作用。"
        "每个决定立即写入 reviews.jsonl，下次 hesui build 时生效。",
        "The keys do nothing while an input method composes or the cursor is in a field. "
        "Each decision is written to reviews.jsonl at once; the next hesui build goes by them.",
    ),
    "said accepted": ("{place} 已接受", "{place} accepted"),
    "said rejected": ("{place} 已剔除：{reason}", "{place} rejected: {reason}"),
    "said edited": ("{place} 已保存修改", "{place}: edit saved"),
    "said undone": ("已撤销 {place} 的决定，现在是：{state}", "{place}: taken back; it is {state} now"),
    "said at": ("{place}，{state}，第 {n} 条，共 {of} 条", "{place}, {state}, {n} of {of}"),
    "said last": (
        "这是最后一条了。退出后运行 hesui build，决定就会生效",
        "That was the last row. Run hesui build again for the decisions to take effect",
    ),
    "said first": ("这已经是第一条", "This is the first row"),
    "said none": ("没有符合条件的行", "No row fits"),
    "said cancelled": ("没有改动", "Nothing was changed"),
    "said discard": ("改动还没有保存；再按一次 Esc 放弃", "Not saved yet; press Esc again to discard"),
    "said save first": ("请先保存或取消修改", "Save or cancel the edit first"),
    "refused decided elsewhere": (
        "这一条刚在别处定为“{state}”；要改判，请再按一次",
        "Meanwhile this row was decided elsewhere: {state}. Press again to decide otherwise",
    ),
    "refused refused by a check": (
        "这一条被检查拒绝，接受不了；修改它就能补救",
        "A check refuses this row, so it cannot be accepted; an edit can mend it",
    ),
    "refused no such reason": ("没有这个原因", "There is no such reason"),
    "refused not whole": (
        "这一行没有读完整，请在原始文件里改",
        "Only a part of this row could be read; mend it in the source file",
    ),
    "refused too long": ("文字太长了", "The text is too long"),
    "refused blank": ("提示词和回答都不能是空的", "Neither prompt nor response may be empty"),
    "refused needs force": (
        "这样保存，下次 build 会改掉它的字数要求或拒绝它。要照样保存，请再保存一次",
        "Saved like this, the next build will change its length demand or refuse it. "
        "Save once more to save it all the same",
    ),
    "refused nothing to undo": ("没有可撤销的", "There is nothing to undo"),
    "refused no such row": (
        "数据集里没有这一条了；请刷新页面",
        "The data set has no such row any more; reload the page",
    ),
    "refused rebuilt": (
        "数据集重新构建过了；请刷新页面（F5）",
        "The data set was built anew; reload the page (F5)",
    ),
    "said failed": ("没有保存：{reason}", "Not saved: {reason}"),
    "said unreachable": (
        "连不上 hesui review（可能已经退出）：刚才的决定没有保存",
        "hesui review cannot be reached (it may have ended): the last decision was not saved",
    ),
    "note changed": (
        "以前对这一条下过决定，但它的文字后来变了，请再看一遍",
        "This row was decided before, but its text has changed since: look at it again",
    ),
    "note not built": ("下次 hesui build 时生效", "Takes effect with the next hesui build"),
    "note seed rejected": (
        "它的种子已剔除：除非接受它，这一条也会一起剔除",
        "Its seed is rejected: it goes too, unless you accept it",
    ),
    "note seed edited": (
        "它的种子刚修改过：下次 build 会按新的文字重新生成，这一条可能不再有",
        "Its seed was edited: the next build makes its rows anew, and this one may be gone",
    ),
    "because": ("{state}：{reason}", "{state}: {reason}"),
    "asked wrongly": (
        "地址里没有正确的口令，或请求来自别的网页。请用 hesui review 在终端里给出的完整地址打开。",
        "The address lacks the right token, or another page asked. Open the whole address that hesui review printed.",
    ),
}
"""Key → the words in Chinese and in English."""


def words_in(language: str) -> dict[str, str]:
    """All words in ``language``.

    >>> words_in("en")["accept"], words_in("zh")["accept"]
    ('Accept', '接受')
    """
    return {key: in_language(words, language) for key, words in WORDS.items()}
