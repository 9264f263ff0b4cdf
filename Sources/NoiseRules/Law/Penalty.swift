import ExamCalendar
package import Sites

/// What an article threatens for a breach: a row of dated data. What is imposed is for the authority to decide.
package struct Penalty: Hashable, Sendable {
    package var matters: Set<LegalMatter>
    /// Nil for every source.
    package var sources: Set<NoiseSource>?
    package var act: Name
    package var number: Int
    package var fines: [Fine]
    /// Other than by money: "may be ordered to stop work".
    package var measure: Name?
    package var validity: Validity
    /// Nil for the whole country.
    package var region: Region?
    package var provenance: RowProvenance

    package init(
        _ matters: Set<LegalMatter>,
        _ act: Name,
        _ number: Int,
        fines: [Fine] = [],
        measure: Name? = nil,
        validity: Validity,
        sources: Set<NoiseSource>? = nil,
        region: Region? = nil,
        provenance: RowProvenance
    ) {
        self.matters = matters
        self.sources = sources
        self.act = act
        self.number = number
        self.fines = fines
        self.measure = measure
        self.validity = validity
        self.region = region
        self.provenance = provenance
    }

    /// A range of money.
    package struct Fine: Hashable, Sendable {
        package var payer: Payer
        package var stage: Stage
        /// Yuan; nil where only the most is set.
        package var least: Int?
        /// Yuan.
        package var most: Int

        package init(_ payer: Payer = .anyone, _ stage: Stage = .breach, from least: Int? = nil, to most: Int) {
            self.payer = payer
            self.stage = stage
            self.least = least
            self.most = most
        }
    }

    package enum Payer: String, Hashable, Sendable, CaseIterable {
        case anyone, person, unit
    }

    package enum Stage: String, Hashable, Sendable, CaseIterable {
        /// For the breach itself.
        case breach
        /// After refusing to correct it.
        case refusal
        /// In serious cases.
        case serious
    }
}
