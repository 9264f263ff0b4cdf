import EventTime
import ExamCalendar

/// Lays out the bans of one day as bands: one lane for each phase where they overlap.
struct BanRowLayout {
    let words: CalendarWords
    let times: SeasonTimes
    let phases: [SeasonPhase]
    /// Phases whose activities the row above tells.
    let told: Set<Int>
    private let bands: [(part: BanPart, lane: Int)]
    private let lanes: Int

    init(_ bans: [BanPart], phases: [SeasonPhase], words: CalendarWords, times: SeasonTimes, told: Set<Int>) {
        self.told = told
        self.words = words
        self.times = times
        self.phases = phases
        var lanes = SeasonLanes()
        bands = Dictionary(grouping: bans, by: \.phase).sorted { $0.key < $1.key }.flatMap { _, parts in
            let lane = lanes.take(parts.flatMap(\.spans))
            return parts.sorted { $0.ban.range.start < $1.ban.range.start }.map { ($0, lane) }
        }
        self.lanes = lanes.count
    }

    var height: Double { lanes == 0 ? 0 : Double(lanes) * (SeasonGrid.bandHeight + 2) - 2 }

    func marks(at y: Double) -> [PlacedMark] {
        bands.map { part, lane in
            let top = y + Double(lane) * (SeasonGrid.bandHeight + 2)
            let phase = phases[part.phase]
            let boxes = part.spans.map { SeasonGrid.box($0, y: top, height: SeasonGrid.bandHeight) }
            return PlacedMark(
                title: times.title(part.ban, phase),
                style: "ban",
                boxes: boxes.flatMap { BanRowLayout.band($0, phase, part.phase) },
                texts: label(part, lane, in: boxes).map { [$0] } ?? []
            )
        }
    }

    /// A light band with a strip of the phase's pattern on its upper edge.
    static func band(_ box: SVGBox, _ phase: SeasonPhase, _ index: Int) -> [PlacedBox] {
        var strip = box
        strip.height = SeasonGrid.stripHeight
        return [
            PlacedBox(box: box, style: SeasonStyle.tint(phase)),
            PlacedBox(box: strip, style: SeasonStyle.pattern(index)),
        ]
    }

    /// As much as the longest box holds: key, phase and activities, key and phase, or the key; where it holds none of
    /// these, key and phase or the key behind it when nothing stands there.
    private func label(_ part: BanPart, _ lane: Int, in boxes: [SVGBox]) -> PlacedText? {
        guard let room = boxes.max(by: { $0.width < $1.width }) else { return nil }
        let phase = phases[part.phase]
        let named = "\(phase.key) \(words.pick(phase.name))"
        let whole = named + words.colon + words.activities(phase.activities)
        func width(_ text: String) -> Double { SeasonText.band.width(of: text) + 6 }
        let choice = (told.contains(part.phase) ? [] : [whole]) + [named, phase.key]
        let inside = choice.first { width($0) <= room.width }
        let next =
            bands.filter { $0.lane == lane }.flatMap(\.part.spans).map { SeasonGrid.x($0.from) }
            .filter { $0 >= room.right }.min() ?? SeasonGrid.right
        let behind = [named, phase.key].first { width($0) <= next - room.right }
        return (inside ?? behind).map {
            let x = inside == nil ? room.right : room.x
            return PlacedText(text: $0, at: SVGPoint(x: x + 3, y: room.bottom - 2.8), style: .band)
        }
    }
}
