import Mosquitto
import TestSupport

/// The loop that an owner of a subscriber runs, without a store: what is read counts as committed.
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
    mutating func turn(limit: Int = 2000, acknowledging: Bool = true) throws {
        try subscriber.poll(milliseconds: 20, writable: false)
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
        guard acknowledging else { return }
        try subscriber.acknowledge()
        try subscriber.misc()
    }

    /// Turns until `done`; false when the time ran out.
    mutating func turns(
        seconds: Double = 10,
        acknowledging: Bool = true,
        until done: (Subscribing) -> Bool
    ) throws -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !done(self) {
            guard ContinuousClock.now < end else { return false }
            try turn(acknowledging: acknowledging)
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
    mutating func failure(seconds: Double = 5) -> MosquittoError? {
        do {
            _ = try turns(seconds: seconds) { _ in false }
            return nil
        } catch {
            return error as? MosquittoError
        }
    }
}
