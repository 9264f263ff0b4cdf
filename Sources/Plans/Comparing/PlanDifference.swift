package import Records
package import Settings

/// One thing in which a plan differs from another, in words for operators.
package struct PlanDifference: Hashable, Sendable, Encodable, CustomStringConvertible {
    package enum Change: String, Hashable, Sendable, Encodable {
        case added, removed, changed
    }

    /// "sensor", "rule", …
    package var kind: Wording
    /// Its id in the plan; empty of what there is one of.
    package var id: String
    package var change: Change
    /// What of it is different: "silent-after", "session".
    package var field: Wording?
    package var before: Wording?
    package var after: Wording?

    /// `sensor school-1/n1: silent-after: 60s, now 30s`
    package var description: String {
        let subject = id.isEmpty ? kind.en : "\(kind.en) \(id)"
        guard let field = field?.en else { return "\(subject): \(change.rawValue)" }
        switch (before?.en, after?.en) {
        case (nil, let after?): return "\(subject): \(field) added: \(after)"
        case (let before?, nil): return "\(subject): \(field) removed: \(before)"
        case (let before?, let after?): return "\(subject): \(field): \(before), now \(after)"
        case (nil, nil): return "\(subject): \(field) changed"
        }
    }

    /// `测点 school-1/n1：离线判定时间由 60s 改为 30s`
    package var chinese: String {
        let subject = id.isEmpty ? kind.zh : "\(kind.zh) \(id)"
        guard let field = field?.zh else {
            switch change {
            case .added: return "\(subject)：新增"
            case .removed: return "\(subject)：删除"
            case .changed: return "\(subject)：变更"
            }
        }
        switch (before?.zh, after?.zh) {
        case (nil, let after?): return "\(subject)：新增\(field)：\(after)"
        case (let before?, nil): return "\(subject)：删除\(field)：\(before)"
        case (let before?, let after?): return "\(subject)：\(field)由 \(before) 改为 \(after)"
        case (nil, nil): return "\(subject)：\(field)有变更"
        }
    }

    package func text(_ language: Language) -> String { language == .zh ? chinese : description }

    private enum CodingKeys: String, CodingKey {
        case kind, id, change, field, before, after
    }

    /// JSON is the same in every language.
    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(kind.en, forKey: .kind)
        try object.encode(id, forKey: .id)
        try object.encode(change, forKey: .change)
        try object.encodeIfPresent(field?.en, forKey: .field)
        try object.encodeIfPresent(before?.en, forKey: .before)
        try object.encodeIfPresent(after?.en, forKey: .after)
    }

    /// What `new` has otherwise than `old`, in the order of the plan's parts; empty when verdicts and messages follow
    /// from both alike.
    package static func between(_ old: Plan, _ new: Plan) -> [PlanDifference] {
        zip(PlanPart.parts(of: old), PlanPart.parts(of: new)).flatMap { $0.differences(to: $1) }
    }
}

/// All of one kind that a plan has, reduced to texts.
struct PlanPart {
    struct Item {
        var id: String
        /// Single values by the plan's own keys, in a fixed order; nil for what is not given.
        var values: [(field: Wording, text: Wording?)] = []
        /// Values of which there are several.
        var lists: [(field: Wording, texts: [Wording])] = []
        /// All of it; where only this differs, the difference is in what has no words here.
        var whole: AnyHashable
    }

    let kind: Wording
    let items: [Item]

    fileprivate func differences(to new: PlanPart) -> [PlanDifference] {
        func difference(_ id: String, _ change: PlanDifference.Change) -> PlanDifference {
            PlanDifference(kind: kind, id: id, change: change)
        }
        let known = Dictionary(items.map { ($0.id, $0) }) { first, _ in first }
        let ids = Set(new.items.map(\.id))
        let removed = items.filter { !ids.contains($0.id) }.map { difference($0.id, .removed) }
        return removed
            + new.items.flatMap { item in
                guard let old = known[item.id] else { return [difference(item.id, .added)] }
                return changes(from: old, to: item)
            }
    }

    private func changes(from old: Item, to new: Item) -> [PlanDifference] {
        guard old.whole != new.whole else { return [] }
        var changes: [PlanDifference] = []
        func note(_ field: Wording, _ before: Wording?, _ after: Wording?) {
            changes.append(
                PlanDifference(
                    kind: kind,
                    id: new.id,
                    change: .changed,
                    field: field,
                    before: before,
                    after: after
                )
            )
        }
        for (before, after) in zip(old.values, new.values) where before.text != after.text {
            note(after.field, before.text, after.text)
        }
        for (before, after) in zip(old.lists, new.lists) {
            for text in before.texts where !after.texts.contains(text) { note(after.field, text, nil) }
            for text in after.texts where !before.texts.contains(text) { note(after.field, nil, text) }
        }
        if changes.isEmpty { note(Wording("details", zh: "其他内容"), nil, nil) }
        return changes
    }
}
