import EventTime
import Foundation
import Listening
import Records

/// What a browser keeps of the answers that were sent with it: the links that they led to, the newest first, one for
/// each alert.
///
/// A used link that is opened again in the same browser leads to the next one, and in no other browser. The cookie goes
/// to the page's own folder alone, is hidden from scripts, and has nothing in it but tokens.
struct AnswerCookie {
    static let name = "quiethours-answers"
    /// Alerts of which a browser keeps the link.
    static let most = 8

    private let links: AnswerLinks
    private let kept: [AnswerLink]

    /// What is none of ours is passed over.
    init(_ request: PageRequest, _ links: AnswerLinks) {
        self.links = links
        let tokens = (request.cookies[AnswerCookie.name] ?? "").split(separator: ".").prefix(AnswerCookie.most)
        kept = tokens.compactMap { links.link(in: $0) }
    }

    /// The link to which an answer by `used` or a later one has led in this browser.
    func next(after used: AnswerLink) -> AnswerLink? {
        kept.first { $0.alert == used.alert && $0.number > used.number }
    }

    /// The `Set-Cookie` that keeps `link` in front of what was kept before.
    func keeping(_ link: AnswerLink) -> String {
        let all = [link] + kept.filter { $0.alert != link.alert }.prefix(AnswerCookie.most - 1)
        let value = all.map(links.token).joined(separator: ".")
        // Without a path it is of the folder of the page that was asked for, whatever proxies put before it.
        return "\(AnswerCookie.name)=\(value); Max-Age=\(links.validity.milliseconds / 1000); "
            + "Secure; HttpOnly; SameSite=Lax"
    }
}
