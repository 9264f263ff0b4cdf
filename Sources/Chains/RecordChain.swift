package import Foundation
import OpenSSL
package import Records

/// Lines that each name the SHA-256 of the line before, so that none can be changed, taken out or put in between
/// unnoticed: the record of an evidence bundle, and what the segments of cold storage hold.
///
/// A line is `{"kind":…,"previous":…,"record":…}` and ends with a line feed that its SHA-256 leaves out. The first
/// line's `previous` is 64 zeros, or the last line of the chain that it goes on from.
package struct RecordChain {
    package private(set) var bytes = Data()
    /// The SHA-256 of the last line; what the chain goes on from while it has none.
    package private(set) var head: Fingerprint

    package init(after previous: Fingerprint = .none) {
        head = previous
    }

    /// `json` is one JSON value in one line, `kind` a word of ours.
    package mutating func append(kind: StaticString, json: String) {
        let line = Data("{\"kind\":\"\(kind)\",\"previous\":\"\(head)\",\"record\":\(json)}".utf8)
        head = RecordChain.fingerprint(of: line)
        bytes += line + [RecordChain.lineFeed]
    }

    /// The lines, counted from 1, at which the chain does not hold, in order; empty when it holds. `previous` is what
    /// the first line goes on from.
    ///
    /// A line that cannot be read is named itself. Where a line does not name the one before it, the one before is
    /// named: one of the two is changed, or a line between them is missing.
    package static func faults(in bytes: Data, after previous: Fingerprint = .none) -> [Int] {
        var found: [Int] = []
        var previous = previous
        var lines = bytes.split(separator: lineFeed, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() } else { found.append(max(lines.count, 1)) }
        for (index, line) in lines.enumerated() {
            if let link = try? JSONDecoder().decode(Link.self, from: Data(line)) {
                if link.previous != previous { found.append(max(index, 1)) }
            } else {
                found.append(index + 1)
            }
            previous = fingerprint(of: Data(line))
        }
        return Set(found).sorted()
    }

    /// Of a line without its line feed.
    package static func fingerprint(of line: Data) -> Fingerprint { Fingerprint(digest: SHA256.digest(of: line.bytes)) }

    private static let lineFeed = UInt8(ascii: "\n")

    private struct Link: Decodable {
        var previous: Fingerprint

        private enum CodingKeys: String, CodingKey { case previous = "previous" }
    }
}
