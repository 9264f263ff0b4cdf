import Foundation
import Listening
import TestSupport
import Testing

/// HTTP as clients and proxies speak it.
@Suite("A listener speaks HTTP/1.1") struct HTTPTests {
    @Test("several requests on one connection, one after the other")
    func keepAlive() async throws {
        let listener = try await RunningListener()
        let connection = try listener.connect()
        for _ in 0..<3 {
            connection.send("GET /ok HTTP/1.1\r\nHost: 127.0.0.1:9464\r\n\r\n")
            let reply = try #require(connection.reply())
            #expect(reply.status == 200 && reply.body == "ok\n")
            #expect(reply.fields["cache-control"] == "no-store" && reply.fields["connection"] == nil)
            #expect(reply.fields["content-type"] == "text/plain; charset=utf-8")
        }
        connection.send("GET /ok?x=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(connection.reply()?.fields["connection"] == "close")
        #expect(connection.rest() == [])
    }

    @Test("requests that were sent without waiting are answered in their order")
    func pipelining() async throws {
        let listener = try await RunningListener()
        let connection = try listener.connect()
        let post = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12345"
        connection.send(
            String(repeating: "GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n" + post, count: 20)
                + "GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
        for _ in 0..<20 {
            #expect(connection.reply()?.body == "ok\n")
            #expect(connection.reply()?.body == "5\n")
        }
        #expect(connection.reply()?.status == 404)
    }

    @Test("HEAD has the fields of GET and no body")
    func head() async throws {
        let listener = try await RunningListener()
        let connection = try listener.connect()
        connection.send("HEAD /large HTTP/1.1\r\nHost: localhost\r\n\r\nGET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(connection.reply(isHead: true)?.fields["content-length"] == "100000")
        #expect(connection.reply()?.body == "ok\n")
    }

    @Test("cookies are read by name, of one field or several; what is no pair is passed over")
    func cookies() async throws {
        let listener = try await RunningListener()
        let connection = try listener.connect()
        connection.send(
            "GET /cookies HTTP/1.1\r\nHost: localhost\r\nCookie: a=1; b=x=y.z;c = 2 ; none\r\nCookie: a=3; d=\r\n\r\n"
        )
        #expect(connection.reply()?.body == "a=1|b=x=y.z|c=2|d=\n")
        connection.send("GET /cookies HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(connection.reply()?.body == "\n")
    }

    @Test("HTTP/1.0 needs no Host, and its connection ends unless the client wants it kept")
    func old() async throws {
        let listener = try await RunningListener()
        let connection = try listener.connect()
        connection.send("GET /ok HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(connection.reply()?.fields["connection"] == "keep-alive")
        connection.send("GET /ok HTTP/1.0\r\n\r\n")
        let reply = try #require(connection.reply())
        #expect(reply.status == 200 && reply.fields["connection"] == "close")
        #expect(connection.rest() == [])
    }

    @Test("bodies by length, in chunks, in single bytes, and after 100 Continue")
    func bodies() async throws {
        let listener = try await RunningListener()
        let connection = try listener.connect()
        connection.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        for byte in Array("5\r\n12345\r\n3\r\n678\r\n0\r\n\r\n".utf8) { connection.send([byte]) }
        #expect(connection.reply()?.body == "8\n")
        connection.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        #expect(connection.reply()?.status == 100)
        connection.send("1234")
        #expect(connection.reply()?.body == "4\n")
        let most = ListenLimits().bodyBytes
        connection.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(most)\r\n\r\n")
        connection.send([UInt8](repeating: 0x41, count: most))
        #expect(connection.reply()?.body == "\(most)\n")
    }

    @Test("a client that ends its side after the request gets the reply")
    func halfClosed() async throws {
        let listener = try await RunningListener()
        for _ in 0..<20 {
            let connection = try listener.connect()
            connection.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connection.endSending()
            #expect(connection.reply()?.body.count == 100_000)
            #expect(connection.rest() == [])
        }
        let silent = try listener.connect()
        silent.endSending()
        #expect(silent.rest() == [])
    }

    @Test("the path is read, with its percent signs, and a whole address is as good")
    func paths() async throws {
        let listener = try await RunningListener()
        let connection = try listener.connect()
        for target in ["/%6fk", "http://localhost/ok", "HTTP://127.0.0.1:80/ok?x", "/ok?a=%zz"] {
            connection.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(connection.reply()?.body == "ok\n", "\(target)")
        }
        for target in ["*", "http://localhost", "//ok", "/ok/"] {
            connection.send("OPTIONS \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(connection.reply()?.status == 404, "\(target)")
        }
    }

    @Test("an offer of another protocol is not taken, and the connection ends")
    func upgrade() async throws {
        let listener = try await RunningListener()
        let offers = [
            "GET /ok HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\u{1}\u{2}",
            "GET /ok HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
        ]
        for offer in offers {
            let connection = try listener.connect()
            connection.send(offer)
            #expect(connection.reply()?.body == "ok\n")
            #expect(connection.rest() == [])
        }
        let tunnel = try listener.connect()
        tunnel.send("CONNECT localhost:25 HTTP/1.1\r\nHost: localhost\r\n\r\nEHLO x\r\n")
        #expect(tunnel.reply()?.status == 400)
        #expect(try listener.serves())
    }

    @Test("what ends the service waits for the page that is being made")
    func ending() async throws {
        let listener = try await RunningListener()
        let idle = try listener.connect()
        idle.send("GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(idle.reply()?.status == 200)
        await listener.end()
        #expect(idle.rest() == [])
        #expect(throws: SocketFailure.self) { try listener.connect() }
    }
}

@Suite("Names by which a listener is asked for") struct HostTests {
    @Test(
        "its own, localhost and addresses are served",
        arguments: [
            "localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:9464", "10.1.2.3:80", "[::1]", "[::1]:9464",
            "[fe80::1]:1",
            "noise.example", "Noise.Example.:443", "noise.example:",
        ]
    )
    func served(host: String) {
        #expect(HostNames(["noise.example"]).serve(host))
    }

    @Test(
        "all else is not",
        arguments: [
            "", ":80", "evil.example", "noise.example.evil.example", "evil.example:80", "localhost.evil.example",
            "127.0.0.1.evil.example", "noise.example@evil.example", "evil.example/localhost", "[localhost]", "[::1",
            "::1",
            "localhost:x", "localhost:123456", "127.0.0.1,evil.example", "noise.example noise.example", "[127.0.0.1]",
        ]
    )
    func refused(host: String) {
        #expect(!HostNames(["noise.example"]).serve(host))
    }

    @Test("a foreign name is refused before any page is made, and the log says so once")
    func foreign() async throws {
        let listener = try await RunningListener(hosts: ["noise.example"])
        func status(_ target: String, _ fields: String, version: String = "1.1") throws -> Int? {
            let connection = try listener.connect()
            connection.send("GET \(target) HTTP/\(version)\r\n\(fields)\r\n")
            return connection.reply()?.status
        }
        #expect(try status("/ok", "Host: noise.example\r\n") == 200)
        for _ in 0..<3 { #expect(try status("/ok", "Host: evil.example\r\n") == 421) }
        #expect(try status("/ok", "Host: evil.example\r\n", version: "1.0") == 421)
        #expect(try status("http://evil.example/ok", "Host: noise.example\r\n") == 421)
        #expect(try status("http://noise.example/ok", "Host: evil.example\r\n") == 200)
        #expect(try status("/ok", "") == 400)
        #expect(try status("/ok", "Host: noise.example\r\nHost: localhost\r\n") == 400)
        #expect(listener.requests == ["GET /ok", "GET /ok"])
        #expect(listener.log.lines(containing: "turned away").count == 1)
        #expect(listener.log.lines(containing: "evil.example").isEmpty)
    }
}
