package import EventTime
import ExamCalendar
import NoiseRules
import Records

/// Alerts as one document of the Common Alerting Protocol 1.2 (OASIS CAP-v1.2, ITU-T X.1303 bis), in Chinese and
/// English.
///
/// Never public: for named recipients it is Private, else Restricted. Each alert has an info block in each language;
/// what the values stand for is written beside them in ``CAPInfo``.
package struct CAPAlert: Sendable {
    /// Unique with the sender; no spaces, commas, `<` or `&` (clause 3.2.1).
    package var identifier: String
    package var sender: String
    package var sent: Instant
    /// Ids of those who get it; empty for whoever reads the folder.
    package var addresses: [String]
    /// What was told before of the same matter.
    package var references: [Reference]
    /// One for each alert, never empty.
    package var facts: [AlertFacts]

    /// Alerts that are written out in one document.
    static let most = 50

    /// An earlier document.
    package struct Reference: Hashable, Sendable {
        package var identifier: String
        package var sent: Instant

        package init(identifier: String, sent: Instant) {
            self.identifier = identifier
            self.sent = sent
        }
    }

    package init(
        identifier: String,
        sender: String,
        sent: Instant,
        addresses: [String] = [],
        references: [Reference] = [],
        facts: [AlertFacts]
    ) {
        self.identifier = identifier
        self.sender = sender
        self.sent = sent
        self.addresses = addresses
        self.references = references
        self.facts = facts
    }

    package var document: String {
        var xml = XMLLines()
        xml.open("alert", "xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"")
        xml.element("identifier", identifier)
        xml.element("sender", sender)
        xml.element("sent", time(sent))
        xml.element("status", facts.allSatisfy { $0.event == .drill } ? "Exercise" : "Actual")
        xml.element("msgType", messageType)
        xml.element("source", "Quiet Hours")
        if addresses.isEmpty {
            xml.element("scope", "Restricted")
            xml.element("restriction", "For the authorities that answer for noise around exam sites.")
        } else {
            xml.element("scope", "Private")
            // A name with a space stands in quotes (clause 3.2.1).
            xml.element("addresses", addresses.map { $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " "))
        }
        if facts.count > CAPAlert.most {
            xml.element("note", "\(facts.count - CAPAlert.most) further alerts are not written out here.")
        }
        if !references.isEmpty {
            let list = references.map { "\(sender),\($0.identifier),\(time($0.sent))" }
            xml.element("references", list.joined(separator: " "))
        }
        let incidents = facts.compactMap(\.change?.violation.text).reduce(into: [String]()) { list, id in
            if !list.contains(id) { list.append(id) }
        }
        if !incidents.isEmpty { xml.element("incidents", incidents.joined(separator: " ")) }
        for one in facts.prefix(CAPAlert.most) {
            for words in [one.zh, one.en] { CAPInfo(facts: one, words: words, sent: sent).write(to: &xml, time) }
        }
        xml.close("alert")
        return xml.text
    }

    /// Cancel when everything that it tells of is over; Update when something was told before; without that, Alert,
    /// because neither of the others may stand without a reference.
    private var messageType: String {
        guard !references.isEmpty else { return "Alert" }
        return facts.allSatisfy { CAPInfo.isOver($0.event) } ? "Cancel" : "Update"
    }

    /// `dateTime` with a numeric offset, to the second; `Z` is not allowed (clause 3.3.2).
    private func time(_ instant: Instant) -> String {
        let text = RFC3339.format(instant.floored(to: .seconds(1)), offset: facts.first?.offset ?? 0)
        return text.hasSuffix("Z") ? "\(text.dropLast())-00:00" : text
    }
}
