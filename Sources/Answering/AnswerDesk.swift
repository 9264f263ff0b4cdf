import Crypto
import Dispatch
package import EventTime
import Foundation
package import Listening
package import Logging
import NoiseRules
package import Records
package import Reports

/// Answers requests for links: shows the page of a valid one, and records what its form says. Knows no socket.
///
/// GET and HEAD change nothing, since mail scanners follow links. POST records the answer and uses the link up in one
/// transaction, and leads to the page of the next link. Whatever has no valid link learns nothing about any violation.
package struct AnswerDesk: Sendable {
    package typealias Store = AnswerLinkStore & ViolationLog & AlertLog

    private let links: AnswerLinks
    private let store: any Store
    private let composer: @Sendable () -> AlertComposer
    private let picture: @Sendable (Alert, Instant) -> MessagePicture?
    private let now: @Sendable () -> Instant
    private let log: Logger
    private let badLinks = BadLinkCount()
    /// Store and pictures block; one request after the other is enough for people.
    private let queue = DispatchQueue(label: "quiethours.answers")

    /// `picture` draws the level of an alert's violation.
    package init(
        links: AnswerLinks,
        store: any Store,
        composer: @escaping @Sendable () -> AlertComposer,
        picture: @escaping @Sendable (Alert, Instant) -> MessagePicture?,
        now: @escaping @Sendable () -> Instant,
        log: Logger
    ) {
        self.links = links
        self.store = store
        self.composer = composer
        self.picture = picture
        self.now = now
        self.log = log
    }

    package func reply(to request: PageRequest) async -> PageReply {
        // Browsers ask for pictures of their own, and the doctor for the door.
        guard request.path.hasPrefix("/a/"), request.path != "/a/" else {
            return AnswerDesk.refusal(.invalid, status: 404)
        }
        guard let link = links.link(in: request.path.dropFirst(3)) else { return refuseBadLink() }
        switch request.method {
        case "GET", "HEAD":
            return await reply(to: link) { try show($0) }
        case "POST":
            guard let type = request.contentType, type.lowercased().hasPrefix("application/x-www-form-urlencoded")
            else { return AnswerDesk.refusal(.invalid, status: 415) }
            guard let body = try? await request.body(atMost: AnswerForm.longest) else {
                return AnswerDesk.refusal(.tooLarge, status: 413)
            }
            guard let form = AnswerForm(body) else { return AnswerDesk.refusal(.invalid, status: 400) }
            return await reply(to: link) { try take(form, link, to: $0) }
        default:
            return PageReply(status: 405, body: "only GET, HEAD and POST\n", headers: ["Allow": "GET, HEAD, POST"])
        }
    }

    private func refuseBadLink() -> PageReply {
        switch badLinks.note(at: now()) {
        case .tooMany: return AnswerDesk.refusal(.tooMany, status: 429)
        case .further: break
        case .first(let before):
            log.warning("a link was tried that is none of ours", metadata: ["minute before": "\(before)"])
        }
        return AnswerDesk.refusal(.invalid, status: 404)
    }

    /// `page` gets the alert of a link that may be used still.
    private func reply(
        to link: AnswerLink,
        _ page: @escaping @Sendable (Alert) throws -> PageReply
    ) async -> PageReply {
        await withCheckedContinuation { continuation in
            queue.async {
                do {
                    continuation.resume(returning: try reply(to: link, page))
                } catch {
                    log.error("an answer cannot be taken", metadata: ["error": "\(error)"])
                    continuation.resume(returning: AnswerDesk.refusal(.unavailable, status: 503))
                }
            }
        }
    }

    private func reply(to link: AnswerLink, _ page: (Alert) throws -> PageReply) throws -> PageReply {
        if try store.use(of: link) != nil { return AnswerDesk.refusal(.used, status: 410) }
        if link.expiresAt <= now() { return AnswerDesk.refusal(.expired, status: 410) }
        guard let alert = try store.alert(link.alert)?.0 else { return AnswerDesk.refusal(.invalid, status: 404) }
        return try page(alert)
    }

    /// `entry` is what was sent and not taken, `problem` why; without them the form is for whom the alert went to, or who has
    /// answered it before.
    private func show(_ alert: Alert, _ entry: AnswerEntry? = nil, problem: AnswerRefusal? = nil) throws -> PageReply {
        let status = problem == nil ? 200 : 422
        let page = AnswerPage(for: alert, composer: composer())
        if case .drill(let drill) = alert.subject {
            let receipt = try store.receipts(ofDrill: drill.id)[alert.id]
            let entry = entry ?? AnswerEntry(by: page.person)
            return AnswerDesk.page(
                page.page(drill, receipt: receipt, entry: entry, problem: problem),
                status: status
            )
        }
        guard let id = alert.subject.violation?.violation, let record = try store.violation(id) else {
            return AnswerDesk.refusal(.invalid, status: 404)
        }
        let before = record.answers.last { $0.alert == alert.id && $0.via == .link }
        let entry = entry ?? AnswerEntry(by: before?.by ?? page.person)
        let picture = record.changes.last.flatMap { self.picture(alert.telling($0), now()) }
        return AnswerDesk.page(
            page.page(record, entry: entry, problem: problem, picture: picture),
            status: status
        )
    }

    private func take(_ form: AnswerForm, _ link: AnswerLink, to alert: Alert) throws -> PageReply {
        let instant = now()
        let answer = Answer(
            violation: alert.subject.violation?.violation ?? ViolationID(""),
            act: form.act,
            by: form.entry.by,
            at: instant,
            found: form.entry.found,
            done: form.entry.done,
            note: form.entry.note,
            isConfirming: form.entry.isConfirming,
            via: .link,
            alert: alert.id
        )
        .trimmed
        if let fault = answer.fault { return try show(alert, form.entry, problem: fault) }
        if case .drill = alert.subject {
            let receipt = DrillReceipt(alert: alert.id, by: answer.by, at: instant)
            guard try store.record(receipt, by: link) == nil else { return AnswerDesk.refusal(.used, status: 410) }
            log.notice("drill received", metadata: ["alert": "\(alert.id)"])
        } else {
            switch try store.record(answer, by: link) {
            case .used: return AnswerDesk.refusal(.used, status: 410)
            case .decided(.refused(let refusal)): return try show(alert, form.entry, problem: refusal)
            case .decided:
                log.notice(
                    "answered",
                    metadata: [
                        "violation": "\(answer.violation)", "act": "\(answer.act.rawValue)", "by": "\(answer.by)",
                        "via": "link", "alert": "\(alert.id)",
                    ]
                )
            }
        }
        guard let next = links.next(after: link, now: instant) else { return try show(alert, form.entry) }
        // Relative to the used link's own address, so that it holds behind any proxy.
        return AnswerDesk.page("", status: 303, headers: ["Location": links.token(of: next)])
    }
}

extension AnswerDesk {
    private static func refusal(_ refusal: AnswerPage.Refusal, status: Int) -> PageReply {
        page(AnswerPage.refusal(refusal), status: status)
    }

    private static func page(_ body: String, status: Int, headers: [String: String] = [:]) -> PageReply {
        PageReply(
            status: status,
            contentType: "text/html; charset=utf-8",
            body: body,
            headers: security.merging(headers) { _, own in own }
        )
    }

    /// No script, nothing from elsewhere, no frame; and the address, which is a secret, is told to nobody.
    private static let security: [String: String] = {
        let style = Data(SHA256.hash(data: Data(AnswerPage.style.utf8))).base64EncodedString()
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
