import Foundation
import Listening
import TestSupport
import Testing

/// What clients try that want more than their share. While each of them goes on, others are served.
@Suite("A listener's limits") struct LimitTests {
    private static var quick: ListenLimits {
        var limits = ListenLimits()
        limits.head = .seconds(1)
        limits.body = .seconds(1)
        limits.lingering = .milliseconds(500)
        return limits
    }

    @Test(
        "a header line without end is refused",
        arguments: ["GET /ok HTTP/1.1\r\nX: ", "GET /", "GET /ok HTTP/1.1\r\nX"]
    )
    func endlessHead(beginning: String) async throws {
        let listener = try await RunningListener(limits: Self.quick)
        let connections = try (0..<4).map { _ in try listener.connect() }
        for connection in connections {
            connection.send(beginning)
            connection.send([UInt8](repeating: 0x61, count: 17 * 1024))
        }
        #expect(try listener.serves())
        for connection in connections { #expect(connection.reply()?.status == 431) }
        let stubborn = try listener.connect()
        stubborn.send(beginning)
        var sent = 0
        let part = [UInt8](repeating: 0x61, count: 1 << 16)
        while sent < 64 << 20 {
            let count = stubborn.send(part)
            guard count == part.count else { break }
            sent += count
        }
        #expect(sent < 64 << 20 && stubborn.rest() != nil)
        #expect(try listener.serves())
        #expect(listener.log.lines(containing: "turned away").count == 1)
    }

    @Test("too many header fields are refused, and as many as are allowed are not")
    func fields() async throws {
        let listener = try await RunningListener()
        for (count, status) in [
            (ListenLimits().headerFields - 1, 200), (ListenLimits().headerFields, 431), (1500, 431),
        ] {
            let connection = try listener.connect()
            let fields = (0..<count).map { "X\($0): \r\n" }.joined()
            connection.send("GET /ok HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
            #expect(connection.reply()?.status == status, "\(count)")
        }
    }

    @Test(
        "a body beyond the limit is refused, by its announced length or where it passes it, and not read to its end",
        arguments: ["Content-Length: 3000000000", "Content-Length: 98305", "Transfer-Encoding: chunked"]
    )
    func endlessBody(framing: String) async throws {
        let listener = try await RunningListener(limits: Self.quick)
        let connection = try listener.connect()
        connection.send("POST /echo HTTP/1.1\r\nHost: localhost\r\n\(framing)\r\n\r\n")
        let chunk = framing.hasPrefix("T") ? "8000\r\n\(String(repeating: "a", count: 32_768))\r\n" : ""
        let part = chunk.isEmpty ? String(repeating: "a", count: 32_768) : chunk
        for _ in 0..<4 { connection.send(part) }
        let reply = try #require(connection.reply())
        #expect(reply.status == 413 && reply.fields["connection"] == "close")
        var sent = 0
        while sent < 64 << 20, connection.send(part) == part.utf8.count { sent += part.utf8.count }
        #expect(sent < 64 << 20)
        #expect(try listener.serves())
    }

    @Test("whoever has sent half a request when it ends is cut off, and it ends")
    func ends() async throws {
        let listener = try await RunningListener()
        let connections = try (0..<40).map { _ in try listener.connect() }
        for connection in connections { connection.send("GET /ok HTTP/1.1\r\nHost: localhost\r\n") }
        #expect(try listener.serves())
        await listener.end()
        for connection in connections { #expect(connection.reply() == nil) }
    }

    @Test("whoever sends the head a byte at a time is cut off without a word, and others are served meanwhile")
    func slowHead() async throws {
        let listener = try await RunningListener(limits: Self.quick)
        let slow = try listener.connect()
        var served = true
        for byte in Array("GET /ok HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "a", count: 1000))".utf8) {
            guard slow.send([byte]) == 1 else { break }
            served = try served && listener.serves()
            guard slow.reply(patience: 0.1) == nil, !slow.isEnded else { break }
        }
        #expect(served && slow.rest() == [])
    }

    @Test("whoever sends the body a byte at a time is refused")
    func slowBody() async throws {
        let listener = try await RunningListener(limits: Self.quick)
        let slow = try listener.connect()
        slow.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
        var reply: RawConnection.Reply?
        for _ in 0..<900 where reply == nil {
            slow.send("a")
            reply = slow.reply(patience: 0.1)
        }
        #expect(reply?.status == 408)
        #expect(try listener.serves())
    }

    @Test("an idle connection ends without a word, after a request as before one")
    func idle() async throws {
        let listener = try await RunningListener(limits: Self.quick)
        let silent = try listener.connect()
        let idle = try listener.connect()
        idle.send("GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(idle.reply()?.status == 200)
        #expect(idle.rest() == [] && silent.rest() == [])
    }

    @Test("1,200 idle connections keep nobody out: who waits longest gives way")
    func manyIdle() async throws {
        try #require(raiseDescriptorLimit() >= 3000)
        let listener = try await RunningListener()
        let idle = try (0..<1200).map { number in
            let connection = try listener.connect()
            connection.send("GET /ok HTTP/1.1\r\nHost: local")
            if number % 100 == 99 { #expect(try listener.serves()) }
            return connection
        }
        #expect(try listener.serves())
        // The first have had to go; the last are let finish.
        #expect(idle[0].rest() == [] && idle[900].rest() == [])
        idle[1199].send("host\r\n\r\n")
        #expect(idle[1199].reply()?.body == "ok\n")
        #expect(listener.requests.count == 14)
    }

    @Test("requests that are being answered do not give way; when all are, who comes has to go")
    func allAnswering() async throws {
        var limits = ListenLimits()
        limits.connections = 8
        let listener = try await RunningListener(limits: limits)
        let asking = try (0..<8).map { _ in
            let connection = try listener.connect()
            connection.send("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return connection
        }
        while listener.requests.count < 8 { try await Task.sleep(for: .milliseconds(5)) }
        let late = try listener.connect()
        #expect(late.rest() == [])
        listener.release()
        for connection in asking { #expect(connection.reply()?.body == "late\n") }
        #expect(try listener.serves())
        #expect(listener.log.lines(containing: "turned away").count == 1)
    }

    @Test("the place of a client that has gone while it was answered is free again")
    func gone() async throws {
        var limits = ListenLimits()
        limits.connections = 4
        let listener = try await RunningListener(limits: limits)
        for _ in 0..<4 {
            let count = listener.requests.count
            let connection = try listener.connect()
            connection.send("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while listener.requests.count == count { try await Task.sleep(for: .milliseconds(5)) }
        }
        listener.release()
        var served = 0
        while served < 20 {
            if try listener.serves() { served += 1 } else { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test("a page that is not made in time is answered with 503, and a form with nothing, as it may have been recorded")
    func slowPage() async throws {
        var limits = Self.quick
        limits.reply = .milliseconds(200)
        limits.recording = .milliseconds(400)
        let listener = try await RunningListener(limits: limits)
        let view = try listener.connect()
        view.send("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let form = try listener.connect()
        form.send("POST /never HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        #expect(view.reply()?.status == 503)
        #expect(view.rest() == [] && form.rest() == [])
        #expect(try listener.serves())
        listener.release()
    }

    @Test("pages are not made on the threads that the rest of the service runs on", .timeLimit(.minutes(2)))
    func ownThreads() async throws {
        let listeners = [try await RunningListener(), try await RunningListener()]
        let asking = try listeners.flatMap { listener in
            try (0..<8).map { _ in
                let connection = try listener.connect()
                connection.send("GET /block HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return connection
            }
        }
        while listeners.contains(where: { $0.requests.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
        // Both are held for good, and tasks run on.
        for _ in 0..<1000 { await Task.detached { await Task.yield() }.value }
        for listener in listeners { listener.release() }
        for connection in asking { #expect(connection.reply()?.body == "late\n") }
    }

    @Test("whoever asks on and on without taking the replies is cut off")
    func deaf() async throws {
        let listener = try await RunningListener()
        let deaf = try listener.connect()
        let requests = String(repeating: "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 1000)
        deaf.send(requests, patience: 1)
        #expect(try listener.serves())
        #expect(deaf.rest() != nil)
        let asked = listener.requests.filter { $0 == "GET /large" }.count
        #expect(asked < 1000)
    }

    @Test(
        "what is no HTTP gets 400 or the end of the connection",
        arguments: [
            "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET /ok\r\n\r\n", "GET /ok HTTP/9.9\r\n\r\n",
            "GETT /ok HTTP/1.1\r\n\r\n",
            "get /ok HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET ok HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /ok HTTP/1.1\r\nHost : localhost\r\n\r\n", "GET /ok HTTP/1.1\r\n: x\r\nHost: localhost\r\n\r\n",
            "GET /ok HTTP/1.1\r\nHost: localhost\r\nX: a\u{0}b\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 92233720368547758070\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 26\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\na",
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", "EHLO x\r\n",
        ]
    )
    func malformed(text: String) async throws {
        let listener = try await RunningListener(limits: Self.quick)
        let connection = try listener.connect()
        connection.send(text)
        let bytes = try #require(connection.rest())
        #expect(bytes.isEmpty || String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 400 "))
        #expect(listener.requests.isEmpty)
        #expect(try listener.serves())
    }
}
