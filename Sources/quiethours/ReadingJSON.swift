import Acoustics
import EventTime

/// A reading as commands print it: the columns of the readings CSV.
struct ReadingJSON: Encodable {
    var time: String
    var sensor: String
    var duration: Double
    var LAeq: Level
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
    var mark: String
    var excluded: String?

    init(_ sensor: SensorID, _ reading: Reading) {
        time = RFC3339.format(reading.start, offset: 0)
        self.sensor = sensor.description
        duration = reading.duration.seconds
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
        mark = "\(reading.mark)"
        excluded = reading.exclusion?.rawValue
    }
}
