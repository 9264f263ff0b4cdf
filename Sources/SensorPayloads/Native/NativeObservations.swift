import Acoustics
import EventTime
import Readings

extension NativeMessageReader {
    /// `obs`: each observation has its own end, duration and levels.
    mutating func readObservations(_ bytes: Span<UInt8>) throws(JSONFault) {
        try cursor.open(UInt8(ascii: "["), "an array of observations", bytes)
        let start = cursor.position
        var isFirst = true
        while try cursor.nextElement(bytes, isFirst: &isFirst) {
            try checkCount(readings.count + leftOut + 1, at: cursor.position)
            let faultsBefore = faultCount
            let reading = try observation(bytes)
            guard faultCount == faultsBefore else {
                leftOut += 1
                continue
            }
            if readings.isEmpty {
                readings.reserveCapacity(
                    min(NativeDecoder.mostReadings, (bytes.count - start) / (cursor.position - start) + 1)
                )
            }
            readings.append(reading)
        }
    }

    private mutating func observation(_ bytes: Span<UInt8>) throws(JSONFault) -> Reading {
        var end: Instant?
        var duration: TimeSpan?
        var (LAeq, LAFmax, LAFmin): (Level?, Level?, Level?)
        var (LCeq, LAIeq, LCpeak): (Level?, Level?, Level?)
        var percentiles: Percentiles?
        var weather = Weather()
        var mark: DataMark?
        var measured: (seconds: Int, position: Int)?
        var historical: Bool?
        var unknown = JSONKeySet()
        var isFirst = true
        try cursor.open(UInt8(ascii: "{"), "an observation", bytes)
        while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
            switch NativeObservationKey(rawValue: key.code) {
            case .end:
                try checkNew(end == nil)
                end = try cursor.instant(bytes)
            case .dur:
                try checkNew(duration == nil)
                duration = try cursor.duration(bytes)
            case .LAeq: try level(bytes, into: &LAeq)
            case .LAFmax: try level(bytes, into: &LAFmax)
            case .LAFmin: try level(bytes, into: &LAFmin)
            case .LCeq: try level(bytes, into: &LCeq)
            case .LAIeq: try level(bytes, into: &LAIeq)
            case .LCpeak: try level(bytes, into: &LCpeak)
            case .L:
                try checkNew(percentiles == nil)
                percentiles = try readPercentiles(bytes)
            case .n:
                try checkNew(measured == nil)
                let position = cursor.position
                measured = (Int(try cursor.integer(bytes, in: 0...86_400)), position)
            case .q:
                try checkNew(mark == nil)
                mark = try cursor.mark(bytes)
            case .hist:
                try checkNew(historical == nil)
                historical = try cursor.boolean(bytes)
            case .wind:
                try checkNew(weather.windHundredths == nil)
                weather.windHundredths = try cursor.hundredths(bytes, upTo: 100, "m/s")
            case .rain:
                try checkNew(weather.rainHundredths == nil)
                weather.rainHundredths = try cursor.hundredths(bytes, upTo: 1000, "mm")
            case .thunder:
                try checkNew(weather.thunder == nil)
                weather.thunder = try cursor.boolean(bytes)
            case nil:
                try unknown.insert(key, bytes, at: cursor.position)
                try cursor.skipValue(bytes, depth: 3)
            }
        }
        let last = cursor.position - 1
        guard let end else { throw missing("end", at: last, "an RFC 3339 time") }
        guard let duration else { throw missing("dur", at: last, "seconds") }
        let hasOther = LAFmax != nil || LAFmin != nil || LCeq != nil || LAIeq != nil || LCpeak != nil
        // Some measure the weather only, or highest levels only.
        guard LAeq != nil || hasOther || weather != Weather() else { throw missing("LAeq", at: last, "a level in dB") }
        if let measured, Int64(measured.seconds) * 1000 >= duration.milliseconds + 1000 {
            throw JSONFault(
                .invalidValue,
                at: measured.position,
                "\(measured.seconds) s measured is more than the duration of \(duration.seconds) s"
            )
        }
        return Reading(
            start: end - duration,
            duration: duration,
            LAeq: LAeq,
            LAFmax: LAFmax,
            LAFmin: LAFmin,
            LCeq: LCeq,
            LAIeq: LAIeq,
            LCpeak: LCpeak,
            percentiles: percentiles,
            weather: weather == Weather() ? nil : weather,
            mark: mark ?? .normal,
            measuredSeconds: measured?.seconds,
            historical: historical ?? false
        )
    }

    /// Takes a level; one that cannot be is noted, and refuses the observation. Refuses a key that was there already.
    @inline(__always)
    private mutating func level(_ bytes: Span<UInt8>, into level: inout Level?) throws(JSONFault) {
        try checkNew(level == nil)
        // What stands for it is never used.
        level = try levelOrFault(bytes) ?? .minimum
    }

    private mutating func readPercentiles(_ bytes: Span<UInt8>) throws(JSONFault) -> Percentiles {
        var percentiles = Percentiles()
        var unknown = JSONKeySet()
        var isFirst = true
        try cursor.open(UInt8(ascii: "{"), "an object of percentiles", bytes)
        while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
            switch NativePercentileKey(rawValue: key.code) {
            case .L5: try level(bytes, into: &percentiles.L5)
            case .L10: try level(bytes, into: &percentiles.L10)
            case .L50: try level(bytes, into: &percentiles.L50)
            case .L90: try level(bytes, into: &percentiles.L90)
            case .L95: try level(bytes, into: &percentiles.L95)
            case nil:
                try unknown.insert(key, bytes, at: cursor.position)
                try cursor.skipValue(bytes, depth: 4)
            }
        }
        return percentiles
    }
}
