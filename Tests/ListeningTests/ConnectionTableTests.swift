import NIOCore
import NIOEmbedded
import Testing

@testable import Listening

@Suite("Who is let in") struct ConnectionTableTests {
    private static var limits: ListenLimits {
        var limits = ListenLimits()
        limits.connections = 6
        limits.connectionsOfClient = 3
        return limits
    }

    /// Connections from remote addresses.
    private final class Remotes {
        private var channels: [EmbeddedChannel] = []

        func channel(_ address: String) throws -> EmbeddedChannel {
            let channel = EmbeddedChannel()
            channels.append(channel)
            channel.remoteAddress = try SocketAddress(ipAddress: address, port: 1)
            try channel.connect(to: SocketAddress(ipAddress: address, port: 1)).wait()
            return channel
        }

        /// Closed or not, they keep themselves until then.
        func finish() {
            for channel in channels { _ = try? channel.finish(acceptAlreadyClosed: true) }
        }
    }

    @Test("one address gets no more than its share: its own longest waiting gives way")
    func share() throws {
        let remotes = Remotes()
        defer { remotes.finish() }
        let table = ConnectionTable(limits: Self.limits)
        let greedy = try (0..<5).map { _ in try remotes.channel("203.0.113.7") }
        let other = try remotes.channel("203.0.113.8")
        #expect(table.admit(other) == 1)
        #expect(greedy.map { table.admit($0) } == [2, 3, 4, 5, 6])
        #expect(greedy.map(\.isActive) == [false, false, true, true, true] && other.isActive)
    }

    @Test("what is answered does not give way, and what waits again does last")
    func answered() throws {
        let remotes = Remotes()
        defer { remotes.finish() }
        let table = ConnectionTable(limits: Self.limits)
        let channels = try (0..<5).map { _ in try remotes.channel("203.0.113.7") }
        let numbers = channels.prefix(3).compactMap { table.admit($0) }
        table.works(numbers[0])
        _ = table.admit(channels[3])
        #expect(channels.map(\.isActive) == [true, false, true, true, true])
        table.waits(numbers[0])
        _ = table.admit(channels[4])
        #expect(channels.map(\.isActive) == [true, false, false, true, true])
        for number in 1...5 { table.works(number) }
        let late = try remotes.channel("203.0.113.7")
        #expect(table.admit(late) == nil)
        table.remove(numbers[0])
        #expect(table.admit(late) == 6)
    }

    @Test("when all places are taken, the address with most of them gives one up")
    func full() throws {
        let remotes = Remotes()
        defer { remotes.finish() }
        let table = ConnectionTable(limits: Self.limits)
        let single = try (1...3).map { try remotes.channel("198.51.100.\($0)") }
        for channel in single { _ = table.admit(channel) }
        let greedy = try (0..<3).map { _ in try remotes.channel("203.0.113.7") }
        for channel in greedy { _ = table.admit(channel) }
        let next = try remotes.channel("192.0.2.1")
        #expect(table.admit(next) != nil)
        #expect(greedy.map(\.isActive) == [false, true, true] && single.allSatisfy(\.isActive))
    }

    @Test("this machine may have all places, since a proxy brings everybody")
    func local() throws {
        let remotes = Remotes()
        defer { remotes.finish() }
        let table = ConnectionTable(limits: Self.limits)
        let channels = try (0..<6).map { try remotes.channel($0 % 2 == 0 ? "127.0.0.1" : "::1") }
        #expect(channels.allSatisfy { table.admit($0) != nil } && channels.allSatisfy(\.isActive))
    }

    @Test(
        "an address of IPv6 is its first 64 bits",
        arguments: [
            ("203.0.113.7", "203.0.113.7"), ("127.1.2.3", ConnectionTable.thisMachine),
            ("::1", ConnectionTable.thisMachine),
            ("::ffff:127.0.0.1", ConnectionTable.thisMachine), ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8:1:2::6", "2001:db8:1:2"),
            ("2001:db8::6", "2001:db8:0:0"),
        ]
    )
    func client(address: String, client: String) throws {
        #expect(ConnectionTable.client(try SocketAddress(ipAddress: address, port: 1)) == client)
    }
}
