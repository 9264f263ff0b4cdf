import EventTime
import Readings
import SensorPayloads

/// Keeps apart what came at once from devices without a clock.
///
/// A batch has one time of arrival, and a sensor, a start and a duration are one reading. A device that publishes each
/// quantity on a topic of its own would contradict itself; so each further reading of it is a millisecond later.
struct ArrivalTimes {
    private struct Key: Hashable {
        var place: Int
        var start: Instant
        var duration: TimeSpan
    }

    private var taken: [Key: Reading] = [:]

    /// `place` is the sensor's. The same values again stay the same reading.
    mutating func separate(_ message: inout SensorMessage, place: Int) {
        for index in message.readings.indices where message.readings[index].isTimedByArrival {
            var reading = message.readings[index]
            while let other = taken[Key(place: place, start: reading.start, duration: reading.duration)] {
                if other == reading { break }
                reading.start = reading.start + .milliseconds(1)
            }
            taken[Key(place: place, start: reading.start, duration: reading.duration)] = reading
            message.readings[index] = reading
        }
    }
}

extension Reading {
    /// A reading without LAeq of a device that sends each quantity by itself: a few milliseconds later, by what it
    /// holds, so that it is no contradiction of the one with LAeq, which has its start and duration. Such a reading
    /// enters no level, so that its time is not part of any figure.
    var apart: Reading {
        guard LAeq == nil else { return self }
        var apart = self
        let held = [LAFmax, LAFmin, LCeq, LCpeak, LAIeq].firstIndex { $0 != nil } ?? (momentary != nil ? 5 : 6)
        apart.start = start + .milliseconds(Int64(held + 1))
        return apart
    }
}
