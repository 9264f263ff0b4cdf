package import EventTime

/// Many sites at once: weather or an aircraft is likelier than works at all of them.
package enum Storm {
    package static let leastSites = 3
    /// The violations began within so much.
    package static let within = TimeSpan.seconds(10)
}
