/// Rounding of what was computed with floating point.
package enum Rounding {
    /// `number`, 0 or more, to a whole number, half to even (GB/T 8170). What lies within `tolerance` of the middle
    /// between two is the middle, for the error of a computation must not decide it.
    package static func halfToEven(_ number: Double, tolerance: Double) -> Int {
        let below = Int(number)
        let rest = number - Double(below)
        let isUp = (rest - 0.5).magnitude < tolerance ? !below.isMultiple(of: 2) : rest > 0.5
        return isUp ? below + 1 : below
    }
}
