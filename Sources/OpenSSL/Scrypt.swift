import COpenSSL

/// Keys from passwords by scrypt (RFC 7914).
package enum Scrypt {
    /// How much work and memory a guess takes.
    package struct Cost: Hashable, Sendable {
        /// Memory: a power of 2, at least 2 (N).
        package let iterations: UInt64
        /// Block size (r), 1 to 32.
        package let blockSize: UInt64
        /// Parallelisation (p), 1 to 16.
        package let lanes: UInt64

        /// More than one derivation may take, in bytes.
        package static let maximumMemory: UInt64 = 1 << 30

        /// N = 32,768, r = 8, p = 1: 32 MiB and about a tenth of a second.
        package static let interactive = Cost(unchecked: 1 << 15, 8, 1)

        /// Refuses what takes more than ``maximumMemory``, so that a stored cost cannot exhaust the machine.
        package init(iterations: UInt64, blockSize: UInt64, lanes: UInt64) throws(OpenSSLError) {
            guard iterations >= 2, iterations & (iterations - 1) == 0, (1...32).contains(blockSize),
                (1...16).contains(lanes), iterations <= Cost.maximumMemory
            else { throw OpenSSLError(.invalidArgument, "scrypt: N must be a power of 2, r 1 to 32, p 1 to 16") }
            self.init(unchecked: iterations, blockSize, lanes)
            guard memory <= Cost.maximumMemory + Cost.overhead else {
                throw OpenSSLError(
                    .invalidArgument,
                    "scrypt: N \(iterations) with r \(blockSize) takes too much memory"
                )
            }
        }

        private init(unchecked iterations: UInt64, _ blockSize: UInt64, _ lanes: UInt64) {
            (self.iterations, self.blockSize, self.lanes) = (iterations, blockSize, lanes)
        }

        /// What OpenSSL asks for, in bytes: N blocks of 128 r, two blocks of work and one for each lane.
        var memory: UInt64 { 128 * blockSize * (iterations + 2 + lanes) }

        private static let overhead: UInt64 = 128 * 32 * 18
    }

    /// Takes as long as ``Cost`` asks for; blocks.
    package static func key(
        password: SecretKey,
        salt: [UInt8],
        cost: Cost,
        count: Int
    ) throws(OpenSSLError) -> SecretKey {
        guard count > 0 else { throw OpenSSLError(.invalidArgument, "scrypt: a key has at least one byte") }
        let library = try LibraryContext.get()
        return try unsafe SecretKey(count: count) { (key) throws(OpenSSLError) in
            let isDone = unsafe password.withUnsafeBytes { bytes in
                unsafe EVP_PBE_scrypt_ex(
                    UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self),
                    password.count,
                    salt,
                    salt.count,
                    cost.iterations,
                    cost.blockSize,
                    cost.lanes,
                    cost.memory,
                    key,
                    count,
                    library.pointer,
                    nil
                )
            }
            guard isDone == 1 else { throw .last(.failed, "scrypt") }
        }
    }
}
