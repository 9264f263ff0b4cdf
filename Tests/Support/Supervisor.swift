import Foundation
import Glibc
import Synchronization

/// A datagram socket that plays systemd: it keeps what a service tells, with the time.
package final class Supervisor: Sendable {
    package struct Message: Sendable {
        package var at: ContinuousClock.Instant
        package var lines: [String]
    }

    /// What NOTIFY_SOCKET says.
    package let path: String
    private let directory: TemporaryDirectory
    private let descriptor: Int32
    private let received = Mutex<[Message]>([])

    package init(isAbstract: Bool = false) throws {
        directory = try TemporaryDirectory()
        path = isAbstract ? "@quiethours-\(UUID().uuidString)" : directory.path("notify")
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        if isAbstract { name[0] = 0 } else { name.append(0) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(
            MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path) + name.count
        )
        descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketFailure("socket") }
        // So that the reading thread looks now and then whether anybody still wants it.
        var pause = timeval(tv_sec: 0, tv_usec: 100_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &pause, socklen_t(MemoryLayout<timeval>.size))
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0 else { throw SocketFailure("bind") }
        let socket = descriptor
        Thread { [weak self] in
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while self != nil {
                let count = recv(socket, &bytes, bytes.count, 0)
                if count > 0 { self?.take(bytes.prefix(count)) }
            }
            close(socket)
        }
        .start()
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        received.withLock { $0.append(Message(at: .now, lines: lines)) }
    }

    package var messages: [Message] { received.withLock { $0 } }

    /// Messages with this line, since an instant.
    package func count(_ line: String, since: ContinuousClock.Instant? = nil) -> Int {
        messages.count { message in message.lines.contains(line) && since.map { message.at > $0 } ?? true }
    }

    /// The text behind STATUS= of the newest message that has it.
    package var status: String? {
        messages.flatMap(\.lines).last { $0.hasPrefix("STATUS=") }.map { String($0.dropFirst("STATUS=".count)) }
    }

    /// The messages once there are `count`, or what there is after 20 s.
    package func wait(for count: Int) -> [Message] {
        let end = ContinuousClock.now + .seconds(20)
        while messages.count < count, ContinuousClock.now < end { usleep(5000) }
        return messages
    }
}
