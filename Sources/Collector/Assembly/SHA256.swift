/// The digest of FIPS 180-4 section 6.2, so that a log line says which text of a file is in use (`sha256sum` tells the
/// same). Not for passwords.
enum SHA256 {
    /// Lower-case hexadecimal.
    static func hex(_ bytes: [UInt8]) -> String {
        var padded = bytes + [0x80]
        padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
        let bits = UInt64(bytes.count) * 8
        padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
        var state = start
        for block in stride(from: 0, to: padded.count, by: 64) { mix(padded[block..<block + 64], into: &state) }
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }
        .joined()
    }

    private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
            block[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for i in 16..<64 {
            let (a, b) = (words[i - 15], words[i - 2])
            let low = turned(a, 7) ^ turned(a, 18) ^ (a >> 3)
            let high = turned(b, 17) ^ turned(b, 19) ^ (b >> 10)
            words.append(words[i - 16] &+ low &+ words[i - 7] &+ high)
        }
        var s = state
        for i in 0..<64 {
            let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
            let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
            let first = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)
            let second = turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)
            let t1 = s[7] &+ first &+ choice &+ constants[i] &+ words[i]
            s = [t1 &+ second &+ majority, s[0], s[1], s[2], s[3] &+ t1, s[4], s[5], s[6]]
        }
        for i in 0..<8 { state[i] = state[i] &+ s[i] }
    }

    private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
    }

    /// Fractional parts of the square roots of the first 8 primes (section 5.3.3).
    private static let start: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// Fractional parts of the cube roots of the first 64 primes (section 4.2.2), by integer arithmetic: the floor of
    /// the cube root of p shifted left by 96 bits holds 32 bits behind the point.
    private static let constants: [UInt32] = (2...311).filter { n in (2..<n).allSatisfy { n % $0 != 0 } }.map { prime in
        var root: UInt64 = 0
        for bit in stride(from: 35, through: 0, by: -1) {
            let trial = root | (1 << UInt64(bit))
            if cube(trial, isAtMost: UInt64(prime)) { root = trial }
        }
        return UInt32(truncatingIfNeeded: root)
    }

    /// Whether n³ <= p · 2⁹⁶.
    private static func cube(_ n: UInt64, isAtMost p: UInt64) -> Bool {
        let cubed = UInt128(n) * UInt128(n) * UInt128(n)
        return cubed <= UInt128(p) << 96
    }
}
