import Foundation
package import Sites

/// Points on the map joined by straight lines, two or more.
package struct Polyline: Hashable, Sendable {
    package let points: [Coordinates]

    /// Nil with fewer than two different points.
    package init?(points: [Coordinates]) {
        guard let first = points.first, points.contains(where: { $0 != first }) else { return nil }
        self.points = points
    }

    /// Metres from a place to the nearest point of the line, as ``Coordinates/metres(to:)`` measures them; pieces are
    /// straight in degrees, which over 10 km differs from the ground by some centimetres.
    package func metres(to place: Coordinates) -> Double {
        zip(points, points.dropFirst()).map { Polyline.nearest(to: place, from: $0, to: $1).metres(to: place) }.min()
            ?? .infinity
    }

    /// The point between `a` and `b` that is nearest to `place`.
    private static func nearest(to place: Coordinates, from a: Coordinates, to b: Coordinates) -> Coordinates {
        // A degree to the east in degrees to the north.
        let narrow = cos(place.latitude * .pi / 180)
        func east(_ one: Coordinates) -> Double { Coordinates.shorter(one.longitude - a.longitude) * narrow }
        let (dx, dy) = (east(b), b.latitude - a.latitude)
        let length = dx * dx + dy * dy
        guard length > 0 else { return a }
        let share = (east(place) * dx + (place.latitude - a.latitude) * dy) / length
        let part = min(1, max(0, share))
        let longitude = Coordinates.shorter(a.longitude + part * Coordinates.shorter(b.longitude - a.longitude))
        return Coordinates(latitude: a.latitude + part * dy, longitude: longitude) ?? a
    }
}
