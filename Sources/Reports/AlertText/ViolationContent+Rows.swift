import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// What the reader acts on: above and below the button, and below the picture.
extension ViolationContent {
    var rows: [AlertContent.Row] {
        switch change.step {
        case .opened, .raised: openRows
        case .closed: endRows
        case .corrected: endRows + rows(of: change.correction)
        case .withdrawn: [status].compactMap { $0 } + rows(of: change.correction)
        }
    }

    /// Where, how loud, since when, which paper, whom to call, and the address.
    private var openRows: [AlertContent.Row] {
        let begin = clock.momentWithOffset(change.openedAt)
        return [
            row(.site, phrases.list([composer.siteName(change.subject.site, phrases), sensor(told)])),
            row(.present, presentLevel),
            row(.begin, told.clockShift == nil ? begin : phrases.remark(begin, phrases.timeByArrival)),
            row(.session, session), call, address,
        ].compactMap { $0 }
    }

    /// Over, when, how long, how loud, and who handled it.
    private var endRows: [AlertContent.Row] {
        let end = end
        let when = clock.span(from: change.openedAt, to: end?.ended)
        let lasted = end.map { $0.isAtLeast ? phrases.atLeast(phrases.text($0.lasted)) : phrases.text($0.lasted) }
        return [
            status,
            row(.when, phrases.remark(when, clock.offset(change.openedAt))),
            row(.duration, lasted ?? phrases.reminder),
            row(.worst, phrases.list(averaged(change.worst))),
            row(.answeredBy, handled.isEmpty ? phrases.noResponse : handled),
        ].compactMap { $0 }
    }

    /// What became of it, and where.
    private var status: AlertContent.Row? {
        let place = phrases.list([composer.siteName(change.subject.site, phrases), sensor(told)])
        return row(.status, [phrases.status(change.step, change.reason), place].joined(separator: phrases.separator))
    }

    /// Until when to answer and who is notified then, who else has it, and who has answered.
    func response(now: Instant) -> [AlertContent.Row] {
        guard !isOver, let alert else { return [] }
        var rows = (followUp?.rows ?? []).map { row($0, $1) }
        let duty = ResponseDuty(composer, alert, change)
        if let next = duty.next(now: now) {
            let names = phrases.list(duty.names(next.recipients, phrases))
            rows.append(row(.respondBy, phrases.respond(by: clock.until(next.by, from: now, roundedDown: true), names)))
        }
        if followUp?.namesRecipients != true {
            rows.append(row(.alsoNotified, phrases.list(duty.names(duty.others, phrases))))
        }
        if followUp?.namesAnswer != true { rows.append(row(.answeredBy, handled)) }
        rows.append(row(.confirmedBy, confirmed))
        return rows.compactMap { $0 }
    }

    /// What the level is compared with; of a ban what bans it.
    var basis: [AlertContent.Row] {
        guard change.step != .withdrawn else { return [] }
        var rows: [AlertContent.Row?] = []
        if change.subject.kind == .prohibitedActivity { rows += told.notices.map { row(.notice, text($0)) } }
        if let rise = told.rise {
            rows.append(row(.background, background(rise.background)))
        } else {
            rows.append(row(.limit, limit(told.limit)))
        }
        return rows.compactMap { $0 }
    }

    /// Nil for an empty text.
    func row(_ label: AlertLabel, _ value: String, address: String? = nil) -> AlertContent.Row? {
        value.isEmpty ? nil : AlertContent.Row(label: phrases.label(label), value: value, address: address)
    }

    /// "91.0 dB(A) over 10 s at 09:03:12; 75.2 dB(A) over 5 min, 5.2 dB over the limit; limit 70.0".
    private var presentLevel: String {
        var parts: [String] = []
        if let noise {
            parts = [clock.text(noise), phrases.list(highest(change.worst))]
        } else {
            if let present = told.present, told.window > present.over { parts.append(clock.text(present)) }
            parts.append(phrases.list(averaged(told)))
        }
        if told.rise == nil { parts.append(phrases.limitIs(told.limit.level.text)) }
        return parts.filter { !$0.isEmpty }.joined(separator: phrases.separator)
    }

    private func averaged(_ finding: Finding) -> [String] {
        guard let level = finding.level else { return [phrases.noLevel] }
        return [phrases.averaged(phrases.level(level.text), over: finding.window), exceedance(finding)].compactMap {
            $0
        }
    }

    /// The paper in which it was found, or the next one of the day.
    private var session: String {
        let session =
            change.finding.session.map { composer.session($0, atSite: change.subject.site) }
            ?? composer.nextSession(atSite: change.subject.site, after: moment)
        return session?.row(phrases, clock, at: moment) ?? ""
    }

    private var call: AlertContent.Row? {
        composer.sensors[SensorID(site: change.subject.site, sensor: told.sensor)]?.contact.flatMap { contact in
            row(
                .call,
                phrases.remark(phrases.pick(contact.name), contact.phone),
                address: Telephone.address(contact.phone)
            )
        }
    }

    /// With a way to a map, where the place is known.
    private var address: AlertContent.Row? {
        let site = composer.plan.site(change.subject.site)
        guard let place = site?.coordinates else { return row(.address, site?.address ?? "") }
        let map = composer.sources.map?.address(of: place, name: composer.siteName(change.subject.site, phrases))
        var row = row(.address, site?.address ?? place.text, address: map ?? place.geo)
        row?.links = [AlertContent.Link(text: phrases.map, address: map ?? place.geo)]
        if map != nil { row?.links.append(AlertContent.Link(text: phrases.mapOnTelephone, address: place.geo)) }
        return row
    }

    var confirmed: String { confirmation.map { phrases.remark($0.by, clock.moment($0.at)) } ?? "" }

    /// As it stood before, and which span gave cause to judge it again.
    private func rows(of correction: Correction?) -> [AlertContent.Row] {
        guard let correction else { return [] }
        var rows: [AlertContent.Row?] = []
        if let before = correction.before {
            let span = clock.span(from: before.openedAt, to: NoiseEnd(before)?.ended)
            rows.append(row(.earlier, [span, level(before.worst)].joined(separator: phrases.separator)))
        }
        rows.append(row(.judgedAgain, clock.span(from: correction.from, to: correction.to, withOffset: true)))
        return rows.compactMap { $0 }
    }
}
