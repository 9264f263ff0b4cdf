package import EventTime
package import Sites

/// The hours of an exam that are the same every year, as rows of data.
package struct Timetable: Hashable, Sendable {
    /// As a plan names it.
    package var id: String
    package var name: Name
    /// In order of time.
    package var rows: [Row]

    package struct Row: Hashable, Sendable {
        package var month: Int
        package var day: Int
        package var from: LocalTime
        package var to: LocalTime
        package var name: Name
        package var kind: SessionKind
        /// Where a listening part goes, in the provinces that have it in this paper.
        package var listening: Hours?
    }

    package struct Hours: Hashable, Sendable {
        package var from: LocalTime
        package var to: LocalTime
    }

    /// Quiet around a listening part: nobody enters after 14:45, and the recording is tried in the minutes before
    /// 15:00.
    package static let listeningLead = TimeSpan.minutes(15)
    package static let listeningTail = TimeSpan.minutes(5)

    package static let all: [Timetable] = gaokao
}
