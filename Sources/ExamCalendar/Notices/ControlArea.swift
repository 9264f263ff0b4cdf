/// Where a control notice holds.
package enum ControlArea: Hashable, Sendable {
    /// Everywhere in the notice's own jurisdiction, which the plan's sites lie in.
    case everywhere
    /// Within so many metres in a straight line of an exam site.
    case radius(metres: Int)
    /// Within a boundary on the map.
    case polygon(Polygon)
    /// In districts, by the names that the plan's sites give.
    case districts(Set<String>)
}

/// Whether a place lies in an area, with what it was decided by.
package enum Membership: Hashable, Sendable {
    case inside(Ground)
    case outside(Ground)

    /// What a membership rests on.
    package enum Ground: Hashable, Sendable {
        /// The area has no bounds.
        case unbounded
        /// Metres in a straight line from the nearest exam site that counts.
        case distance(metres: Int)
        case boundary
        case district(String)
        /// Coordinates or district are not in the plan: the sensor stands for its site, so it is taken to lie where the
        /// notice holds, and a report says that this is an assumption.
        case assumed
    }

    package var isInside: Bool {
        if case .inside = self { true } else { false }
    }
}

extension ControlArea {
    /// Whether a place lies in the area. `sites` are the exam sites that a radius is measured from; one on the rim is
    /// inside.
    package func membership(
        of place: Coordinates?,
        district: String?,
        sites: [Coordinates]
    ) -> Membership {
        switch self {
        case .everywhere:
            return .inside(.unbounded)
        case .radius(let metres):
            guard let place, let nearest = sites.map(place.metres(to:)).min() else { return .inside(.assumed) }
            let ground = Membership.Ground.distance(metres: Int(nearest.rounded()))
            return nearest <= Double(metres) ? .inside(ground) : .outside(ground)
        case .polygon(let polygon):
            guard let place else { return .inside(.assumed) }
            return polygon.contains(place) ? .inside(.boundary) : .outside(.boundary)
        case .districts(let names):
            guard let district else { return .inside(.assumed) }
            return names.contains(district) ? .inside(.district(district)) : .outside(.district(district))
        }
    }
}

/// A closed boundary on the map of three corners or more, the last joined to the first. Edges are straight in degrees,
/// and the boundary itself belongs to the area.
package struct Polygon: Hashable, Sendable {
    package let corners: [Coordinates]

    /// Nil with fewer than three corners, or when all lie on one line.
    package init?(corners: [Coordinates]) {
        guard let first = corners.first, corners.count >= 3 else { return nil }
        let turns = corners.indices.dropFirst().dropLast().contains { index in
            Polygon.turn(first, corners[index], corners[index + 1]) != 0
        }
        guard turns else { return nil }
        self.corners = corners
    }

    /// By the number of edges that a ray to the east crosses; corners and edges are inside.
    package func contains(_ place: Coordinates) -> Bool {
        var isInside = false
        for (index, a) in corners.enumerated() {
            let b = corners[(index + 1) % corners.count]
            if Polygon.lies(place, between: a, b) { return true }
            guard (a.latitude > place.latitude) != (b.latitude > place.latitude) else { continue }
            let share = (place.latitude - a.latitude) / (b.latitude - a.latitude)
            let crossing = Polygon.east(of: place, a) + share * Coordinates.shorter(b.longitude - a.longitude)
            if crossing > 0 { isInside.toggle() }
        }
        return isInside
    }

    private static func lies(_ place: Coordinates, between a: Coordinates, _ b: Coordinates) -> Bool {
        guard turn(a, b, place) == 0 else { return false }
        let (from, to) = (east(of: place, a), east(of: place, b))
        return min(from, to) <= 0 && max(from, to) >= 0
            && min(a.latitude, b.latitude) <= place.latitude && place.latitude <= max(a.latitude, b.latitude)
    }

    /// Twice the signed area of the triangle, in square degrees.
    private static func turn(_ a: Coordinates, _ b: Coordinates, _ c: Coordinates) -> Double {
        Coordinates.shorter(b.longitude - a.longitude) * (c.latitude - a.latitude)
            - Coordinates.shorter(c.longitude - a.longitude) * (b.latitude - a.latitude)
    }

    private static func east(of place: Coordinates, _ corner: Coordinates) -> Double {
        Coordinates.shorter(corner.longitude - place.longitude)
    }
}
