/// Places of a YAML text where a foreign sign, or a colon without a blank behind it, may be why it cannot be read.
///
/// Only what stands outside of quotes and comments is looked at; whether a place is the reason is the caller's to try.
struct SignCandidates {
    /// One place and what to write there.
    struct Candidate {
        /// Each scalar's offset in the text, ascending, with what to put in its place.
        var edits: [(offset: Int, replacement: String)]
        var message: Wording
    }

    let scalars: [Unicode.Scalar]
    /// The offset at which each line begins.
    private let starts: [Int]
    private let isPlain: [Bool]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        starts = SignCandidates.lineStarts(scalars)
        isPlain = SignCandidates.plainPlaces(scalars)
    }

    /// The offset of a place as the parser names it, counted from 1; nil behind the end.
    func offset(line: Int, column: Int) -> Int? {
        guard starts.indices.contains(line - 1) else { return nil }
        let offset = starts[line - 1] + column - 1
        return scalars.indices.contains(offset) ? offset : nil
    }

    /// The sign at a place as the parser names it; nil behind the end.
    func scalar(line: Int, column: Int) -> Unicode.Scalar? {
        offset(line: line, column: column).map { scalars[$0] }
    }

    /// The line and column of an offset, counted from 1.
    func place(_ offset: Int) -> (line: Int, column: Int) {
        let line = starts.lastIndex { $0 <= offset } ?? 0
        return (line + 1, offset - starts[line] + 1)
    }

    /// The places on the lines from `first` to `last`, and on the two lines with text before them, the last first: the
    /// parser notices some of them only a line or two later.
    func near(lines first: Int, through last: Int) -> [Candidate] {
        var line = max(1, min(first, starts.count))
        var before = 2
        while line > 1, before > 0 {
            line -= 1
            if hasPlainText(line) { before -= 1 }
        }
        let end = last < starts.count ? starts[last] : scalars.count
        var found: [Candidate] = []
        var offset = starts[line - 1]
        while offset < end {
            if let candidate = candidate(at: offset) {
                found.append(candidate)
                offset = (candidate.edits.last?.offset ?? offset)
            }
            offset += 1
        }
        return found.reversed()
    }

    /// The candidate that begins at `offset`: a run of blanks, two quotes that belong together, or a single sign.
    func candidate(at offset: Int) -> Candidate? {
        guard isPlain[offset] else { return nil }
        guard let sign = ForeignSign(scalars[offset]) else {
            guard isTightColon(offset) else { return nil }
            return Candidate(edits: [(offset, ": ")], message: SignCandidates.tightColon)
        }
        // A byte order mark is one only at the beginning.
        guard offset > 0 || sign.scalar != "\u{FEFF}" else { return nil }
        if sign.isBlank {
            let run = scalars[offset...].prefix { ForeignSign($0)?.isBlank == true }
            let edits = zip(run.indices, run).map { ($0, ForeignSign($1)?.replacement ?? "") }
            return Candidate(edits: edits, message: sign.message)
        }
        var edits = [(offset, replacement(of: sign, at: offset))]
        if sign.replacement == "\"" || sign.replacement == "'" {
            let rest = scalars[(offset + 1)...].prefix { $0 != "\n" && $0 != "\r" }
            let end = rest.firstIndex { ForeignSign($0)?.replacement == sign.replacement }
            if let end { edits.append((end, sign.replacement)) }
        }
        return Candidate(edits: edits, message: sign.message)
    }

    static let tightColon = Wording(
        "a colon without a space behind it stands here; write ':' and a space",
        zh: "此处冒号后没有空格；请改为 ':' 和一个空格"
    )

    /// A colon and a comma are followed by a blank.
    private func replacement(of sign: ForeignSign, at offset: Int) -> String {
        let next = offset + 1 < scalars.count ? scalars[offset + 1] : "\n"
        let needsBlank = [":", ",", "-"].contains(sign.replacement) && !next.properties.isWhitespace
        return sign.replacement + (needsBlank ? " " : "")
    }

    /// `city:深圳`, where a key may stand.
    private func isTightColon(_ offset: Int) -> Bool {
        guard scalars[offset] == ":", offset + 1 < scalars.count, !scalars[offset + 1].properties.isWhitespace else {
            return false
        }
        let key = scalars[..<offset].reversed().prefix { $0.isKeySign }
        guard !key.isEmpty else { return false }
        let before = scalars[..<(offset - key.count)].last { $0 != " " && $0 != "\t" } ?? "\n"
        return ["\n", "\r", "-", "{", ",", "，"].contains(before)
    }

    private func hasPlainText(_ line: Int) -> Bool {
        let end = line < starts.count ? starts[line] : scalars.count
        return (starts[line - 1]..<end).contains { isPlain[$0] && !(scalars[$0].value <= 0x20) }
    }

    /// Where lines begin, ended as YAML 1.1 ends them.
    private static func lineStarts(_ scalars: [Unicode.Scalar]) -> [Int] {
        var starts = [0]
        for (offset, scalar) in scalars.enumerated() {
            let isPair = scalar == "\r" && offset + 1 < scalars.count && scalars[offset + 1] == "\n"
            if ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar), !isPair { starts.append(offset + 1) }
        }
        return starts
    }

    /// False within quotes and comments.
    private static func plainPlaces(_ scalars: [Unicode.Scalar]) -> [Bool] {
        var plain = Array(repeating: true, count: scalars.count)
        /// The last sign that is no blank; a line's end counts as one.
        var last: Unicode.Scalar = "\n"
        var offset = 0
        while offset < scalars.count {
            let scalar = scalars[offset]
            let before = ForeignSign(last)?.replacement.unicodeScalars.first ?? last
            let mayBegin = ["\n", "\r", "-", "?", ":", ",", "{", "["].contains(before)
            if (scalar == "\"" || scalar == "'") && mayBegin {
                let end = endOfQuote(scalars, from: offset)
                for place in offset..<end { plain[place] = false }
                offset = end
                last = scalar
                continue
            }
            let isAfterBlank = offset == 0 || scalars[offset - 1].properties.isWhitespace
            if scalar == "#", isAfterBlank {
                while offset < scalars.count, scalars[offset] != "\n", scalars[offset] != "\r" {
                    plain[offset] = false
                    offset += 1
                }
                continue
            }
            if scalar != " ", scalar != "\t" { last = scalar }
            offset += 1
        }
        return plain
    }

    /// The offset behind the quote that closes the one at `start`; the text's end when none does.
    private static func endOfQuote(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        let quote = scalars[start]
        var offset = start + 1
        while offset < scalars.count {
            if scalars[offset] == "\\", quote == "\"" {
                offset += 2
            } else if scalars[offset] != quote {
                offset += 1
            } else if quote == "'", offset + 1 < scalars.count, scalars[offset + 1] == quote {
                offset += 2
            } else {
                return offset + 1
            }
        }
        return scalars.count
    }
}

extension Unicode.Scalar {
    /// A letter, digit, `-` or `_` of ASCII, as keys have them.
    var isKeySign: Bool {
        guard isASCII else { return false }
        return properties.isAlphabetic || ("0"..."9").contains(self) || self == "-" || self == "_"
    }
}
