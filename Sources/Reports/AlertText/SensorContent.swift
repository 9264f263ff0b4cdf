import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// The facts of a sensor that fell silent, has a wrong clock or reports what cannot be, or is right again.
struct SensorContent {
    private let composer: AlertComposer
    private let change: SensorChange
    private let phrases: any Phrases
    private let clock: SiteClock

    init(_ composer: AlertComposer, _ change: SensorChange, _ phrases: any Phrases) {
        self.composer = composer
        self.change = change
        self.phrases = phrases
        clock = SiteClock(zone: composer.zone(ofSite: change.sensor.site), phrases: phrases)
    }

    func content(now: Instant) -> AlertContent {
        let age = now - change.at
        let isLate = age > AlertContent.lateAfter
        let status = phrases.status(change)
        return AlertContent(
            language: phrases.code,
            subject: (isLate ? phrases.lateTag(by: age) : "") + phrases.tag(status, nil) + summary,
            headline: phrases.headline(status, composer.siteName(change.sensor.site, phrases)),
            tone: change.isTrouble ? .doubt : .relief,
            warnings: isLate ? [phrases.late(by: age)] : [],
            rows: rows.map { AlertContent.Row(label: phrases.label($0), value: $1) },
            colon: phrases.colon
        )
    }

    private var summary: String {
        let place = "\(composer.siteName(change.sensor.site, phrases)) \(composer.sensorName(change.sensor, phrases))"
        let session =
            composer.session(atSite: change.sensor.site, change.at)
            .map { " · " + $0.text(phrases, clock, at: change.at) } ?? ""
        switch change.step {
        case .silent:
            let since = change.lastReading.map { phrases.since(clock.moment($0)) } ?? phrases.neverHeard
            return "\(place) \(since)\(session)"
        case .clockOff:
            return "\(place) \(phrases.clockOffset(offset))\(session)"
        case .back, .clockRight, .faulty, .sound:
            return "\(place) \(clock.moment(change.at))\(session)"
        }
    }

    /// To the second: what is less is the network's.
    private var offset: TimeSpan {
        let milliseconds = (change.offset ?? .zero).milliseconds
        return .seconds((milliseconds + (milliseconds < 0 ? -500 : 500)) / 1000)
    }

    private var rows: [(AlertLabel, String)] {
        var rows: [(AlertLabel, String)] = [
            (.site, composer.siteName(change.sensor.site, phrases)),
            (.sensor, composer.sensorName(change.sensor, phrases)),
        ]
        let at = clock.momentWithOffset(change.at)
        switch change.step {
        case .silent:
            rows += [(.lastReading, lastReading), (.noticed, at)]
        case .clockOff:
            // Its own times are those that are wrong: ours says since when.
            rows += [(.clock, phrases.clockOffset(offset)), (.begin, at)]
        case .clockRight:
            rows += [(.end, at)] + (change.offset.map { [(.clock, phrases.wasOff(phrases.clockOffset($0)))] } ?? [])
        case .faulty:
            rows.append((.begin, at))
        case .sound:
            rows.append((.end, at))
        case .back:
            rows += [(.lastReading, lastReading), (.end, at)]
            if let last = change.lastReading, last < change.at {
                rows.append((.duration, phrases.text(change.at - last)))
            }
        }
        if let session = composer.session(atSite: change.sensor.site, change.at) {
            rows.append((.session, session.row(phrases, clock, at: change.at)))
        }
        if let advice { rows.append((.advice, advice)) }
        return rows
    }

    private var lastReading: String { change.lastReading.map(clock.momentWithOffset) ?? phrases.neverHeard }

    private var advice: String? {
        switch change.step {
        case .silent: phrases.checkSensor
        case .clockOff:
            phrases.setClock(
                isZone: change.offset.map(SensorChange.looksLikeTimeZone) ?? false,
                zone: clock.offset(change.at)
            )
        case .faulty: phrases.pick(AlertEvent(.sensor(change)).instruction(nil))
        case .back, .clockRight, .sound: nil
        }
    }
}
