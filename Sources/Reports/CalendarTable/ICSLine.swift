import EventTime
import Records

/// How lines, times and texts are written in iCalendar (RFC 5545).
enum ICSLine {
    /// "20260607T010000Z" (section 3.3.5, form 2), to the second.
    static func utc(_ instant: Instant) -> String {
        let text = RFC3339.format(instant.floored(to: .seconds(1)), offset: 0)
        return text.filter { $0 != "-" && $0 != ":" }
    }

    /// The instant of a time as ``utc(_:)`` writes it; nil for anything else.
    static func instant(_ text: String) -> Instant? {
        let signs = Array(text)
        guard signs.count == 16 else { return nil }
        let parts = [signs[0..<4], signs[4..<6], signs[6..<11], signs[11..<13], signs[13...]].map { String($0) }
        return RFC3339.parse("\(parts[0])-\(parts[1])-\(parts[2]):\(parts[3]):\(parts[4])")
    }

    /// "20260607".
    static func date(_ date: LocalDate) -> String {
        func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
        }
        return padded(date.year, 4) + padded(date.month, 2) + padded(date.day, 2)
    }

    /// Section 3.3.11; other ends of lines than "\n" become one, and controls, which a text may not hold, and what
    /// turns the direction of writing are left out.
    static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped += ["\\", scalar]
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": escaped += ["\\", "n"]
            case _ where scalar.isUnfitForLine && scalar != "\t": break
            default: escaped.append(scalar)
            }
            previous = scalar
        }
        return String(escaped)
    }

    /// The lines of a stream as they were before they were folded.
    static func unfolded(_ text: String) -> [String] {
        var lines: [String.UnicodeScalarView] = []
        for line in text.unicodeScalars.split(separator: "\n") {
            let line = line.last == "\r" ? line.dropLast() : line
            if line.first == " " || line.first == "\t", !lines.isEmpty {
                lines[lines.count - 1].append(contentsOf: line.dropFirst())
            } else {
                lines.append(String.UnicodeScalarView(line))
            }
        }
        return lines.map { String($0) }
    }

    /// Lines of at most 75 octets, no character torn apart (section 3.1).
    static func folded(_ line: String) -> String {
        var folded = ""
        var octets = 0
        for scalar in line.unicodeScalars {
            let width = String(scalar).utf8.count
            if octets + width > 75 {
                folded += "\r\n "
                octets = 1
            }
            folded.unicodeScalars.append(scalar)
            octets += width
        }
        return folded
    }
}
