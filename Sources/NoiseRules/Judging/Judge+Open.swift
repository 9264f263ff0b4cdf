package import EventTime

extension Judge {
    /// The end of the newest reading of the sensors that hold a violation open; nil when it is not open.
    package func lastReading(of violation: ViolationID) -> Instant? {
        guard let subject = states.firstIndex(where: { $0.open?.id == violation }) else { return nil }
        return evaluations.filter { $0.subject == subject && $0.isContributing }.map { sensors[$0.sensor].lastEnd }
            .max()
    }
}
