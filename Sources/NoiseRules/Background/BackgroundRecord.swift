import Acoustics
import EventTime

/// What one sensor usually hears, by hour of the week.
///
/// The quietest quarter of the hours of a class speaks for it: works that fill some of them must not pass for the
/// background against which works are found. Works that fill every hour for weeks do; a declared background is the way
/// out.
struct BackgroundRecord: Sendable {
    /// Hours kept of each hour of the week; the newest stay.
    static let depth = 5
    static let hoursOfWeek = 168

    /// By hour of the week, Monday 00:00 being 0.
    private(set) var hours = [[HourBackground]](repeating: [], count: hoursOfWeek)

    mutating func note(_ hour: HourBackground, hourOfWeek: Int) {
        // An hour that is judged again takes its own place.
        hours[hourOfWeek].removeAll { $0.hour == hour.hour }
        hours[hourOfWeek].append(hour)
        hours[hourOfWeek].sort { $0.hour < $1.hour }
        if hours[hourOfWeek].count > BackgroundRecord.depth { hours[hourOfWeek].removeFirst() }
    }

    mutating func restore(_ kept: [HourBackground], hourOfWeek: Int) {
        hours[hourOfWeek] = kept
    }

    /// Nil while nothing is known of the hour. Two hours of the same hour of the week are preferred to more of any day.
    func quiet(_ quantity: KeyPath<HourBackground, Level>, hourOfWeek: Int) -> Background? {
        let same = hours[hourOfWeek]
        if same.count >= 2 { return quietest(quantity, of: same, basis: .hourOfWeek) }
        let any = stride(from: hourOfWeek % 24, to: BackgroundRecord.hoursOfWeek, by: 24).flatMap { hours[$0] }
        return quietest(quantity, of: any, basis: .hourOfDay)
    }

    private func quietest(
        _ quantity: KeyPath<HourBackground, Level>,
        of hours: [HourBackground],
        basis: Background.Basis
    ) -> Background? {
        guard !hours.isEmpty else { return nil }
        let levels = hours.map { $0[keyPath: quantity] }.sorted()
        return Background(level: levels[(levels.count - 1) / 4], basis: basis, hours: hours.count)
    }
}
