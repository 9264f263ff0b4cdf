package import EventTime
package import Readings
package import Records
package import SensorPayloads

/// Of what is recorded.
extension Word {
    package static let collectorMatter = Words<CollectorChange.Matter> { value in
        switch value {
        case .blind: "blind"
        case .secondClient: "secondClient"
        case .certificate: "certificate"
        case .planRefused: "planRefused"
        case .machineClock: "machineClock"
        }
    }

    package static let clockEvidence = Words<ClockEvidence> { value in
        switch value {
        case .sensors: "sensors"
        case .newestArrival: "newestArrival"
        case .release: "release"
        }
    }

    package static let order = Words<Order.Kind> { value in
        switch value {
        case .examExtension: "exam extension"
        case .mute: "mute"
        case .muteEnd: "mute end"
        case .calibration: "calibration"
        case .importUndo: "import undo"
        }
    }

    package static let alertState = Words<Alert.State> { value in
        switch value {
        case .pending: "pending"
        case .delivered: "delivered"
        case .failed: "failed"
        case .expired: "expired"
        }
    }

    package static let alertCategory = Words<AlertCategory> { value in
        switch value {
        case .violation: "violation"
        case .sensor: "sensor"
        case .operation: "operation"
        }
    }

    package static let delivery = Words<Delivery.Outcome> { value in
        switch value {
        case .accepted: "accepted"
        case .partial: "partial"
        case .deferred: "deferred"
        case .refused: "refused"
        }
    }

    package static let sentBasis = Words<SentText.Basis> { value in
        switch value {
        case .bytes: "bytes"
        case .words: "words"
        }
    }

    package static let act = Words<Answer.Act> { value in
        switch value {
        case .acknowledged: "acknowledged"
        case .onSite: "onSite"
        case .disposed: "disposed"
        case .closed: "closed"
        }
    }

    package static let answerOrigin = Words<Answer.Origin> { value in
        switch value {
        case .command: "command"
        case .link: "link"
        case .mqtt: "mqtt"
        }
    }

    package static let arrivalOrigin = Words<Arrival.Origin> { value in
        switch value {
        case .mqtt: "mqtt"
        case .file: "file"
        }
    }

    package static let rejection = Words<RejectionReason> { value in
        switch value {
        case .unknownTopic: "unknownTopic"
        case .unknownSensor: "unknownSensor"
        case .tooLarge: "tooLarge"
        case .malformed: "malformed"
        case .unknownVersion: "unknownVersion"
        case .missingField: "missingField"
        case .invalidValue: "invalidValue"
        case .impossibleLevel: "impossibleLevel"
        case .conflict: "conflict"
        }
    }

    package static let sessionEvent = Words<SessionEvent.Kind> { value in
        switch value {
        case .resumed: "resumed"
        case .begun: "begun"
        case .forgotten: "forgotten"
        case .connectionLost: "connectionLost"
        case .stopped: "stopped"
        case .refused: "refused"
        }
    }

    package static let sensorState = Words<SensorStatus.State> { value in
        switch value {
        case .online: "online"
        case .offline: "offline"
        }
    }

    package static let quarantineShare = Words<QuarantineShare> { value in
        switch value {
        case .planned: "planned"
        case .unknown: "unknown"
        case .other: "other"
        }
    }

    package static let quarantineFate = Words<QuarantineTally.Fate> { value in
        switch value {
        case .repeated: "repeated"
        case .discarded: "discarded"
        }
    }
}
