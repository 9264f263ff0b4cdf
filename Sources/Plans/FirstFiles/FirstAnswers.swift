package import EventTime
package import ExamCalendar
package import Records
package import Sites

/// What a first plan and first settings are written from.
package struct FirstAnswers: Hashable, Sendable {
    /// Of the comments in both files, and of the messages to the office.
    package var language: Language
    package var siteID: String
    package var siteName: String
    package var address: String?
    package var timeZone: TimeZoneRules
    package var zone: SoundZone
    /// One or more, each with an id of its own.
    package var sensors: [PlannedSensor]
    /// The name of the office that is notified.
    package var office: String
    package var mail: String
    package var phone: String?
    package var exam: PlannedExam
    package var broker: BrokerAccess
    /// Nil where mails are written as files.
    package var mailServer: MailAccess?
    /// As it is written into the settings.
    package var storePath: String
}

/// A sensor of the first site.
package struct PlannedSensor: Hashable, Sendable {
    package var id: String
    package var placement: Placement
}

/// The first exam of a plan.
package enum PlannedExam: Hashable, Sendable {
    case timetable(Timetable, year: Int, hasListening: Bool)
    case session(PlannedSession)
}

/// One session, by the site's clock; `from` is before `to`.
package struct PlannedSession: Hashable, Sendable {
    package var date: LocalDate
    package var from: LocalTime
    package var to: LocalTime
}

/// A server, and its port where that is not the usual one.
package struct Endpoint: Hashable, Sendable {
    package var host: String
    package var port: Int?
}

/// A user name, and the file with its password in one line.
package struct Account: Hashable, Sendable {
    package var user: String
    package var passwordFile: String
}

/// How the service reaches the broker.
package struct BrokerAccess: Hashable, Sendable {
    package var endpoint: Endpoint
    package var account: Account?
    /// The certificate authority; with it the connection is encrypted.
    package var authorityFile: String?
}

/// How mail leaves.
package struct MailAccess: Hashable, Sendable {
    package var server: Endpoint
    package var from: String
    package var account: Account?
}
