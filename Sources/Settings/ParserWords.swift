/// What the YAML parser says, in Chinese, as far as it is of what people write in settings: of directives, tags and
/// encodings its own words stand.
enum ParserWords {
    static func chinese(_ words: String) -> String { known[words] ?? words }

    private static let known = [
        "while scanning a simple key": "读取键时",
        "while scanning a quoted scalar": "读取带引号的文字时",
        "while parsing a quoted scalar": "读取带引号的文字时",
        "while scanning a plain scalar": "读取值时",
        "while scanning a block scalar": "读取多行文字时",
        "while scanning an anchor": "读取锚点时",
        "while scanning an alias": "读取别名时",
        "while scanning for the next token": "读取下一项时",
        "while parsing a node": "读取值时",
        "while parsing a block node": "读取值时",
        "while parsing a flow node": "读取值时",
        "while parsing a flow sequence": "读取 [ ] 列表时",
        "while parsing a flow mapping": "读取 { } 中的键和值时",
        "while parsing a block mapping": "读取一节键和值时",
        "while parsing a block collection": "读取以 - 开头的列表时",
        "could not find expected ':'": "缺少 ':'",
        "did not find expected key": "此处应为键（请检查缩进和引号）",
        "did not find expected '-' indicator": "此处应以 - 开头（请检查缩进）",
        "did not find expected ',' or ']'": "缺少 ',' 或 ']'",
        "did not find expected ',' or '}'": "缺少 ',' 或 '}'",
        "did not find expected node content": "此处应为值",
        "did not find expected <document start>": "此处之前的内容已经结束（请检查缩进）",
        "did not find expected comment or line break": "此处应为注释或换行",
        "did not find expected whitespace or line break": "此处应为空格或换行",
        "did not find expected alphabetic or numeric character": "此处应为字母或数字",
        "mapping values are not allowed in this context": "此处不应有键的值（请检查缩进，或给含有 ': ' 的值加引号）",
        "mapping keys are not allowed in this context": "此处不应有键",
        "block sequence entries are not allowed in this context": "此处不应有列表项（请检查缩进）",
        "found unexpected end of stream": "文件在此结束，内容不完整（请检查引号）",
        "found unexpected document indicator": "文字中出现 --- 或 ...（请检查引号）",
        "found unknown escape character": "双引号中的 \\ 之后不是有效的转义字符",
        "found unexpected ':'": "此处不应有 ':'",
        "found undefined alias": "别名没有定义",
        "control characters are not allowed": "含有控制字符",
    ]
}
