import Acoustics
import Readings

/// What a codec on a network server made of an uplink: names and values, of which those are taken whose meaning is
/// beyond doubt.
///
/// The same sensor comes under several vocabularies (the maker's codec, those of network servers' device lists). A bare
/// `noise` or `sound` is none of them: it may be a percentage.
enum CodecObject {
    /// - Throws: When it is no JSON object, or has none of the names.
    static func content(of object: [UInt8]) throws(RadioFault) -> RadioContent {
        var reader = CodecObjectReader()
        do throws(JSONFault) {
            try reader.read(object.span)
        } catch {
            throw RadioFault(.malformed, "object: \(error.detail(in: object.span))")
        }
        let content = reader.finished()
        guard content.samples.first.map({ $0.hasAnything }) == true || !content.problems.isEmpty else {
            let known = RadioLayouts.all.map(\.name).joined(separator: ", ")
            throw RadioFault(
                .missingField,
                "the model is not known, and object has no name of a level that is beyond doubt (LAeq, LAF, LAFmax); "
                    + "write model: in the sensor of the plan, one of \(known)"
            )
        }
        return content
    }
}

extension RadioSample {
    /// It holds a value of any kind.
    var hasAnything: Bool { !sound.isEmpty || !air.isEmpty || weather != Weather() || health != DeviceHealth() }
}

/// Goes over an object; used once.
private struct CodecObjectReader {
    private var content = RadioContent(RadioSample())
    private var cursor = JSONCursor()
    /// `battery` of codecs that have levels by these names is in per cent; others send volts under it.
    private var battery: Int?
    private var isPercent = false
    /// What the object says of all its levels, where it says it.
    private var frequency: FrequencyWeighting?? = .none
    private var values: [(name: String, number: DecimalNumber)] = []

    mutating func read(_ bytes: Span<UInt8>) throws(JSONFault) {
        try object(bytes, "", depth: 0)
        guard cursor.peek(bytes) == nil else { throw cursor.unexpected("the end of the object", bytes) }
    }

    /// Names are taken without regard to case; one within another is joined by a point (`la.avg`).
    private mutating func object(_ bytes: Span<UInt8>, _ path: String, depth: Int) throws(JSONFault) {
        try cursor.expect(UInt8(ascii: "{"), "a JSON object", bytes)
        var keys = JSONKeySet()
        var isFirst = true
        while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
            try keys.insert(key, bytes, at: cursor.position)
            let name = String(decoding: key.decoded(bytes), as: UTF8.self).lowercased()
            let full = path.isEmpty || name == "value" ? path + (path.isEmpty ? name : "") : "\(path).\(name)"
            switch cursor.peek(bytes) {
            case UInt8(ascii: "{") where depth < 2: try object(bytes, full, depth: depth + 1)
            case UInt8(ascii: "[") where depth < 2: try list(bytes, depth: depth + 1)
            case UInt8(ascii: "\""): text(try cursor.string(bytes).decoded(bytes), full)
            case let byte? where JSONCursor.beginsNumber(byte): values.append((full, try cursor.number(bytes)))
            default: try cursor.skipValue(bytes, depth: depth + 1)
            }
        }
    }

    /// SenseCAP's codec gives lists, which may lie in one another, of numbered measurements; others' lists are passed
    /// over.
    private mutating func list(_ bytes: Span<UInt8>, depth: Int) throws(JSONFault) {
        try cursor.open(UInt8(ascii: "["), "an array", bytes)
        var isFirst = true
        while try cursor.nextElement(bytes, isFirst: &isFirst) {
            switch cursor.peek(bytes) {
            case UInt8(ascii: "[") where depth < 4: try list(bytes, depth: depth + 1)
            case UInt8(ascii: "{"): try measurement(bytes, depth: depth + 1)
            default: try cursor.skipValue(bytes, depth: depth + 1)
            }
        }
    }

    private mutating func measurement(_ bytes: Span<UInt8>, depth: Int) throws(JSONFault) {
        var (number, value): (Int64?, DecimalNumber?)
        try cursor.open(UInt8(ascii: "{"), "an object", bytes)
        var keys = JSONKeySet()
        var isFirst = true
        while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
            try keys.insert(key, bytes, at: cursor.position)
            guard let byte = cursor.peek(bytes), JSONCursor.beginsNumber(byte) else {
                try cursor.skipValue(bytes, depth: depth + 1)
                continue
            }
            let found = try cursor.number(bytes)
            if key.equals("measurementId", bytes) { number = found.exact(places: 0) }
            if key.equals("measurementValue", bytes) || key.equals("value", bytes) { value = found }
        }
        if let number, let value { take(senseCAP: number, value) }
    }

    /// By SenseCAP's list of measurements.
    private mutating func take(senseCAP number: Int64, _ value: DecimalNumber) {
        func places(_ places: Int) -> Int? { value.rounded(places: places).map { Int($0) } }
        switch number {
        case 4097: if let value = places(2) { content.set(.temperature, value) }
        case 4098: if let value = places(2) { content.set(.humidity, value) }
        case 4101: if let pascals = places(0) { content.set(.pressure, pascals) }
        case 4104: if let value = places(1) { content.set(.windDirection, value) }
        case 4105:
            if let wind = places(2), (0...10_000).contains(wind) { content.sample { $0.weather.windHundredths = wind } }
        case 4192:
            content.notes.append("measurement 4192 (Sound Intensity) is not stored: it is not known to be in decibels")
        default: content.notes.append("measurement \(number) has no place in a reading")
        }
    }

    /// A number within quotes, or a word. `NoSensor` and the like are no values.
    private mutating func text(_ text: [UInt8], _ name: String) {
        if ["freq_weight", "freqweight"].contains(name) {
            let letter = String(decoding: text.prefix(1), as: UTF8.self).uppercased()
            frequency = .some(FrequencyWeighting(rawValue: letter))
            return
        }
        var cursor = JSONCursor()
        guard let first = text.first, JSONCursor.beginsNumber(first), let number = try? cursor.number(text.span),
            cursor.position == text.count
        else { return }
        values.append((name, number))
    }

    /// Everything that was found, when all of it is known.
    mutating func finished() -> RadioContent {
        for (name, number) in values { take(name, number) }
        if let battery, isPercent { content.setBattery(percent: battery) }
        return content
    }

    private mutating func take(_ name: String, _ number: DecimalNumber) {
        if let level = CodecLevelName(name) {
            isPercent = true
            var frequency = level.frequency
            // `la` of some codecs is the level by whatever weighting the device is set to.
            if level.isOfDevice, let said = self.frequency { frequency = said }
            add(level.kind, number, frequency, level.time, name)
            return
        }
        func hundredths() -> Int? { number.rounded(places: 2).map { Int($0) } }
        switch name {
        case "battery", "battery_level": battery = number.exact(places: 0).map { Int($0) }
        case "temperature": if let value = hundredths() { content.set(.temperature, value) }
        case "humidity": if let value = hundredths() { content.set(.humidity, value) }
        case "vdd": if let millivolts = number.exact(places: 0) { content.setSupply(millivolts: Int(millivolts)) }
        default: content.notes.append("object: \(name) is not one of the names that are taken")
        }
    }

    private mutating func add(
        _ kind: RadioLevel.Kind,
        _ number: DecimalNumber,
        _ frequency: FrequencyWeighting?,
        _ time: TimeWeighting?,
        _ name: String
    ) {
        // -1 is what codecs write for no value.
        if number.isNegative, number.exact(places: 0) == -1 { return }
        guard !number.isNegative || number.isZero, let millionths = number.rounded(places: 6),
            let level = Level(microdecibels: Int(millionths))
        else {
            content.problems.append("object: \(name) is not a level; expected 0 to 160 dB")
            return
        }
        content.sample { $0.sound.append(RadioLevel(kind, level, frequency, time, name: name)) }
    }
}

