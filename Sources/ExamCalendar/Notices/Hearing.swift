import Sites

extension Placement {
    /// The activities that a sensor in this place may be hearing when it hears anything: those of whom it stands
    /// beside, and all where it stands beside nobody in particular.
    package func mayHear(_ activity: Activity) -> Bool {
        switch self {
        case .constructionBoundary:
            switch activity {
            case .construction, .decoration, .processing, .loading, .anyNoise: true
            default: false
            }
        case .vendorStreet:
            switch activity {
            case .commercialLoudspeaker, .entertainment, .squareDancing, .advertisingVehicles, .ceremonies, .processing,
                .loading, .anyNoise:
                true
            default: false
            }
        case .yard, .classroom, .housing: true
        }
    }
}
