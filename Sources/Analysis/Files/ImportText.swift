import EventTime
import ExamCalendar
package import Records
import Reports
import Sites

/// Imports as lines for people and as JSON objects.
package struct ImportText {
    private let zone: TimeZoneRules
    private let words: TableWords

    package init(plan: Plan, language: Language = .en) {
        zone = plan.sites.first?.timeZone ?? .UTC
        words = TableWords(language)
    }

    /// What an import would do, before it does it.
    package func lines(_ summary: Import.Summary) -> [String] {
        let (draft, outcome) = (summary.draft, summary.outcome)
        var lines = [words.pick("\(draft.file)：", "\(draft.file): ") + extent(draft)]
        var parts = [words.pick("新增 \(outcome.appended) 条", "\(outcome.appended) new"), there(outcome)]
        if outcome.replaced > 0 {
            parts.append(
                words.pick(
                    "替换无效读数 \(outcome.replaced) 条",
                    "\(outcome.replaced) in place of ones that do not count"
                )
            )
        }
        if outcome.conflicting > 0 { parts.append(conflicting(outcome)) }
        lines.append("  " + parts.joined(separator: comma))
        func doubt(_ count: Int, _ zh: String, _ en: String) {
            if count > 0 { lines.append("  \(count) " + words.pick(zh, en)) }
        }
        doubt(summary.implausibleLevels, "条的声级是其测点不可能测得的", "have levels that their sensor cannot have measured")
        doubt(summary.future, "条的结束时间在未来：时区是否正确？", "end in the future: is the time zone right?")
        doubt(
            summary.otherYears,
            "条比当前时间超前一天以上，或早于十年前",
            "are more than a day ahead of now or more than ten years back"
        )
        return lines
    }

    package func json(_ summary: Import.Summary) -> String {
        var object = object(summary.draft)
        set(summary.outcome, in: &object)
        object.set("implausibleLevels", summary.implausibleLevels)
        object.set("future", summary.future)
        object.set("otherYears", summary.otherYears)
        object.set("dryRun", true)
        return object.text
    }

    /// What an import has done.
    package func line(_ outcome: AppendOutcome, id: Int64) -> String {
        let replaced = words.pick(
            "替换无效读数 \(outcome.replaced) 条",
            "\(outcome.replaced) in place of ones that did not count"
        )
        return [
            words.pick("新增 \(outcome.appended) 条读数", "\(outcome.appended) new readings"), there(outcome),
            outcome.replaced > 0 ? replaced : "",
            conflicting(outcome) + words.pick("（作为拒收消息保留）", " (kept as rejected)"),
        ]
        .filter { !$0.isEmpty }.joined(separator: comma) + words.pick("；导入编号 \(id)", "; import \(id)")
    }

    package func json(_ outcome: AppendOutcome, id: Int64) -> String {
        var object = JSONObject()
        set(outcome, in: &object)
        object.set("import", Int(id))
        return object.text
    }

    /// One line of the list.
    package func line(_ record: ImportRecord) -> String {
        let (draft, outcome) = (record.draft, record.outcome)
        let undo = record.undo.map { words.pick("已由指令 \($0) 撤销", "undone by order \($0)") }
        let state = undo ?? (record.isComplete ? "" : words.pick("中断", "broken off"))
        return [
            "\(record.id)", time(draft.at), words.pick("\(draft.by) 导入", "by \(draft.by)"), draft.file,
            "SHA-256 \(draft.digest)", extent(draft),
            words.pick(
                "新增 \(outcome.appended)，已有 \(outcome.repeated)，替换 \(outcome.replaced)，矛盾 \(outcome.conflicting)",
                "\(outcome.appended) new, \(outcome.repeated) there already, \(outcome.replaced) replaced, "
                    + "\(outcome.conflicting) in conflict"
            ), state,
        ]
        .filter { !$0.isEmpty }.joined(separator: "  ")
    }

    package func json(_ record: ImportRecord) -> String {
        var object = object(record.draft)
        object.set("import", Int(record.id))
        object.set("at", time(record.draft.at))
        object.set("by", record.draft.by)
        set(record.outcome, in: &object)
        object.set("complete", record.isComplete)
        if let undo = record.undo { object.set("undoneByOrder", Int(undo)) }
        return object.text
    }

    /// What an undo has done.
    package func line(_ extent: ImportExtent, of id: Int64, _ order: Order) -> String {
        let sensors = extent.sensors.count
        return words.pick(
            "导入 \(id) 已撤销：删除 \(sensors) 个测点的 \(extent.readings) 条读数，指令 \(order.id)；服务将重新判定相应时段",
            "import \(id) undone: \(extent.readings) readings of \(sensors) sensors removed, order \(order.id); "
                + "the service judges again where they were"
        )
    }

    package func json(_ extent: ImportExtent, of id: Int64, _ order: Order) -> String {
        var object = JSONObject()
        object.set("import", Int(id))
        object.set("removed", extent.readings)
        object.set("order", Int(order.id))
        return object.text
    }

    private func object(_ draft: ImportDraft) -> JSONObject {
        var object = JSONObject()
        object.set("file", draft.file)
        object.set("sha256", draft.digest.description)
        object.set("readings", draft.readings)
        object.set("sensors", draft.sensors)
        if let span = draft.span {
            object.set("from", time(span.start))
            object.set("to", time(span.end))
        }
        return object
    }

    private func set(_ outcome: AppendOutcome, in object: inout JSONObject) {
        object.set("appended", outcome.appended)
        object.set("repeated", outcome.repeated)
        object.set("replaced", outcome.replaced)
        object.set("conflicting", outcome.conflicting)
    }

    private var comma: String { words.pick("，", ", ") }

    /// How much there is, and of when.
    private func extent(_ draft: ImportDraft) -> String {
        let count = words.pick(
            "\(draft.sensors) 个测点的 \(draft.readings) 条读数",
            "\(draft.readings) readings of \(draft.sensors) sensors"
        )
        guard let span = draft.span else { return count }
        return count + comma
            + words.pick("\(time(span.start)) 至 \(time(span.end))", "\(time(span.start)) to \(time(span.end))")
    }

    private func there(_ outcome: AppendOutcome) -> String {
        words.pick("已有 \(outcome.repeated) 条", "\(outcome.repeated) there already")
    }

    private func conflicting(_ outcome: AppendOutcome) -> String {
        words.pick("与已有数据矛盾 \(outcome.conflicting) 条", "\(outcome.conflicting) contradict what is there")
    }

    private func time(_ instant: Instant) -> String { RFC3339.format(instant, offset: zone.offset(at: instant)) }
}
