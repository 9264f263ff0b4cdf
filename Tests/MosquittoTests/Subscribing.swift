import Mosquitto
import TestSupport

/// The loop that an owner of a subscriber runs, without a store: what is read counts as committed. It never blocks, so
/// that many tests can run beside one another.
struct Subscribing {
    let subscriber: MosquittoSubscriber
    var events: [ConnectionEvent] = []
    var messages: [Message] = []
    /// Reads that delivered something.
    var deliveries = 0

    struct Message: Hashable {
        var topic: String
        var payload: [UInt8]
        var qos: Int
    }

    init(_ options: ConnectionOptions, password: String? = nil, filters: [String] = ["noise/1/+/+/obs"]) throws {
        subscriber = try MosquittoSubscriber(options: options, password: password, filters: filters)
        try subscriber.connect()
        try subscriber.acknowledge()
    }

    /// One round; with `acknowledging` false nothing is sent.
    mutating func turn(limit: Int = 2000, acknowledging: Bool = true) async throws {
        try subscriber.poll(milliseconds: 0, writable: false)
        let reading = Result { try subscriber.read(limit: limit) }
        let batch = subscriber.batch
        if !batch.isEmpty { deliveries += 1 }
        for index in 0..<batch.count {
            let message = Message(
                topic: batch.topic(at: index),
                payload: batch.payload(at: index),
                qos: batch.qos(at: index)
            )
            messages.append(message)
        }
        events += subscriber.takeEvents()
        try reading.get()
        if acknowledging {
            try subscriber.acknowledge()
            try subscriber.misc()
        }
        if batch.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Turns until `done`; false when the time ran out.
    mutating func turns(
        seconds: Double = 30,
        acknowledging: Bool = true,
        until done: (Subscribing) -> Bool
    ) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !done(self) {
            guard ContinuousClock.now < end else { return false }
            try await turn(acknowledging: acknowledging)
        }
        return true
    }

    var isSubscribed: Bool {
        events.contains { event in
            guard case .subscribed = event else { return false }
            return true
        }
    }

    /// The error that the connection ends with; nil when it still stands after `seconds`.
    mutating func failure(seconds: Double = 30) async -> MosquittoError? {
        do {
            _ = try await turns(seconds: seconds) { _ in false }
            return nil
        } catch {
            return error as? MosquittoError
        }
    }
}
