/// A sign of an input method or a word processor where YAML and CSV know only one of ASCII: a full-width colon, an
/// ideographic space, a typographic quote.
struct ForeignSign {
    let scalar: Unicode.Scalar
    /// With its article: "a full-width ：(U+FF1A)".
    let name: String
    /// What stands for it in ASCII; empty where nothing should stand.
    let replacement: String

    /// Nil when `scalar` is none.
    init?(_ scalar: Unicode.Scalar) {
        guard scalar.value >= 0xA0 else { return nil }
        self.scalar = scalar
        let code = "U+" + ForeignSign.hexadecimal(scalar.value)
        switch scalar.value {
        case 0x3000:
            name = "an ideographic space (\(code))"
            replacement = "  "
        case 0xA0, 0x2007, 0x202F:
            name = "a no-break space (\(code))"
            replacement = " "
        case 0x1680, 0x2000...0x200A, 0x205F:
            name = "a space other than that of the space bar (\(code))"
            replacement = " "
        case 0x200B...0x200F, 0x2060, 0xFEFF:
            name = "an invisible sign (\(code))"
            replacement = ""
        case 0xFF1B:
            // Semicolons separate nothing here, and what a Chinese list separates with them are commas of YAML.
            name = "a full-width ；(\(code))"
            replacement = ","
        case 0xFF01...0xFF5E:
            name = "a full-width \(scalar)(\(code))"
            replacement = Unicode.Scalar(scalar.value - 0xFEE0).map { String($0) } ?? ""
        default:
            guard let (kind, ascii) = ForeignSign.others[scalar] else { return nil }
            name = "\(kind) \(scalar)(\(code))"
            replacement = ascii
        }
    }

    private static let others: [Unicode.Scalar: (kind: String, ascii: String)] = [
        "、": ("an ideographic comma", ","), "。": ("an ideographic full stop", "."),
        "“": ("a typographic quote", "\""), "”": ("a typographic quote", "\""), "„": ("a typographic quote", "\""),
        "‘": ("a typographic quote", "'"), "’": ("a typographic quote", "'"),
        "–": ("a long dash", "-"), "—": ("a long dash", "-"), "―": ("a long dash", "-"), "‐": ("a hyphen", "-"),
        "‑": ("a no-break hyphen", "-"), "−": ("a minus sign", "-"), "【": ("a bracket", "["), "】": ("a bracket", "]"),
    ]

    /// What is wrong and what to write.
    var message: String { "\(name) stands here; \(remedy)" }

    private var remedy: String {
        switch replacement {
        case "": "take it out"
        case " ": "write a space"
        case "  ": "write spaces"
        case ":", ",": "write '\(replacement)' and a space"
        default: "write \(replacement == "'" ? "\"'\"" : "'\(replacement)'")"
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
