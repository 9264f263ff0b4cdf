import Foundation

/// Debian's python3-icalendar, which shares nothing with our writer.
package enum ICalendarParser {
    package struct Stream: Decodable, Sendable {
        package var name: String
        package var events: [Event]
        /// Names of components that are no events.
        package var others: [String]
    }

    /// An event; instants in seconds since 1970-01-01T00:00:00Z.
    package struct Event: Decodable, Hashable, Sendable {
        package var uid: String
        package var start: Int64
        package var end: Int64
        package var written: Int64
        package var modified: Int64
        package var status: String
        package var sequence: Int
        package var summary: String
        package var location: String
        package var description: String?
    }

    package static var isMissing: Bool {
        guard ProcessInfo.processInfo.environment["CI"] != "true" else { return false }
        return (try? Python.run(["-c", "import icalendar"])) == nil
    }

    /// Whether Debian's libical3, whose restriction check is strict, is not there.
    package static var isStrictMissing: Bool {
        guard ProcessInfo.processInfo.environment["CI"] != "true" else { return false }
        return (try? Python.run(["-c", "import ctypes; ctypes.CDLL('libical.so.3')"])) == nil
    }

    /// What libical finds wrong with the stream by the tables of RFC 5545 and RFC 5546, one fault a line; empty when
    /// nothing is.
    package static func faults(of text: String) throws -> String {
        let directory = try TemporaryDirectory()
        return try Python.run([Python.script("check_icalendar.py"), directory.write(text, to: "calendar.ics")])
    }

    /// Throws what the library says against the stream.
    package static func read(_ text: String) throws -> Stream {
        let directory = try TemporaryDirectory()
        let output = try Python.run([Python.script("read_icalendar.py"), directory.write(text, to: "calendar.ics")])
        return try JSONDecoder().decode(Stream.self, from: Data(output.utf8))
    }
}
