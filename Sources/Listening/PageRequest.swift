package import Foundation

/// What somebody asks for over HTTP.
package struct PageRequest: Sendable {
    package var method: String
    /// Without the query; percent signs are read already.
    package var path: String
    package var contentType: String?
    /// By name; of a name that comes twice the first.
    package var cookies: [String: String]
    private let read: @Sendable (Int) async throws -> Data?

    /// `read` gives the body; nil when it is longer than so many bytes.
    package init(
        method: String,
        path: String,
        contentType: String? = nil,
        cookies: [String: String] = [:],
        read: @escaping @Sendable (Int) async throws -> Data? = { _ in Data() }
    ) {
        self.method = method
        self.path = path
        self.contentType = contentType
        self.cookies = cookies
        self.read = read
    }

    /// Nil when it is longer than `limit` bytes, of which no more are kept; throws when the connection breaks. To be
    /// asked once.
    package func body(atMost limit: Int) async throws -> Data? { try await read(limit) }
}

/// What is answered.
package struct PageReply: Hashable, Sendable {
    package var status: Int
    package var contentType: String
    package var body: Data
    /// Further headers by name. `Content-Length` and `Cache-Control: no-store` are always sent.
    package var headers: [String: String]

    package init(
        status: Int = 200,
        contentType: String = "text/plain; charset=utf-8",
        body: String,
        headers: [String: String] = [:]
    ) {
        self.status = status
        self.contentType = contentType
        self.body = Data(body.utf8)
        self.headers = headers
    }
}
