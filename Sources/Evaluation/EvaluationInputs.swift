package import EventTime
package import Records
package import Running
package import StorePorts

/// What is judged, by which plan, and where the verdicts go.
package struct EvaluationInputs: Sendable {
    let plan: Plan
    let journal: any Journal
    let store: any VerdictStore
    let routing: @Sendable (AlertSubject, Instant) -> [Alert]
    let orders: (any OrderStore)?
    let planSince: @Sendable () throws -> Instant?

    /// `routing` says whom to notify about what, as of an instant. Nobody orders anything without `orders`. `planSince`
    /// is asked when the store knows `plan` by another digest: since when its files have been in use, nil where that is
    /// not known.
    package init(
        plan: Plan,
        journal: any Journal,
        store: any VerdictStore,
        routing: @escaping @Sendable (AlertSubject, Instant) -> [Alert],
        orders: (any OrderStore)? = nil,
        planSince: @escaping @Sendable () throws -> Instant? = { nil }
    ) {
        self.plan = plan
        self.journal = journal
        self.store = store
        self.routing = routing
        self.orders = orders
        self.planSince = planSince
    }
}

/// What ingest says to evaluation while it receives.
package struct EvaluationIntake: Sendable {
    let wake: WakeSignal
    let watermark: IngestWatermark
    let reception: Reception?

    /// `wake` is signalled when the journal has grown; `watermark` is moved by ingest, which notes in `reception` when
    /// it could hear the broker.
    package init(wake: WakeSignal, watermark: IngestWatermark, reception: Reception? = nil) {
        self.wake = wake
        self.watermark = watermark
        self.reception = reception
    }
}
