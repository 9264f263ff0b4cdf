import Acoustics
package import Readings
package import Sites

/// What a native sensor's status topic says: retained `{"state":"online"}`, or the last will `{"state":"offline"}`.
package struct SensorStatus: Hashable, Sendable {
    package typealias State = DeviceState

    package var sensor: SensorID
    package var state: State

    package init(sensor: SensorID, state: State) {
        self.sensor = sensor
        self.state = state
    }

    /// Nil when the topic is not `noise/1/{site}/{sensor}/status`, or the payload is not an object with one of the
    /// states; other keys are skipped.
    package static func decode(topic: String, payload: Span<UInt8>) -> SensorStatus? {
        guard let sensor = NativeTopic.sensor(topic, .status), payload.count <= NativeDecoder.largestPayload,
            let state = try? state(payload.extracting(0..<NativeDecoder.contentCount(of: payload)))
        else { return nil }
        return SensorStatus(sensor: sensor, state: state)
    }

    private static func state(_ bytes: Span<UInt8>) throws(JSONFault) -> State? {
        var cursor = JSONCursor()
        var keys = JSONKeySet()
        var state: State?
        var isFirst = true
        try cursor.expect(UInt8(ascii: "{"), "a JSON object", bytes)
        while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
            try keys.insert(key, bytes, at: cursor.position)
            guard key.equals("state", bytes), cursor.peek(bytes) == UInt8(ascii: "\"") else {
                try cursor.skipValue(bytes, depth: 1)
                continue
            }
            let text = try cursor.string(bytes)
            state = State.allCases.first { text.equals($0.rawValue, bytes) }
        }
        return cursor.peek(bytes) == nil ? state : nil
    }
}
