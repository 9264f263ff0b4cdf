import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Sites

/// What one sensor hears without the noise in question: Judging.md, "Rises over the background", where it is known.
///
/// In the time zone of the tests' plans, which has one offset.
struct BackgroundByHand {
    private static let hour: Int64 = 3_600_000
    private static let offset: Int64 = 19_800_000

    /// An hour of the site's clock, and what of it was heard.
    private struct Hour {
        /// Whole local hours since 1970.
        let number: Int64
        var isLoud = false
        var heard: [(tenths: Int, milliseconds: Int64)] = []
        var covered = 0.0
    }

    private let declared: DeclaredBackground?
    private let site: Site
    private var current: Hour?
    /// L50 in hundredths of a decibel, of hours that speak for others.
    private var known: [(number: Int64, hundredths: Int)] = []
    /// In tenths of a decibel; nil where nothing is known.
    private(set) var tenths: Int?

    init(declared: DeclaredBackground?, site: Site) {
        self.declared = declared
        self.site = site
    }

    /// Begins the hour in which a reading starts, whether it counts or not.
    mutating func begin(_ reading: Reading) {
        let number = (reading.start.milliseconds + Self.offset) / Self.hour
        guard current == nil || number > current?.number ?? 0 else { return }
        end()
        current = Hour(number: number)
        tenths = usual(number)
    }

    /// Takes a reading that counts. `isLoud`: some rule at the sensor takes part in a violation.
    mutating func take(_ heard: HeardReading, isLoud: Bool) {
        let reading = heard.reading
        begin(reading)
        let local = reading.start.milliseconds + Self.offset
        let number = local / Self.hour
        guard current?.number == number else { return }
        if isLoud { current?.isLoud = true }
        guard reading.duration.milliseconds <= Self.hour else { return }
        let part = min(reading.duration.milliseconds, (number + 1) * Self.hour - local)
        current?.heard.append((LevelByHand.tenths((reading.LAeq ?? .minimum).decibels), part))
        current?.covered += min(heard.countedMilliseconds, Double(part))
    }

    private mutating func end() {
        guard let current, !current.isLoud, current.covered >= 0.75 * Double(Self.hour) else { return }
        known.append((current.number, Self.median(current.heard)))
    }

    private func usual(_ number: Int64) -> Int? {
        let start = Instant(milliseconds: number * Self.hour - Self.offset)
        if let level = declared?.level(in: site.dayPeriod(at: start).period) {
            return LevelByHand.tenths(level.decibels)
        }
        func newest(_ hours: [(number: Int64, hundredths: Int)]) -> [Int] { hours.suffix(5).map(\.hundredths) }
        let sameHour = newest(known.filter { ($0.number - number) % 168 == 0 })
        if sameHour.count >= 2 { return Self.quietestQuarter(sameHour) }
        // Of each day of the week the newest five.
        let anyDay = (0..<7).flatMap { (day: Int64) -> [Int] in
            newest(known.filter { ($0.number - number + day * 24) % 168 == 0 })
        }
        return Self.quietestQuarter(anyDay)
    }

    private static func quietestQuarter(_ hundredths: [Int]) -> Int? {
        guard !hundredths.isEmpty else { return nil }
        return LevelByHand.halfToEven(hundredths.sorted()[(hundredths.count - 1) / 4], 10)
    }

    /// The level exceeded for half the time, between two where it lies between them, in hundredths.
    private static func median(_ heard: [(tenths: Int, milliseconds: Int64)]) -> Int {
        let unit = heard.map(\.milliseconds).reduce(Int64(0)) { a, b in
            var (a, b) = (a, b)
            while b != 0 { (a, b) = (b, a % b) }
            return a
        }
        let inOrder = heard.sorted { $0.tenths < $1.tenths }
        let count = inOrder.reduce(Int64(0)) { $0 + $1.milliseconds } / unit
        func sample(_ index: Int64) -> Int {
            var passed: Int64 = 0
            for one in inOrder {
                passed += one.milliseconds / unit
                if passed > index { return one.tenths }
            }
            return 0
        }
        return (sample((count - 1) / 2) + sample(count / 2)) * 5
    }
}
