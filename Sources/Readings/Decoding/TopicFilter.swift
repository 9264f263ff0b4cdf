package import Sites

/// An MQTT topic filter: `+` stands for one level, `#` at the end for any number of them (MQTT 3.1.1 section 4.7).
package struct TopicFilter: Hashable, Sendable {
    package let text: String

    /// Nil when it is no filter: empty, or a `+` or `#` that is not alone in its level, or a `#` that is not the last.
    package init?(_ text: String) {
        let levels = text.split(separator: "/", omittingEmptySubsequences: false)
        let isWell = levels.enumerated().allSatisfy { index, level in
            if level == "#" { return index == levels.count - 1 }
            return level == "+" || !level.contains { $0 == "+" || $0 == "#" }
        }
        guard !text.isEmpty, isWell else { return nil }
        self.text = text
    }

    /// A filter for everything that `site` publishes by the project's own contract.
    package init?(site: SiteID) {
        guard !site.text.contains(where: { "/+#".contains($0) }) else { return nil }
        self.init("noise/1/\(site)/#")
    }

    package func matches(_ topic: String) -> Bool {
        let (slash, plus, hash) = (UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "#"))
        let (filter, name) = (text.utf8, topic.utf8)
        // A wildcard in the first place does not reach the broker's own topics.
        if name.first == UInt8(ascii: "$"), filter.first == plus || filter.first == hash { return false }
        // Byte by byte: every message that arrives is compared.
        var (i, j) = (filter.startIndex, name.startIndex)
        while i < filter.endIndex {
            switch filter[i] {
            case hash: return true
            case plus:
                while j < name.endIndex, name[j] != slash { name.formIndex(after: &j) }
            case let byte:
                guard j < name.endIndex, name[j] == byte else {
                    // "a/#" matches "a" too (MQTT 3.1.1 section 4.7.1.2).
                    let next = filter.index(after: i)
                    return j == name.endIndex && byte == slash && next < filter.endIndex && filter[next] == hash
                }
                name.formIndex(after: &j)
            }
            filter.formIndex(after: &i)
        }
        return j == name.endIndex
    }
}
