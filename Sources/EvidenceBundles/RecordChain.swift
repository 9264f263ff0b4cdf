package import Foundation
import Records
import ServiceSettings

/// The lines of `record.jsonl`: each names the SHA-256 of the line before, so that none can be changed, taken out or
/// put in between unnoticed.
///
/// A line is `{"kind":…,"previous":…,"record":…}` and ends with a line feed that its SHA-256 leaves out. The first
/// line's `previous` is 64 zeros.
package struct RecordChain {
    package private(set) var bytes = Data()
    private var previous = Fingerprint.none

    package init() {}

    /// `json` is one JSON value in one line, `kind` a word of ours.
    package mutating func append(kind: StaticString, json: String) {
        let line = Data("{\"kind\":\"\(kind)\",\"previous\":\"\(previous)\",\"record\":\(json)}".utf8)
        previous = Fingerprint(of: line)
        bytes += line + [RecordChain.lineFeed]
    }

    /// The lines, counted from 1, at which the chain does not hold, in order; empty when it holds.
    ///
    /// A line that cannot be read is named itself. Where a line does not name the one before it, the one before is
    /// named: one of the two is changed, or a line between them is missing.
    package static func faults(in bytes: Data) -> [Int] {
        var found: [Int] = []
        var previous = Fingerprint.none
        var lines = bytes.split(separator: lineFeed, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() } else { found.append(max(lines.count, 1)) }
        for (index, line) in lines.enumerated() {
            if let link = try? JSONDecoder().decode(Link.self, from: Data(line)) {
                if link.previous != previous { found.append(max(index, 1)) }
            } else {
                found.append(index + 1)
            }
            previous = Fingerprint(of: Data(line))
        }
        return Set(found).sorted()
    }

    private static let lineFeed = UInt8(ascii: "\n")

    private struct Link: Decodable {
        var previous: Fingerprint

        private enum CodingKeys: String, CodingKey { case previous = "previous" }
    }
}
