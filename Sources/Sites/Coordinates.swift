import Foundation

/// A place on the earth in degrees of WGS 84, as satellite receivers tell it.
///
/// Chinese map services shift their coordinates (GCJ-02, BD-09) by up to some hundred metres: such figures must be
/// converted before they are written into a plan.
package struct Coordinates: Hashable, Sendable {
    /// Degrees north, -90...90.
    package let latitude: Double
    /// Degrees east, -180...180.
    package let longitude: Double

    /// Nil outside the ranges and for NaN.
    package init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Metres in a straight line along the ground, by the ellipsoid's radii of curvature at the middle latitude; within
    /// 0.1 % up to 100 km.
    package func metres(to other: Coordinates) -> Double {
        let middle = (latitude + other.latitude) / 2 * .pi / 180
        let sine = sin(middle)
        let root = 1 - Coordinates.eccentricitySquared * sine * sine
        let meridian = Coordinates.semiMajorAxis * (1 - Coordinates.eccentricitySquared) / (root * root.squareRoot())
        let normal = Coordinates.semiMajorAxis / root.squareRoot()
        let north = (other.latitude - latitude) * .pi / 180 * meridian
        let east = Coordinates.shorter(other.longitude - longitude) * .pi / 180 * normal * cos(middle)
        return (north * north + east * east).squareRoot()
    }

    /// Degrees brought into -180...180, so that the shorter way round is taken.
    package static func shorter(_ degrees: Double) -> Double {
        degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees
    }

    /// WGS 84: metres, and the square of the first eccentricity.
    private static let semiMajorAxis = 6_378_137.0
    private static let eccentricitySquared = 0.006_694_379_990_14
}
