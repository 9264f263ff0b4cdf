import FlyingFox
import FlyingSocks
import Foundation
package import Logging
import ServiceLifecycle

/// Serves the health pages over HTTP/1.1, until shutdown.
///
/// A port that is taken does not stop the service, which has more important things to do: it is logged, and tried again
/// every five seconds.
package struct HealthListener: Service {
    private let address: ListenAddress
    private let pages: HealthPages
    private let log: Logger

    package init(address: ListenAddress, pages: HealthPages, log: Logger) {
        self.address = address
        self.pages = pages
        self.log = log
    }

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
                            "the health pages cannot be served, trying again",
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
        HTTPServer(address: socketAddress, logger: silent, handler: Handler(pages: pages))
    }
}

private struct Handler: HTTPHandler {
    let pages: HealthPages

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let page = await pages.page(method: request.method.rawValue, path: request.path)
        let body = Data(page.body.utf8)
        var headers = HTTPHeaders()
        headers[.contentType] = page.contentType
        headers[.contentLength] = "\(body.count)"
        headers[.cacheControl] = "no-store"
        headers[HTTPHeader("Allow")] = page.allow
        return HTTPResponse(
            statusCode: HTTPStatusCode(page.status, phrase: phrases[page.status] ?? ""),
            headers: headers,
            body: request.method == .HEAD ? Data() : body
        )
    }

    private var phrases: [Int: String] {
        [200: "OK", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"]
    }
}
