package import EventTime

/// By how much a sensor's clock is wrong, in words for a terminal.
package enum OffsetText {
    /// "7 min behind", "8 h ahead"; `offset` is positive when the clock runs ahead.
    package static func text(_ offset: TimeSpan) -> String {
        "\(length(abs(offset.milliseconds))) \(offset < .zero ? "behind" : "ahead")"
    }

    /// In its largest unit and the next one, rounded to a second, from an hour on to a minute: some of it is the
    /// network's.
    private static func length(_ exact: Int64) -> String {
        let unit: Int64 = exact < 3_600_000 - 500 ? 1000 : 60_000
        let milliseconds = (exact + unit / 2) / unit * unit
        let units: [(name: String, milliseconds: Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000),
        ]
        guard let first = units.firstIndex(where: { milliseconds >= $0.milliseconds }) else { return "0 s" }
        let (count, rest) = milliseconds.quotientAndRemainder(dividingBy: units[first].milliseconds)
        let text = "\(count) \(units[first].name)"
        guard first + 1 < units.count, rest >= units[first + 1].milliseconds else { return text }
        return text + " \(rest / units[first + 1].milliseconds) \(units[first + 1].name)"
    }
}
