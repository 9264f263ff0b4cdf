package import ExamCalendar

/// Of the exam calendar.
extension Word {
    package static let session = Words<SessionKind> { value in
        switch value {
        case .written: "written"
        case .listening: "listening"
        case .gap: "gap"
        }
    }

    package static let activity = Words<Activity> { value in
        switch value {
        case .construction: "construction"
        case .decoration: "decoration"
        case .processing: "processing"
        case .commercialLoudspeaker: "commercial loudspeaker"
        case .entertainment: "entertainment"
        case .squareDancing: "square dancing"
        case .horns: "horns"
        case .instruments: "instruments"
        case .fireworks: "fireworks"
        case .loading: "loading"
        case .advertisingVehicles: "advertising vehicles"
        case .ceremonies: "ceremonies"
        case .drones: "drones"
        case .aircraft: "aircraft"
        case .anyNoise: "any noise"
        }
    }

    package static let exemption = Words<Exemption.Kind> { value in
        switch value {
        case .repair: "repair"
        case .rescue: "rescue"
        case .emergencyVehicles: "emergency vehicles"
        case .certificate: "certificate"
        }
    }
}
