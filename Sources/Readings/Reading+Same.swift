import Acoustics

extension Reading {
    /// Whether it says the same as `other`, where one of them may have its levels rounded to the hundredth of a
    /// decibel, as releases before 0.4 kept them.
    package func isSame(toTheHundredthAs other: Reading) -> Bool {
        if self == other { return true }
        var aligned = self
        aligned.percentiles = percentiles?.aligned(with: other.percentiles)
        aligned.LAeq = LAeq?.aligned(with: other.LAeq)
        aligned.LAFmax = LAFmax?.aligned(with: other.LAFmax)
        aligned.LAFmin = LAFmin?.aligned(with: other.LAFmin)
        aligned.LCeq = LCeq?.aligned(with: other.LCeq)
        aligned.LAIeq = LAIeq?.aligned(with: other.LAIeq)
        aligned.LCpeak = LCpeak?.aligned(with: other.LCpeak)
        return aligned == other
    }
}

extension Percentiles {
    fileprivate func aligned(with other: Percentiles?) -> Percentiles {
        Percentiles(
            L5: L5?.aligned(with: other?.L5),
            L10: L10?.aligned(with: other?.L10),
            L50: L50?.aligned(with: other?.L50),
            L90: L90?.aligned(with: other?.L90),
            L95: L95?.aligned(with: other?.L95)
        )
    }
}

extension Level {
    /// `other`, when it is the same to the hundredth and one of the two has no finer digits.
    fileprivate func aligned(with other: Level?) -> Level {
        guard let other, hundredths == other.hundredths,
            [self, other].contains(where: { $0.microdecibels.isMultiple(of: 10_000) })
        else { return self }
        return other
    }
}
