import Crypto
import Dispatch
package import EventTime
import ExamCalendar
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
    private let languages: [String: Language]
    private let picture: @Sendable (Alert, Instant) -> MessagePicture?
    private let now: @Sendable () -> Instant
    private let log: Logger
    private let badLinks = BadLinkCount()
    /// Store and pictures block; one request after the other is enough for people.
    private let queue = DispatchQueue(label: "quiethours.answers")

    /// `picture` draws the level of an alert's violation.
    package init(
        links: AnswerLinks,
        plan: Plan,
        store: any Store,
        composer: @escaping @Sendable () -> AlertComposer,
        picture: @escaping @Sendable (Alert, Instant) -> MessagePicture?,
        now: @escaping @Sendable () -> Instant,
        log: Logger
    ) {
        self.links = links
        self.store = store
        self.composer = composer
        languages = Dictionary(plan.authorities.map { ($0.id, $0.language) }) { first, _ in first }
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
            return await onQueue { try show(link) }
        case "POST":
            guard let type = request.contentType, type.lowercased().hasPrefix("application/x-www-form-urlencoded")
            else { return AnswerDesk.refusal(.invalid, status: 415) }
            guard let body = try? await request.body(atMost: AnswerForm.longest) else {
                return AnswerDesk.refusal(.tooLarge, status: 413)
            }
            guard let form = AnswerForm(body) else { return AnswerDesk.refusal(.invalid, status: 400) }
            return await onQueue { try take(form, link) }
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

    private func onQueue(_ work: @escaping @Sendable () throws -> PageReply) async -> PageReply {
        await withCheckedContinuation { continuation in
            queue.async {
                do {
                    continuation.resume(returning: try work())
                } catch {
                    log.error("an answer cannot be taken", metadata: ["error": "\(error)"])
                    continuation.resume(returning: AnswerDesk.refusal(.unavailable, status: 503))
                }
            }
        }
    }

    private func show(_ link: AnswerLink) throws -> PageReply {
        if let refusal = try refusal(of: link) { return refusal }
        guard let alert = try store.alert(link.alert)?.0 else { return AnswerDesk.refusal(.invalid, status: 404) }
        let entry = AnswerEntry(by: try lastName(alert) ?? page(alert).person(alert))
        return try show(alert, entry)
    }

    /// `problem` is why what was sent was not taken.
    private func show(_ alert: Alert, _ entry: AnswerEntry, problem: AnswerRefusal? = nil) throws -> PageReply {
        let status = problem == nil ? 200 : 422
        if case .drill(let drill) = alert.subject {
            let receipt = try store.receipts(ofDrill: drill.id)[alert.id]
            let text = page(alert).page(drill, alert: alert, receipt: receipt, entry: entry, problem: problem)
            return AnswerDesk.page(text, status: status)
        }
        guard let id = alert.subject.violation?.violation, let record = try store.violation(id) else {
            return AnswerDesk.refusal(.invalid, status: 404)
        }
        let picture = record.changes.last.flatMap { self.picture(alert.telling($0), now()) }
        return AnswerDesk.page(
            page(alert).page(record, alert: alert, entry: entry, problem: problem, picture: picture),
            status: status
        )
    }

    private func take(_ form: AnswerForm, _ link: AnswerLink) throws -> PageReply {
        if let refusal = try refusal(of: link) { return refusal }
        guard let alert = try store.alert(link.alert)?.0 else { return AnswerDesk.refusal(.invalid, status: 404) }
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

    /// Of a link that was ours and serves no more.
    private func refusal(of link: AnswerLink) throws -> PageReply? {
        if try store.use(of: link) != nil { return AnswerDesk.refusal(.used, status: 410) }
        if link.expiresAt <= now() { return AnswerDesk.refusal(.expired, status: 410) }
        return nil
    }

    /// Who has answered this alert by its links before: the same person goes on.
    private func lastName(_ alert: Alert) throws -> String? {
        guard let id = alert.subject.violation?.violation else { return nil }
        return try store.violation(id)?.answers.last { $0.alert == alert.id && $0.via == .link }?.by
    }

    private func page(_ alert: Alert) -> AnswerPage {
        AnswerPage(composer: composer(), language: languages[alert.authority] ?? .zh)
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
