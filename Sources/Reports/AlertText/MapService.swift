import ExamCalendar
import Foundation
import Sites

/// A web map on which messages show a place (WGS-84), by an address of `https` with places for its degrees.
package struct MapService: Hashable, Sendable {
    private let template: String

    /// Why a text is no address of a map.
    package enum Fault: Error, Hashable, Sendable {
        case notHTTPS
        /// Without `{latitude}` or `{longitude}`.
        case noPlace(String)
    }

    /// `{latitude}` and `{longitude}` become degrees with six decimals, `{name}` the percent-encoded name of the site.
    package init(template: String) throws(Fault) {
        guard let url = URL(string: template.replacing("{", with: "").replacing("}", with: "")),
            url.scheme == "https", url.host?.isEmpty == false
        else { throw .notHTTPS }
        for place in ["{latitude}", "{longitude}"] where !template.contains(place) { throw .noPlace(place) }
        self.template = template
    }

    func address(of place: Coordinates, name: String) -> String {
        // Letters and digits only: what a service takes for a sign of its own cannot stand in a name.
        let name = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return template.replacing("{latitude}", with: FixedPoint.degrees(place.latitude))
            .replacing("{longitude}", with: FixedPoint.degrees(place.longitude))
            .replacing("{name}", with: name)
    }
}

extension Coordinates {
    /// A `geo` URI (RFC 5870), which telephones open with a map of their own; WGS-84 is its default.
    var geo: String { "geo:\(FixedPoint.degrees(latitude)),\(FixedPoint.degrees(longitude))" }

    /// "31.230400, 121.473700".
    var text: String { "\(FixedPoint.degrees(latitude)), \(FixedPoint.degrees(longitude))" }
}

extension FixedPoint {
    /// With six decimals, a tenth of a metre: "31.230400", "-0.500000".
    static func degrees(_ degrees: Double) -> String {
        let millionths = Int((degrees.magnitude * 1_000_000).rounded())
        let rest = String(millionths % 1_000_000)
        let sign = degrees < 0 && millionths > 0 ? "-" : ""
        return "\(sign)\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
    }
}

/// A telephone number as a `tel` URI (RFC 3966).
enum Telephone {
    /// The first number that a text begins with, without the signs that part its digits; nil where there is none.
    static func address(_ text: String) -> String? {
        var digits = ""
        for character in text {
            if character.isASCII, character.isNumber || character == "+" && digits.isEmpty {
                digits.append(character)
            } else if !" -.()（）－".contains(character) {
                break
            }
        }
        return digits.count { $0 != "+" } >= 3 ? "tel:\(digits)" : nil
    }
}
