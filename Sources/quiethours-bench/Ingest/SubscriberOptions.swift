import ArgumentParser
import Mosquitto

/// What both subscribers are told by `ingest`.
struct SubscriberOptions: ParsableArguments {
    @Option var port: Int
    @Option var timeout: Int
    @OptionGroup var load: Load

    /// As the collector subscribes.
    static let filter = "noise/1/+/+/obs"

    /// The same kind of session for both, so that the broker has the same work.
    var connection: ConnectionOptions {
        ConnectionOptions(host: "127.0.0.1", port: port, clientID: load.name, cleanSession: false)
    }

    var deadline: ContinuousClock.Instant { .now + .seconds(timeout) }

    func checkDeadline(_ deadline: ContinuousClock.Instant, messages: Int) throws {
        guard ContinuousClock.now >= deadline else { return }
        throw BenchFailure("only \(messages) of \(load.messages) messages within \(timeout) s: try a longer --timeout")
    }
}
