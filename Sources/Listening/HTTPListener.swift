import FlyingFox
import FlyingSocks
import Foundation
package import Logging
import ServiceLifecycle

/// Serves pages over HTTP/1.1 at one address of this machine, until shutdown.
///
/// A port that is taken does not stop the service, which has more important things to do: it is logged, and tried again
/// every five seconds. No request is logged: its path may be a secret.
package struct HTTPListener: Service {
    private let name: String
    private let address: ListenAddress
    private let log: Logger
    private let reply: @Sendable (PageRequest) async -> PageReply

    /// `name` says what cannot be served ("the health pages"); `reply` has `HTTPListener.longestReply` for each request, the
    /// reading of its body included.
    package init(
        _ name: String,
        at address: ListenAddress,
        log: Logger,
        reply: @escaping @Sendable (PageRequest) async -> PageReply
    ) {
        self.name = name
        self.address = address
        self.log = log
        self.reply = reply
    }

    /// Seconds.
    package static let longestReply = 15.0

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var trouble: String?
            while !Task.isCancelled {
                do {
                    try await server().run()
                } catch  where !Task.isCancelled {
                    let text = error.localizedDescription
                    if text != trouble {
                        log.error(
                            "\(name) cannot be served, trying again",
                            metadata: ["address": "\(address)", "error": "\(text)"]
                        )
                    }
                    trouble = text
                } catch {}
                try? await Task.sleep(for: .seconds(5))
            }
        }
    }

    private func server() throws -> HTTPServer {
        address.isIPv6
            ? server(at: try sockaddr_in6.inet6(ip6: address.host, port: address.port))
            : server(at: try sockaddr_in.inet(ip4: address.host, port: address.port))
    }

    /// Our own log tells what matters.
    private var silent: any FlyingSocks.Logging { .disabled as DisabledLogger }

    private func server(at socketAddress: some SocketAddress) -> HTTPServer {
        HTTPServer(
            address: socketAddress,
            timeout: HTTPListener.longestReply,
            logger: silent,
            handler: Handler(reply: reply)
        )
    }
}

private struct Handler: HTTPHandler {
    let reply: @Sendable (PageRequest) async -> PageReply

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let page = await reply(PageRequest(request))
        var headers = HTTPHeaders()
        headers[.contentType] = page.contentType
        headers[.contentLength] = "\(page.body.count)"
        headers[.cacheControl] = "no-store"
        // A body that was not read to its end would be taken for the next request.
        if request.method != .GET, request.method != .HEAD { headers[.connection] = "close" }
        for (name, value) in page.headers { headers[HTTPHeader(name)] = value }
        return HTTPResponse(
            statusCode: HTTPStatusCode(page.status, phrase: PageReply.phrases[page.status] ?? ""),
            headers: headers,
            body: request.method == .HEAD ? Data() : page.body
        )
    }
}

extension PageRequest {
    fileprivate init(_ request: HTTPRequest) {
        self.init(method: request.method.rawValue, path: request.path, contentType: request.headers[.contentType]) {
            [sequence = request.bodySequence] limit in
            if let count = sequence.count, count > limit { return nil }
            var body = Data()
            for try await chunk in sequence {
                body += chunk
                if body.count > limit { return nil }
            }
            return body
        }
    }
}
