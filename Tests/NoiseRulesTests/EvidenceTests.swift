import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Sites
import Testing

@Suite("Evidence")
struct EvidenceTests {
    private static let span = TimeRange(start: Scene.at("09:20:00"), end: Scene.at("10:00:00"))
    private static let date = LocalDate(daysSinceEpoch: 20_611)

    private static func finding() -> Finding {
        Finding(
            sensor: "construction-boundary",
            rule: "construction",
            limit: Limit(
                level: Scene.level(70),
                quantity: .LAeq,
                standard: "GB 12523-2011",
                clause: "4.1",
                verified: true
            ),
            level: Scene.level(78),
            LAFmax: nil,
            window: .minutes(20),
            coverage: 1,
            session: nil,
            isVerdict: true,
            uncertaintyTenths: 7,
            isWeatherKnown: true,
            background: Background(level: Scene.level(50), basis: .declared)
        )
    }

    private static func sensor(_ change: (inout Sensor) -> Void = { _ in }) -> Sensor {
        var sensor = Sensor(
            id: Scene.sensor(.constructionBoundary),
            placement: .constructionBoundary,
            instrumentClass: .class1,
            certificate: Certificate(number: "7", expires: date),
            isAnnounced: true
        )
        change(&sensor)
        return sensor
    }

    private static func check(_ time: String, _ level: Double) -> CalibrationCheck {
        CalibrationCheck(at: Scene.at(time), level: Scene.level(level), reference: Scene.level(94))
    }

    private static let calibrations = CalibrationRecord([check("08:00:00", 94), check("12:00:00", 94.5)])

    private static func evidence(
        _ kind: ViolationKind = .limitExceeded,
        sensor: Sensor? = sensor(),
        calibrations: CalibrationRecord = calibrations,
        change: (inout Finding) -> Void = { _ in }
    ) -> Evidence {
        var finding = finding()
        change(&finding)
        return Evidence(
            of: finding,
            kind: kind,
            span: span,
            date: date,
            sensor: sensor,
            calibrations: calibrations
        )
    }

    @Test("with everything, it is of grade A")
    func complete() {
        #expect(Self.evidence() == Evidence(grade: .A, missing: []))
    }

    @Test("each missing part makes it a lead and is named")
    func parts() {
        let leads: [(Evidence, Evidence.Missing)] = [
            (Self.evidence(sensor: Self.sensor { $0.instrumentClass = .uncertified }), .certifiedInstrument),
            (Self.evidence(sensor: Self.sensor { $0.certificate = nil }), .certificate),
            (
                Self.evidence(
                    sensor: Self.sensor {
                        $0.certificate = Certificate(number: "7", expires: LocalDate(daysSinceEpoch: 20_610))
                    }
                ), .certificateInForce
            ),
            (Self.evidence(calibrations: .init([Self.check("12:00:00", 94)])), .calibrationBefore),
            (Self.evidence(calibrations: .init([Self.check("08:00:00", 94)])), .calibrationAfter),
            (
                Self.evidence(calibrations: .init([Self.check("08:00:00", 94), Self.check("12:00:00", 94.6)])),
                .agreeingCalibrations
            ),
            (Self.evidence { $0.isWeatherKnown = false }, .weather),
            (Self.evidence { $0.background = nil }, .background),
            (Self.evidence { $0.isVerdict = false }, .fullWindow),
            (Self.evidence { $0.limit.verified = false }, .verifiedLimit),
            (Self.evidence(sensor: Self.sensor { $0.isAnnounced = false }), .announcement),
        ]
        for (evidence, missing) in leads { #expect(evidence == Evidence(grade: .B, missing: [missing])) }
    }

    @Test("an advisory, an exceedance within uncertainty and a doubtful rise claim no level")
    func notices() {
        #expect(Self.evidence(.advisory).grade == .C)
        let close = Self.evidence { $0.level = Scene.level(70.7) }
        #expect(close == Evidence(grade: .C, missing: [.clearExceedance]))
        for (confidence, grade) in [(Confidence.low, EvidenceGrade.C), (.medium, .B), (.high, .B)] {
            let background = Background(level: Scene.level(50), basis: .declared)
            let heard = Self.evidence(.prohibitedActivity) {
                $0.rise = Rise(background: background, tenths: 280, confidence: confidence)
            }
            #expect(heard == Evidence(grade: grade, missing: [.levelClaim]))
        }
    }

    @Test("a sensor that the plan has lost vouches for nothing")
    func lost() {
        #expect(
            Self.evidence(sensor: nil).missing == [.certifiedInstrument, .certificate, .announcement]
        )
    }
}
