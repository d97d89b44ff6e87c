"""HD1: rows whose shape says too little, too much or two things at once."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

RULES: dict[str, Rule] = {
    "HD101": Rule(
        "unknown-shape",
        "error",
        (
            "认不出这一行的结构；现有的键：{keys}（可用 --columns prompt=列名,response=列名 指明）",
            "a row of an unknown shape; its keys: {keys} (name two of them: --columns prompt=NAME,response=NAME)",
        ),
        (
            "找不到提示词和回答的行，训练程序会报错或悄悄跳过。",
            "A trainer that finds no prompt and no response fails, or skips the row in silence.",
        ),
        (
            "用 --columns prompt=列名,response=列名 指明两列。",
            "Name the two columns: --columns prompt=NAME,response=NAME.",
        ),
    ),
    "HD102": Rule(
        "no-prompt",
        "error",
        ("提示词为空或缺失", "the prompt is empty or missing"),
        (
            "没有提示词的行教模型无缘无故地说话。",
            "A row without a prompt teaches a model to speak without being asked.",
        ),
        ("补上提示词或删掉这一行。", "Fill in the prompt or delete the row."),
    ),
    "HD103": Rule(
        "no-response",
        "error",
        ("回答为空或缺失", "the response is empty or missing"),
        (
            "空的回答教模型一句话也不说；有的平台照样收下。",
            "An empty response teaches a model to say nothing; some platforms take it all the same.",
        ),
        ("补上回答或删掉这一行。", "Fill in the response or delete the row."),
    ),
    "HD104": Rule(
        "wrong-type",
        "error",
        ("“{key}”应为{expected}，实为{got}", 'expected {expected} for "{key}", got {got}'),
        (
            "训练程序按类型取值；类型不对就报错，或把它变成 “None”“[…]” 这样的字。",
            'A trainer goes by types: it fails, or trains on the letters of "None" or "[…]".',
        ),
        ("改成所要求的类型。", "Give it the type that is expected."),
    ),
    "HD105": Rule(
        "repeated-field",
        "error",
        ("键“{key}”出现了两次", 'the key "{key}" stands twice'),
        (
            "两个值里只有一个会被用上，用哪个各家程序不同。",
            "Only one of the two values is used, and programs differ in which.",
        ),
        ("留下一个，删掉另一个。", "Keep one of the two."),
    ),
    "HD106": Rule(
        "ragged-row",
        "error",
        ("这一行有 {got} 列，表头有 {expected} 列", "a row of {got} fields under a header of {expected}"),
        (
            "多出或缺少的列使后面的内容都错位。",
            "With a field too many or too few, what follows stands under the wrong name.",
        ),
        (
            "单元格里有逗号或换行时，整格要用引号括起来。",
            "Quote a cell that holds a comma or a line break.",
        ),
    ),
    "HD107": Rule(
        "unpaired-turns",
        "error",
        ("对话的轮次不成对：{reason}", "the turns of the dialogue do not pair up: {reason}"),
        (
            "训练程序按一问一答取轮次；不成对的整段对话会被丢掉。",
            "Trainers take turns as question and answer, and drop a dialogue in which they do not pair up.",
        ),
        (
            "用户与助手须轮流发言，最后一轮是助手。",
            "User and assistant must take turns, and the assistant has the last word.",
        ),
    ),
    "HD108": Rule(
        "beyond-text",
        "error",
        ("这一行带有{what}，一条数据里放不下", "the row has {what}, which a pair cannot hold"),
        (
            "去掉工具调用或图像，剩下的文字就成了另一个意思。",
            "Without its tool calls or images the text that is left says something else.",
        ),
        (
            "去掉这一行，或把它改写成只有文字的用户与助手对话。",
            "Leave the row out, or rewrite it as a dialogue of user and assistant in plain text.",
        ),
    ),
    "HD109": Rule(
        "repeated-key",
        "warning",
        (
            "键“{key}”出现了两次，不过它不影响提示词和回答",
            'the key "{key}" stands twice; it is part of neither text',
        ),
        (
            "JSON 没有规定重复的键取哪一个；多半是导出程序的错误。",
            "JSON does not say which of two equal keys counts; most likely the program that wrote the file is at fault.",
        ),
        ("留下一个，删掉另一个。", "Keep one of the two."),
    ),
    "HD110": Rule(
        "short-row",
        "warning",
        ("{what}；这一行照读了", "{what}; the row was read all the same"),
        (
            "表格软件会省去行末的空格子；但格子里没加引号的换行也会留下这样的行。",
            "Spreadsheets leave out empty cells at the end; but a line break that was not quoted leaves such a row too.",
        ),
        (
            "补上缺的格子；格子里的换行要用引号括起来。",
            "Fill in the missing cells, and quote a cell that holds a line break.",
        ),
    ),
    "HD111": Rule(
        "mixed-shapes",
        "warning",
        (
            "这个文件里有 {shapes} 种结构；这一行是 {shape}，大多数是 {most}",
            "the rows of this file have {shapes} shapes; this one is {shape}, most are {most}",
        ),
        (
            "训练程序按第一行认列；结构不同的行会读成空的，或让整个文件读不了。",
            "Trainers take the columns from the first row: rows of another shape come out empty or stop the reading.",
        ),
        (
            "用 hesui build 或 hesui export 写成同一种格式。",
            "Write them all in one dialect with hesui build or hesui export.",
        ),
    ),
    "HD112": Rule(
        "not-as-built",
        "error",
        (
            "与同一文件夹里的 manifest.json 不符：构建之后改过",
            "not as the manifest.json beside it says: changed after it was built",
        ),
        (
            "manifest.json 记着每个文件的哈希；手改过的文件，来历和标签都不再可信。",
            "The manifest has the hash of every file; of one that was edited neither lineage nor tags can be trusted.",
        ),
        (
            "改原始数据，然后重新 hesui build。",
            "Edit the raw data, then run hesui build again.",
        ),
    ),
    "HD113": Rule(
        "empty-file",
        "warning",
        ("文件里没有数据", "there are no rows in the file"),
        (
            "空文件多半是导出失败留下的。",
            "An empty file is most likely what a failed export left.",
        ),
        ("重新导出，或删掉这个文件。", "Export it again, or delete the file."),
    ),
    "HD114": Rule(
        "blank-text",
        "error",
        ("清洗之后{field_name}已无可见文字", "nothing visible is left of the {field_name} after cleaning"),
        (
            "看上去有内容，其实只有空白或看不见的字符。",
            "It looks filled and holds nothing but white space or characters that nobody sees.",
        ),
        ("补上文字或删掉这一行。", "Fill in the text or delete the row."),
    ),
    "HD115": Rule(
        "header-again",
        "error",
        ("表头又出现了一次", "the header stands here again"),
        (
            "多半是几个表格首尾相接拼成的；训练时列名会被当成一问一答。",
            "Most likely tables were joined end to end; a trainer takes the names of the columns for a pair.",
        ),
        ("删掉这一行。", "Delete the row."),
    ),
}
