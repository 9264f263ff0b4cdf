import Records

/// What people name by its id, or by the end of it.
package enum NamedRecord: Hashable, Sendable {
    case violation
    case alert
    case drill
}
