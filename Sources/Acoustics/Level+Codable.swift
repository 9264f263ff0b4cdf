extension Level: Codable {
    /// A number of decibels.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let level = Level(decibels: try container.decode(Double.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a level lies in 0 to 160 dB")
        }
        self = level
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(decibels)
    }
}
