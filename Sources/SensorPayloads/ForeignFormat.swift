/// What bytes probably are that are no message of the native contract, and what to do about it: for makers of sensors,
/// who see the answer of `decode`.
package enum ForeignFormat {
    /// One sentence; nil where nothing is recognised.
    package static func hint(_ payload: [UInt8]) -> String? {
        binary(payload) ?? text(payload) ?? json(payload)
    }

    // MARK: Bytes

    private static func binary(_ payload: [UInt8]) -> String? {
        if payload.isEmpty { return "the payload is empty; an empty retained message deletes the one before it" }
        if payload.starts(with: [0xEF, 0xBB, 0xBF]) {
            return "a byte order mark (EF BB BF) stands before the text; send the JSON without it"
        }
        if payload.starts(with: [0xFF, 0xFE]) || payload.starts(with: [0xFE, 0xFF]) {
            return "this is UTF-16 with a byte order mark; send UTF-8 without one"
        }
        if payload.starts(with: [0x1F, 0x8B]) { return "this is compressed with gzip; send the JSON as it is" }
        if payload.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            return "this is compressed with zstd; send the JSON as it is"
        }
        let content = payload.prefix(payload.count - payload.reversed().prefix { $0 == 0 }.count)
        let zeros = content.count { $0 == 0 }
        if content.count >= 4, zeros * 3 >= content.count, content.first == 0 || content.dropFirst().first == 0 {
            return "every other byte is NUL: this is UTF-16; send UTF-8"
        }
        if let place = content.firstIndex(of: 0), isTextual(content[..<place]), place > 0 {
            return "a NUL stands at byte \(place + 1), within the text; send the length of the text and no more"
        }
        guard let first = content.first, !isTextual(content) else { return nil }
        if first & 0xE0 == 0x80 || first & 0xF0 == 0xDE {
            return "this looks like MessagePack; this decoder reads JSON text"
        }
        if first & 0xE0 == 0xA0 { return "this looks like CBOR; this decoder reads JSON text" }
        return "this is binary (a device's own format, Modbus, Protocol Buffers); this decoder reads JSON text"
    }

    /// Printable ASCII and white space, or anything of UTF-8.
    private static func isTextual(_ bytes: ArraySlice<UInt8>) -> Bool {
        String(validating: bytes, as: UTF8.self)?.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar.value != 0x7F || [0x09, 0x0A, 0x0D].contains(scalar.value)
        } ?? false
    }

    // MARK: Text that is no JSON

    private static func text(_ payload: [UInt8]) -> String? {
        let text = String(decoding: payload, as: UTF8.self).trimmed
        guard let first = text.first else { return "the payload is blank" }
        switch first {
        case "{", "[": return nil
        case "#" where text.hasPrefix("##") && text.dropFirst(2).prefix(4).allSatisfy(\.isNumber):
            return
                "this is a packet of HJ 212 (## and its length); give its topic to the decoder hj212, this one reads JSON"
        case "<": return "this is XML; this decoder reads JSON"
        case "%" where text.hasPrefix("%7B"): return "this is URL-encoded; send the JSON as it is"
        default: break
        }
        if isLineProtocol(text) {
            return
                "this is Influx line protocol (measurement,tag=… field=… time); give its topic to the decoder influx, this one reads JSON"
        }
        if text.hasPrefix("LAeq="), text.contains("&") || !text.contains(" ") {
            return "these are form fields (a=1&b=2); this decoder reads JSON"
        }
        if text.hasPrefix("time,")
            || text.split(separator: "\n").first.map({ $0.count(where: { $0 == "," }) >= 2 }) ?? false
        {
            return "this is CSV; this decoder reads JSON, and 'quiethours import' reads CSV"
        }
        if Double(text) != nil {
            return "this is a bare number; write {\"v\":1,\"obs\":[{\"end\":…,\"dur\":1,\"LAeq\":\(text)}]}"
        }
        if first == "\"", text.contains("\\\"") {
            return
                "this is JSON within a string (quotes with \\ before them): it was encoded twice; send the object itself"
        }
        return nil
    }

    /// `measurement[,tag=value…] field=value[,…] [time]`.
    private static func isLineProtocol(_ text: String) -> Bool {
        let line = text.split(separator: "\n").first ?? ""
        let parts = line.split(separator: " ")
        guard (2...3).contains(parts.count), let head = parts[0].split(separator: ",").first else { return false }
        let isName =
            head.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) } && head.first?.isLetter == true
        let isFields = parts[1].split(separator: ",").allSatisfy { $0.contains("=") }
        return isName && isFields && (parts.count == 2 || parts[2].allSatisfy(\.isNumber))
    }

    // MARK: Nearly JSON, and JSON of others

    private static func json(_ payload: [UInt8]) -> String? {
        let text = String(decoding: payload, as: UTF8.self).trimmed
        guard text.first == "{" || text.first == "[" else { return nil }
        func has(_ keys: String...) -> Bool { keys.allSatisfy { text.contains("\"\($0)\"") } }
        if has("deviceInfo", "fPort") || has("devEui", "fCnt") {
            return "this is an uplink of ChirpStack; give its topic to the decoder chirpstack"
        }
        if has("devEUI", "fPort") {
            return
                "this is an uplink of ChirpStack v3 or of a Milesight gateway; give its topic to the decoder chirpstack-v3 "
                + "or milesight-gateway"
        }
        if has("cmd", "EUI") { return "this is an event of LORIOT; give its topic to the decoder loriot" }
        if has("end_device_ids") || has("uplink_message") {
            return "this is an uplink of The Things Stack; give its topic to the decoder the-things-stack"
        }
        if text.first == "[", has("n", "v") || has("bn") {
            return "this is SenML (RFC 8428); give its topic to the decoder senml"
        }
        if has("Time", "ENERGY") || has("StatusSNS") {
            return "this is telemetry of Tasmota; write the contract's keys"
        }
        if has("params", "method") {
            return "this is a call of a vendor's platform (method, params); write the contract's keys"
        }
        if has("specversion", "data") { return "this is a CloudEvent; give its topic to the decoder cloudevents" }
        if text.first == "[" { return "the contract has one object, {\"v\":1,\"obs\":[…]}; this is a list" }
        if text.contains("“") || text.contains("”") {
            return "typographic quotes (“ ”) stand for quotes; JSON takes \" only"
        }
        if !text.contains("\"") {
            return text.contains("'")
                ? "single quotes stand for quotes; JSON takes \" only (in Python json.dumps, not str)"
                : "the keys have no quotes; JSON writes \"v\":1"
        }
        for (wrong, right) in [
            ("True", "true"), ("False", "false"), ("None", "null"), ("TRUE", "true"), ("NULL", "null"),
        ]
        where text.contains(":\(wrong)") || text.contains(": \(wrong)") {
            return "\(wrong) is written in the wrong case; JSON writes \(right)"
        }
        if text.contains(",}") || text.contains(",]") || text.contains(", }") || text.contains(", ]") {
            return "a comma stands before a closing bracket; take it out"
        }
        if text.contains("}{") || text.contains("}\n{") { return "there are two messages in one; send each for itself" }
        let opened = text.count { $0 == "{" || $0 == "[" }
        let closed = text.count { $0 == "}" || $0 == "]" }
        if opened > closed {
            return "the text ends before its brackets are closed: it was cut off (a buffer that is too small?)"
        }
        return nil
    }
}

extension String {
    fileprivate var trimmed: String {
        let isBlank = { (c: Character) in c.isWhitespace || c == "\0" }
        let head = drop(while: isBlank)
        return String(head.reversed().drop(while: isBlank).reversed())
    }
}
