import Acoustics
import EventTime
import NoiseRules
import Readings
import Records
import SensorPayloads
import Sites
import TestSupport
import Testing

/// Records that the cases write.
enum Sample {
    static let gate = SensorID(site: "school", sensor: "gate")
    static let yard = SensorID(site: "school", sensor: "yard")

    static func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

    /// One second long.
    static func reading(_ second: Int64, _ decibels: Double = 60, mark: DataMark = .normal) throws -> Reading {
        let level = try #require(Level(decibels: decibels))
        return Reading(start: instant(second), duration: .seconds(1), LAeq: level, mark: mark)
    }

    static func arrival(
        _ readings: [Reading],
        of sensor: SensorID = gate,
        at second: Int64 = 100,
        rejected: [RejectedPayload] = []
    ) -> Arrival {
        Arrival(
            receivedAt: instant(second),
            origin: .mqtt,
            messages: [SensorMessage(sensor: sensor, readings: readings)],
            rejected: rejected
        )
    }

    static func rejected(_ text: String, at second: Int64 = 100) -> RejectedPayload {
        RejectedPayload(
            topic: "noise/1/school/gate/obs",
            payload: [0, 255, 10] + Array(text.utf8),
            receivedAt: instant(second),
            reason: .malformed,
            detail: "byte 0: not JSON"
        )
    }

    /// Of a violation that opened at second 0.
    static func change(
        _ number: Int,
        _ step: ViolationChange.Step,
        of violation: ViolationID = SampleViolation.id,
        at second: Int64? = nil
    ) -> ViolationChange {
        var change = SampleViolation.change(
            number,
            step,
            site: "school",
            sensor: "gate",
            opening: instant(0),
            at: instant(second ?? Int64(number))
        )
        change.violation = violation
        return change
    }

    static func alert(_ change: ViolationChange, through channel: ChannelName = .mail) -> Alert {
        let subject = AlertSubject.violation(change)
        return Alert(
            id: AlertID(subject, authority: "bureau", channel: channel),
            subject: subject,
            authority: "bureau",
            channel: channel,
            createdAt: instant(1),
            expiresAt: instant(1000)
        )
    }

    static func delivery(
        of alert: Alert,
        _ outcome: Delivery.Outcome,
        attempt: Int = 1,
        at second: Int64 = 2
    ) -> Delivery {
        Delivery(alert: alert.id, attempt: attempt, at: instant(second), outcome: outcome, detail: "250 queued")
    }
}

extension Sample {
    /// With every quantity that a reading may have.
    static func fullReading(_ second: Int64) throws -> Reading {
        var reading = Reading(
            start: instant(second),
            duration: .milliseconds(125),
            LAeq: Level(hundredths: 5312),
            LAFmax: Level(hundredths: 6600),
            LAFmin: Level(hundredths: 4100),
            LCeq: Level(hundredths: 6010),
            LAIeq: Level(hundredths: 5555),
            LCpeak: Level(hundredths: 9130),
            percentiles: Percentiles(L5: Level(hundredths: 5820), L95: Level(hundredths: 0)),
            weather: Weather(windHundredths: 320, rainHundredths: 0, thunder: true),
            mark: .partial,
            measuredSeconds: 0,
            historical: true,
            shift: .milliseconds(-3_600_001)
        )
        reading.momentary = MomentaryLevel(.onePascal, name: "LAF")
        reading.health = DeviceHealth(batteryPercent: 87, millivolts: 3612)
        var air = Environment()
        for (index, quantity) in EnvironmentQuantity.allCases.enumerated() {
            air[quantity] = index.isMultiple(of: 2) ? quantity.range.lowerBound : quantity.range.upperBound
        }
        reading.environment = air
        return reading
    }
}
