/// The models whose bytes are known.
enum RadioLayouts {
    static let all: [any RadioLayout] = [
        MilesightWS302(), ElsysSound(), BrowanTBSL100(), NetvoxR726(), RanosDB(), StingPengy(), URadMonitorA3(),
        URadMonitorIndustrial(), RAKWisBlock(), NexelecSign(), GreenMeCube(), SyneticaEnLink(), PressacRCS(),
    ]

    /// The place in ``all`` of the one model that `text` names; nil when it names none, or several.
    static func place(ofModel text: String) -> Int? {
        let words = Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        let places = all.indices.filter { place in
            all[place].words.contains { list in list.allSatisfy { isThere($0, in: words) } }
        }
        return places.count == 1 ? places[0] : nil
    }

    private static func isThere(_ word: String, in words: Set<String>) -> Bool {
        guard word.hasSuffix("*") else { return words.contains(word) }
        return words.contains { $0.hasPrefix(word.dropLast()) }
    }
}
