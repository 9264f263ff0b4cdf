import Acoustics
import EventTime
import Readings
import Testing

@Suite("What is measured of the air")
struct EnvironmentTests {
    @Test("a quantity holds what can be, and nothing else", arguments: EnvironmentQuantity.allCases)
    func range(quantity: EnvironmentQuantity) {
        var air = Environment()
        #expect(air[quantity] == nil && air.isEmpty)
        for value in [quantity.range.lowerBound, quantity.range.upperBound] {
            air[quantity] = value
            #expect(air[quantity] == value && air.values.map(\.quantity) == [quantity])
        }
        for value in [quantity.range.lowerBound - 1, quantity.range.upperBound + 1, .max, .min] {
            air[quantity] = quantity.range.upperBound
            air[quantity] = value
            #expect(air[quantity] == nil && air.isEmpty)
        }
        for other in EnvironmentQuantity.allCases where other != quantity { #expect(air[other] == nil) }
    }

    @Test("its text has the decimals of its unit")
    func text() {
        #expect(
            EnvironmentQuantity.temperature.text(-5) == "-0.05" && EnvironmentQuantity.humidity.text(10_000) == "100.00"
        )
        #expect(EnvironmentQuantity.windDirection.text(305) == "30.5" && EnvironmentQuantity.PM10.text(7) == "0.07")
    }

    @Test("a reading of it alone is none that is empty, and enters no level")
    func reading() {
        var reading = Reading(start: Instant(milliseconds: 0), duration: .zero, LAeq: nil)
        #expect(reading.isEmpty)
        reading.environment = Environment()
        reading.environment?[.humidity] = 50
        #expect(!reading.isEmpty && reading.exclusion == .noLAeq)
    }
}
