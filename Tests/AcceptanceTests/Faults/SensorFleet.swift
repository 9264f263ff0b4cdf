import Acoustics
import EventTime
import Foundation
import Mosquitto
import Sites
import Synchronization

/// The sensors of a scene behind one connection, in real time. As the contract asks, what was sent in the last 30 s
/// before a connection broke is sent again on the next one.
final class SensorFleet: Sendable {
    private struct State {
        /// Ticks that the broker has acknowledged.
        var sent = 0
        var reconnections = 0
        var isOver = false
        var isStopped = false
    }

    let scene: FaultScene
    private let options: ConnectionOptions
    private let state = Mutex(State())

    private static let repeated = Int(TimeSpan.seconds(30).milliseconds / FaultScene.tick.milliseconds)

    init(_ scene: FaultScene, options: ConnectionOptions) {
        self.scene = scene
        self.options = options
        Thread { [self] in
            publish()
            state.withLock { $0.isOver = true }
        }.start()
    }

    var isOver: Bool { state.withLock { $0.isOver } }
    var reconnections: Int { state.withLock { $0.reconnections } }
    /// The share of the scene that is out.
    var progress: Double { Double(state.withLock { $0.sent }) / Double(scene.ticks) }

    func stop() { state.withLock { $0.isStopped = true } }

    private func publish() {
        var next = 0
        while next < scene.ticks, !state.withLock({ $0.isStopped }) {
            do throws(MosquittoError) {
                let publisher = try MosquittoPublisher(options: options, milliseconds: 2000)
                try publish(from: next, through: publisher)
                return
            } catch {
                next = state.withLock { state in
                    state.reconnections += 1
                    return max(0, state.sent - SensorFleet.repeated)
                }
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
    }

    private func publish(from first: Int, through publisher: MosquittoPublisher) throws(MosquittoError) {
        for tick in first..<scene.ticks {
            if state.withLock({ $0.isStopped }) { return }
            let ahead = Double(scene.end(tick).milliseconds) / 1000 - Date().timeIntervalSince1970
            if ahead > 0 { Thread.sleep(forTimeInterval: ahead) }
            for site in 0..<scene.sites {
                let topic = "noise/1/\(scene.sensor(site).site)/gate/obs"
                try publisher.publish(topic: topic, payload: scene.payload(site, tick))
            }
            try publisher.flush(milliseconds: 30_000)
            state.withLock { $0.sent = max($0.sent, tick + 1) }
        }
    }
}
