package import Acoustics
import EventTime
import ExamCalendar
package import Readings
package import Records
package import SensorPayloads
package import Sites

/// Whose messages ingest takes: the topics with their decoders, and the sensors of the plan with what each can measure.
package struct SensorIntake: Sendable {
    package var table: TopicTable
    package var directory: DeviceDirectory
    package var sensors: [(id: SensorID, limits: InstrumentLimits)]

    package init(
        table: TopicTable,
        directory: DeviceDirectory = DeviceDirectory(),
        sensors: [(id: SensorID, limits: InstrumentLimits)]
    ) {
        self.table = table
        self.directory = directory
        self.sensors = sensors
    }

    /// One decoder, whose messages name the sensors.
    package init(decoder: any PayloadDecoder, sensors: [(id: SensorID, limits: InstrumentLimits)]) {
        self.init(table: TopicTable(only: decoder), sensors: sensors)
    }
}

extension SensorIntake {
    /// All that `plan` has. Its reader has seen that decoders and options exist.
    package init(_ plan: Plan) throws(DecoderOptionFault) {
        var uses = plan.decoders
        for sensor in plan.sensors {
            guard let device = sensor.device, !uses.contains(where: { $0.name == device.decoder }) else { continue }
            uses.append(DecoderUse(name: device.decoder, zone: plan.zone(ofSite: sensor.id.site)))
        }
        var directory = DeviceDirectory()
        var models: [String: [String: String]] = [:]
        for sensor in plan.sensors {
            guard let device = sensor.device else { continue }
            directory.add(device.id, of: device.decoder, as: sensor.id)
            models[device.decoder, default: [:]][device.id] = sensor.model
        }
        self.init(
            table: try TopicTable(uses, models: models),
            directory: directory,
            sensors: plan.sensors.map { ($0.id, $0.instrumentLimits) }
        )
    }
}
