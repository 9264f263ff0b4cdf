import Acoustics
import EventTime
import ExamCalendar
import Sites
import Testing

@Suite("Where a notice holds")
struct ControlAreaTests {
    private static func place(_ latitude: Double, _ longitude: Double) throws -> Coordinates {
        try #require(Coordinates(latitude: latitude, longitude: longitude))
    }

    /// GeographicLib's geodesics on WGS 84: one degree along the equator and along a meridian, and a length at 60°
    /// north.
    @Test(
        "distances agree with the geodesic",
        arguments: [
            ((0.0, 0.0), (0.0, 1.0), 111_319.49), ((0.0, 0.0), (1.0, 0.0), 110_574.39),
            ((60.0, 10.0), (60.0, 10.01), 558.0), ((0.0, 179.995), (0.0, -179.995), 1113.19),
        ]
    )
    func distance(a: (Double, Double), b: (Double, Double), metres: Double) throws {
        let measured = try ControlAreaTests.place(a.0, a.1).metres(to: try ControlAreaTests.place(b.0, b.1))
        #expect(abs(measured - metres) < metres * 0.001)
    }

    @Test("a radius is a straight line to the nearest site, its rim inside")
    func radius() throws {
        let sites = [try ControlAreaTests.place(22.54, 114.05), try ControlAreaTests.place(22.60, 114.05)]
        let yards = try ControlAreaTests.place(22.5445, 114.05)
        let metres = Int(sites[0].metres(to: yards).rounded(.up))
        #expect(ControlArea.radius(metres: metres).membership(of: yards, district: nil, sites: sites).isInside)
        let outside = ControlArea.radius(metres: metres - 1).membership(of: yards, district: nil, sites: sites)
        #expect(!outside.isInside)
        #expect(ControlArea.radius(metres: 500).membership(of: nil, district: nil, sites: sites) == .inside(.assumed))
    }

    @Test("the radius of a notice for one site is measured from that site and from no other")
    func radiusOfOneSite() throws {
        func site(_ id: String, _ latitude: Double) throws -> Site {
            Site(
                id: SiteID(id),
                name: Name(id),
                coordinates: try ControlAreaTests.place(latitude, 114.05),
                zone: .zone1,
                timeZone: .UTC
            )
        }
        let sites = [try site("a", 22.54), try site("b", 22.55)]
        let ban = TimeRange(start: Instant(milliseconds: 0), end: Instant(milliseconds: 3_600_000))
        func isBanned(_ named: Set<SiteID>?, at latitude: Double) throws -> Bool {
            let place = try ControlAreaTests.place(latitude, 114.05)
            let phase = ControlNotice.Phase(
                name: Name("phase"),
                range: ban,
                hours: .allDay,
                area: .radius(metres: 300),
                activities: [.construction]
            )
            let notice = ControlNotice(
                id: "n",
                name: Name("n"),
                publication: NoticePublication(issuer: Name("o")),
                sites: named,
                phases: [phase]
            )
            let timeline = BanTimeline(
                sensor: SensorID(site: "a", sensor: "gate"),
                site: sites[0],
                place: place,
                placement: .constructionBoundary,
                sessions: [],
                notices: [notice],
                sites: sites
            )
            let calendar = SiteCalendar(site: sites[0], exams: [], notices: [notice], sites: sites, place: place)
            let isBanned = !timeline.state(at: ban.start).bans.isEmpty
            let isInCalendar = calendar.entries(in: ban).contains { if case .ban = $0 { true } else { false } }
            #expect(isBanned == isInCalendar)
            return isBanned
        }
        #expect(try isBanned(["a"], at: 22.541))
        // 110 m from the other site, and 1000 m from its own.
        #expect(try !isBanned(["a"], at: 22.549))
        #expect(try isBanned(["a", "b"], at: 22.549))
        #expect(try isBanned(nil, at: 22.549))
    }

