import EventTime

/// What holds for sites in mainland China.
enum ChineseSite {
    /// Government service line, and the line of the ecology and environment authorities.
    static let hotlines = "12345 / 12369"

    /// By the tz database's names for mainland China; Hong Kong, Macau and Taipei have names and law of their own.
    static func contains(_ zone: TimeZoneRules) -> Bool {
        ["Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC"]
            .contains(zone.name)
    }
}
