import Foundation
import Listening
import TestSupport
import Testing

/// Requests made by chance from pieces of good and bad ones, cut, repeated, and sent in pieces of any length.
@Suite("Whatever a client sends") struct FuzzTests {
    /// 40,000 requests take minutes; a tenth of them is sent unless QUIETHOURS_SWEEP is "whole".
    private static let count = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole" ? 40_000 : 4_000

    @Test("never stops the listener: a reply of HTTP or the end of the connection, and the next good request is served")
    func fuzz() async throws {
        var limits = ListenLimits()
        limits.headBytes = 2048
        limits.bodyBytes = 4096
        limits.lingering = .milliseconds(100)
        let listener = try await RunningListener(limits: limits)
        try await onThread {
            for seed in 0..<FuzzTests.count {
                var chance = SplitMix64(seed: UInt64(seed))
                let connection = try listener.connect()
                let bytes = RandomRequest.bytes(&chance)
                var rest = bytes[...]
                while !rest.isEmpty {
                    let part = rest.prefix(
                        Int.random(in: 1...max(1, Bool.random(using: &chance) ? rest.count : 7), using: &chance)
                    )
                    guard connection.send(Array(part)) == part.count else { break }
                    rest = rest.dropFirst(part.count)
                }
                connection.endSending()
                guard let reply = connection.rest() else {
                    Issue.record("seed \(seed): the connection does not end")
                    continue
                }
                let head = String(decoding: reply.prefix(13), as: UTF8.self)
                let status = head.hasPrefix("HTTP/1.1 ") ? Int(head.dropFirst(9).prefix(3)) : nil
                #expect(reply.isEmpty || status.map { (100...599).contains($0) } == true, "seed \(seed): \(head)")
                if seed % 50 == 49 { #expect(try listener.serves(), "after seed \(seed)") }
            }
        }
        #expect(try listener.serves())
        // It is no test when nothing gets through, or all does.
        let served = listener.requests.filter { $0.hasSuffix("/ok") }.count - FuzzTests.count / 50
        let other = listener.requests.count { !$0.hasSuffix("/ok") }
        #expect((FuzzTests.count / 20...FuzzTests.count).contains(served), "\(served)")
        #expect(other > FuzzTests.count / 50, "\(other)")
    }
}

private enum RandomRequest {
    static func bytes(_ chance: inout SplitMix64) -> [UInt8] {
        var text = ""
        for _ in 0..<Int.random(in: 1...3, using: &chance) { text += request(&chance) }
        var bytes = Array(text.utf8)
        // Half of them stay as they are.
        guard Bool.random(using: &chance), !bytes.isEmpty else { return bytes }
        for _ in 0..<Int.random(in: 1...6, using: &chance) {
            let place = Int.random(in: 0..<max(1, bytes.count), using: &chance)
            switch Int.random(in: 0..<6, using: &chance) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &chance), at: min(place, bytes.count))
            case 1: if !bytes.isEmpty { bytes[min(place, bytes.count - 1)] = UInt8.random(in: 0...255, using: &chance) }
            case 2: bytes.removeSubrange(min(place, bytes.count)...)
            case 3: bytes.insert(contentsOf: Array("\r\n".utf8), at: min(place, bytes.count))
            case 4: if !bytes.isEmpty { bytes.remove(at: min(place, bytes.count - 1)) }
            default: bytes.insert(contentsOf: bytes.prefix(40), at: min(place, bytes.count))
            }
        }
        return bytes
    }

    private static let methods = [
        "GET", "GET", "GET", "GET", "HEAD", "POST", "POST", "POST", "PUT", "OPTIONS", "CONNECT", "TRACE", "get",
        "M-SEARCH", "",
    ]
    private static let targets = [
        "/ok", "/ok", "/ok", "/echo", "/echo", "/none", "*", "/", "http://localhost/ok", "localhost:1", "/%6fk", "/%",
        "",
        "/\u{e9}", "//", "/ok?\u{1}",
    ]
    private static let versions = [
        "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "http/1.1", "",
    ]
    private static let fields = [
        "Host: evil.example", "Accept: */*", "User-Agent: x", "Cookie: a=b", "Connection: close",
        "Connection: keep-alive",
        "Connection: upgrade", "Upgrade: h2c", "Content-Length: 0", "Content-Length: 5", "Content-Length: 99999999",
        "Content-Length: +5", "Transfer-Encoding: chunked", "Transfer-Encoding: identity", "Expect: 100-continue",
        "Expect: nothing", "X: \u{0}", ": x", "X", " folded: x", "Trailer: X", "Content-Type: application/json",
    ]
    private static let bodies = [
        "", "", "", "12345", "5\r\n12345\r\n0\r\n\r\n", "0\r\n\r\n", "5;x=\"y\"\r\n12345\r\n0\r\nX: y\r\n\r\n",
        "ffffffff\r\n", "-1\r\n",
        "0\r\n",
    ]

    private static func request(_ chance: inout SplitMix64) -> String {
        func pick(_ list: [String]) -> String { list.randomElement(using: &chance) ?? "" }
        let end = Int.random(in: 0..<20, using: &chance) == 0 ? "\n" : "\r\n"
        var line = "\(pick(["GET", "POST"])) \(pick(["/ok", "/echo"])) HTTP/1.1"
        if Bool.random(using: &chance) { line = "\(pick(methods)) \(pick(targets)) \(pick(versions))" }
        var text = "\(line)\(end)Host: localhost\(end)"
        for _ in 0..<Int.random(in: 0...3, using: &chance) { text += pick(fields) + end }
        if Int.random(in: 0..<30, using: &chance) == 0 { text += "X: " + String(repeating: "a", count: 3000) + end }
        if Int.random(in: 0..<30, using: &chance) == 0 { text += String(repeating: "Y: z\r\n", count: 200) }
        text += end + pick(bodies)
        if Int.random(in: 0..<30, using: &chance) == 0 { text += String(repeating: "b", count: 6000) }
        return text
    }
}
