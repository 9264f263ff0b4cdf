import Acoustics
import EventTime
import Readings

/// A reading as commands print it: the columns of the readings CSV.
struct ReadingJSON: Encodable {
    var time: String
    var sensor: String
    /// s; nil where it is not known.
    var duration: Double?
    var LAeq: Level?
    var LAFmax: Level?
    var LAFmin: Level?
    var LCeq: Level?
    var LAIeq: Level?
    var LCpeak: Level?
    var L5: Level?
    var L10: Level?
    var L50: Level?
    var L90: Level?
    var L95: Level?
    var wind: Double?
    var rain: Double?
    var thunder: Bool?
    var momentary: Level?
    /// Of the momentary level: "LAF"; "LA" where the time weighting is not known.
    var weighting: String?
    var battery: UInt8?
    /// V
    var supply: Double?
    /// Of the air, by the names of the readings CSV: °C, %, hPa, ° and µg/m³.
    var environment: [String: Double]?
    var mark: String
    var excluded: String?

    init(_ sensor: String, _ reading: Reading) {
        time = RFC3339.format(reading.start, offset: 0)
        self.sensor = sensor
        duration = reading.length?.seconds
        LAeq = reading.LAeq
        LAFmax = reading.LAFmax
        LAFmin = reading.LAFmin
        LCeq = reading.LCeq
        LAIeq = reading.LAIeq
        LCpeak = reading.LCpeak
        L5 = reading.percentiles?.L5
        L10 = reading.percentiles?.L10
        L50 = reading.percentiles?.L50
        L90 = reading.percentiles?.L90
        L95 = reading.percentiles?.L95
        wind = reading.weather?.windHundredths.map { Double($0) / 100 }
        rain = reading.weather?.rainHundredths.map { Double($0) / 100 }
        thunder = reading.weather?.thunder
        momentary = reading.momentary?.level
        weighting = reading.momentary?.name
        battery = reading.health?.batteryPercent
        supply = reading.health?.millivolts.map { Double($0) / 1000 }
        environment = reading.environment.map { air in
            let values = air.values.map {
                ($0.quantity.rawValue, Double($0.value) / ($0.quantity.decimals == 1 ? 10 : 100))
            }
            return Dictionary(uniqueKeysWithValues: values)
        }
        mark = "\(reading.mark)"
        excluded = reading.exclusion?.rawValue
    }
}
