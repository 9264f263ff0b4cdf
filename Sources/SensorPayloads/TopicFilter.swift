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
    package init?(site: String) {
        guard !site.contains(where: { "/+#".contains($0) }) else { return nil }
        self.init("noise/1/\(site)/#")
    }

    package func matches(_ topic: String) -> Bool {
        var levels = topic.split(separator: "/", omittingEmptySubsequences: false)[...]
        // A wildcard in the first place does not reach the broker's own topics.
        if topic.hasPrefix("$"), text.hasPrefix("+") || text.hasPrefix("#") { return false }
        for wanted in text.split(separator: "/", omittingEmptySubsequences: false) {
            if wanted == "#" { return true }
            guard let level = levels.popFirst(), wanted == "+" || wanted == level else { return false }
        }
        return levels.isEmpty
    }
}