/// A name of a level in a codec's object.
private struct CodecLevelName {
    var kind: RadioLevel.Kind
    var frequency: FrequencyWeighting?
    var time: TimeWeighting?
    /// It is the same name whatever weighting the device is set to.
    var isOfDevice = false

    /// By the name in lower case; nil for one that is not beyond doubt.
    init?(_ name: String) {
        switch name {
        case "la": self.init(.momentary, .A, isOfDevice: true)
        case "laeq", "leqa", "leq_a", "noise_laeq", "la.avg": self.init(.average, .A, isOfDevice: name == "laeq")
        case "lamax", "la.max": self.init(.maximum, .A, isOfDevice: name == "lamax")
        case "lamin", "la.min", "noise_la_min": self.init(.minimum, .A)
        case "noise_la_max": self.init(.maximum, .A)
        case "lceq", "lc.avg": self.init(.average, .C)
        case "lc": self.init(.momentary, .C)
        case "soundlevela": self.init(.momentary, .A)
        case "soundavg": self.init(.average, nil)
        case "soundpeak": self.init(.peak, nil)
        default:
            // The maker's own: L, its weightings by frequency and time, and `eq` or `max`.
            var letters = Substring(name.uppercased())
            guard letters.first == "L", letters.count >= 3, let second = letters.dropFirst().first,
                let frequency = FrequencyWeighting(rawValue: String(second))
            else { return nil }
            letters = letters.dropFirst(2)
            if letters == "EQ" {
                self.init(.average, frequency)
                return
            }
            guard let third = letters.first, let time = TimeWeighting(rawValue: String(third)) else { return nil }
            switch letters.dropFirst() {
            case "": self.init(.momentary, frequency, time)
            case "MAX": self.init(.maximum, frequency, time)
            case "MIN": self.init(.minimum, frequency, time)
            default: return nil
            }
        }
    }

    private init(
        _ kind: RadioLevel.Kind,
        _ frequency: FrequencyWeighting?,
        _ time: TimeWeighting? = nil,
        isOfDevice: Bool = false
    ) {
        (self.kind, self.frequency, self.time, self.isOfDevice) = (kind, frequency, time, isOfDevice)
    }
}
