package import Sites

/// Where a control notice holds.
package enum ControlArea: Hashable, Sendable {
    /// Everywhere in the notice's own jurisdiction, which the plan's sites lie in.
    case everywhere
    /// Within so many metres in a straight line of an exam site that the notice is for.
    case radius(metres: Int)
    /// Within a boundary on the map.
    case polygon(Polygon)
    /// In districts, by the names that the plan's sites give.
    case districts(Set<String>)
    /// Where people live: at the sensors that stand there.
    case homes
    /// Along a line on the map, such as a signed road: within half of so many metres on either side.
    case line(Polyline, width: Int)
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
        /// What the sensor stands beside.
        case homes
        /// Metres from the middle of a line.
        case line(metres: Int)
        /// Coordinates or district are not in the plan: the sensor stands for its site, so it is taken to lie where the
        /// notice holds, and a report says that this is an assumption.
        case assumed
    }

    package var isInside: Bool {
        if case .inside = self { true } else { false }
    }
}

extension ControlArea {
    /// Whether a place lies in the area. `placement` is what a sensor there stands beside, nil for a site as a whole,
    /// which homes are taken to lie around. `sites` are the exam sites that a radius is measured from; one on the rim
    /// is inside.
    package func membership(
        of place: Coordinates?,
        placement: Placement? = nil,
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
        case .homes:
            return placement ?? .housing == .housing ? .inside(.homes) : .outside(.homes)
        case .line(let line, let width):
            guard let place else { return .inside(.assumed) }
            let metres = line.metres(to: place)
            let ground = Membership.Ground.line(metres: Int(metres.rounded()))
            return metres * 2 <= Double(width) ? .inside(ground) : .outside(ground)
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
        guard var a = corners.first else { return false }
        // Degrees east of the place, followed from corner to corner so that no edge jumps at the date line.
        var east = Coordinates.shorter(a.longitude - place.longitude)
        for b in corners.dropFirst() + corners.prefix(1) {
            let next = east + Coordinates.shorter(b.longitude - a.longitude)
            defer { (a, east) = (b, next) }
            let (south, north) = (min(a.latitude, b.latitude), max(a.latitude, b.latitude))
            guard south <= place.latitude, place.latitude <= north else { continue }
            guard a.latitude != b.latitude else {
                if min(east, next) <= 0, max(east, next) >= 0 { return true }
                continue
            }
            let share = (place.latitude - a.latitude) / (b.latitude - a.latitude)
            let crossing = east + share * (next - east)
            if crossing == 0 { return true }
            // An edge counts with its southern end only, so that a corner is not crossed twice.
            if crossing > 0, place.latitude < north { isInside.toggle() }
        }
        return isInside
    }

    /// Twice the signed area of the triangle, in square degrees.
    private static func turn(_ a: Coordinates, _ b: Coordinates, _ c: Coordinates) -> Double {
        Coordinates.shorter(b.longitude - a.longitude) * (c.latitude - a.latitude)
            - Coordinates.shorter(c.longitude - a.longitude) * (b.latitude - a.latitude)
    }
}
