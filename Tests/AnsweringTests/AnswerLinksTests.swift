import EventTime
import Records
import Settings
import Testing

@testable import Answering

/// What cannot be forged.
@Suite struct AnswerLinksTests {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/. ")
    private let links = AnswerLinks(key: Secret(Desk.key), url: "https://noise.example/", validity: .hours(24))
    private let link = AnswerLink(
        alert: AlertID("20260607-7K3M9Q2A.1.bureau.wang.mail"),
        number: 258,
        expiresAt: Instant(milliseconds: 1_780_880_592_000)
    )

    @Test("what was given out is read again, and stands in an address as it is")
    func roundTrip() {
        let token = links.token(of: link)
        #expect(links.link(in: token) == link)
        #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        #expect(links.address(of: link) == "https://noise.example/a/\(token)")
    }

    @Test("an alert has the same link on every attempt, another than any other alert, number and expiry")
    func stable() throws {
        let handler = try Desk()
        #expect(handler.links.address(for: handler.alert()) == handler.links.address(for: handler.alert()))
        let variants = [
            link, AnswerLink(alert: AlertID("x"), number: 258, expiresAt: link.expiresAt),
            AnswerLink(alert: link.alert, number: 259, expiresAt: link.expiresAt),
            AnswerLink(alert: link.alert, number: 258, expiresAt: link.expiresAt + .seconds(1)),
        ]
        #expect(Set(variants.map(links.token)).count == 4)
    }

    @Test("with any character changed to any other it is nothing")
    func altered() {
        let token = Array(links.token(of: link))
        for index in token.indices {
            for character in Self.alphabet where character != token[index] {
                var altered = token
                altered[index] = character
                #expect(links.link(in: String(altered)) == nil, "\(index) \(character)")
            }
        }
    }

    @Test("cut or drawn out anywhere it is nothing")
    func cut() {
        let token = links.token(of: link)
        for count in 0..<token.count {
            #expect(links.link(in: token.prefix(count)) == nil)
            #expect(links.link(in: token.suffix(count)) == nil)
        }
        for more in ["A", "AA", "AAA", "AAAA", "=", "==", "\n", "%00", "é", String(repeating: "A", count: 100_000)] {
            #expect(links.link(in: token + more) == nil && links.link(in: more + token) == nil)
        }
        #expect(links.link(in: "") == nil)
    }

    @Test("another key's is nothing, whatever it says")
    func forged() {
        let others = AnswerLinks(key: Secret(Desk.key + "x"), url: "https://noise.example", validity: .hours(24))
        #expect(links.link(in: others.token(of: link)) == nil)
    }

    @Test("numbers go up to the last one, and then there is no next")
    func numbers() {
        let now = Instant(milliseconds: 1_780_794_192_250)
        #expect(links.next(after: link, now: now)?.number == 259)
        #expect(links.next(after: link, now: now)?.expiresAt == Instant(milliseconds: 1_780_880_592_000))
        #expect(links.next(after: AnswerLink(alert: link.alert, number: 65_535, expiresAt: now), now: now) == nil)
    }

    @Test("no rendering shows the key")
    func hidden() {
        var dumped = ""
        dump(links, to: &dumped)
        for text in ["\(links)", String(reflecting: links), dumped] { #expect(!text.contains("0123456789")) }
    }
}
