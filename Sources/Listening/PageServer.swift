import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// One listener's connections, as Hummingbird's server accepts them.
///
/// All reading, checking and limiting happens on the listener's event loop. Swift's concurrency sees a request when it
/// is whole, one of each connection at a time, so that what clients send costs the rest of the service nothing.
struct PageServer: ServerChildChannel {
    let limits: ListenLimits
    let hosts: HostNames
    let table: ConnectionTable
    let turnedAway: TurnedAway
    let reply: @Sendable (PageRequest) async -> PageReply

    struct Value: ServerChildChannelValue {
        let channel: any Channel
        /// Nil for a connection that was turned away.
        fileprivate let accepted: Accepted?
    }

    fileprivate struct Accepted: Sendable {
        let number: Int
        let requests: AsyncStream<PageRequest>
        let connection: NIOLoopBound<PageConnection>
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        guard let number = table.admit(channel) else {
            channel.close(promise: nil)
            return channel.eventLoop.makeSucceededFuture(Value(channel: channel, accepted: nil))
        }
        do {
            return channel.eventLoop.makeSucceededFuture(
                Value(channel: channel, accepted: try accept(channel, as: number))
            )
        } catch {
            // The client has gone already.
            table.remove(number)
            channel.close(promise: nil)
            return channel.eventLoop.makeSucceededFuture(Value(channel: channel, accepted: nil))
        }
    }

    private func accept(_ channel: any Channel, as number: Int) throws -> Accepted {
        let (requests, continuation) = AsyncStream.makeStream(of: PageRequest.self)
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.headBytes
        decoding.maxHeaderListSize = limits.headBytes
        decoding.maxHeaderFieldCount = limits.headerFields
        let connection = PageConnection(self, number: number, requests: continuation)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withErrorHandling: false,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoding
        )
        try pipeline.addHandler(connection)
        return Accepted(
            number: number,
            requests: requests,
            connection: NIOLoopBound(connection, eventLoop: channel.eventLoop)
        )
    }

    /// Returns when the connection is closed and its last request is done with.
    func handle(value: Value, logger: Logger) async {
        guard let accepted = value.accepted else { return }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                for await request in accepted.requests {
                    let page = await reply(request)
                    value.channel.eventLoop.execute { accepted.connection.value.finish(page) }
                }
                try? await value.channel.closeFuture.get()
            } onGracefulShutdown: {
                value.channel.eventLoop.execute { accepted.connection.value.retire() }
            }
        } onCancel: {
            value.channel.close(promise: nil)
        }
        table.remove(accepted.number)
    }
}
