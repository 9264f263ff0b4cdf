/// Colours and patterns of a season's sheet.
///
/// Colours are from the set of M. Okabe and K. Ito that people of every colour vision can tell apart; in black and
/// white sessions differ by their height, notices by the pattern of their strip and by their key.
enum SeasonStyle {
    /// Times that the clock leaves out.
    static let leftOut = "leftout"
    /// Behind a listening window, through the whole day's row.
    static let halo = "halo"

    static func tint(_ phase: SeasonPhase) -> String { "n\(phase.noticeNumber % colours.count)" }

    /// `phase` is the index in the season's phases.
    static func pattern(_ phase: Int) -> String { "p\(phase)" }

    private static let fonts =
        "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei','Helvetica Neue',Arial,sans-serif"
    private static let written = "#0072b2"
    private static let listening = "#d55e00"
    private static let colours = ["#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b5b95"]

    /// The CSS of a sheet that has these phases.
    static func content(_ phases: [SeasonPhase]) -> String {
        let texts = SeasonText.allCases.map { text in
            ".\(text.rawValue){font-size:\(SVGNumber.text(text.size))px;fill:\(text.colour)"
                + (text.isBold ? ";font-weight:bold}" : "}")
        }
        let tints = colours.indices.map { ".n\($0){fill:\(colours[$0]);fill-opacity:.22}" }
        return (rules + texts + tints + patterns(phases).map(\.rules)).joined(separator: "\n")
    }

    static func definitions(_ phases: [SeasonPhase]) -> [SVGElement] { patterns(phases).map(\.definition) }

    private static let rules = [
        "text{font-family:\(fonts)}", ".sheet{fill:#fff}", ".night{fill:#dfe3eb}",
        ".rule{stroke:#c3c8d0;stroke-width:.5}", ".tick{stroke:#c3c8d0;stroke-width:.5;stroke-dasharray:1 2}",
        ".sixth{stroke:#9aa1ac;stroke-width:.6}", ".months{fill:#eef0f3}",
        ".written{fill:\(written);stroke:#fff;stroke-width:.8}",
        ".listening{fill:\(listening);stroke:#000;stroke-width:1.2}",
        ".gap{fill:#fff;stroke:\(written);stroke-width:.8;stroke-dasharray:2 2}",
        ".halo{fill:#ffd9b8}", ".makeup{stroke:#000;stroke-width:1.6;stroke-dasharray:4 2}",
    ]

    private static func patterns(_ phases: [SeasonPhase]) -> [SeasonPattern] {
        let edge = SeasonPattern(id: "edge", paper: "#fff", ink: written, line: .rising(every: 4, width: 1.4))
        let added = SeasonPattern(id: "added", paper: written, ink: "#fff", line: .falling(every: 5, width: 1.6))
        let strips: [SeasonPattern.Line] = [
            .bars([(0, 8)], every: 8), .rising(every: 5, width: 2.2), .bars([(0, 8)], every: 12),
            .falling(every: 5, width: 2.2), .bars([(0, 2)], every: 4), .bars([(0, 8), (11, 2)], every: 16),
        ]
        return [
            edge.named("written-edge"), edge.named("gap-edge"), added.named("written-added"), added.named("gap-added"),
            SeasonPattern(id: "listening-edge", paper: "#fff", ink: listening, line: .rising(every: 4, width: 2)),
            SeasonPattern(id: "listening-added", paper: listening, ink: "#000", line: .falling(every: 5, width: 1.2)),
            SeasonPattern(id: leftOut, paper: "#fff", ink: "#7a808a", line: .rising(every: 4, width: 1.2)),
        ]
            + phases.enumerated().map { index, phase in
                SeasonPattern(
                    id: pattern(index),
                    paper: "#fff",
                    ink: colours[phase.noticeNumber % colours.count],
                    line: strips[index % strips.count]
                )
            }
    }
}
