import Acoustics
import Answering
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import Testing

/// What happens beside what is heard.
extension ReleaseScene {
    func ordersOfTheEve() throws {
        let gate = SensorID(site: "school", sensor: "gate")
        for (date, level) in [("2027-06-01", 94.02), ("2027-06-06", 93.9)] {
            let calibration = Calibration(
                sensor: gate,
                at: try Self.at("08:00:00", on: date),
                level: try #require(Level(decibels: level)),
                reference: try #require(Level(decibels: 94)),
                note: "AWA6022A"
            )
            _ = try store.append(.calibrate(calibration), at: calibration.at + .minutes(1), by: "李娜", why: "")
        }
        let longer = ExamExtension(
            exam: "gaokao",
            start: try Self.at("09:00:00"),
            kind: .written,
            sites: ["school"],
            extent: .by(.minutes(10))
        )
        let at = try Self.at("17:30:00", on: "2027-06-06")
        _ = try store.append(.extend(longer), at: at, by: "陈伟", why: "停电 <两分钟>")
        let later = ExamExtension(
            exam: "gaokao",
            start: try Self.at("15:00:00"),
            kind: .written,
            extent: .until(try Self.at("17:05:00"))
        )
        _ = try store.append(.extend(later), at: at, by: "陈伟", why: "试卷晚到")
    }

    /// Before it is judged.
    func before() throws {
        let now = clock.now
        switch timeOfDay {
        case "08:01:00": try strange()
        case "08:11:00": try sessions()
        case "09:28:00":
            let mute = Mute(sites: ["west"], from: now, until: try Self.at("10:10:00"))
            _ = try store.append(.mute(mute), at: now, by: "王芳", why: "已在现场")
        case "09:47:00":
            let mute = Mute(
                violation: try violation("north", after: "09:20:00").id,
                from: now,
                until: try Self.at("10:30:00")
            )
            _ = try store.append(.mute(mute), at: now, by: "李娜", why: "电话核实")
        case "09:50:00":
            let mutes = Mutes(try store.orders()).entries
            let mute = try #require(mutes.first { $0.mute.violation != nil })
            _ = try store.append(.endMute(MuteEnd(mute: mute.order.id)), at: now, by: "李娜", why: "仍在施工")
            let north = Mute(
                sites: ["north"],
                sources: [.construction],
                kinds: [.limitExceeded],
                from: now,
                until: try Self.at("10:20:00")
            )
            _ = try store.append(.mute(north), at: now, by: "王芳", why: "工地已联系")
        default: break
        }
    }

    /// Payloads that are refused for every reason, repeats, and what brokers and sensors say of themselves.
    private func strange() throws {
        let now = clock.now
        var arrival = Arrival(receivedAt: now, origin: .mqtt)
        arrival.rejected = RejectionReason.allCases.filter { $0 != .conflict }.map { reason in
            RejectedPayload(
                topic: "noise/1/school/gate/obs",
                payload: Array("{\"\(reason.rawValue)\":".utf8),
                receivedAt: now,
                reason: reason,
                detail: "line 1, column 2: \(reason.rawValue)"
            )
        }
        let gate = SensorID(site: "school", sensor: "gate")
        let start = try Self.at("08:00:00")
        // The same again, and something else at the same time.
        arrival.messages = [
            SensorMessage(
                sensor: gate,
                readings: [try reading(gate, from: start, 50)],
                sequence: MessageSequence(boot: 3, seq: 5)
            ),
            SensorMessage(sensor: gate, readings: [try reading(gate, from: start, 61)]),
        ]
        arrival.statuses = [
            StatusReport(status: SensorStatus(sensor: gate, state: .online), receivedAt: now, retained: true),
            StatusReport(status: SensorStatus(sensor: gate, state: .offline), receivedAt: now, retained: false),
        ]
        arrival.dropCounts = [
            DropCount(at: now, since: nil, brokerStartedAt: now - .hours(2), dropped: 0),
            DropCount(at: now + .seconds(5), since: now, brokerStartedAt: now - .hours(2), dropped: 4),
        ]
        _ = try store.append(arrival)
        var old = try reading(gate, from: Self.at("07:30:00"), 52)
        old.historical = true
        var marked = try reading(gate, from: Self.at("07:31:00"), 52)
        marked.mark = .fault
        _ = try store.append(
            Arrival(
                receivedAt: now,
                origin: .file,
                messages: [SensorMessage(sensor: gate, readings: [old, marked])]
            )
        )
    }

    private func sessions() throws {
        try store.record(
            SessionEvent.Kind.allCases.map { kind in
                SessionEvent(
                    at: clock.now,
                    kind: kind,
                    lastReceivedAt: kind == .begun ? nil : clock.now - .seconds(10),
                    broker: "broker.example:8883",
                    clientID: "quiethours",
                    detail: kind == .refused ? "$SYS/broker/uptime" : ""
                )
            }
        )
    }

    /// After it was told.
    func after() async throws {
        let now = clock.now
        switch timeOfDay {
        case "08:08:00":
            let loud = try violation("school", after: "08:04:00")
            let mail = try alert("\(loud.id).1.bureau.mail")
            // The link that the answer leads to is left unused.
            _ = try await answer(
                token(links.address(for: mail)),
                "act=acknowledged&by=%E7%8E%8B%E8%8A%B3&note=%E5%B7%B2%E7%94%B5%E8%AF%9D%E8%81%94%E7%B3%BB"
            )
            try store.record(
                Answer(
                    violation: loud.id,
                    act: .onSite,
                    by: "李娜",
                    at: now,
                    report: Answer.Report(found: "破碎锤 <R&D>", note: ""),
                    via: .mqtt
                )
            )
        case "08:16:00":
            let loud = try violation("school", after: "08:04:00")
            try store.record(
                Answer(
                    violation: loud.id,
                    act: .disposed,
                    by: "李娜",
                    at: try Self.at("08:12:00"),
                    recordedAt: now,
                    report: Answer.Report(found: "破碎锤", done: "责令立即停工", note: "一次", isConfirming: true)
                )
            )
            try store.record(Answer(violation: loud.id, act: .closed, by: "李娜", at: now))
        case "08:18:00":
            try bundle(of: violation("school", after: "08:04:00"), "bundle-1", by: "王芳")
        case "09:08:00":
            try store.record(
                Answer(
                    violation: violation("east", after: "09:00:00").id,
                    act: .onSite,
                    by: "赵局",
                    at: now,
                    report: Answer.Report(note: "到场")
                )
            )
        case "09:20:00":
            try bundle(of: violation("west", after: "08:45:00"), "bundle-2", by: "李娜")
        case "09:44:00":
            try store.record(
                Answer(
                    violation: violation("school", .vendor, after: "09:35:00").id,
                    act: .acknowledged,
                    by: "王芳",
                    at: now
                )
            )
        default: break
        }
    }
}
