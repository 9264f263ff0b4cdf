import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves pages over HTTP/1.1 at one address of this machine, until shutdown.
///
/// It has a thread that reads from its clients, and another that makes its pages: whatever clients do, the rest of the
/// service does not wait for them. A port that is taken does not stop the service, which has more important things to
/// do: it is logged, and tried again every five seconds. No request is logged: its path may be a secret.
package struct HTTPListener: Service {
    private let name: String
    private let address: ListenAddress
    private let hosts: HostNames
    private let limits: ListenLimits
    private let statistics: ListenStatistics
    private let log: Logger
    private let reply: @Sendable (PageRequest) async -> PageReply

    /// `name` says what cannot be served ("the health pages"); `hosts` are the names by which it is reached beside
    /// `localhost` and IP addresses; `reply` has `limits.reply` for each request, and must not block.
    package init(
        _ name: String,
        at address: ListenAddress,
        hosts: HostNames = HostNames(),
        limits: ListenLimits = ListenLimits(),
        statistics: ListenStatistics = ListenStatistics(),
        log: Logger,
        reply: @escaping @Sendable (PageRequest) async -> PageReply
    ) {
        self.name = name
        self.address = address
        self.hosts = hosts
        self.limits = limits
        self.statistics = statistics
        self.log = log
        self.reply = reply
    }

    package func run() async throws {
        let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        await withTaskExecutorPreference(QueueExecutor("quiethours.pages")) {
            var trouble: String?
            while !isEnding {
                var text = "its socket was closed"
                let server = server(on: threads)
                do { try await server.run() } catch { text = "\(error)" }
                // It goes on closing in a task of its own, which needs the thread.
                try? await server.shutdownGracefully()
                if !isEnding, text != trouble {
                    log.error(
                        "\(name) cannot be served, trying again",
                        metadata: ["address": "\(address)", "error": "\(text)"]
                    )
                }
                trouble = text
                if !isEnding { try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) } }
            }
        }
        try? await threads.shutdownGracefully()
    }

    private var isEnding: Bool { Task.isCancelled || Task.isShuttingDownGracefully }

    private func server(on threads: MultiThreadedEventLoopGroup) -> Server<PageServer> {
        let turnedAway = TurnedAway(name, statistics: statistics, log: log)
        let pages = PageServer(
            limits: limits,
            hosts: hosts,
            table: ConnectionTable(limits: limits) { turnedAway.note($0) },
            turnedAway: turnedAway,
            reply: reply
        )
        return Server(
            childChannelSetup: pages,
            configuration: ServerConfiguration(address: .hostname(address.host, port: Int(address.port))),
            eventLoopGroup: threads,
            // Ours says what matters.
            logger: Logger(label: "quiethours.listener") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
