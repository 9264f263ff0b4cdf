extension Value {
    /// Whether this text holds the key of its neighbour, as the name does in `{zh: 语文，en：Chinese}`.
    func swallows(_ key: String) -> Bool { !signs(around: key).isEmpty }

    /// Reports the full-width comma and colon around `key` in this text; of a key that may be absent, as a warning.
    func report(swallowed key: String, asWarning: Bool) {
        guard let text = written else { return }
        let scalars = Array(text.unicodeScalars)
        for offset in signs(around: key) {
            guard let sign = ForeignSign(scalars[offset]) else { continue }
            let place = place(ofSignAt: offset, in: text)
            if asWarning {
                let message = sign.message
                file.problems.warn(
                    place,
                    Wording("\(message.en), if \(key) is meant as a key", zh: "\(message.zh)（如果 \(key) 应为键）")
                )
            } else {
                file.problems.report(place, sign.message)
            }
        }
    }

    /// Offsets of the foreign signs that separate `key` from what stands before and behind it; none where it is no key.
    private func signs(around key: String) -> [Int] {
        guard isPlain, let text = written else { return [] }
        let scalars = Array(text.unicodeScalars)
        let name = Array(key.unicodeScalars)
        guard scalars.count > name.count else { return [] }
        for start in 1...(scalars.count - name.count) where Array(scalars[start..<(start + name.count)]) == name {
            let before = scalars[..<start].lastIndex { !SignCandidates.isBlank($0) }
            let behind = scalars[(start + name.count)...].firstIndex { !SignCandidates.isBlank($0) }
            guard let before, let behind, SignCandidates.isComma(scalars[before]),
                SignCandidates.isColon(scalars[behind])
            else { continue }
            return [before, behind].filter { ForeignSign(scalars[$0]) != nil }
        }
        return []
    }
}

extension SignCandidates {
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || ForeignSign(scalar)?.isBlank == true
    }

    static func isComma(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "," || ForeignSign(scalar)?.replacement == ","
    }

    static func isColon(_ scalar: Unicode.Scalar) -> Bool {
        scalar == ":" || ForeignSign(scalar)?.replacement == ":"
    }
}
