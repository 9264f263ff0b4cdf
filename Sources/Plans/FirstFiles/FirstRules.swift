import ExamCalendar
import Records
import Sites

/// The rules of a first plan: those that some sensor of it can meet.
struct FirstRules {
    let placements: Set<Placement>
    let language: Language

    private struct Block {
        var placements: Set<Placement>
        var zh: String
        var en: String
        var rule: String
    }

    /// One rule after another, each behind a comment.
    var text: String {
        FirstRules.all.filter { !$0.placements.isDisjoint(with: placements) }.map { block in
            let lines = block.rule.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
            return "  # \(language == .zh ? block.zh : block.en)\n\(lines)"
        }.joined(separator: "\n\n")
    }

    private static let outdoors: Set<Placement> = Set(Placement.allCases.filter { !$0.isIndoors })

    private static let all = [
        Block(
            placements: [.constructionBoundary],
            zh: "建筑施工场界，全天：GB 12523，连续 20 分钟。",
            en: "Construction at any time: GB 12523, which measures 20 minutes without a break.",
            rule: """
                - id: construction
                  name: {zh: 建筑施工场界噪声, en: Construction site boundary}
                  when: always
                  where: {placements: [construction boundary]}
                  limit: {standard: GB 12523}
                  window: 20min
                """
        ),
        Block(
            placements: [.vendorStreet],
            zh: "沿街商铺，考试期间：GB 22337。",
            en: "Shops and vendors during the exam: GB 22337.",
            rule: """
                - id: vendor-street
                  name: {zh: 社会生活噪声, en: Street vendors and shops}
                  when: session
                  where: {placements: [vendor street]}
                  limit: {standard: GB 22337}
                  window: 60s
                  minimum-duration: 30s
                """
        ),
        Block(
            placements: [.yard, .housing],
            zh: "校园和住宅，考试期间：GB 3096。",
            en: "School grounds and homes during the exam: GB 3096.",
            rule: """
                - id: surroundings
                  name: {zh: 考点周边声环境, en: Around the site}
                  when: session
                  where: {placements: [yard, housing]}
                  limit: {standard: GB 3096}
                  window: 10min
                """
        ),
        Block(
            placements: outdoors,
            zh: "考试时比平时同一时段高出 10 dB：仅提示，不作违规判定。",
            en: "10 dB louder than is usual at this hour during a paper: a hint, not a verdict.",
            rule: """
                - id: disturbance
                  name: {zh: 考试时段的扰动, en: Disturbance during papers}
                  when: [written, listening]
                  where: {placements: [construction boundary, vendor street, yard, housing]}
                  limit: {rise: 10}
                  kind: advisory
                  minimum-duration: 30s
                  clear: {for: 2min}
                """
        ),
        Block(
            placements: outdoors,
            zh: "听力时段最严：世界卫生组织（WHO）准则值，10 秒。",
            en: "Strictest in a listening window: the guideline of the WHO, over 10 s.",
            rule: """
                - id: listening
                  name: {zh: 外语听力时段, en: Listening window}
                  when: listening
                  where: {placements: [construction boundary, vendor street, yard, housing]}
                  limit: {standard: WHO}
                  window: 10s
                  minimum-duration: 5s
                  clear: {below: 3, for: 30s}
                """
        ),
        Block(
            placements: [.classroom],
            zh: "考场内：WHO 准则值，仅提示。",
            en: "Inside the classroom: the guideline of the WHO, as a hint.",
            rule: """
                - id: classroom
                  name: {zh: 考场内噪声, en: Inside the classroom}
                  when: [written, listening]
                  where: {placements: [classroom]}
                  limit: {standard: WHO}
                  kind: advisory
                  window: 5min
                  minimum-duration: 60s
                """
        ),
    ]
}
