import EventTime
import Foundation
import Reports
import Segments
import Sites
import StorePorts

/// What was found in sealed segments, for a person and as JSON.
struct SegmentFindingJSON: Encodable {
    var month: String
    /// `block changed`, `block missing`, …
    var finding: String
    /// RFC 3339; the begin of the hour.
    var hour: String?
    var site: String?
    var sensor: String?
    /// Of the manifest, counted from 1.
    var line: Int?
    /// What SQLite says.
    var detail: String?

    init(_ finding: SegmentFinding) {
        month = finding.month.description
        self.finding = finding.what.words(.english)
        hour = finding.start.map { RFC3339.format($0, offset: 0) }
        site = finding.sensor?.site.text
        sensor = finding.sensor?.sensor
        switch finding.what {
        case .manifestChanged(let line): self.line = line
        case .segmentUnreadable(let detail): self.detail = detail
        default: break
        }
    }
}

extension SegmentFinding.What {
    enum Reader {
        case english, chinese
    }

    func words(_ reader: Reader) -> String {
        let (en, zh) =
            switch self {
            case .blockChanged: ("block changed", "数据块已改变")
            case .blockMissing: ("block missing", "数据块缺失")
            case .blockAdditional: ("block not in the manifest", "清单中没有的数据块")
            case .manifestChanged: ("manifest changed", "清单已改变")
            case .manifestMissing: ("manifest missing", "清单缺失")
            case .chainBroken: ("chain broken", "清单链断开")
            case .segmentMissing: ("segment missing", "数据段文件缺失")
            case .fileChanged: ("file changed outside of its blocks", "文件在数据块以外已改变")
            case .segmentUnreadable: ("segment unreadable", "数据段无法读取")
            }
        return reader == .english ? en : zh
    }
}

extension SegmentFinding {
    /// In one line: the month, the hour, the sensor, and what it is.
    func line(_ words: TableWords) -> String {
        var parts = [month.description]
        if let start { parts.append(RFC3339.format(start, offset: 0)) }
        if let sensor { parts.append("\(sensor)") }
        var text = words.pick(what.words(.chinese), what.words(.english))
        switch what {
        case .manifestChanged(let line): text += words.pick("，第 \(line) 行", ", line \(line)")
        case .segmentUnreadable(let detail): text += words.pick("：\(detail)", ": \(detail)")
        default: break
        }
        return parts.joined(separator: " ") + words.pick("：\(text)", ": \(text)")
    }
}

extension CopiedSegments {
    /// Nil when there are none.
    func line(_ words: TableWords) -> String? {
        guard all > 0 else { return nil }
        return words.pick(
            "数据段：\(all) 个，新复制 \(copied) 个（\(bytes) 字节）",
            "segments: \(all), of which \(copied) were copied now (\(bytes) bytes)"
        )
    }
}
