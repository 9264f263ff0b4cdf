import EventTime
import Readings

extension ChirpStack {
    /// The uplink of a Milesight WS302 as ChirpStack publishes it, received by one gateway.
    func message(of reading: Reading, device: String, number: Int64) -> DeviceMessage? {
        let eui = device.lowercased()
        let data = BytesText.base64(of: MilesightWS302.bytes(of: reading))
        let text =
            "{\"time\":\"\(RFC3339.format(reading.end, offset: 0))\",\"deviceInfo\":{\"applicationId\":\"simulated\","
            + "\"deviceProfileName\":\"Milesight WS302\",\"deviceName\":\"\(eui)\",\"devEui\":\"\(eui)\",\"tags\":{}},"
            + "\"adr\":true,\"dr\":5,\"fCnt\":\(number),\"fPort\":85,\"confirmed\":false,\"data\":\"\(data)\","
            + "\"rxInfo\":[{\"gatewayId\":\"6a7e111a10000000\",\"rssi\":-57,\"snr\":10.0}]}"
        return DeviceMessage(
            topic: "application/simulated/device/\(eui)/event/up",
            payload: Array(text.utf8)
        )
    }
}
