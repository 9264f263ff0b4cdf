import EventTime
import ExamCalendar
import Foundation
import Records
import Settings
import Sites

/// The exam that an answer names.
enum ExamChoice: Hashable, Sendable {
    case timetable(Timetable)
    case session(PlannedSession)
}

extension Parser where T == String {
    /// What a person enters and everybody reads.
    static func entered(_ kind: EnteredText.Kind) -> Parser {
        let expected = Wording("one line of text", zh: "一行文字")
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            do throws(EnteredTextFault) {
                return try EnteredText(text, as: kind).text
            } catch {
                value.reportAsIs(Wording(error.description, zh: "不能作为一行文字；\(expected.request)"))
                return nil
            }
        }
    }
}

extension Parser where T == Bool {
    static var yesOrNo: Parser {
        Parser(expected: Wording("yes or no", zh: "是或否")) { text in
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
        let expected = Wording("HOST or HOST:PORT", zh: "主机 或 主机:端口")
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
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
        let expected = Wording(
            "ID=PLACEMENT with commas between them, and one of the placements \(placements)",
            zh: "编号=位置，以逗号分隔；位置为以下之一：\(Placement.allCases.map(\.rawValue).joined(separator: "、"))"
        )
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            var sensors: [PlannedSensor] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let pair = part.split(separator: "=", omittingEmptySubsequences: false).map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                guard pair.count == 2 else {
                    let name = pair.joined(separator: "=")
                    value.report(
                        name.isEmpty
                            ? Wording("a comma too many; write \(expected.en)", zh: "多了一个逗号；\(expected.request)")
                            : Wording(
                                "\(name) is no sensor; write \(expected.en)",
                                zh: "\(name) 不是测点；\(expected.request)"
                            )
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
                    value.report(
                        Wording(
                            "\(sensor.id) is the id of two sensors; choose another for one",
                            zh: "\(sensor.id) 是两个测点的编号；请更换其一"
                        )
                    )
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
        let expected = Wording(
            "one of \(names.joined(separator: ", ")), or a session like 2027-06-16 09:00-11:30",
            zh: "\(names.joined(separator: "、")) 之一，或一场考试，例如 2027-06-16 09:00-11:30"
        )
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            if let timetable = Timetable.all.first(where: { $0.id == text }) { return .timetable(timetable) }
            guard text.first?.isNumber == true else {
                let meant = nearest(to: text, among: names)
                let near = meant.map { "did you mean \($0)? " } ?? ""
                let nearZh = meant.map { "是否指 \($0)？" } ?? ""
                value.report(
                    Wording(
                        "there is no timetable \(text); \(near)write \(expected.en)",
                        zh: "没有时间表 \(text)；\(nearZh)\(expected.request)"
                    )
                )
                return nil
            }
            let words = text.split(separator: " ").map(String.init)
            let hours = words.last?.split(separator: "-", omittingEmptySubsequences: false).map(String.init) ?? []
            guard words.count == 2, hours.count == 2 else {
                value.report(
                    Wording(
                        "\(text) is no session; write it like 2027-06-16 09:00-11:30",
                        zh: "\(text) 不是一场考试；请填写如 2027-06-16 09:00-11:30"
                    )
                )
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
                value.report(
                    Wording(
                        "the session ends at \(hours[1]), before it begins; write a later end",
                        zh: "考试于 \(hours[1]) 结束，早于开始；请填写更晚的结束时间"
                    )
                )
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
            report(error.wording)
            return nil
        }
    }
}
