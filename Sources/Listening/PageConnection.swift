import Foundation
import NIOCore
import NIOHTTP1

/// One connection: reads requests within the limits, one after the other, and writes their replies.
///
/// Lives on the event loop of its channel. Behind HTTP's decoder, which bounds heads, and the pipelining handler, which
/// holds the next request back until this one is answered.
final class PageConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case waiting
        case reading(RequestHead, ByteBuffer)
        case answering(RequestHead)
        /// The last reply is written; what still comes is thrown away.
        case leaving
    }

    private let server: PageServer
    private let number: Int
    private let requests: AsyncStream<PageRequest>.Continuation
    private var state = State.waiting
    private var context: ChannelHandlerContext?
    private var deadline: Scheduled<Void>?
    /// Replies that the system has not taken whole yet.
    private var unsent = 0
    /// Nothing can follow the present request: the client has ended its side, or its body was not read.
    private var isLast = false
    /// Reads that were thrown away, of 64 kB at most each.
    private var thrownAway = 0

    init(_ server: PageServer, number: Int, requests: AsyncStream<PageRequest>.Continuation) {
        self.server = server
        self.number = number
        self.requests = requests
    }

    private var limits: ListenLimits { server.limits }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        expire(after: limits.head)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        self.context = nil
        requests.finish()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .waiting):
            begin(head)
        case (.body(var part), .reading(let head, var body)):
            guard body.readableBytes + part.readableBytes <= limits.bodyBytes else { return tooLong(head) }
            // Without a copy of what is there already.
            state = .waiting
            body.writeBuffer(&part)
            state = .reading(head, body)
        case (.end, .reading(let head, let body)):
            ask(head, Data(body.readableBytesView))
        case (_, .leaving): throwAway()
        default: break
        }
    }

    private func begin(_ request: HTTPRequestHead) {
        // Whoever sends requests without taking their replies would have them kept here.
        guard let context, context.channel.isWritable else { return close() }
        do throws(RequestHead.Refusal) {
            let head = try RequestHead(request, hosts: server.hosts)
            state = .reading(head, ByteBuffer())
            expire(after: limits.body)
            if let length = head.contentLength, length > limits.bodyBytes { return tooLong(head) }
            guard head.expectsContinue else { return }
            let go = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
        } catch {
            refuse(error.status, error.text, error.reason)
        }
    }

    private func tooLong(_ head: RequestHead) {
        isLast = true
        ask(head, nil)
    }

    /// `body` is nil when it is too long.
    private func ask(_ head: RequestHead, _ body: Data?) {
        state = .answering(head)
        server.table.works(number)
        expire(after: head.isSafe ? limits.reply : limits.recording)
        let request = PageRequest(
            method: head.method,
            path: head.path,
            contentType: head.contentType,
            cookies: head.cookies
        ) { limit in
            body.flatMap { $0.count <= limit ? $0 : nil }
        }
        requests.yield(request)
    }

    /// The reply to the present request.
    func finish(_ page: PageReply) {
        guard case .answering(let head) = state else { return }
        write(
            page,
            withBody: head.method != "HEAD",
            keepAlive: head.isKeepAlive && !isLast,
            saysSo: head.isOldHTTP
        )
    }

    /// Ends the connection once what was asked is answered.
    func retire() {
        switch state {
        case .waiting, .reading: close()
        case .answering: isLast = true
        case .leaving: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Half a request at the end of a connection: nobody reads a refusal, and the pipelining handler takes no more
        // replies.
        guard context.channel.isActive else { return close() }
        switch (state, error) {
        case (.leaving, is HTTPParserError), (.leaving, is ByteToMessageDecoderError): throwAway()
        case (.answering, is HTTPParserError): isLast = true
        case (_, HTTPParserError.headerOverflow):
            refuse(.requestHeaderFieldsTooLarge, "the head of the request is too large", .tooLarge)
        case (_, is HTTPParserError): refuse(.badRequest, "this is no HTTP/1.1", .malformed)
        default: close()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        switch state {
        case .answering: isLast = true
        case .leaving where unsent > 0: break
        case .waiting where unsent > 0: leave()
        default: close()
        }
    }
}

extension PageConnection {
    private func refuse(_ status: HTTPResponseStatus, _ text: String, _ reason: TurnedAway.Reason) {
        server.turnedAway.note(reason)
        write(PageReply(status: Int(status.code), body: text + "\n"), withBody: true, keepAlive: false, saysSo: false)
    }

    private func write(_ page: PageReply, withBody: Bool, keepAlive: Bool, saysSo: Bool) {
        guard let context else { return }
        var headers = HTTPHeaders([
            ("Content-Type", page.contentType), ("Content-Length", "\(page.body.count)"), ("Cache-Control", "no-store"),
        ])
        if !keepAlive { headers.add(name: "Connection", value: "close") }
        if keepAlive, saysSo { headers.add(name: "Connection", value: "keep-alive") }
        for (name, value) in page.headers { headers.replaceOrAdd(name: name, value: value) }
        let status = HTTPResponseStatus(statusCode: page.status)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if withBody, !page.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: page.body)))), promise: nil)
        }
        // All of it before the end, which brings the next request.
        let taking = Duration.seconds(page.body.count / limits.slowestReading)
        state = keepAlive ? .waiting : .leaving
        if keepAlive { server.table.waits(number) }
        expire(after: limits.head + taking)
        unsent += 1
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in self.sent() }
    }

    private func sent() {
        unsent -= 1
        if case .leaving = state, unsent == 0 { leave() }
    }

    /// Ends our side; the client's follows, or is cut.
    private func leave() {
        state = .leaving
        guard unsent == 0 else { return }
        expire(after: limits.lingering)
        context?.close(mode: .output, promise: nil)
    }

    /// Whoever goes on sending much is not looking for a refusal.
    private func throwAway() {
        thrownAway += 1
        if thrownAway > limits.lingeringReads { close() }
    }

    private func close() {
        state = .leaving
        context?.close(promise: nil)
    }

    private func expire(after time: Duration) {
        deadline?.cancel()
        deadline = context?.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { self.expired() }
    }

    private func expired() {
        switch state {
        case .waiting:
            // Without a word: a proxy would take it for the reply to its next request.
            close()
        case .reading:
            isLast = true
            refuse(.requestTimeout, "the body came too slowly", .tooSlow)
        case .answering(let head) where head.isSafe:
            isLast = true
            finish(PageReply(status: 503, body: "the page could not be made in time; try again\n"))
        case .answering, .leaving:
            close()
        }
    }
}
