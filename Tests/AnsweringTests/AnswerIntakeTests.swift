import Acoustics
import EventTime
import NoiseRules
import Records
import Sites
import TestSupport
import Testing

@testable import Answering

/// Answers by MQTT.
@Suite struct AnswerIntakeTests {
    private static let now = Desk.opening + .minutes(3)

    private static func message(_ json: String, topic: String = "noise/1/s1/answers") throws -> AnswerMessage {
        try AnswerMessage(topic: topic, payload: Array(json.utf8), receivedAt: now)
    }

    @Test("every field is taken")
    func whole() throws {
        let message = try Self.message(
            #"{"v":1,"violation":"20260607-7K3M9Q2A","act":"disposed","by":" 李娜 ","found":"破碎锤","done":"停工","note":"n","confirmed":true,"at":"2026-06-07T09:05:00+08:00"}"#
        )
        #expect(message.site == "s1")
        #expect(
            message.answer
                == Answer(
                    violation: Desk.violation,
                    act: .disposed,
                    by: "李娜",
                    at: Instant(milliseconds: 1_780_794_300_000),
                    recordedAt: Self.now,
                    report: Answer.Report(found: "破碎锤", done: "停工", note: "n", isConfirming: true),
                    via: .mqtt
                )
        )
    }

    @Test(
        "anything else is refused with where and what, and never quoted whole",
        arguments: [
            ("", "this is no JSON object"), ("[]", "this is no JSON object"), ("{", "this is no JSON object"),
            ("\u{FEFF}nonsense", "this is no JSON object"),
            (#"{"violation":"x","act":"closed","by":"A"}"#, "v is missing"),
            (#"{"v":2,"violation":"x","act":"closed","by":"A"}"#, "v is 2; this collector reads v 1"),
            (#"{"v":1,"act":"closed","by":"A"}"#, "violation is missing"),
            (#"{"v":1,"violation":5,"act":"closed","by":"A"}"#, "violation is not a String"),
            (
                #"{"v":1,"violation":"x","act":"done","by":"A"}"#,
                "act is none of acknowledged, onSite, disposed, closed"
            ),
            (#"{"v":1,"violation":"x","act":"closed","by":" "}"#, "an answer needs the name"),
            (
                #"{"v":1,"violation":"x","act":"closed","by":"A\u001b[0m"}"#,
                "by has an escape sign (U+001B) as character 2"
            ),
            (#"{"v":1,"violation":"x","act":"closed","by":"A","at":"9:00"}"#, "at is no time in RFC 3339"),
            (#"{"v":1,"violation":"x","act":"closed","by":"A","confirmed":"yes"}"#, "confirmed is not a Bool"),
            (#"{"v":1,"violation":"x","act":"closed","by":"A","loud":1}"#, "loud is not a Bool"),
            (#"{"v":1,"violation":"x","act":"closed","by":"A","founds":"x"}"#, "the key \"founds\" is not known"),
        ]
    )
    func malformed(json: String, reason: String) throws {
        let fault = #expect(throws: AnswerMessage.Fault.self) { try Self.message(json) }
        #expect(fault?.description.contains(reason) == true, "\(fault?.description ?? "")")
    }

    @Test("a payload that is too long is not read")
    func long() throws {
        let fault = #expect(throws: AnswerMessage.Fault.self) {
            try Self.message(String(repeating: " ", count: 65_537))
        }
        #expect(fault?.description.contains("65537 bytes") == true)
    }

    @Test("a sender of endless nonsense has so many lines of the log a minute, and the next one counts the rest")
    func flood() throws {
        let handler = try Desk()
        let intake = AnswerIntake(store: handler.store, log: handler.log.logger)
        for second in 0..<500 as Range<Int64> {
            let at = Self.now + .milliseconds(second * 100)
            try intake.take(topic: "noise/1/s1/answers", payload: Array("nonsense \(second)".utf8), at: at)
        }
        #expect(handler.log.lines(containing: "is no answer").count == 20)
        try intake.take(topic: "noise/1/s1/answers", payload: [0], at: Self.now + .minutes(1))
        #expect(handler.log.lines(containing: "left-out=480").count == 1)
    }

    @Test("an answer is recorded once, for its own site only, and every refusal is one line")
    func intake() throws {
        let handler = try Desk()
        let intake = AnswerIntake(store: handler.store, log: handler.log.logger)
        let answer = #"{"v":1,"violation":"20260607-7K3M9Q2A","act":"onSite","by":"李娜"}"#
        func take(_ json: String, site: SiteID = "s1") throws {
            try intake.take(topic: "noise/1/\(site)/answers", payload: Array(json.utf8), at: Self.now)
        }
        try take(answer, site: "s2")
        #expect(try handler.record.answers.isEmpty)
        #expect(handler.log.lines(containing: "site s2 has no violation of this id").count == 1)
        try take(answer)
        try take(answer)
        #expect(try handler.record.answers.map(\.via) == [.mqtt])
        try take(answer.replacing("onSite", with: "acknowledged"))
        #expect(handler.log.lines(containing: "does not go back to acknowledged").count == 1)
        try take("nonsense")
        #expect(handler.log.lines(containing: "a message is no answer").count == 1)
        #expect(try handler.record.answers.count == 1)
    }

    @Test("a case is closed while it is loud only where the message says that this is meant", arguments: [76.0, 70.0])
    func loud(decibels: Double) throws {
        let handler = try Desk()
        let noise = PresentNoise(
            sensor: "n1",
            limit: try #require(Level(decibels: 70)),
            level: PresentLevel(
                level: try #require(Level(decibels: decibels)),
                over: .seconds(10),
                at: Self.now
            ),
            lastMinute: nil,
            lastReading: Self.now
        )
        let intake = AnswerIntake(store: handler.store, log: handler.log.logger) { _, _ in noise }
        func take(_ act: String, _ more: String = "") throws {
            let json = #"{"v":1,"violation":"20260607-7K3M9Q2A","act":"\#(act)","by":"李娜"\#(more)}"#
            try intake.take(topic: "noise/1/s1/answers", payload: Array(json.utf8), at: Self.now)
        }
        try take("disposed")
        try take("closed")
        let refusals = handler.log.lines(containing: "an answer was refused")
        guard decibels > 70 else {
            #expect(try handler.record.answers.map(\.act) == [.disposed, .closed])
            #expect(refusals.isEmpty)
            return
        }
        #expect(try handler.record.answers.map(\.act) == [.disposed])
        #expect(refusals.count == 1 && refusals[0].contains("76.0 dB"), "\(refusals)")
        #expect(refusals[0].contains("loud") && refusals[0].contains("true"), "\(refusals)")
        try take("closed", #","loud":true"#)
        #expect(try handler.record.answers.map(\.act) == [.disposed, .closed])
        // What the broker sends again was taken: it is not refused now.
        try take("closed")
        #expect(handler.log.lines(containing: "an answer was refused").count == 1)
    }

    @Test("where nobody can say how loud it is, a case is closed as before")
    func unknownLevel() throws {
        let handler = try Desk()
        let intake = AnswerIntake(store: handler.store, log: handler.log.logger) { _, _ throws(StrangeFailure) in
            throw StrangeFailure()
        }
        let json = #"{"v":1,"violation":"20260607-7K3M9Q2A","act":"closed","by":"李娜"}"#
        try intake.take(topic: "noise/1/s1/answers", payload: Array(json.utf8), at: Self.now)
        #expect(try handler.record.answers.map(\.act) == [.closed])
        #expect(handler.log.lines(containing: "how loud it is cannot be read").count == 1)
    }

    private struct StrangeFailure: Error {}
}
