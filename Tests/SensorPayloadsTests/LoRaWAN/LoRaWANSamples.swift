import Acoustics
import EventTime
import Foundation
import Readings
import SensorPayloads
import Testing

/// Envelopes as network servers publish them, and what becomes of them.
enum LoRaWANSamples {
    /// Milesight WS302: LAF 57.5, LAeq 47.4, LAFmax 61.8, battery 100 %.
    static let ws302 = "AXVkBVsFPwLaAWoC"

    /// As ChirpStack v4 publishes it, received by two gateways (thingsboard/data-converters, Apache-2.0, with a gateway
    /// more).
    static let chirpStack = """
        {"deduplicationId":"57433366-50a6-4dc2-8145-2df1bbc70d9e","time":"2023-05-22T07:47:05.404859+00:00",\
        "deviceInfo":{"tenantId":"52f14cd4-c6f1-4fbd-8f87-4025e1d49242","tenantName":"ChirpStack",\
        "applicationId":"ca739e26-7b67-4f14-b69e-d568c22a5a75","applicationName":"Chirpstack application",\
        "deviceProfileId":"605d08d4-65f5-4d2c-8a5a-3d2457662f79",\
        "deviceProfileName":"Chirpstack default device profile","deviceName":"Device name",\
        "devEui":"1000000000000001","tags":{}},"devAddr":"20000001","adr":true,"dr":5,"fCnt":4,"fPort":85,\
        "confirmed":false,"data":"AXVkBVsFPwLaAWoC","rxInfo":[{"gatewayId":"6a7e111a10000000","uplinkId":24022,\
        "time":"2023-05-22T07:47:05.404859+00:00","rssi":-35,"snr":11.5,"channel":2,"rfChain":1,"location":{},\
        "context":"EFwMtA==","metadata":{"region_common_name":"EU868","region_config_id":"eu868"},\
        "crcStatus":"CRC_OK"},{"gatewayId":"6a7e111a10000001","uplinkId":24023,"rssi":-99,"snr":1.5}],\
        "txInfo":{"frequency":868500000,"modulation":{"lora":{"bandwidth":125000,"spreadingFactor":7,\
        "codeRate":"CR_4_5"}}}}
        """

    /// As ChirpStack v3 publishes it with `json_v3` (its documentation, with the bytes of a WS302).
    static let chirpStack3 = """
        {"applicationID":"123","applicationName":"temperature-sensor","deviceName":"garden-sensor",\
        "devEUI":"0202020202020202","rxInfo":[{"gatewayID":"0303030303030303","name":"rooftop-gateway",\
        "time":"2016-11-25T16:24:37.295915988Z","rssi":-57,"loRaSNR":10,"location":{"latitude":52.3}}],\
        "txInfo":{"frequency":868100000,"dr":5},"adr":false,"fCnt":10,"fPort":85,"data":"AXVkBVsFPwLaAWoC"}
        """

    /// The same with `json`: EUIs in base64, the object within a string.
    static let chirpStack3Base64 = """
        {"applicationID":"123","deviceName":"garden-sensor","devEUI":"AgICAgICAgI=",\
        "rxInfo":[{"gatewayID":"AwMDAwMDAwM=","time":null,"rssi":-57,"loRaSNR":10}],"txInfo":{},"adr":false,"fCnt":10,\
        "fPort":85,"data":"AXVkBVsFPwLaAWoC","objectJSON":"{\\"LAF\\":57.5,\\"LAeq\\":47.4}","tags":{},\
        "publishedAt":"2021-02-11T20:23:05.1Z"}
        """

    /// As The Things Stack publishes it (thingsboard/data-converters, Apache-2.0), with the same uplink through another
    /// network.
    static let theThingsStack = """
        {"end_device_ids":{"device_id":"eui-1000000000000001","application_ids":{"application_id":\
        "application-tts-name"},"dev_eui":"1000000000000001","join_eui":"2000000000000001","dev_addr":"20000001"},\
        "correlation_ids":["as:up:01H0S7ZJQ9MQPMVY49FT3SE07M"],"received_at":"2023-05-19T05:33:35.848446463Z",\
        "uplink_message":{"session_key_id":"AYfqmb0pc/1uRZv9xUydgQ==","f_port":85,"f_cnt":10335,\
        "frm_payload":"AXVkBVsFPwLaAWoC","rx_metadata":[{"gateway_ids":{"gateway_id":"eui-6a7e111a10000000",\
        "eui":"6A7E111A10000000"},"time":"2023-05-19T05:33:35.608982Z","timestamp":3893546133,"rssi":-35,\
        "channel_rssi":-35,"snr":13.2,"frequency_offset":"69","channel_index":3,\
        "received_at":"2023-05-19T05:33:35.607383681Z"},{"gateway_ids":{"gateway_id":"packetbroker"},"rssi":-90}],\
        "settings":{"data_rate":{"lora":{"bandwidth":125000,"spreading_factor":7,"coding_rate":"4/5"}},\
        "frequency":"867100000","timestamp":3893546133,"time":"2023-05-19T05:33:35.608982Z"},\
        "received_at":"2023-05-19T05:33:35.641841782Z","consumed_airtime":"0.056576s","network_ids":{"net_id":\
        "000013","tenant_id":"ttn","cluster_id":"eu1","cluster_address":"eu1.cloud.thethings.network"}}}
        """

