/// Space divided among several who want more than there is: whoever wants less than an equal part gets it all, and the
/// rest is divided among the others.
package enum FairShare {
    /// The most that each may have, so that all together have no more than `most`; nil when everybody gets all.
    package static func level(of sizes: some Collection<Int64>, within most: Int64) -> Int64? {
        var left = max(0, most)
        var others = Int64(sizes.count)
        for size in sizes.sorted() {
            let part = left / others
            guard size <= part else { return part }
            left -= size
            others -= 1
        }
        return nil
    }
}
