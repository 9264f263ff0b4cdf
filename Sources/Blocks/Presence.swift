/// Which readings of a block have a value of a column: the lengths of runs that have it and runs that do not, in turn,
/// beginning with one that has it. No runs say that all have it.
enum Presence {
    static func write(_ isPresent: [Bool], to directory: inout ByteWriter) {
        guard isPresent.contains(false) else { return directory.put(count: 0) }
        var lengths: [Int] = []
        var state = true
        var length = 0
        for present in isPresent {
            if present != state {
                lengths.append(length)
                (state, length) = (present, 0)
            }
            length += 1
        }
        lengths.append(length)
        directory.put(count: lengths.count)
        for length in lengths { directory.put(count: length) }
    }

    /// Nil when all of `count` have it.
    static func read(_ count: Int, from directory: inout ByteReader) throws(BlockError) -> [Bool]? {
        let runs = try directory.count(most: count + 1)
        guard runs > 0 else { return nil }
        var isPresent: [Bool] = []
        isPresent.reserveCapacity(count)
        for run in 0..<runs {
            let length = try directory.count(most: count - isPresent.count)
            isPresent.append(contentsOf: repeatElement(run % 2 == 0, count: length))
        }
        guard isPresent.count == count else { throw .malformed("a column says of \(isPresent.count) readings only") }
        return isPresent
    }
}
