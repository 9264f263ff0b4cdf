import Acoustics
import EventTime
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import Testing

/// What is heard.
extension ReleaseScene {
    static let heard = [
        SensorID(site: "school", sensor: "gate"), SensorID(site: "school", sensor: "street"),
        SensorID(site: "north", sensor: "gate"), SensorID(site: "north", sensor: "yard"),
        SensorID(site: "east", sensor: "gate"), SensorID(site: "west", sensor: "gate"),
    ]

    /// A sensor's level, from one time of day to another; nil where nothing is heard at once.
    static let levels: [(sensor: String, from: String, to: String, level: Double?)] = [
        ("school/gate", "08:05:00", "08:07:00", 80), ("school/gate", "08:07:00", "08:09:00", 88),
        ("north/yard", "08:10:00", "08:20:00", nil),
        ("north/gate", "08:20:00", "08:24:00", 75), ("east/gate", "08:20:00", "08:24:00", 75),
        ("west/gate", "08:20:00", "08:24:00", 76),
        ("school/street", "08:30:00", "08:34:00", 72),
        ("east/gate", "08:35:00", "08:36:00", nil), ("east/gate", "08:36:00", "08:37:00", 70.5),
        ("north/gate", "08:40:00", "08:43:00", nil),
        ("west/gate", "08:50:00", "08:53:00", 78), ("west/gate", "08:53:00", "08:54:30", nil),
        ("north/yard", "09:01:00", "09:04:00", 70), ("north/yard", "09:04:00", "12:00:00", nil),
        ("east/gate", "09:02:00", "09:10:00", 78),
        ("east/gate", "09:15:00", "09:17:00", nil),
        ("north/gate", "09:25:00", "09:46:00", 74), ("north/gate", "09:46:00", "09:57:00", 81),
        ("north/gate", "09:57:00", "12:00:00", 88),
        ("west/gate", "09:30:00", "12:00:00", 77),
        ("school/street", "09:40:00", "12:00:00", 70),
        ("school/gate", "09:50:00", "12:00:00", 79),
        ("east/gate", "09:59:40", "12:00:00", 80),
    ]

    /// What comes late: at the first time, of a sensor, from the second to the third, at a level.
    static let late: [(at: String, sensor: String, from: String, to: String, level: Double)] = [
        ("08:46:00", "north/gate", "08:40:00", "08:43:00", 80),
        ("08:48:00", "east/gate", "08:35:00", "08:36:00", 46),
        ("09:05:00", "west/gate", "08:53:00", "08:54:30", 79),
        ("09:59:50", "east/gate", "09:15:00", "09:17:00", 82),
    ]

    private func level(of sensor: SensorID, from start: Instant) throws -> Double? {
        for row in Self.levels where row.sensor == "\(sensor)" {
            if try Self.at(row.from) <= start, try start < Self.at(row.to) { return row.level }
        }
        return sensor.sensor == "street" ? 55 : 50
    }

    func reading(_ sensor: SensorID, from start: Instant, _ level: Double) throws -> Reading {
        let number = Int(start.milliseconds / 10_000)
        let wobble = Double(number * 7 % 5) / 10
        var reading = Reading(
            start: start,
            duration: .seconds(10),
            LAeq: Level(decibels: level + wobble),
            measuredSeconds: 10
        )
        // Now and then one that says all that a reading can.
        if number % 30 == 0 {
            reading.LAFmax = Level(decibels: level + 6)
            reading.LAFmin = Level(decibels: level - 8)
            reading.LCeq = Level(decibels: level + 4)
            reading.LAIeq = Level(decibels: level + 3)
            reading.LCpeak = Level(decibels: level + 20)
            reading.percentiles = Percentiles(
                L5: Level(decibels: level + 4),
                L10: Level(decibels: level + 3),
                L50: Level(decibels: level),
                L90: Level(decibels: level - 4),
                L95: Level(decibels: level - 5)
            )
        }
        if number % 6 == 0 { reading.weather = Weather(windHundredths: 120, rainHundredths: 0, thunder: false) }
        return reading
    }

    func hear() throws {
        let now = clock.now
        let start = now - .seconds(10)
        let number = start.milliseconds / 10_000
        var arrival = Arrival(receivedAt: now, origin: .mqtt)
        for sensor in Self.heard {
            guard let level = try level(of: sensor, from: start) else { continue }
            let isNumbered = sensor.sensor == "gate"
            arrival.messages.append(
                SensorMessage(
                    sensor: sensor,
                    readings: [try reading(sensor, from: start, level)],
                    sequence: isNumbered ? MessageSequence(boot: sensor.site == "school" ? 3 : nil, seq: number) : nil
                )
            )
        }
        _ = try store.append(arrival)
        for row in Self.late where try Self.at(row.at) == now {
            let sensor = try #require(Self.heard.first { "\($0)" == row.sensor })
            var readings: [Reading] = []
            var t = try Self.at(row.from)
            while try t < Self.at(row.to) {
                if try self.level(of: sensor, from: t) == nil {
                    readings.append(try reading(sensor, from: t, row.level))
                }
                t = t + .seconds(10)
            }
            _ = try store.append(
                Arrival(
                    receivedAt: now,
                    origin: .mqtt,
                    messages: [SensorMessage(sensor: sensor, readings: readings, sequence: MessageSequence(seq: 7))]
                )
            )
        }
    }
}
