/// The addresses of one recipient that need no further attempt: they have taken the message, or refused it for good.
package struct AddressOutcomes: Hashable, Sendable {
    package var accepted: Set<String>
    package var refused: Set<String>

    package init(accepted: Set<String> = [], refused: Set<String> = []) {
        self.accepted = accepted
        self.refused = refused
    }

    package var isEmpty: Bool { accepted.isEmpty && refused.isEmpty }
    package func contains(_ address: String) -> Bool { accepted.contains(address) || refused.contains(address) }

    /// What holds for both.
    package func common(with other: AddressOutcomes) -> AddressOutcomes {
        AddressOutcomes(
            accepted: accepted.intersection(other.accepted),
            refused: refused.intersection(other.refused)
        )
    }

    /// What either knows.
    package func joined(with other: AddressOutcomes) -> AddressOutcomes {
        AddressOutcomes(accepted: accepted.union(other.accepted), refused: refused.union(other.refused))
    }
}
