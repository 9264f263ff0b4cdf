import EventTime
import ExamCalendar
import Settings

/// Where a phase of a notice begins or ends: a moment on the wall clock, or one that an exam gives.
enum PhaseEdge {
    case moment(LocalMoment)
    case exam(ExamMoment, name: Value)
}

extension PhaseEdge {
    var examMoment: ExamMoment? { if case .exam(let moment, _) = self { moment } else { nil } }
}

extension Parser where T == PhaseEdge {
    /// `2026-06-06T18:00`, or `{exam: gaokao, days: -7, time: 18:00}`; `usual` is the edge of the exam that is meant
    /// where none is written.
    static func phaseEdge(_ usual: ExamMoment.Edge) -> Parser {
        let expected = Wording(
            "a date and a time of day, like 2026-06-06T18:00, or {exam: id, days: -7, time: 18:00}",
            zh: "日期和时刻，例如 2026-06-06T18:00，或 {exam: 编号, days: -7, time: 18:00}"
        )
        return Parser(expected: expected) { value in
            guard value.isSection else { return Parser<LocalMoment>.localMoment.read(value).map { .moment($0) } }
            guard let section = value.section() else { return nil }
            let exam = section.required("exam", Parser<String>.id.located)
            let edge = section.optional("edge", Parser<ExamMoment.Edge>.choice("edge of an exam"), default: usual)
            let days = section.optional(
                "days",
                Parser<Int>(
                    expected: Wording(
                        "whole days from -366 to 366, before the exam's edge where negative",
                        zh: "-366 至 366 的整数（天），负数表示在考试开始或结束之前"
                    )
                ) { text in
                    Int(text).flatMap { (-366...366).contains($0) ? $0 : nil }
                }
            )
            let time = section.optional("time", .endTime)
            section.finish()
            // What cannot be read must not turn into the edge itself.
            guard let exam, !section.has("days") || days != nil, !section.has("time") || time != nil else { return nil }
            return .exam(ExamMoment(exam: ExamID(exam.value), edge: edge, days: days, time: time), name: exam.source)
        }
    }
}
