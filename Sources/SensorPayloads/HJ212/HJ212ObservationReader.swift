import EventTime

/// Makes an observation of the fields of one packet.
struct HJ212ObservationReader {
    let frame: HJ212Frame
    let settings: HJ212Settings
    private var marks: [String: HJ212Mark] = [:]
    var observation: HJ212Observation

    init(frame: HJ212Frame, settings: HJ212Settings) throws(HJ212Error) {
        self.frame = frame
        self.settings = settings
        let segment = frame.segment
        let edition = settings.edition ?? frame.edition
        guard let field = segment.parameters[name: "DataTime"] else {
            let part = segment.packet.map { $0.count > 1 ? "; this is packet \($0.number) of \($0.count)" : "" } ?? ""
            throw HJ212Error(
                .missingField,
                at: frame.range.lowerBound,
                "CP: DataTime is missing; expected 14 digits, yyyyMMddHHmmss on the clock of Beijing\(part)"
            )
        }
        guard let time = HJ212Time.instant(field.value.utf8) else {
            throw HJ212Error(
                .wrongTime,
                at: field.position,
                "CP: DataTime is no time; expected yyyyMMddHHmmss, or with milliseconds, on the clock of Beijing"
            )
        }
        observation = HJ212Observation(
            device: segment.device,
            edition: edition,
            system: segment.system,
            kind: Self.kind(segment.command, edition, settings),
            time: time,
            requestNumber: segment.requestNumber,
            packet: segment.packet
        )
        observation.history = history
    }

    private static func kind(
        _ command: HJ212Command,
        _ edition: HJ212Edition,
        _ settings: HJ212Settings
    ) -> HJ212Kind {
        switch command {
        case .minute: .minutes(settings.minutePeriod ?? (edition == .of2025 ? .minutes(1) : nil))
        case .hour: .hour
        case .day: .day
        case .singleMeasurement: .singleMeasurement
        default: .instant
        }
    }

    /// Data that a platform asks for comes with the request's QN, and so long after the time that it is of.
    private var history: HJ212History? {
        if frame.segment.isResent { return .resent }
        guard let sent = frame.segment.requestNumber.flatMap({ HJ212Time.instant($0.utf8) }) else { return nil }
        let end = observation.time + (observation.duration ?? .zero)
        let patience: TimeSpan =
            switch observation.kind {
            // The interval of real-time data is at most an hour (CN 1062).
            case .instant, .hour: .hours(2)
            case .minutes(let period): period.map { $0 * 2 } ?? .hours(2)
            case .day, .singleMeasurement: .hours(48)
            }
        return sent - end > patience ? .old : nil
    }

    func meaning() throws(HJ212Error) -> HJ212Meaning {
        var reader = self
        return try reader.read()
    }

    private mutating func read() throws(HJ212Error) -> HJ212Meaning {
        let values = try readMarks()
        for value in values {
            switch value.factor {
            case .sound(let sound): take(sound, value.statistic, value.field, mark: marks[value.code])
            case .environment(let quantity): take(quantity, value.statistic, value.field, mark: marks[value.code])
            }
        }
        leaveOutContradictions()
        if observation.sound.isEmpty, observation.environment.isEmpty {
            guard let first = observation.leftOut.first else { return .noMeasurement(.otherFactors) }
            throw first
        }
        return .observation(observation)
    }

    /// A field of a known factor.
    private struct Value {
        var field: HJ212Field
        /// In lower case.
        var code: String
        var factor: HJ212Factor
        var statistic: HJ212Statistic
    }

    /// Takes the marks, and gives the fields of known factors in their order.
    private mutating func readMarks() throws(HJ212Error) -> [Value] {
        var seen: [String: String] = [:]
        var values: [Value] = []
        for group in frame.segment.parameters.groups {
            for field in group {
                let name = field.name.lowercased()
                if let before = seen.updateValue(field.value, forKey: name) {
                    guard before != field.value else { continue }
                    throw HJ212Error(.duplicateField, at: field.position, "CP: a field is there twice with two values")
                }
                if name == "datatime" { continue }
                // `NOIS=N` is met where `NOIS-Flag=N` is meant.
                let dash = name.utf8.firstIndex(of: UInt8(ascii: "-"))
                let code = dash.map { String(name[..<$0]) } ?? name
                let suffix = dash.map { name[name.utf8.index(after: $0)...] } ?? "flag"
                let factor = HJ212Factor(code, settings: settings)
                if factor != nil, suffix == "flag", let mark = HJ212Mark(field.value, edition: observation.edition) {
                    marks[code] = mark
                } else if let factor, let statistic = HJ212Statistic(suffix: suffix) {
                    values.append(Value(field: field, code: code, factor: factor, statistic: statistic))
                } else {
                    observation.otherFields.append(field.name)
                }
            }
        }
        return values
    }
}
