import ArgumentParser
import Mosquitto
import SensorPayloads

/// `quiethours-bench publish`, started by `ingest`: a sensor field that publishes as fast as the broker takes it.
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "publish", shouldDisplay: false)

    @Option var port: Int
    @OptionGroup var load: Load

    func run() throws {
        endWithParent()
        // Made before the first one leaves, so that making them takes no CPU from the subscriber.
        let payloads = (0..<load.messages).map(load.payload)
        let topics = (0..<load.sensors).map { NativeTopic.topic(load.sensor($0)) }
        let publisher = try MosquittoPublisher(
            options: ConnectionOptions(
                host: "127.0.0.1",
                port: port,
                clientID: "\(load.name)-publisher",
                cleanSession: true
            ),
            window: 2000
        )
        let start = ContinuousClock.now
        for (index, payload) in payloads.enumerated() {
            if load.rate > 0 {
                let due = start + .seconds(1) / load.rate * index
                while ContinuousClock.now < due { try publisher.idle(milliseconds: 1) }
            }
            try publisher.publish(topic: topics[index % load.sensors], payload: payload, qos: load.qos)
        }
        try publisher.flush(milliseconds: 60_000)
        try publisher.disconnect()
    }
}
