import Foundation

/// Inputs made at random from a seed, each given to a form, which must answer with a value or an error and never end
/// the process.
///
/// The input of a run that ends the process lies in the file that is printed at the start; one that is answered wrongly
/// is printed itself.
package struct Fuzzing {
    private let name: String
    private let seed: UInt64
    private let runs: Int
    private let descriptor: Int32

    /// All runs of a test take long; a tenth of them is made unless QUIETHOURS_SWEEP is "whole".
    package static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"

    package init(_ name: String, runs whole: Int, seed: UInt64 = 2026) {
        self.name = name
        self.seed = seed
        runs = Fuzzing.isWhole ? whole : whole / 10
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("quiethours-fuzz-\(name)").path
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        print("fuzzing \(name): \(runs) runs from seed \(seed); the input of a run that does not end lies in \(path)")
    }

    /// `check` says what is wrong with the answer to an input; nil for nothing. Gives the first that is wrong, with its
    /// input.
    package func run(
        _ make: (inout SplitMix64) throws -> [UInt8],
        check: ([UInt8]) throws -> String?
    ) rethrows -> String? {
        defer { close(descriptor) }
        for number in 0..<runs {
            var random = SplitMix64(seed: seed &+ UInt64(number) &* 0x9E37_79B9)
            let input = try make(&random)
            input.withUnsafeBytes { bytes in
                _ = pwrite(descriptor, bytes.baseAddress, bytes.count, 0)
                _ = ftruncate(descriptor, bytes.count)
            }
            guard let fault = try check(input) else { continue }
            let text = String(validating: input, as: UTF8.self) ?? "\(input)"
            return "\(name), run \(number): \(fault)\n\(text)"
        }
        return nil
    }
}

extension SplitMix64 {
    /// `bytes` with up to `most` places damaged: bits, signs of `alphabet`, pieces left out, repeated or cut off.
    package mutating func damaged(_ bytes: [UInt8], alphabet: String, most: Int = 3) -> [UInt8] {
        let signs = Array(alphabet.utf8)
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...most, using: &self) {
            let i = Int.random(in: 0...bytes.count, using: &self)
            let j = min(bytes.count, i + Int.random(in: 0...12, using: &self))
            switch Int.random(in: 0..<8, using: &self) {
            case 0 where i < bytes.count: bytes[i] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1, 2: if i < bytes.count { bytes[i] = signs.randomElement(using: &self) ?? 0 }
            case 3: bytes.removeSubrange(i..<j)
            case 4: bytes.insert(contentsOf: bytes[i..<j], at: i)
            case 5: bytes.insert(signs.randomElement(using: &self) ?? 0, at: i)
            case 6:
                // A number that is too long for whatever takes it.
                let digits = (0..<Int.random(in: 1...24, using: &self)).map { _ in
                    UInt8.random(in: 48...57, using: &self)
                }
                bytes.replaceSubrange(i..<j, with: digits)
            default: if Int.random(in: 0..<8, using: &self) == 0 { bytes.removeLast(bytes.count - i) }
            }
        }
        return bytes
    }
}
