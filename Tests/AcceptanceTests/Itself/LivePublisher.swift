import EventTime
import Foundation
import Mosquitto
import Sites
import TestSupport

/// A sensor that sends a reading a second, or what a test hands it.
final class LivePublisher {
    let topic: String
    private let publisher: MosquittoPublisher

    init(_ broker: MosquittoServer, sensor: String = "gate", site: SiteID = "school") throws {
        topic = "noise/1/\(site)/\(sensor)/obs"
        publisher = try MosquittoPublisher(options: broker.options(clientID: "\(site)-\(sensor)-\(UUID().uuidString)"))
    }

    /// One reading for each level, the last ending at `end`, and as many in a message as `each` says.
    func send(_ levels: [Double], endingAt end: Date) throws {
        for payload in payloads(levels, endingAt: end) { try publisher.publish(topic: topic, payload: payload) }
        try publisher.flush()
    }

    /// A reading a second that ends now.
    func live(_ level: Double, seconds: Int) throws {
        for _ in 0..<seconds {
            try send([level], endingAt: Date())
            Thread.sleep(forTimeInterval: 1)
        }
    }
}

extension Installation {
    /// One site with one sensor at its construction boundary, which is soon held to be silent.
    static func site(silentAfter: String = "5s") -> String {
        """
              - id: school
                name: {zh: 第一中学, en: No 1 School}
                zone: "1"
                sensors: [{id: gate, placement: construction boundary, class: "1", silent-after: \(silentAfter)}]
        """
    }

    /// The subjects of the mails that were written as files, in the order of their names.
    func subjects() throws -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: outbox)) ?? []
        return try files.filter { $0.hasSuffix(".eml") }.sorted().compactMap { name in
            try ParsedMail.read(file: URL(filePath: "\(outbox)/\(name)")).headers["subject"]
        }
    }
}
