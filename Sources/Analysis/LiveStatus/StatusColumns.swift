import Acoustics
import EventTime
import NoiseRules
import Reports
import Sites

/// Which columns stand in front of the state on a screen of some width, and how wide they are.
struct StatusColumns {
    private enum Column {
        case site, sensor, latest, level, window, limit, age, rule, end, session

        var isNumber: Bool {
            switch self {
            case .latest, .level, .window, .limit, .age: true
            case .site, .sensor, .rule, .end, .session: false
            }
        }
    }

    private struct Place {
        var column: Column
        var width: Int

        init(_ column: Column, _ width: Int) {
            (self.column, self.width) = (column, width)
        }
    }

    private let places: [Place]
    /// What stands for each site, by its id.
    private let sites: [SiteID: String]

    /// `width` is the screen's, nil for one without end. Sites and sensors take no more than the longest of `rows`
    /// needs.
    init(width: Int?, rows: [StatusTable.Row]) {
        let longestSensor = rows.map { PayloadText.oneLine($0.sensor).columns }.max() ?? 0
        var labels: [SiteID: String] = [:]
        func site(_ most: Int) -> Place {
            labels = StatusColumns.labels(of: rows, width: most)
            return Place(.site, min(most, max(4, labels.values.map(\.columns).max() ?? 0)))
        }
        func sensor(_ most: Int) -> Place { Place(.sensor, min(most, max(6, longestSensor))) }
        let (latest, level, limit, age) = (Place(.latest, 5), Place(.level, 5), Place(.limit, 5), Place(.age, 6))
        places =
            switch width ?? .max {
            case ..<36: [sensor(8)]
            case ..<70: [site(10), sensor(8), level]
            case ..<110: [site(14), sensor(11), level, limit, age]
            case ..<160: [site(18), sensor(13), latest, level, limit, age, Place(.rule, 16), Place(.end, 5)]
            default:
                [
                    site(24), sensor(18), latest, level, Place(.window, 6), limit, age, Place(.rule, 23),
                    Place(.session, 20),
                ]
            }
        sites = labels
    }

    /// The sites' names, cut to the width; the ids of those that could not be told apart then.
    private static func labels(of rows: [StatusTable.Row], width: Int) -> [SiteID: String] {
        var names: [SiteID: String] = [:]
        for row in rows { names[row.siteID] = PayloadText.oneLine(row.site).cut(to: width) }
        let counts = Dictionary(names.values.map { ($0, 1) }, uniquingKeysWith: +)
        return Dictionary(
            uniqueKeysWithValues: names.map { id, name in
                (id, counts[name] == 1 ? name : PayloadText.oneLine(id.text))
            }
        )
    }

    /// The heading, with the blank behind the last column.
    func head(_ words: StatusTableWords) -> String {
        line { column in
            switch column {
            case .site: words.pick("点位", "site")
            case .sensor: words.pick("测点", "sensor")
            case .latest: words.pick("当前", "now")
            case .level: "LAeq"
            case .window: words.pick("时段", "window")
            case .limit: words.pick("限值", "limit")
            case .age: words.pick("距今", "age")
            case .rule: words.pick("规则", "rule")
            case .end: words.pick("至", "until")
            case .session: words.pick("场次", "session")
            }
        }
    }

    /// `offset` is that of times of day, seconds east of UTC.
    func cells(of row: StatusTable.Row, _ words: StatusTableWords, at now: Instant, offset: Int) -> String {
        line { column in
            switch column {
            case .site: sites[row.siteID] ?? ""
            case .sensor: PayloadText.oneLine(row.sensor)
            case .latest: row.latest?.text ?? ""
            case .level: row.level?.text ?? ""
            case .window: row.window.map { "\($0.milliseconds / 1000) s" } ?? ""
            case .limit: row.limit?.text ?? ""
            case .age: row.heardTo.map { words.age(now - $0) } ?? ""
            case .rule: PayloadText.oneLine(row.rule?.text ?? "")
            case .end: row.session.map { end(of: $0, offset) } ?? ""
            case .session: row.session.map { "\(words.text($0.kind)) \(words.to) \(end(of: $0, offset))" } ?? ""
            }
        }
    }

    private func end(of session: SessionNote, _ offset: Int) -> String {
        String(RFC3339.format(session.end, offset: offset).dropFirst(11).prefix(5))
    }

    private func line(_ text: (Column) -> String) -> String {
        places.map { text($0.column).padded(to: $0.width, isNumber: $0.column.isNumber) + " " }.joined()
    }
}
