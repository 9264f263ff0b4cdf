import Dispatch
package import EventTime
package import Listening
package import Logging
package import NoiseRules
package import Records
package import Reports
package import StorePorts

/// Answers requests for links: shows the page of a valid one, and records what its form says. Knows no socket.
///
/// GET and HEAD change nothing, since mail scanners follow links. POST records the answer and uses the link up in one
/// transaction, and leads to the page of the next link. Whatever has no valid link learns nothing about any violation.
/// Pages are made on one thread and answers recorded on another, so that an answer waits for nobody who only looks.
package struct AnswerHandler: Sendable {
    package typealias Store = AnswerLinkStore & ViolationLog & AlertLog & StormLog

    private let links: AnswerLinks
    private let store: any Store
    private let views: AnswerViews
    private let now: @Sendable () -> Instant
    private let noise: NoiseThere
    private let log: Logger
    private let badLinks = BadLinkCount()
    /// The store's writes block; one after the other is enough for people.
    private let queue = DispatchQueue(label: "quiethours.answers.records")

    private let patience: Patience

    /// How long people wait at most for what has not been begun with: less than a proxy's and the listener's own
    /// limits, after which it would be open what became of it.
    package struct Patience: Hashable, Sendable {
        /// Then an answer is given up, and its sender is asked to send it again.
        package var answer = Duration.seconds(8)
        /// Then a page says that it cannot be shown.
        package var page = Duration.seconds(8)
        /// Then a page goes out without its picture.
        package var picture = Duration.seconds(1)

        package init() {}
    }

    /// `picture` draws the level of an alert's violation, `present` says how loud it is there.
    package init(
        links: AnswerLinks,
        store: any Store,
        composer: @escaping @Sendable () -> AlertComposer,
        picture: @escaping @Sendable (Alert, Instant) -> MessagePicture?,
        present: @escaping @Sendable (ViolationChange, Instant) throws -> PresentNoise? = { _, _ in nil },
        now: @escaping @Sendable () -> Instant,
        log: Logger,
        patience: Patience = Patience()
    ) {
        self.links = links
        self.store = store
        self.now = now
        noise = NoiseThere(present: present, log: log)
        self.log = log
        self.patience = patience
        let sources = AnswerViews.Sources(
            store: store,
            composer: composer,
            picture: picture,
            noise: noise,
            now: now
        )
        views = AnswerViews(sources, log: log, patience: patience)
    }

    package func reply(to request: PageRequest) async -> PageReply {
        // Browsers ask for pictures of their own, and the doctor for the door.
        guard request.path.hasPrefix("/a/"), request.path != "/a/" else { return .refusal(.invalid, status: 404) }
        guard let link = links.link(in: request.path.dropFirst(3)) else { return refuseBadLink() }
        let cookie = AnswerCookie(request, links)
        switch request.method {
        case "GET", "HEAD":
            if let next = cookie.next(after: link) { return onward(to: next) }
            return await views.page(of: link)
        case "POST":
            guard let type = request.contentType, type.lowercased().hasPrefix("application/x-www-form-urlencoded")
            else { return .refusal(.invalid, status: 415) }
            guard let body = try? await request.body(atMost: AnswerForm.longest) else {
                return .refusal(.tooLarge, status: 413)
            }
            guard let form = AnswerForm(body) else { return .refusal(.invalid, status: 400) }
            // A form that was opened before the last answer of the same browser.
            return await take(form, cookie.next(after: link) ?? link, cookie)
        default:
            return PageReply(status: 405, body: "only GET, HEAD and POST\n", headers: ["Allow": "GET, HEAD, POST"])
        }
    }

    private func refuseBadLink() -> PageReply {
        switch badLinks.note(at: now()) {
        case .tooMany: return .refusal(.tooMany, status: 429)
        case .further: break
        case .first(let before):
            log.warning("a link was tried that is none of ours", metadata: ["minute-before": "\(before)"])
        }
        return .refusal(.invalid, status: 404)
    }

    /// Relative to the used link's own address, so that it holds behind any proxy.
    private func onward(to link: AnswerLink, _ headers: [String: String] = [:]) -> PageReply {
        let location = ["Location": links.token(of: link)]
        return .answerPage(
            AnswerPage.notice(.recorded),
            status: 303,
            headers: location.merging(headers) { own, _ in own }
        )
    }

    private func take(_ form: AnswerForm, _ link: AnswerLink, _ cookie: AnswerCookie) async -> PageReply {
        switch await record(form, link) {
        case .refused(let reply): return reply
        case .asked(let alert, let problem):
            var entry = form.entry
            if case .stillLoud = problem { entry.asksForLoudClosing = true }
            return await views.page(of: alert, entry, problem: problem)
        case .recorded(let next):
            guard let next else { return .answerPage(AnswerPage.notice(.recorded), status: 200) }
            return onward(to: next, ["Set-Cookie": cookie.keeping(next)])
        }
    }

    /// What became of a form.
    private enum Taken: Sendable {
        case refused(PageReply)
        /// It is to be corrected.
        case asked(Alert, AnswerRefusal)
        /// With the link for what is to be added.
        case recorded(next: AnswerLink?)
    }

    private func record(_ form: AnswerForm, _ link: AnswerLink) async -> Taken {
        let latest = ContinuousClock.now + patience.answer
        return await withCheckedContinuation { continuation in
            queue.async {
                guard ContinuousClock.now < latest else {
                    return continuation.resume(returning: .refused(.refusal(.notTaken, status: 503)))
                }
                do {
                    continuation.resume(returning: try take(form, link))
                } catch {
                    log.error("an answer cannot be taken", metadata: ["error": "\(error)"])
                    continuation.resume(returning: .refused(.refusal(.unavailable, status: 503)))
                }
            }
        }
    }

    private func take(_ form: AnswerForm, _ link: AnswerLink) throws -> Taken {
        let alert: Alert
        switch try LinkUse(of: link, in: store, now: now()) {
        case .refused(let reply): return .refused(reply)
        case .allowed(let known): alert = known
        }
        let instant = now()
        let answer = Answer(
            violation: alert.subject.violation?.violation ?? ViolationID(""),
            act: form.act,
            by: form.entry.by,
            at: instant,
            report: Answer.Report(
                found: form.entry.found,
                done: form.entry.done,
                note: form.entry.note,
                isConfirming: form.entry.isConfirming
            ),
            via: .link,
            alert: alert.id
        )
        .trimmed
        if let fault = answer.fault { return .asked(alert, fault) }
        if answer.act == .closed, !form.entry.closesLoud, let record = try store.violation(answer.violation),
            let noise = noise(record, at: instant), noise.isAbove
        {
            return .asked(alert, .stillLoud(noise))
        }
        if case .drill = alert.subject {
            let receipt = DrillReceipt(alert: alert.id, by: answer.by, at: instant)
            guard try store.record(receipt, by: link) == nil else { return .refused(.refusal(.used, status: 410)) }
            log.notice("drill received", metadata: ["alert": "\(alert.id)"])
        } else {
            switch try store.record(answer, by: link) {
            case .used: return .refused(.refusal(.used, status: 410))
            case .decided(.refused(let refusal)): return .asked(alert, refusal)
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
        return .recorded(next: links.next(after: link, now: instant))
    }
}
