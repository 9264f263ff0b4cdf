/// Where a sensor stands, which says whose noise it hears.
package enum Placement: String, Hashable, Sendable, CaseIterable {
    case constructionBoundary = "construction boundary"
    case vendorStreet = "vendor street"
    case yard
    case classroom
    case housing

    package var source: NoiseSource {
        switch self {
        case .constructionBoundary: .construction
        case .vendorStreet: .vendor
        case .yard, .classroom, .housing: .unattributed
        }
    }

    package var isIndoors: Bool { self == .classroom }
}

/// Who is suspected of making the noise. The words are part of the ids of violations.
package enum NoiseSource: String, Hashable, Sendable, CaseIterable {
    case construction = "construction"
    case vendor = "vendor"
    case unattributed = "unattributed"
}
