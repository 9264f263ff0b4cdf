import Dispatch
import EventTime
import Listening
import Logging
import NoiseRules
import Records
import Reports
import StorePorts
import Synchronization

/// Makes the pages of links that may be used, one after the other on a thread of its own; safe from any thread.
///
/// A picture takes a hundred times as long to make as the rest of a page. So whoever asks for a link while its page
/// waits to be made gets that page too, a page is kept while what it shows stays the same, and when many wait, pages go
/// out without pictures.
final class AnswerViews: Sendable {
    /// All that a page is made of, but for the picture.
    private enum Contents: Hashable, Sendable {
        case drill(Drill, DrillReceipt?)
        case violation(ViolationRecord, storm: [ViolationRecord])
    }

    private struct Key: Hashable {
        var alert: Alert
        var contents: Contents
    }

    private struct Kept {
        var reply: PageReply
        var madeAt: Instant
    }

    private struct State {
        var waiting: [AnswerLink: [CheckedContinuation<PageReply, Never>]] = [:]
        var kept: [Key: Kept] = [:]
    }

    struct Sources: Sendable {
        let store: any AnswerHandler.Store
        let composer: @Sendable () -> AlertComposer
        let picture: @Sendable (Alert, Instant) -> MessagePicture?
        let noise: NoiseThere
        let now: @Sendable () -> Instant
    }

    private let sources: Sources
    private let log: Logger
    private let patience: AnswerHandler.Patience
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "quiethours.answers.views")

    /// A picture ends with what was heard last: how old it may get, and with it a page.
    static let freshness = TimeSpan.seconds(10)
    /// Pages that are kept: of all who were notified of a few violations. Each has some 200 kB.
    static let mostKept = 32

    init(_ sources: Sources, log: Logger, patience: AnswerHandler.Patience) {
        self.sources = sources
        self.log = log
        self.patience = patience
    }

    /// The page of a link, or why it is not shown; nothing in it is older than the call but the picture.
    func page(of link: AnswerLink) async -> PageReply {
        let since = ContinuousClock.now
        return await withCheckedContinuation { continuation in
            let isFirst = state.withLock { state in
                state.waiting[link, default: []].append(continuation)
                return state.waiting[link]?.count == 1
            }
            if isFirst { queue.async { self.serve(link, since: since) } }
        }
    }

    /// The page with a form that was not taken: `entry` is what was sent, `problem` why.
    func page(of alert: Alert, _ entry: AnswerEntry, problem: AnswerRefusal) async -> PageReply {
        await withCheckedContinuation { continuation in
            queue.async {
                let reply = self.attempt(busy: .unavailable) {
                    guard let contents = try self.contents(of: alert) else { return .refusal(.invalid, status: 404) }
                    let text = self.text(alert, contents, entry, problem, picture: nil)
                    return .answerPage(text, status: 422)
                }
                continuation.resume(returning: reply)
            }
        }
    }

    private func serve(_ link: AnswerLink, since: ContinuousClock.Instant) {
        // From here on the store is asked: whoever comes later asks again.
        let waiting = state.withLock { $0.waiting.removeValue(forKey: link) ?? [] }
        let waited = ContinuousClock.now - since
        // A link with a number is what a recorded answer led to.
        let busy: AnswerPage.Refusal = link.number > 0 ? .recordedButNotShown : .notShown
        let reply =
            waited > patience.page
            ? PageReply.refusal(busy, status: 503)
            : attempt(busy: busy) { try view(link, withPicture: waited < patience.picture) }
        for continuation in waiting { continuation.resume(returning: reply) }
    }

    private func attempt(busy: AnswerPage.Refusal, _ make: () throws -> PageReply) -> PageReply {
        do {
            return try make()
        } catch {
            log.error("a page for answers cannot be shown", metadata: ["error": "\(error)"])
            return .refusal(busy, status: 503)
        }
    }

    private func view(_ link: AnswerLink, withPicture: Bool) throws -> PageReply {
        let now = sources.now()
        let alert: Alert
        switch try LinkUse(of: link, in: sources.store, now: now) {
        case .refused(let reply): return reply
        case .allowed(let known): alert = known
        }
        guard let contents = try contents(of: alert) else { return .refusal(.invalid, status: 404) }
        let key = Key(alert: alert, contents: contents)
        let kept = state.withLock { $0.kept[key] }
        if let kept, kept.madeAt <= now, now < kept.madeAt + AnswerViews.freshness { return kept.reply }
        let picture = withPicture ? self.picture(of: alert, contents, now) : nil
        let reply = PageReply.answerPage(text(alert, contents, nil, nil, picture: picture), status: 200)
        if withPicture { keep(Kept(reply: reply, madeAt: now), as: key) }
        return reply
    }

    private func keep(_ page: Kept, as key: Key) {
        state.withLock { state in
            state.kept = state.kept.filter {
                $0.value.madeAt <= page.madeAt && page.madeAt < $0.value.madeAt + AnswerViews.freshness
            }
            if state.kept.count >= AnswerViews.mostKept,
                let oldest = state.kept.min(by: { $0.value.madeAt < $1.value.madeAt })?.key
            {
                state.kept.removeValue(forKey: oldest)
            }
            state.kept[key] = page
        }
    }

    /// Nil when the violation is unknown.
    private func contents(of alert: Alert) throws -> Contents? {
        if case .drill(let drill) = alert.subject {
            return .drill(drill, try sources.store.receipts(ofDrill: drill.id)[alert.id])
        }
        guard let id = alert.subject.violation?.violation else { return nil }
        return try sources.store.violation(id).map { record in
            .violation(record, storm: try sources.store.storm(around: record, notifiedAs: alert))
        }
    }

    private func picture(of alert: Alert, _ contents: Contents, _ now: Instant) -> MessagePicture? {
        guard case .violation(let record, _) = contents else { return nil }
        return record.changes.last.flatMap { sources.picture(alert.telling($0), now) }
    }

    /// Without an entry the form is for whom the alert went to, or who has answered it before.
    private func text(
        _ alert: Alert,
        _ contents: Contents,
        _ entry: AnswerEntry?,
        _ problem: AnswerRefusal?,
        picture: MessagePicture?
    ) -> String {
        let page = AnswerPage(for: alert, composer: sources.composer())
        switch contents {
        case .drill(let drill, let receipt):
            return page.page(drill, receipt: receipt, entry: entry ?? AnswerEntry(by: page.person), problem: problem)
        case .violation(let record, let storm):
            let before = record.answers.last { $0.alert == alert.id && $0.via == .link }
            let now = sources.now()
            return page.page(
                record,
                at: now,
                present: sources.noise(record, at: now),
                entry: entry ?? AnswerEntry(by: before?.by ?? page.person),
                problem: problem,
                recorded: entry == nil ? before : nil,
                storm: storm,
                picture: picture
            )
        }
    }
}
