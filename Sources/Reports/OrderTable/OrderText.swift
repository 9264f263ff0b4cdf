import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
package import Records
package import Sites

/// What people have ordered, as lines for a terminal, in the language of who reads them and the time of the sites.
package struct OrderText {
    let plan: Plan
    let language: Language

    package init(plan: Plan, language: Language) {
        self.plan = plan
        self.language = language
    }

    /// A session, and under it each order that moved its end.
    package func lines(_ listed: ListedSession) -> [String] {
        let session = listed.session
        let zone = zone(of: listed.sites)
        let name = pick(session.name.zh, session.name.en)
        let kind = pick(ChinesePhrases().text(session.kind), EnglishPhrases().text(session.kind))
        let head =
            "\(listed.exam) \(listed.number)  \(span(session.range, zone))  \(name) (\(kind))  \(sites(listed))"
        return [head] + session.extensions.map { "    " + line($0, zone) }
    }

    package func line(_ warning: SessionWarning) -> String {
        switch warning {
        case .overlap(let row, let later):
            let end = time(row.session.range.end, zone(of: row.sites))
            let start = time(later.session.range.start, zone(of: later.sites))
            return pick(
                "注意：\(row.exam) \(row.number) 延长至 \(end)，\(later.exam) \(later.number) 已于 \(start) 开始，不会顺延",
                "note: \(row.exam) \(row.number) now ends at \(end), and \(later.exam) \(later.number) starts at \(start); "
                    + "it is not moved"
            )
        case .past(let row):
            let end = time(row.session.range.end, zone(of: row.sites))
            return pick(
                "注意：\(end) 已过，此前的读数不再重新判定",
                "note: \(end) has passed; readings until now are not evaluated again"
            )
        case .edge(let session, let instant):
            let name = pick(session.session.name.zh, session.session.name.en)
            let at = moment(instant, zone(of: session.sites))
            return pick(
                "注意：静默期内 \(name) 于 \(at) 开始或结束，届时仍在持续的噪声会通知",
                "note: \(name) starts or ends at \(at), within the mute; ongoing noise is reported then"
            )
        }
    }

    /// A session that a mute covers: "covers gaokao 1, Chinese (written), 2026-06-07 09:00 to 11:30, all sites".
    package func covered(_ listed: ListedSession) -> String {
        let session = listed.session
        let name = pick(session.name.zh, session.name.en)
        let kind = pick(ChinesePhrases().text(session.kind), EnglishPhrases().text(session.kind))
        let time = span(session.range, zone(of: listed.sites))
        return pick(
            "    涉及 \(listed.exam) \(listed.number) \(name)（\(kind)），\(time)，\(sites(listed))",
            "    covers \(listed.exam) \(listed.number), \(name) (\(kind)), \(time), \(sites(listed))"
        )
    }

    /// "gaokao 1 at 12 sites: no1-middle, no2-middle, …".
    package func scope(of listed: ListedSession?, sites: [SiteID]) -> String {
        let what = listed.map { "\($0.exam) \($0.number)" } ?? ""
        let some = sites.prefix(5).joined(separator: ", ") + (sites.count > 5 ? ", …" : "")
        return pick("\(what)：共 \(sites.count) 个考点（\(some)）", "\(what) at \(sites.count) sites: \(some)")
    }

    /// A mute: what it is about, until when, who and why.
    package func line(_ entry: Mutes.Entry, at now: Instant) -> String {
        let mute = entry.mute
        let zone = zone(of: mute.sites.map { $0.sorted() } ?? [])
        let state =
            if now < mute.from {
                pick("未开始", "to come")
            } else if entry.holds(at: now) {
                pick("生效中", "holds")
            } else if entry.end != nil {
                pick("已提前结束", "ended early")
            } else {
                pick("已结束", "over")
            }
        var about = [mute.sites.map { $0.sorted().joined(separator: ", ") } ?? pick("所有点位", "every site")]
        if let sources = mute.sources { about.append(sources.map(name).sorted().joined(separator: ", ")) }
        if let kinds = mute.kinds { about.append(kinds.map(name).sorted().joined(separator: ", ")) }
        if let violation = mute.violation { about.append(violation.text) }
        let range = TimeRange(start: mute.from, end: max(mute.from, entry.until))
        let end = entry.end.map { "; " + pick("\($0.by)提前结束：\($0.why)", "ended by \($0.by): \($0.why)") } ?? ""
        return "\(entry.order.id)  \(state)  \(span(range, zone))  \(about.joined(separator: "; "))  "
            + pick("\(entry.order.by)：\(entry.order.why)", "by \(entry.order.by): \(entry.order.why)") + end
    }

    /// A calibration: what was found, and what that says of the time since the one before.
    package func line(_ listed: ListedCalibration) -> String {
        let calibration = listed.calibration
        let found = pick(
            "测得 \(calibration.level.text)，标准 \(calibration.reference.text)，偏差 \(signed(listed.deviationHundredths)) dB",
            "found \(calibration.level.text) of \(calibration.reference.text), deviation "
                + "\(signed(listed.deviationHundredths)) dB"
        )
        let drift =
            switch (listed.driftHundredths, listed.isValidSince) {
            case (let drift?, true?): pick("漂移 \(signed(drift)) dB", "drift \(signed(drift)) dB")
            case (let drift?, _):
                pick(
                    "漂移 \(signed(drift)) dB，超过 0.5 dB：自上次校准以来的结果无效",
                    "drift \(signed(drift)) dB, more than 0.5: what was measured since the one before is invalid"
                )
            case (nil, _): pick("首次", "the first")
            }
        let note = calibration.note.isEmpty ? "" : "  \(calibration.note)"
        return "\(listed.order.id)  \(calibration.sensor)  "
            + "\(moment(calibration.at, zone(of: [calibration.sensor.site])))  \(found); \(drift)  "
            + pick(listed.order.by, "by \(listed.order.by)") + note
    }

    /// An extension in the plan that it was ordered for, and in no session of this one.
    package func stray(_ order: Order) -> String {
        pick(
            "注意：\(order.by) 的指令 \(order.id) 不对应计划中的任何场次",
            "note: order \(order.id) of \(order.by) names no session of the plan"
        )
    }

    private func line(_ moved: SessionExtension, _ zone: TimeZoneRules) -> String {
        let (from, to, at) = (time(moved.from, zone), time(moved.to, zone), moment(moved.at, zone))
        return pick(
            "由 \(from) 改至 \(to)，\(moved.by) 于 \(at)：\(moved.why)（指令 \(moved.order)）",
            "end moved from \(from) to \(to) by \(moved.by) at \(at): \(moved.why) (order \(moved.order))"
        )
    }

    private func sites(_ listed: ListedSession) -> String {
        let all = plan.exams.first { $0.id == listed.exam }?.sites
        return all == Set(listed.sites) ? pick("全部考点", "all sites") : listed.sites.joined(separator: ", ")
    }

    private func name(_ source: NoiseSource) -> String {
        switch source {
        case .construction: pick("施工", "construction")
        case .vendor: pick("摊贩", "vendor")
        case .unattributed: pick("声源不明", "unattributed")
        }
    }

    private func name(_ kind: ViolationKind) -> String {
        switch kind {
        case .limitExceeded: pick("超限", "limitExceeded")
        case .prohibitedActivity: pick("禁止活动", "prohibitedActivity")
        case .advisory: pick("提示", "advisory")
        }
    }

    private func pick(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    /// The clock of the first of the sites; of the plan's first site for all of them.
    private func zone(of sites: [SiteID]) -> TimeZoneRules {
        (plan.sites.first { sites.contains($0.id) } ?? plan.sites.first)?.timeZone ?? .UTC
    }

    private func span(_ range: TimeRange, _ zone: TimeZoneRules) -> String {
        let isSameDay = zone.localDate(at: range.start) == zone.localDate(at: range.end)
        let end = isSameDay ? time(range.end, zone) : moment(range.end, zone)
        return "\(moment(range.start, zone)) \(pick("至", "to")) \(end)"
    }

    /// "2026-06-07 15:00".
    private func moment(_ instant: Instant, _ zone: TimeZoneRules) -> String {
        String(RFC3339.format(instant, offset: zone.offset(at: instant)).prefix(16)).replacing("T", with: " ")
    }

    private func time(_ instant: Instant, _ zone: TimeZoneRules) -> String {
        String(moment(instant, zone).suffix(5))
    }

    private func signed(_ hundredths: Int) -> String {
        let size = FixedPoint.twoDecimals(hundredths: Int(hundredths.magnitude))
        let short = size.hasSuffix("0") ? String(size.dropLast()) : size
        return hundredths == 0 ? "0.0" : (hundredths < 0 ? "-" : "+") + short
    }
}