    /// As LORIOT publishes it (thingsboard/data-converters, Apache-2.0).
    static let loriot = """
        {"cmd":"rx","seqno":3040,"EUI":"1000000000000001","ts":1684478801936,"fcnt":2,"port":85,"freq":867500000,\
        "rssi":-21,"snr":10,"toa":206,"dr":"SF9 BW125 4/5","ack":false,"bat":94,"offline":false,\
        "data":"017564055B053F02DA016A02"}
        """

    /// The same uplink with the gateways that received it.
    static let loriotGateways = """
        {"cmd":"gw","seqno":3040,"EUI":"1000000000000001","ts":1684478801936,"fcnt":2,"port":85,"freq":867500000,\
        "toa":206,"dr":"SF9 BW125 4/5","ack":false,"bat":94,"data":"017564055b053f02da016a02",\
        "gws":[{"rssi":-21,"snr":10,"ts":1684478801936,"gweui":"6A7E111A10000000"},{"rssi":-90,"snr":-2,\
        "ts":1684478801940,"gweui":"6A7E111A10000001"}]}
        """

    /// As a Milesight gateway publishes it, with the time of its published sample.
    static let milesight = """
        {"applicationID":1,"applicationName":"cloud","deviceName":"24e1641092176759","devEUI":"24e1641092176759",\
        "time":"2020-0327T12:39:05.547336Z","rxInfo":[{"mac":"24e124fffef021be","rssi":-57,"loRaSNR":10,\
        "name":"local","time":"2020-03-27T12:39:05.547336Z"}],"txInfo":{"frequency":868300000},"fCnt":0,"fPort":85,\
        "data":"AXVkBVsFPwLaAWoC"}
        """

    /// Each whole envelope with the decoder of its server.
    static let all: [(decoder: String, text: String)] = [
        ("chirpstack", chirpStack), ("chirpstack-v3", chirpStack3), ("chirpstack-v3", chirpStack3Base64),
        ("the-things-stack", theThingsStack), ("loriot", loriot), ("loriot", loriotGateways),
        ("milesight-gateway", milesight),
    ]

    static func time(_ text: String) throws -> Instant { try RFC3339.instant(text) }

    static func decoder(_ name: String, _ options: [String: String] = ["model": "WS302"]) throws -> any PayloadDecoder {
        try #require(PayloadDecoders.named(name)).with(options)
    }

    static func decode(
        _ text: String,
        by name: String = "chirpstack",
        _ options: [String: String] = ["model": "WS302"],
        topic: String = "lora",
        isRetained: Bool = false
    ) throws -> DecodedPayload {
        let payload = Array(text.utf8)
        let context = MessageContext(topic: topic, receivedAt: arrival, isRetained: isRetained)
        return try decoder(name, options).decode(payload.span, of: context)
    }

    /// The uplink of ChirpStack with other bytes.
    static func uplink(_ bytes: [UInt8], port: Int) -> String {
        chirpStack.replacing("\"fPort\":85", with: "\"fPort\":\(port)")
            .replacing("\"data\":\"\(ws302)\"", with: "\"data\":\"\(Data(bytes).base64EncodedString())\"")
    }

    /// All that a reading holds by name, in the units that people read: dB, V, °C, hPa.
    static func values(_ reading: Reading) -> [String: Double] {
        var values: [String: Double] = [:]
        func put(_ name: String, _ level: Level?) { if let level { values[name] = Double(level.microdecibels) / 1e6 } }
        put("LAeq", reading.LAeq)
        put("LAFmax", reading.LAFmax)
        put("LAFmin", reading.LAFmin)
        put("LCeq", reading.LCeq)
        put("LAIeq", reading.LAIeq)
        put("LCpeak", reading.LCpeak)
        if let momentary = reading.momentary { put(momentary.name, momentary.level) }
        values["battery"] = reading.health?.batteryPercent.map { Double($0) }
        values["supply"] = reading.health?.millivolts.map { Double($0) / 1000 }
        values["wind"] = reading.weather?.windHundredths.map { Double($0) / 100 }
        values["rain"] = reading.weather?.rainHundredths.map { Double($0) / 100 }
        for (quantity, value) in reading.environment?.values ?? [] {
            values[quantity.rawValue] = Double(value) / (quantity.decimals == 1 ? 10 : 100)
        }
        return values
    }
}
