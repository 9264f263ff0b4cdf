import Readings
import Records
import SensorPayloads
import Settings
import Sites

extension PlanWarnings {
    /// A device whose bytes nobody can read unless its network names the model, or has a codec.
    func reportModels() {
        for sensor in plan.sensors {
            guard let device = sensor.device, let named = PayloadDecoders.named(device.decoder) else { continue }
            let options = plan.decoders.first { $0.name == device.decoder }?.options ?? [:]
            guard (try? named.configured(DecoderOptions(options)))?.knows(model: sensor.model) == false else {
                continue
            }
            places.warn(
                .sensor(sensor.id),
                "device",
                Wording(
                    "the model of \(sensor.id) is \(sensor.model.map { "\($0), which is not known" } ?? "missing"), so its bytes are "
                        + "read only where \(device.decoder) names the model itself; write model:, such as Milesight WS302",
                    zh:
                        "\(sensor.id) 的型号\(sensor.model.map { "（\($0)）无法识别" } ?? "未填写")，仅当 \(device.decoder) 自身注明型号时才能解析；请填写 model，例如 Milesight WS302"
                )
            )
        }
    }
}
