import Settings

/// Which topics under `noise/` the contract has (<doc:Sensors>): `noise/1/{site}/{sensor}/obs`, `…/status` and `…/info`
/// of sensors, `noise/1/{site}/alerts` and `…/answers` of sites.
package enum TopicContract {
    private static let ofSensors = ["obs", "status", "info"]
    private static let ofSites = ["alerts", "answers"]
    /// Words that sensors use for their readings elsewhere.
    private static let readings: Set<String> = [
        "data", "measurement", "measurements", "observation", "observations", "reading", "readings", "telemetry",
        "values",
    ]

    package static func holds(_ topic: String) -> Bool {
        let levels = topic.split(separator: "/", maxSplits: 5, omittingEmptySubsequences: false)
        guard levels.count == 4 || levels.count == 5, levels[0] == "noise", levels[1] == "1", !levels[2].isEmpty,
            !levels[3].isEmpty
        else { return false }
        return levels.count == 4 ? ofSites.contains(String(levels[3])) : ofSensors.contains(String(levels[4]))
    }

    /// The topic that was probably meant; SITE and SENSOR stand for what is not known.
    package static func nearest(to topic: String) -> String {
        var levels = topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)[...]
        // A slash too many is the commonest mistake: MQTT makes an empty level of it.
        while levels.first?.isEmpty == true { levels.removeFirst() }
        while levels.last?.isEmpty == true { levels.removeLast() }
        if levels.first?.lowercased() == "noise" { levels.removeFirst() }
        if let version = levels.first, isVersion(version) { levels.removeFirst() }
        if levels.count == 2, let last = levels.last, let kind = meant(last, ofSites) {
            return "noise/1/\(level(levels.first, "SITE"))/\(kind)"
        }
        // What says of which kind it is, where a level too many stands before or behind it.
        let kind = levels.dropFirst(2).lazy.compactMap { meant($0, ofSensors) }.first
        if levels.count == 2, let last = levels.last, meant(last, ofSensors) != nil {
            return "noise/1/\(level(levels.first, "SITE"))/SENSOR/\(meant(last, ofSensors) ?? "obs")"
        }
        let (site, sensor) = (level(levels.first, "SITE"), level(levels.dropFirst().first, "SENSOR"))
        return "noise/1/\(site)/\(sensor)/\(kind ?? "obs")"
    }

    /// "2", "v1", "1.0".
    private static func isVersion(_ text: String) -> Bool {
        text.wholeMatch(of: /[vV]?[0-9]{1,3}(\.[0-9]{1,3})*/) != nil
    }

    private static func meant(_ text: String, _ kinds: [String]) -> String? {
        let word = text.lowercased()
        if kinds.contains(word) { return word }
        if kinds.contains("obs"), readings.contains(word) { return "obs" }
        return Settings.nearest(to: word, among: kinds)
    }

    private static func level(_ text: String?, _ unknown: String) -> String {
        guard let text, !text.isEmpty else { return unknown }
        return text
    }
}
