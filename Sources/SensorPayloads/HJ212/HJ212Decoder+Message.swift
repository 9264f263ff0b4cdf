import Acoustics
import EventTime
package import Readings

extension HJ212Decoder {
    /// Real-time data (CN 2011) of a noise station: the level at the end as `LA-Rtd`, the average as `Leq-Rtd`.
    package func message(of reading: Reading, device: String, number: Int64) -> DeviceMessage? {
        guard let time = HJ212Time.text(reading.end), let request = HJ212Time.text(reading.end, withMilliseconds: true)
        else { return nil }
        var groups = [[HJ212Field("DataTime", time)]]
        func add(_ name: String, _ level: Level?) {
            guard let tenths = level?.tenths else { return }
            groups.append([
                HJ212Field("\(name)-Rtd", "\(tenths / 10).\(tenths % 10)"), HJ212Field("\(name)-Flag", "N"),
            ])
        }
        add("LA", reading.momentary?.level ?? reading.LAeq)
        add("Leq", reading.LAeq)
        add("LMx", reading.LAFmax)
        let segment = HJ212Segment(
            requestNumber: request,
            system: "23",
            command: .realTime,
            device: device,
            flag: HJ212Flag(edition: .of2017),
            parameters: HJ212Parameters(groups)
        )
        return (try? HJ212Encoder.packet(segment)).map { DeviceMessage(topic: "hj212/\(device)", payload: $0) }
    }
}
