/// What broken devices and strangers publish.
enum Nonsense {
    /// The `number`th specimen; they repeat.
    static func payload(_ number: Int) -> [UInt8] {
        let specimens: [[UInt8]] = [
            Array("{\"v\":1,\"obs\":[{\"end\":\"2026-06-07T25:00:00Z\",\"dur\":1,\"LAeq\":50}]}".utf8),
            Array("{\"v\":1,\"obs\":[{\"end\":\"2026-06-07T09:00:00Z\",\"dur\":1,\"LAeq\":999}]}".utf8),
            Array("{\"v\":1,\"obs\":[{\"dur\":1,\"LAeq\":50".utf8),
            Array("NaN dB".utf8),
            [0x00, 0xff, 0xfe, 0x23, 0x23],
            Array("{\"v\":9,\"obs\":[]}".utf8),
            [],
        ]
        return specimens[number % specimens.count]
    }
}
