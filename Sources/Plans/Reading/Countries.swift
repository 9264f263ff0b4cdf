import ExamCalendar
import Foundation
import Sites

/// Which country a time zone is the clock of, and about where countries lie.
struct Countries {
    private let codes: [String: [String]]
    private let names: [String: String]

    /// From the tables of the tz database in `directory`; where they are missing, nothing is known. Blocks on the
    /// files.
    init(directory: String = "/usr/share/zoneinfo") {
        func rows(_ name: String) -> [[String]] {
            let text = (try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)) ?? ""
            return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
                .map { $0.split(separator: "\t").map { String($0) } }
        }
        var codes: [String: [String]] = [:]
        for row in rows("zone.tab") where row.count >= 3 { codes[row[2], default: []].append(row[0]) }
        self.codes = codes
        names = Dictionary(rows("iso3166.tab").filter { $0.count >= 2 }.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    /// The name of the country of `zone`, where `place` surely does not lie in it; nil where it does, or where nothing
    /// is known of the country.
    func elsewhere(_ place: Coordinates, zone: String) -> String? {
        guard let codes = codes[zone], let first = codes.first else { return nil }
        for code in codes {
            guard let boxes = Countries.boxes[code], !boxes.contains(where: { $0.contains(place) }) else { return nil }
        }
        return names[first] ?? first
    }

    /// Between two latitudes and two longitudes.
    private struct Box {
        var south: Double
        var west: Double
        var north: Double
        var east: Double

        init(_ south: Double, _ west: Double, _ north: Double, _ east: Double) {
            (self.south, self.west, self.north, self.east) = (south, west, north, east)
        }

        func contains(_ place: Coordinates) -> Bool {
            (south...north).contains(place.latitude) && (west...east).contains(place.longitude)
        }
    }

    /// By ISO 3166: boxes that together hold the whole country, with some tenths of a degree around it, and as little
    /// of others as boxes do. Countries that are not here are not looked at.
    private static let boxes: [String: [Box]] = [
        "CN": [
            // From west to east, so that Almaty, Kathmandu, Hanoi, Ulaanbaatar, Seoul and Fukuoka lie outside.
            Box(35.2, 73.2, 42.0, 78.0), Box(28.2, 78.0, 42.6, 80.0), Box(28.2, 80.0, 49.4, 88.0),
            Box(27.0, 88.0, 48.5, 91.5), Box(26.8, 91.5, 45.5, 97.2), Box(20.9, 97.2, 43.0, 108.0),
            Box(3.5, 108.0, 45.2, 111.5), Box(15.0, 111.5, 50.6, 119.0), Box(21.5, 119.0, 53.8, 123.2),
            Box(39.6, 123.2, 53.8, 126.9), Box(41.0, 126.9, 50.0, 131.4), Box(44.6, 130.9, 49.0, 135.3),
        ],
        "HK": [Box(22.0, 113.7, 22.7, 114.6)], "MO": [Box(22.0, 113.4, 22.3, 113.7)],
        "TW": [Box(21.7, 117.9, 26.5, 122.2)], "KR": [Box(33.0, 124.4, 38.8, 132.0)],
        "KP": [Box(37.5, 124.0, 43.1, 130.9)], "JP": [Box(24.0, 122.8, 34.0, 132.0), Box(30.0, 129.0, 46.0, 146.2)],
        "MN": [Box(41.4, 87.6, 52.3, 120.1)], "SG": [Box(1.1, 103.5, 1.6, 104.2)],
        "MY": [Box(0.7, 99.5, 7.6, 119.4)], "TH": [Box(5.5, 97.2, 20.6, 105.8)], "VN": [Box(8.2, 102.0, 23.5, 110.0)],
        "PH": [Box(4.4, 116.0, 21.3, 127.0)], "ID": [Box(-11.2, 94.8, 6.3, 141.2)],
        "IN": [Box(6.5, 68.0, 35.8, 97.6)], "BD": [Box(20.5, 88.0, 26.8, 92.9)], "LK": [Box(5.8, 79.4, 10.0, 82.1)],
        "NP": [Box(26.2, 80.0, 30.6, 88.3)], "PK": [Box(23.5, 60.7, 37.2, 77.9)],
        "KZ": [Box(40.4, 46.3, 55.6, 87.5)], "AE": [Box(22.5, 51.3, 26.3, 56.6)], "SA": [Box(16.2, 34.4, 32.3, 55.8)],
        "IL": [Box(29.3, 34.1, 33.5, 36.0)], "TR": [Box(35.7, 25.5, 42.3, 45.0)], "IR": [Box(25.0, 43.9, 39.9, 63.5)],
        "EG": [Box(21.8, 24.6, 31.9, 37.0)], "ZA": [Box(-47.1, 16.3, -22.0, 38.1)], "KE": [Box(-4.9, 33.8, 5.6, 42.0)],
        "NG": [Box(4.1, 2.6, 14.0, 14.8)], "GB": [Box(49.7, -8.8, 61.0, 2.0)], "IE": [Box(51.3, -10.8, 55.5, -5.9)],
        "FR": [Box(41.2, -5.4, 51.3, 9.8)], "DE": [Box(47.2, 5.7, 55.2, 15.2)], "ES": [Box(27.5, -18.3, 44.0, 4.6)],
        "PT": [Box(30.0, -31.5, 42.3, -6.0)], "IT": [Box(35.3, 6.5, 47.2, 18.7)], "NL": [Box(50.6, 3.2, 53.7, 7.4)],
        "BE": [Box(49.4, 2.4, 51.6, 6.5)], "CH": [Box(45.7, 5.8, 47.9, 10.6)], "AT": [Box(46.3, 9.4, 49.1, 17.3)],
        "PL": [Box(48.9, 14.0, 55.0, 24.3)], "CZ": [Box(48.4, 12.0, 51.2, 19.0)], "DK": [Box(54.4, 7.9, 57.9, 15.3)],
        "SE": [Box(55.2, 10.8, 69.2, 24.3)], "NO": [Box(57.8, 4.3, 71.3, 31.3)], "FI": [Box(59.6, 19.0, 70.2, 31.7)],
        "GR": [Box(34.6, 19.2, 41.9, 29.8)], "UA": [Box(44.2, 22.0, 52.5, 40.4)],
        "RU": [Box(41.0, 19.5, 82.0, 180.0), Box(62.0, -180.0, 72.0, -168.9)],
        "US": [
            Box(24.3, -125.1, 49.6, -66.7), Box(51.0, -180.0, 71.6, -129.8), Box(51.0, 172.0, 53.5, 180.0),
            Box(18.7, -178.5, 28.6, -154.6),
        ],
        "CA": [Box(41.6, -141.2, 83.2, -52.5)], "MX": [Box(14.4, -118.6, 32.9, -86.5)],
        "BR": [Box(-34.0, -74.2, 5.5, -28.6)], "AR": [Box(-55.3, -73.8, -21.6, -53.5)],
        "AU": [Box(-55.0, 112.7, -9.0, 159.4)],
        "NZ": [Box(-53.0, 165.6, -33.9, 180.0), Box(-45.0, -178.0, -43.0, -175.5)],
    ]
}
