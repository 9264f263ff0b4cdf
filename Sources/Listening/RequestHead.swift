import Foundation
import NIOHTTP1

/// The line and header fields of a request, as far as pages need them.
struct RequestHead {
    let method: String
    /// Without the query; percent signs are read already.
    let path: String
    let contentType: String?
    /// By name (RFC 6265 section 4.2); of a name that comes twice the first. What is no pair is passed over.
    let cookies: [String: String]
    /// Bytes of the body as announced; nil when it comes in chunks, or there is none.
    let contentLength: Int?
    let isKeepAlive: Bool
    let isOldHTTP: Bool
    let expectsContinue: Bool

    /// GET and HEAD change nothing (RFC 9110 section 9.2.1).
    var isSafe: Bool { method == "GET" || method == "HEAD" }

    struct Refusal: Error {
        var status: HTTPResponseStatus
        var reason: TurnedAway.Reason
        var text: String

        static func malformed(_ text: String) -> Refusal {
            Refusal(status: .badRequest, reason: .malformed, text: text)
        }
    }

    init(_ head: HTTPRequestHead, hosts: HostNames) throws(Refusal) {
        method = head.method.rawValue
        // The decoder takes nothing but HTTP/1.
        isOldHTTP = head.version.minor == 0
        let (target, authority) = try RequestHead.parts(of: head.uri)
        let path = target.prefix { $0 != "?" && $0 != "#" }
        guard let path = String(path).removingPercentEncoding else { throw .malformed("the path cannot be read") }
        self.path = path
        let named = head.headers["host"]
        guard named.count <= 1 else { throw .malformed("there are several Host fields") }
        if let host = authority ?? named.first {
            guard hosts.serve(host) else {
                throw Refusal(
                    status: .misdirectedRequest,
                    reason: .foreignHost,
                    text: "nothing is served under the name in Host; the settings may name it under hosts"
                )
            }
        } else if !isOldHTTP {
            throw .malformed("there is no Host field")
        }
        contentType = head.headers.first(name: "content-type")
        let pairs = head.headers["cookie"].flatMap { $0.split(separator: ";") }.compactMap { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return sides.count == 2 ? (sides[0].trimmed, sides[1].trimmed) : nil
        }
        cookies = Dictionary(pairs) { first, _ in first }
        contentLength = head.headers.first(name: "content-length").flatMap { Int($0) }
        // After an upgrade or a tunnel that was not given, what follows is not HTTP.
        let wantsOther = head.method == .CONNECT || head.headers.contains(name: "upgrade")
        isKeepAlive = head.isKeepAlive && !wantsOther
        expectsContinue = head.headers.first(name: "expect")?.lowercased() == "100-continue" && !isOldHTTP
    }

    /// Path and query, and the authority where the target is a whole address (RFC 9112 section 3.2).
    private static func parts(of target: String) throws(Refusal) -> (Substring, authority: String?) {
        if target.hasPrefix("/") || target == "*" { return (target[...], nil) }
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
            return (end < rest.endIndex && rest[end] == "/" ? rest[end...] : "/", String(rest[..<end]))
        }
        throw .malformed("the target is no path")
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
