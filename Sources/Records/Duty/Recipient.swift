import ExamCalendar
package import Sites

/// A person of an authority who is told while on duty.
package struct DutyOfficer: Hashable, Sendable {
    /// Unique within the authority.
    package var id: String
    package var name: Name
    package var mail: [String]
    /// Names of webhooks in the settings.
    package var webhooks: [String]
    package var phone: String?

    package init(id: String, name: Name, mail: [String] = [], webhooks: [String] = [], phone: String? = nil) {
        self.id = id
        self.name = name
        self.mail = mail
        self.webhooks = webhooks
        self.phone = phone
    }
}

/// Who gets a message: an authority's office, one of its officers, or everybody who listens to a channel.
package struct Recipient: Hashable, Sendable {
    /// Nil for a channel that tells everybody.
    package var authority: Authority?
    package var officer: DutyOfficer?

    package init(_ authority: Authority, officer: DutyOfficer? = nil) {
        self.authority = authority
        self.officer = officer
    }

    private init() {}

    package static let everybody = Recipient()

    /// "bureau", "bureau/wang" or "everybody".
    package var id: RecipientID { RecipientID(authority: authority?.id ?? .everybody, officer: officer?.id) }
    package var name: Name { officer?.name ?? authority?.name ?? Name(zh: "所有接收方", en: "everybody") }
    package var language: Language { authority?.language ?? .zh }
    package var mail: [String] { officer?.mail ?? authority?.mail ?? [] }
    package var webhooks: [String] { officer?.webhooks ?? authority?.webhooks ?? [] }
    package var phone: String? { officer?.phone ?? authority?.phone }
}
