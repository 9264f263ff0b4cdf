import EventTime
import Foundation

/// A real mail server (python3-aiosmtpd) that takes every message and says when.
final class MailReceiver {
    let port: Int
    private let child: Child

    /// Says "port PORT", then "TIME RECIPIENT" for each message as it is taken; ends with its standard input.
    private static let script = """
        import asyncio, os, sys, time
        from aiosmtpd.smtp import SMTP

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                print(f"{time.time():.4f}", envelope.rcpt_tos[0], flush=True)
                return "250 2.0.0 kept"

        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: SMTP(Handler(), hostname="localhost"), "127.0.0.1", 0)
            loop.add_reader(sys.stdin.fileno(), lambda: sys.stdin.buffer.read1() or os._exit(0))
            print("port", server.sockets[0].getsockname()[1], flush=True)
            await asyncio.Event().wait()

        asyncio.run(main())
        """

    init(python: String, _ stop: StopSignal) throws {
        child = try Child("the mail server", ["-c", MailReceiver.script], program: python)
        do {
            let words = try child.line(within: 20, stop).split(separator: " ")
            guard words.first == "port", let port = words.last.flatMap({ Int($0) }) else {
                throw BenchFailure("the mail server did not say its port")
            }
            self.port = port
        } catch {
            child.end()
            throw BenchFailure(
                "the mail server does not start (\(error)): apt-get install python3-aiosmtpd, or give --python",
                exitCode: .unavailable
            )
        }
    }

    /// The next message's recipient and when it was taken, in seconds since 1970.
    func next(within seconds: Int, _ stop: StopSignal) throws -> (recipient: String, at: Double) {
        let words = try child.line(within: seconds, stop).split(separator: " ")
        guard words.count == 2, let at = Double(words[0]) else {
            throw BenchFailure("the mail server said something else than a message's time and recipient")
        }
        return (String(words[1]), at)
    }

    func end() {
        child.end()
    }
}
