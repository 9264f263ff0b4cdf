import EventTime
import ExamCalendar
import Foundation
import Records
import Settings

/// The exam that an answer names.
enum ExamChoice: Hashable, Sendable {
    case timetable(Timetable)
    case session(PlannedSession)
}

extension Parser where T == String {
    /// What a person enters and everybody reads.
    static func entered(_ kind: EnteredText.Kind) -> Parser {
        let wanted = "one line of text"
        return Parser(wanted: wanted) { value in
            guard let text = value.text(wanted: wanted) else { return nil }
            do throws(EnteredTextFault) {
                return try EnteredText(text, as: kind).text
            } catch {
                value.reportAsIs(error.description)
                return nil
            }
        }
    }
}

extension Parser where T == Bool {
    static var yesOrNo: Parser {
        Parser(wanted: "yes or no") { text in
            switch text.lowercased() {
            case "yes", "y", "是": true
            case "no", "n", "否": false
            default: nil
            }
        }
    }
}

extension Parser where T == Endpoint {
    static var endpoint: Parser {
        let wanted = "HOST or HOST:PORT"
        return Parser(wanted: wanted) { value in
            guard let text = value.text(wanted: wanted) else { return nil }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            // An IPv6 address has more colons, and what has no number behind it is no host either.
            let hasPort = parts.count == 2 && !parts[1].isEmpty && parts[1].allSatisfy(\.isNumber)
            return value.reporting { () throws(AnswerFault) -> Endpoint in
                guard hasPort else { return Endpoint(host: try Parser<String>.host.answer(text)) }
                return Endpoint(
                    host: try Parser<String>.host.answer(parts[0]),
                    port: try Parser<Int>.port.answer(parts[1])
                )
            }
        }
    }
}

extension Parser where T == [PlannedSensor] {
    /// `gate=construction boundary, yard=yard`
    static var plannedSensors: Parser {
        let placements = Placement.allCases.map(\.rawValue).joined(separator: ", ")
        let wanted = "ID=PLACEMENT with commas between them, and one of the placements \(placements)"
        return Parser(wanted: wanted) { value in
            guard let text = value.text(wanted: wanted) else { return nil }
            var sensors: [PlannedSensor] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let pair = part.split(separator: "=", omittingEmptySubsequences: false).map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                guard pair.count == 2 else {
                    let name = pair.joined(separator: "=")
                    value.report(
                        name.isEmpty ? "a comma too many; write \(wanted)" : "\(name) is no sensor; write \(wanted)"
                    )
                    return nil
                }
                let sensor = value.reporting { () throws(AnswerFault) in
                    PlannedSensor(
                        id: try Parser<String>.id.answer(pair[0]),
                        placement: try Parser<Placement>.choice("placement").answer(pair[1])
                    )
                }
                guard let sensor else { return nil }
                guard !sensors.contains(where: { $0.id == sensor.id }) else {
                    value.report("\(sensor.id) is the id of two sensors; choose another for one")
                    return nil
                }
                sensors.append(sensor)
            }
            return sensors
        }
    }
}

extension Parser where T == ExamChoice {
    /// `gaokao-3+1+2`, or `2027-06-16 09:00-11:30`
    static var examChoice: Parser {
        let names = Timetable.all.map(\.id)
        let wanted = "one of \(names.joined(separator: ", ")), or a session like 2027-06-16 09:00-11:30"
        return Parser(wanted: wanted) { value in
            guard let text = value.text(wanted: wanted) else { return nil }
            if let timetable = Timetable.all.first(where: { $0.id == text }) { return .timetable(timetable) }
            guard text.first?.isNumber == true else {
                let near = nearest(to: text, among: names).map { "did you mean \($0)? " } ?? ""
                value.report("there is no timetable \(text); \(near)write \(wanted)")
                return nil
            }
            let words = text.split(separator: " ").map(String.init)
            let hours = words.last?.split(separator: "-", omittingEmptySubsequences: false).map(String.init) ?? []
            guard words.count == 2, hours.count == 2 else {
                value.report("\(text) is no session; write it like 2027-06-16 09:00-11:30")
                return nil
            }
            let session = value.reporting { () throws(AnswerFault) in
                PlannedSession(
                    date: try Parser<LocalDate>.date.answer(words[0]),
                    from: try Parser<LocalTime>.time.answer(hours[0]),
                    to: try Parser<LocalTime>.endTime.answer(hours[1])
                )
            }
            guard let session else { return nil }
            guard session.from < session.to else {
                value.report("the session ends at \(hours[1]), before it begins; write a later end")
                return nil
            }
            return .session(session)
        }
    }
}

extension Value {
    /// Nil after reporting the fault of a part of this value.
    fileprivate func reporting<T>(_ body: () throws(AnswerFault) -> T) -> T? {
        do throws(AnswerFault) {
            return try body()
        } catch {
            report(error.description)
            return nil
        }
    }
}
