import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// One alert in one language, as CAP's `info`.
///
/// - urgency: Immediate while the noise is on (of a follow-up Expected when it was below the limit, Unknown without
///   data); Past when it is over; Unknown when nobody can tell any more, and in a drill; Expected for a silent sensor,
///   an empty roster or the collector itself
/// - severity: of the exam, not of life: Severe in a listening test or from 10 dB over, Moderate over the limit or the
///   background, Minor for an advisory and all else
/// - certainty: by the evidence grade: A Observed, B Likely, C Possible; Unlikely when withdrawn; a sensor, a roster or
///   the collector is Observed, a second client Likely, a drill Unknown
/// - responseType: Execute while the noise is on; Monitor for grade C, and when nobody can tell any more; AllClear when
///   it is over; Assess for all else
/// - onset: the opening, the last reading before a silence, the beginning of the gap
/// - expires: an hour after it was sent, or the end of the running session if that comes later: within it follows a
///   reminder or the end
struct CAPInfo {
    let facts: AlertFacts
    let words: AlertFacts.Words
    let sent: Instant

    /// Metres around the site's coordinates within which its sensors stand.
    private static let kilometres = "0.5"
    /// From so many tenths of a decibel over the limit on.
    private static let severeTenths = 100

    static func isOver(_ event: AlertEvent) -> Bool {
        [.closed, .withdrawn, .sensorBack, .collectorReceiving].contains(event)
    }

    func write(to xml: inout XMLLines, _ time: (Instant) -> String) {
        xml.open("info")
        xml.element("language", words.language == "en" ? "en-US" : words.language)
        xml.element("category", "Env")
        xml.element("event", words.title)
        xml.element("responseType", responseType)
        xml.element("urgency", urgency)
        xml.element("severity", severity)
        xml.element("certainty", certainty)
        xml.element("effective", time(sent))
        xml.element("onset", time(facts.onset))
        xml.element("expires", time(expires))
        xml.element("senderName", "Quiet Hours")
        xml.element("headline", words.subject)
        xml.element("description", words.text)
        xml.element("instruction", words.instruction)
        for (name, value) in parameters {
            xml.open("parameter")
            xml.element("valueName", name)
            xml.element("value", value)
            xml.close("parameter")
        }
        xml.open("area")
        xml.element("areaDesc", area)
        if let place = facts.site?.coordinates {
            xml.element("circle", "\(place.latitude),\(place.longitude) \(CAPInfo.kilometres)")
        }
        xml.close("area")
        xml.close("info")
    }

    private var isOn: Bool { [.opened, .raised, .unanswered, .reminder].contains(facts.event) }
    /// Of a follow-up: no data said how loud it was.
    private var isUnknown: Bool { facts.present.map { $0.level == nil } ?? false }
    /// Of a follow-up: it was below the limit for a minute.
    private var isBelow: Bool { facts.present?.isBelow ?? false }

    private var responseType: String {
        if facts.isAllClear { return "AllClear" }
        if facts.event == .closed { return "Monitor" }
        guard isOn else { return "Assess" }
        return facts.grade == .C || isUnknown || isBelow ? "Monitor" : "Execute"
    }

    private var urgency: String {
        switch facts.event {
        case .opened, .raised: "Immediate"
        case .unanswered, .reminder: isUnknown ? "Unknown" : isBelow ? "Expected" : "Immediate"
        case .closed: facts.isAllClear ? "Past" : "Unknown"
        case .corrected, .withdrawn, .sensorBack, .sensorClockRight, .sensorSound, .collectorReceiving,
            .collectorOnlyClient, .certificateRenewed, .machineClockRight, .planTaken:
            "Past"
        case .sensorSilent, .sensorClockOff, .sensorFaulty, .dutyGap, .collectorBlind, .collectorSecondClient,
            .certificateEnds, .machineClockWrong, .planRefused:
            "Expected"
        case .drill: "Unknown"
        }
    }

    private var severity: String {
        guard let change = facts.change, let finding = facts.finding, facts.event != .withdrawn,
            change.subject.kind != .advisory
        else { return "Minor" }
        let over = finding.rise?.tenths ?? finding.exceedanceTenths ?? 0
        return finding.session?.kind == .listening || over >= CAPInfo.severeTenths ? "Severe" : "Moderate"
    }

    private var certainty: String {
        switch facts.event {
        case .withdrawn: return "Unlikely"
        case .drill: return "Unknown"
        case .sensorSilent, .sensorBack, .sensorClockOff, .sensorClockRight, .sensorFaulty, .sensorSound, .dutyGap,
            .collectorBlind, .collectorReceiving, .collectorOnlyClient, .certificateEnds, .certificateRenewed,
            .machineClockWrong, .machineClockRight, .planRefused, .planTaken:
            return "Observed"
        case .collectorSecondClient: return "Likely"
        case .opened, .raised, .closed, .corrected, .unanswered, .reminder:
            return switch facts.grade {
            case .A: "Observed"
            case .B: "Likely"
            case .C, nil: "Possible"
            }
        }
    }

    private var expires: Instant {
        let hour = sent + .hours(1)
        guard isOn, let end = facts.finding?.session?.end else { return hour }
        return max(hour, end)
    }

    /// Names are ours, with the unit at the end; levels to 0.1 dB.
    private var parameters: [(String, String)] {
        var list = [("type", facts.event.rawValue), ("alert", facts.alert.text)]
        guard let change = facts.change, let finding = facts.finding else { return list + [("subject", facts.subject)] }
        list += [
            ("violation", change.violation.text), ("kind", change.subject.kind.rawValue),
            ("source", change.subject.source.rawValue), ("sensor", finding.sensor),
            ("quantity", finding.limit.quantity.rawValue),
        ]
        if let grade = facts.grade { list.append(("grade", grade.rawValue)) }
        if let level = finding.level { list.append(("level_dB", level.text)) }
        list.append(("limit_dB", finding.limit.level.text))
        if let rise = finding.rise {
            list.append(("background_dB", rise.background.level.text))
            list.append(("rise_dB", FixedPoint.text(tenths: rise.tenths)))
        } else if let over = finding.exceedanceTenths {
            list.append(("exceedance_dB", FixedPoint.text(tenths: over)))
        }
        if let present = finding.present { list.append(("present_dB", present.level.text)) }
        list.append(("window_s", "\(finding.window.milliseconds / 1000)"))
        if let end = NoiseEnd(change) { list.append(("ended", RFC3339.format(end.ended, offset: facts.offset))) }
        list.append(("standard", [finding.limit.standard, finding.limit.clause].joined(separator: " ")))
        return list
    }

    private var area: String {
        let isChinese = words.language != "en"
        guard let site = facts.site else { return isChinese ? "全部考点" : "all exam sites" }
        let name = isChinese ? site.name.zh : site.name.en
        return site.address.map { isChinese ? "\(name)（\($0)）" : "\(name) (\($0))" } ?? name
    }
}
