/// Where the settings of a command are.
package enum SettingsPath {
    /// Names a file for every command that is given none.
    package static let variable = "QUIETHOURS_CONFIG"
    /// Looked for in this order when neither an option nor the variable names one.
    package static let usual = ["./quiethours.yaml", "/etc/quiethours/quiethours.yaml"]

    /// The file that is named, or the first that is there. A file that is named is used whether it is there or not, so
    /// that a wrong name never reads other settings.
    package static func find(
        named name: String?,
        environment: [String: String],
        isThere: (String) -> Bool
    ) throws(NoSettings) -> String {
        if let name { return name }
        if let name = environment[variable], !name.isEmpty { return name }
        guard let path = usual.first(where: isThere) else { throw NoSettings() }
        return path
    }
}

/// No settings file is named and none is where one usually is.
package struct NoSettings: Error, Hashable, CustomStringConvertible {
    package init() {}

    package var description: String {
        let places = SettingsPath.usual.joined(separator: " and ")
        return "there is no settings file (looked for \(places)); name it with --config or in $\(SettingsPath.variable)"
    }
}
