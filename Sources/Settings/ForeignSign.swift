/// A sign of an input method or a word processor where YAML and CSV know only one of ASCII: a full-width colon, an
/// ideographic space, a typographic quote.
struct ForeignSign {
    let scalar: Unicode.Scalar
    /// With its article: "a full-width ：(U+FF1A)".
    let name: Wording
    /// What stands for it in ASCII; empty where nothing should stand.
    let replacement: String

    /// Nil when `scalar` is none.
    init?(_ scalar: Unicode.Scalar) {
        guard scalar.value >= 0xA0 else { return nil }
        self.scalar = scalar
        let code = "U+" + ForeignSign.hexadecimal(scalar.value)
        switch scalar.value {
        case 0x3000:
            name = Wording("an ideographic space (\(code))", zh: "全角空格（\(code)）")
            replacement = "  "
        case 0xA0, 0x2007, 0x202F:
            name = Wording("a no-break space (\(code))", zh: "不换行空格（\(code)）")
            replacement = " "
        case 0x1680, 0x2000...0x200A, 0x205F:
            name = Wording("a space other than that of the space bar (\(code))", zh: "非普通空格（\(code)）")
            replacement = " "
        case 0x200B...0x200F, 0x2060, 0xFEFF:
            name = Wording("an invisible sign (\(code))", zh: "不可见字符（\(code)）")
            replacement = ""
        case 0xFF1B:
            // Semicolons separate nothing here, and what a Chinese list separates with them are commas of YAML.
            name = Wording("a full-width ；(\(code))", zh: "全角“；”（\(code)）")
            replacement = ","
        case 0xFF01...0xFF5E:
            name = Wording("a full-width \(scalar)(\(code))", zh: "全角“\(scalar)”（\(code)）")
            replacement = Unicode.Scalar(scalar.value - 0xFEE0).map { String($0) } ?? ""
        default:
            guard let (kind, ascii) = ForeignSign.others[scalar] else { return nil }
            name = Wording("\(kind.en) \(scalar)(\(code))", zh: "\(kind.zh)“\(scalar)”（\(code)）")
            replacement = ascii
        }
    }

    private static let others: [Unicode.Scalar: (kind: Wording, ascii: String)] = [
        "、": (Wording("an ideographic comma", zh: "顿号"), ","),
        "。": (Wording("an ideographic full stop", zh: "句号"), "."),
        "“": (quote, "\""), "”": (quote, "\""), "„": (quote, "\""), "‘": (quote, "'"), "’": (quote, "'"),
        "–": (dash, "-"), "—": (dash, "-"), "―": (dash, "-"),
        "‐": (Wording("a hyphen", zh: "连字符"), "-"), "‑": (Wording("a no-break hyphen", zh: "不换行连字符"), "-"),
        "−": (Wording("a minus sign", zh: "减号"), "-"), "【": (bracket, "["), "】": (bracket, "]"),
    ]
    private static let quote = Wording("a typographic quote", zh: "弯引号")
    private static let dash = Wording("a long dash", zh: "长横线")
    private static let bracket = Wording("a bracket", zh: "方头括号")

    /// What is wrong and what to write.
    var message: Wording { Wording("\(name.en) stands here; \(remedy.en)", zh: "此处为\(name.zh)；\(remedy.zh)") }

    private var remedy: Wording {
        switch replacement {
        case "": Wording("take it out", zh: "请删去")
        case " ": Wording("write a space", zh: "请改为一个空格")
        case "  ": Wording("write spaces", zh: "请改为空格")
        case ":", ",": Wording("write '\(replacement)' and a space", zh: "请改为 '\(replacement)' 和一个空格")
        default:
            Wording(
                "write \(replacement == "'" ? "\"'\"" : "'\(replacement)'")",
                zh: "请改为 \(replacement == "'" ? "\"'\"" : "'\(replacement)'")"
            )
        }
    }

    /// A space, or nothing that is seen.
    var isBlank: Bool { replacement.allSatisfy { $0 == " " } }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension StringProtocol {
    /// The offset in Unicode scalars of its first sign that is not of ASCII where ASCII is meant, with the sign.
    var firstForeignSign: (offset: Int, sign: ForeignSign)? {
        for (offset, scalar) in unicodeScalars.enumerated() {
            if let sign = ForeignSign(scalar) { return (offset, sign) }
        }
        return nil
    }
}
