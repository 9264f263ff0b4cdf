import Acoustics
import EventTime
import Readings
import Sites

/// Reads one message of the native contract; used once.
struct NativeMessageReader {
    /// The largest `seq` and `boot`.
    static let largestInteger: Int64 = 999_999_999_999_999_999

    let sensor: SensorID
    var cursor = JSONCursor()
    var readings: [Reading] = []
    /// Levels that cannot be: the first ones, and how many there are.
    private var faults: [JSONFault] = []
    private(set) var faultCount = 0
    /// Readings that are left out for them.
    var leftOut = 0

    var hasFaults: Bool { faultCount > 0 }

    init(sensor: SensorID) {
        self.sensor = sensor
    }

    mutating func read(_ bytes: Span<UInt8>) throws(JSONFault) -> DecodedMessage {
        var version: Int64?
        var boot: Int64?
        var seq: Int64?
        var (hasID, hasDevice, hasObservations, hasSeries) = (false, false, false, false)
        var unknown = JSONKeySet()
        var isFirst = true
        try cursor.expect(UInt8(ascii: "{"), "a JSON object", bytes)
        while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
            switch NativeMessageKey(rawValue: key.code) {
            case .v:
                try checkNew(version == nil)
                version = try readVersion(bytes)
            case .id:
                try checkNew(!hasID)
                hasID = true
                guard cursor.peek(bytes) == UInt8(ascii: "\"") else { throw cursor.wrongType(bytes, "a string") }
                _ = try cursor.string(bytes)
            case .dev:
                try checkNew(!hasDevice)
                hasDevice = true
                try readDevice(bytes)
            case .seq:
                try checkNew(seq == nil)
                seq = try cursor.integer(bytes, in: 0...NativeMessageReader.largestInteger)
            case .boot:
                try checkNew(boot == nil)
                boot = try cursor.integer(bytes, in: 0...NativeMessageReader.largestInteger)
            case .obs:
                try checkNew(!hasObservations)
                hasObservations = true
                try readObservations(bytes)
            case .series:
                try checkNew(!hasSeries)
                hasSeries = true
                try readSeries(bytes)
            case nil:
                try unknown.insert(key, bytes, at: cursor.position)
                try cursor.skipValue(bytes, depth: 1)
            }
        }
        let end = cursor.position - 1
        guard cursor.peek(bytes) == nil else { throw cursor.unexpected("the end of the message", bytes) }
        guard version != nil else { throw missing("v", at: end, "the number 1") }
        guard hasObservations || hasSeries else { throw missing("obs", at: end, "obs or series") }
        if readings.isEmpty, let fault = faults.first { throw fault }
        return DecodedMessage(
            device: .sensor(sensor),
            readings: readings,
            sequence: seq.map { MessageSequence(boot: boot, seq: $0) }
        )
    }

    /// A level; nil, noted as a fault, when a scalar stands here that is none.
    @inline(__always)
    mutating func levelOrFault(_ bytes: Span<UInt8>) throws(JSONFault) -> Level? {
        if let level = cursor.plainLevel(bytes) { return level }
        return try unusualLevel(bytes)
    }

    private mutating func unusualLevel(_ bytes: Span<UInt8>) throws(JSONFault) -> Level? {
        let start = cursor.position
        if let level = try cursor.scalarLevel(bytes) { return level }
        faultCount += 1
        if faults.count < 3 { faults.append(cursor.notALevel(bytes, at: start)) }
        return nil
    }

    /// What was left out of the message and why; nil when it was taken whole.
    func omission(in bytes: Span<UInt8>) -> String? {
        guard hasFaults else { return nil }
        let more = faultCount > faults.count ? "; and \(faultCount - faults.count) more" : ""
        let told = faults.map { $0.detail(in: bytes) }.joined(separator: "; ") + more
        let (kept, lost) = (readings.count, leftOut)
        return
            "\(told). Left out: \(lost) of \(kept + lost) readings; the other \(kept == 1 ? "one is" : "\(kept) are") kept"
    }

    /// The fault to tell of a message in which `fault` was met: what is not JSON is no message, and a message of
    /// another version may well break the rules of this one.
    static func decisive(_ fault: JSONFault, _ bytes: Span<UInt8>) -> JSONFault {
        guard fault.reason != .malformed else { return fault }
        return JSONCursor.fault(in: bytes) ?? versionFault(bytes) ?? fault
    }

    /// Nil when a well-formed message says that it is version 1, or says nothing.
    private static func versionFault(_ bytes: Span<UInt8>) -> JSONFault? {
        var reader = NativeMessageReader(sensor: SensorID(site: "", sensor: ""))
        var isFirst = true
        guard reader.cursor.take(UInt8(ascii: "{"), bytes) else { return nil }
        do {
            while let key = try reader.cursor.nextKey(bytes, isFirst: &isFirst) {
                if NativeMessageKey(rawValue: key.code) == .v {
                    _ = try reader.readVersion(bytes)
                    return nil
                }
                try reader.cursor.skipValue(bytes, depth: 1)
            }
            return nil
        } catch {
            return error
        }
    }

    private mutating func readVersion(_ bytes: Span<UInt8>) throws(JSONFault) -> Int64 {
        let start = cursor.position
        guard try cursor.numberIfAny(bytes)?.exact(places: 0) == 1 else {
            var fault = cursor.invalid(bytes, at: start, "is not a version that is understood; expected 1")
            fault.reason = .unknownVersion
            throw fault
        }
        return 1
    }

    private mutating func readDevice(_ bytes: Span<UInt8>) throws(JSONFault) {
        let start = cursor.position
        guard cursor.peek(bytes) == UInt8(ascii: "\"") else { throw cursor.wrongType(bytes, "a string") }
        guard try cursor.string(bytes).equals(sensor.sensor, bytes) else {
            throw cursor.invalid(bytes, at: start, "is not the topic's sensor; expected \"\(sensor.sensor)\" or no dev")
        }
    }

    @inline(__always)
    func checkNew(_ isNew: Bool) throws(JSONFault) {
        guard isNew else { throw JSONKeySet.duplicate(at: cursor.position) }
    }

    func checkCount(_ count: Int, at position: Int) throws(JSONFault) {
        guard count <= NativeDecoder.mostReadings else {
            throw JSONFault(
                .tooLarge,
                at: position,
                "more than \(NativeDecoder.mostReadings) observations in one message"
            )
        }
    }

    func missing(_ member: String, at end: Int, _ expected: String) -> JSONFault {
        JSONFault(.missingField, at: end, member: member, "missing; expected \(expected)")
    }
}
