import EventTime
import Foundation
import Mosquitto
import Synchronization

/// The good sensors of a scene behind one connection, in real time. As the contract asks, what was sent in the last 30
/// s before a connection broke is sent again on the next one.
final class HostileFleet: Sendable {
    private let scene: HostileScene
    private let connect: @Sendable () throws -> MosquittoPublisher
    private let sent = Atomic(0)
    private let isStopped = Atomic(false)

    init(_ scene: HostileScene, connect: @escaping @Sendable () throws -> MosquittoPublisher) {
        self.scene = scene
        self.connect = connect
        Thread { [self] in publish() }.start()
    }

    /// Seconds that the broker has acknowledged.
    var seconds: Int { sent.load(ordering: .relaxed) }
    var isOver: Bool { seconds >= scene.seconds }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    private func publish() {
        while !isOver, !isStopped.load(ordering: .relaxed) {
            do {
                let publisher = try connect()
                for second in max(0, seconds - 30)..<scene.seconds {
                    let ahead = Double(scene.end(of: second).milliseconds) / 1000 - Date().timeIntervalSince1970
                    if ahead > 0 { try publisher.idle(milliseconds: Int(ahead * 1000) + 1) }
                    for site in 0..<HostileScene.sites {
                        try publisher.publish(topic: "noise/1/s\(site)/gate/obs", payload: scene.payload(site, second))
                    }
                    try publisher.flush(milliseconds: 30_000)
                    sent.store(max(seconds, second + 1), ordering: .relaxed)
                }
            } catch {
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }
}
