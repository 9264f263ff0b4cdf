/// The program's version (semver.org): the one place where it stands.
package enum Version {
    package static let current = "0.3.0"
}
