/// What a packet is about.
package enum HJ212Meaning: Hashable, Sendable {
    case observation(HJ212Observation)
    case noMeasurement(HJ212NoMeasurement)
}

/// Why a good packet has no measured values.
package enum HJ212NoMeasurement: Hashable, Sendable {
    /// CN 9015.
    case heartbeat
    /// CN 9011, with QnRtn.
    case requestAnswer(Int?)
    /// CN 9012, with ExeRtn.
    case result(Int?)
    /// CN 9013.
    case noticeAnswer
    /// CN 9014.
    case dataAnswer
    /// CN 1013.
    case clockRequest
    /// CN 2081.
    case restart
    /// CN 2021.
    case runningState
    /// CN 2041.
    case runningTime
    /// A command of the platform, such as CN 2011 with nothing in it, or 2051 with BeginTime.
    case request(HJ212Command)
    /// Measured values, but none of sound, weather or dust.
    case otherFactors
    /// Any other command.
    case other(HJ212Command)
}

extension HJ212NoMeasurement: CustomStringConvertible {
    package var description: String {
        switch self {
        case .heartbeat: "a heartbeat (CN 9015)"
        case .requestAnswer(let code): "the answer to a request (CN 9011, QnRtn \(code.map(String.init) ?? "missing"))"
        case .result(let code): "the result of a request (CN 9012, ExeRtn \(code.map(String.init) ?? "missing"))"
        case .noticeAnswer: "the answer to a notice (CN 9013)"
        case .dataAnswer: "the answer to data (CN 9014)"
        case .clockRequest: "a request for the time (CN 1013)"
        case .restart: "the time of a restart (CN 2081)"
        case .runningState: "the state of equipment (CN 2021)"
        case .runningTime: "the running time of equipment (CN 2041)"
        case .request(let command): "a request of the platform (CN \(command.text))"
        case .otherFactors: "values of neither sound nor weather nor dust"
        case .other(let command): "a command without measured values (CN \(command.text))"
        }
    }
}

extension HJ212Frame {
    /// What the packet is about, by its command and the settings of its source.
    ///
    /// - Throws: When it has measured values but no time, or none of its values can be.
    package func meaning(_ settings: HJ212Settings = HJ212Settings()) throws(HJ212Error) -> HJ212Meaning {
        let parameters = segment.parameters
        func code(_ name: String) -> Int? { parameters[name: name].flatMap { HJ212Bytes.number($0.value.utf8) } }
        switch segment.command {
        case .heartbeat: return .noMeasurement(.heartbeat)
        case .requestAnswer: return .noMeasurement(.requestAnswer(code("QnRtn")))
        case .result: return .noMeasurement(.result(code("ExeRtn")))
        case .noticeAnswer: return .noMeasurement(.noticeAnswer)
        case .dataAnswer: return .noMeasurement(.dataAnswer)
        case .clockRequest: return .noMeasurement(.clockRequest)
        case .restart: return .noMeasurement(.restart)
        case .runningState: return .noMeasurement(.runningState)
        case .runningTime: return .noMeasurement(.runningTime)
        case let command where !command.isMeasurement: return .noMeasurement(.other(command))
        default: break
        }
        if parameters.groups.isEmpty || parameters[name: "BeginTime"] != nil {
            return .noMeasurement(.request(segment.command))
        }
        return try HJ212ObservationReader(frame: self, settings: settings).meaning()
    }
}
