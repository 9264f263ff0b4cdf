package import EventTime

/// What a platform answers to a device (6.6.5; HJ 212-2017, C.1 to C.3).
package enum HJ212Answer: Hashable, Sendable {
    /// CN 9011: whether a request will be carried out.
    case request(HJ212RequestAnswer)
    /// CN 9012: how it ended, ExeRtn; 1 is success, 2 failure.
    case result(Int)
    /// CN 9013: a notice was received, such as CN 1013 or, since 2025, 9015.
    case notice
    /// CN 9014: data was received, and is durable.
    case data

    var command: HJ212Command {
        switch self {
        case .request: .requestAnswer
        case .result: .result
        case .notice: .noticeAnswer
        case .data: .dataAnswer
        }
    }
}

/// QnRtn of CN 9011 (HJ 212-2017, 6.6.3).
package enum HJ212RequestAnswer: Int, Hashable, Sendable, CaseIterable {
    case ready = 1
    case refused = 2
    case wrongPassword = 3
    case wrongDevice = 4
    case wrongSystem = 5
    case wrongFlag = 6
    case wrongRequestNumber = 7
    case wrongCommand = 8
    case wrongCheck = 9
    case unknownError = 100
}

extension HJ212Frame {
    /// The segment that answers this packet: ST is 91 (system), QN, PW and MN are those of the packet. Until 2005 the
    /// packet's QN, and for CN 9014 its command, stand in CP. Answers are not encrypted (HJ 212-2025, 6.4.4).
    package func answer(_ answer: HJ212Answer) -> HJ212Segment {
        var fields: [HJ212Field] = []
        switch answer {
        case .request(let code): fields.append(HJ212Field("QnRtn", String(code.rawValue)))
        case .result(let code): fields.append(HJ212Field("ExeRtn", String(code)))
        case .data where edition == .of2005: fields.append(HJ212Field("CN", segment.command.text))
        case .notice, .data: break
        }
        let isOf2005 = edition == .of2005
        if isOf2005, let requestNumber = segment.requestNumber { fields.insert(HJ212Field("QN", requestNumber), at: 0) }
        return HJ212Segment(
            requestNumber: isOf2005 ? nil : segment.requestNumber,
            system: "91",
            command: answer.command,
            password: segment.password,
            device: segment.device,
            flag: isOf2005 ? nil : HJ212Flag(edition: edition),
            parameters: HJ212Parameters(fields.map { [$0] })
        )
    }

    /// CN 1012, which sets the device's clock, after its CN 1013: with the QN of its own sending, and PolId when it
    /// asked for one instrument. Nil for a time that cannot be written.
    package func clockSetting(_ time: Instant) -> HJ212Segment? {
        guard let number = HJ212Time.text(time, withMilliseconds: true), let text = HJ212Time.text(time) else {
            return nil
        }
        let instrument = segment.parameters[name: "PolId"].map { [HJ212Field("PolId", $0.value)] }
        return HJ212Segment(
            requestNumber: number,
            system: segment.system,
            command: .setClock,
            password: segment.password,
            device: segment.device,
            flag: HJ212Flag(edition: edition, wantsAnswer: true),
            parameters: HJ212Parameters([instrument, [HJ212Field("SystemTime", text)]].compactMap { $0 })
        )
    }
}

extension HJ212Segment {
    /// The segment as it is published again on a broker: without the password.
    package var withoutPassword: HJ212Segment {
        var segment = self
        segment.password = nil
        return segment
    }
}
