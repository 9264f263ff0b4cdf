import EventTime
import Foundation
import Listening
import OpenSSL
import Records
import Reports
import StorePorts

/// Whether a link may still be used.
enum LinkUse {
    case allowed(Alert)
    case refused(PageReply)

    /// Asks the store.
    init(of link: AnswerLink, in store: any AnswerHandler.Store, now: Instant) throws {
        if try store.use(of: link) != nil {
            self = .refused(.refusal(.used, status: 410))
        } else if link.expiresAt <= now {
            self = .refused(.refusal(.expired, status: 410))
        } else if let alert = try store.alert(link.alert)?.0 {
            self = .allowed(alert)
        } else {
            self = .refused(.refusal(.invalid, status: 404))
        }
    }
}

extension PageReply {
    static func refusal(_ refusal: AnswerPage.Refusal, status: Int) -> PageReply {
        answerPage(AnswerPage.refusal(refusal), status: status)
    }

    static func answerPage(_ body: String, status: Int, headers: [String: String] = [:]) -> PageReply {
        PageReply(
            status: status,
            contentType: "text/html; charset=utf-8",
            body: body,
            headers: security.merging(headers) { _, own in own }
        )
    }

    /// No script, nothing from elsewhere, no frame; and the address, which is a secret, goes to nobody.
    private static let security: [String: String] = {
        let style = Data(SHA256.digest(of: Array(AnswerPage.style.utf8))).base64EncodedString()
        return [
            "Content-Security-Policy":
                "default-src 'none'; style-src 'sha256-\(style)'; img-src data:; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "X-Robots-Tag": "noindex",
        ]
    }()
}
