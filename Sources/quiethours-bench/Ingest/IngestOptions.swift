import ArgumentParser

/// What `ingest` and `sweep` have in common.
struct IngestOptions: ParsableArguments {
    @Option(help: "Measurements of each subscriber.") var rounds = 3
    @Flag(help: "Measure ours without evaluation: decode, commit, acknowledge.") var onlyJournal = false
    @Option(help: "mosquitto's name or path.") var brokerProgram = "mosquitto"
    @Option(help: "When the broker saves: after each change, as in deploy/demo, or at an interval.")
    var brokerSaves = BrokerSaving.interval
    @Option(help: "Where broker and store keep their files while it runs; a temporary folder by default.")
    var directory: String?
    @Option(help: "Seconds that one measurement may take.") var timeout = 120
    @Flag(help: "Print one JSON object a line.") var json = false

    func validate() throws {
        if rounds < 1 { throw ValidationError("--rounds takes 1 or more") }
        if timeout < 1 { throw ValidationError("--timeout takes 1 or more seconds") }
    }

    var subscribers: [SubscriberKind] { onlyJournal ? [.bare, .journal] : [.bare, .judged] }
}