    @Test("a polygon holds its boundary, and is read right across the date line")
    func polygon() throws {
        let corners = try [(0.0, 179.0), (0, -179), (1, -179), (1, 179)].map { try ControlAreaTests.place($0.0, $0.1) }
        let area = ControlArea.polygon(try #require(Polygon(corners: corners)))
        for (latitude, longitude, isInside) in [
            (0.5, 180.0, true), (0.5, -180.0, true), (0.0, 180.0, true), (0.5, 178.9, false), (1.1, 180.0, false),
            (0.5, 0.0, false), (0.0, 179.0, true), (1.0, -178.99, false),
        ] {
            let place = try ControlAreaTests.place(latitude, longitude)
            #expect(
                area.membership(of: place, district: nil, sites: []).isInside == isInside,
                "\(latitude) \(longitude)"
            )
        }
    }

    @Test("a dent in a polygon is outside, and a line is no polygon")
    func dent() throws {
        let corners = try [(0.0, 0.0), (0, 4), (4, 4), (1, 2), (4, 0)].map { try ControlAreaTests.place($0.0, $0.1) }
        let polygon = try #require(Polygon(corners: corners))
        #expect(polygon.contains(try ControlAreaTests.place(0.5, 2)))
        #expect(!polygon.contains(try ControlAreaTests.place(3, 2)))
        #expect(polygon.contains(try ControlAreaTests.place(3, 3.5)))
        #expect(
            Polygon(corners: try [(0.0, 0.0), (1, 1), (2, 2)].map { try ControlAreaTests.place($0.0, $0.1) }) == nil
        )
        #expect(Coordinates(latitude: 91, longitude: 0) == nil)
        #expect(Coordinates(latitude: .nan, longitude: 0) == nil)
    }

    @Test("a district is the one that the site names")
    func district() {
        let area = ControlArea.districts(["Futian"])
        #expect(area.membership(of: nil, district: "Futian", sites: []) == .inside(.district("Futian")))
        #expect(area.membership(of: nil, district: "Nanshan", sites: []) == .outside(.district("Nanshan")))
        #expect(area.membership(of: nil, district: nil, sites: []) == .inside(.assumed))
    }

    @Test("homes are where the sensor stands beside them, and around a site as a whole")
    func homes() {
        #expect(ControlArea.homes.membership(of: nil, placement: .housing, district: nil, sites: []) == .inside(.homes))
        #expect(ControlArea.homes.membership(of: nil, placement: .yard, district: nil, sites: []) == .outside(.homes))
        #expect(ControlArea.homes.membership(of: nil, district: nil, sites: []).isInside)
    }

    @Test("a line has a width: beside it, behind its ends, at a bend, and over the date line")
    func line() throws {
        // 0.001 degrees to the north are 110.6 m, at 60° north 0.001 degrees to the east 55.8 m.
        let road = try #require(
            Polyline(
                points: try [(60.0, 10.0), (60.0, 10.01), (60.01, 10.01)].map { try ControlAreaTests.place($0.0, $0.1) }
            )
        )
        func metres(_ latitude: Double, _ longitude: Double) throws -> Double {
            road.metres(to: try ControlAreaTests.place(latitude, longitude))
        }
        #expect(try abs(metres(59.999, 10.005) - 111.4) < 0.5)
        #expect(try abs(metres(60.0, 9.999) - 55.8) < 0.3)
        #expect(try abs(metres(60.005, 10.011) - 55.8) < 0.3)
        #expect(try metres(60.0, 10.01) < 0.01)
        let area = ControlArea.line(road, width: 112)
        func isInside(_ longitude: Double) throws -> Bool {
            area.membership(of: try ControlAreaTests.place(60.005, longitude), district: nil, sites: []).isInside
        }
        #expect(try isInside(10.011))
        #expect(try !isInside(10.0102 + 0.001))
        #expect(area.membership(of: nil, district: nil, sites: []) == .inside(.assumed))

        let dateLine = try #require(
            Polyline(points: try [(0.0, 179.99), (0.0, -179.99)].map { try ControlAreaTests.place($0.0, $0.1) })
        )
        #expect(try abs(dateLine.metres(to: ControlAreaTests.place(0.001, 180)) - 110.6) < 0.5)
        let point = try ControlAreaTests.place(1, 1)
        #expect(Polyline(points: [point, point]) == nil)
    }
}
