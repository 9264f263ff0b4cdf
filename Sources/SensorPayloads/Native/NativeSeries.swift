import Acoustics
import EventTime
import Readings

/// `series`: consecutive values of one duration each, of which the last one ends at `end`.
extension NativeMessageReader {
    /// One quantity of a series in millionths of a decibel; -1 stands for null, -2 for what is not a level.
    private struct Values {
        var microdecibels: [Int32] = []
        var position: Int

        func level(_ i: Int) -> Level? {
            microdecibels[i] < 0 ? nil : Level(microdecibels: Int(microdecibels[i]))
        }

        func isImpossible(_ i: Int) -> Bool { microdecibels[i] == -2 }
    }

    mutating func readSeries(_ bytes: Span<UInt8>) throws(JSONFault) {
        var end: Instant?
        var duration: TimeSpan?
        var (LAeq, LAFmax, LCeq): (Values?, Values?, Values?)
        var mark: DataMark?
        var historical: Bool?
        var unknown = JSONKeySet()
        var isFirst = true
        try cursor.open(UInt8(ascii: "{"), "a series", bytes)
        while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
            switch NativeObservationKey(rawValue: key.code) {
            case .end:
                try checkNew(end == nil)
                end = try cursor.instant(bytes)
            case .dur:
                try checkNew(duration == nil)
                duration = try cursor.duration(bytes)
            case .LAeq:
                try checkNew(LAeq == nil)
                LAeq = try values(bytes)
            case .LAFmax:
                try checkNew(LAFmax == nil)
                LAFmax = try values(bytes)
            case .LCeq:
                try checkNew(LCeq == nil)
                LCeq = try values(bytes)
            case .q:
                try checkNew(mark == nil)
                mark = try cursor.mark(bytes)
            case .hist:
                try checkNew(historical == nil)
                historical = try cursor.boolean(bytes)
            default:
                try unknown.insert(key, bytes, at: cursor.position)
                try cursor.skipValue(bytes, depth: 2)
            }
        }
        let last = cursor.position - 1
        guard let end else { throw missing("end", at: last, "an RFC 3339 time") }
        guard let duration else { throw missing("dur", at: last, "seconds") }
        guard let LAeq else { throw missing("LAeq", at: last, "an array of levels in dB") }
        let count = LAeq.microdecibels.count
        try checkLength(LAFmax, count)
        try checkLength(LCeq, count)
        try checkCount(readings.count + leftOut + count, at: LAeq.position)

        readings.reserveCapacity(readings.count + count)
        var start = end - duration * Int64(count)
        for i in 0..<count {
            let isImpossible =
                hasFaults
                && (LAeq.isImpossible(i) || LAFmax?.isImpossible(i) ?? false || LCeq?.isImpossible(i) ?? false)
            if isImpossible {
                leftOut += 1
            } else if let level = LAeq.level(i) {
                readings.append(
                    Reading(
                        start: start,
                        duration: duration,
                        LAeq: level,
                        LAFmax: LAFmax?.level(i),
                        LCeq: LCeq?.level(i),
                        mark: mark ?? .normal,
                        historical: historical ?? false
                    )
                )
            }
            start = start + duration
        }
    }

    private mutating func values(_ bytes: Span<UInt8>) throws(JSONFault) -> Values {
        var values = Values(position: cursor.position)
        try cursor.open(UInt8(ascii: "["), "an array of levels", bytes)
        values.microdecibels.reserveCapacity(60)
        var isFirst = true
        while try cursor.nextElement(bytes, isFirst: &isFirst) {
            try checkCount(values.microdecibels.count + 1, at: cursor.position)
            if cursor.takeWord(.null, bytes) {
                values.microdecibels.append(-1)
            } else {
                values.microdecibels.append(try levelOrFault(bytes)?.microdecibels ?? -2)
            }
        }
        return values
    }

    private func checkLength(_ values: Values?, _ count: Int) throws(JSONFault) {
        guard let values, values.microdecibels.count != count else { return }
        throw JSONFault(
            .invalidValue,
            at: values.position,
            "\(values.microdecibels.count) values; expected \(count), as many as LAeq has"
        )
    }
}
