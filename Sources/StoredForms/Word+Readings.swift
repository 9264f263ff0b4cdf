package import Acoustics

/// Of what is measured.
extension Word {
    package static let frequencyWeighting = Words<FrequencyWeighting> { value in
        switch value {
        case .A: "A"
        case .C: "C"
        case .Z: "Z"
        }
    }

    package static let timeWeighting = Words<TimeWeighting> { value in
        switch value {
        case .fast: "F"
        case .slow: "S"
        case .impulse: "I"
        }
    }
}
