import EventTime
import NoiseRules

/// The noise that stands out of a declared background at one sensor: Operators.md, "Heard, whatever the limit".
///
/// It begins 10 dB over the background, or more than 10 dB over the ten seconds before; it ends after five seconds less than
/// 5 dB over it, and gaps under ten seconds do not divide it.
struct NoiseByHand {
    /// In tenths of a decibel.
    let background: Int
    /// Readings behind the last edge: end and level in tenths.
    private var heard: [(end: Instant, tenths: Int)] = []
    /// Of the noise that is on, or was on last.
    private(set) var start: Instant?
    /// The end of its last reading of 5 dB or more over the background.
    private(set) var end: Instant?

    init(background: Int) { self.background = background }

    /// Behind an edge only what is heard there counts.
    mutating func passEdge() {
        heard = []
        start = nil
        end = nil
    }

    /// Takes a reading; true when the noise is on at its end.
    mutating func take(from begin: Instant, to now: Instant, tenths: Int) -> Bool {
        let before = heard.filter { $0.end > begin - .seconds(10) }.map(\.tenths).min()
        let isRise = tenths >= background + 100 || before.map { tenths > $0 + 100 } ?? false
        heard.append((now, tenths))
        if let last = end {
            let pause = begin - last
            if pause < .seconds(5), tenths >= background + 50 {
                end = now
                return true
            }
            if pause < .seconds(10), isRise {
                end = now
                return true
            }
        }
        guard isRise else { return false }
        start = begin
        end = now
        return true
    }
}
