import Foundation
import Readings

private struct NativeForm: Decodable {
    struct Observation: Decodable {
        var end: String
        var dur: Double
        var LAeq: Double
    }
    var v: Int
    var seq: Int
    var obs: [Observation]
}

private struct ChirpStackForm: Decodable {
    struct Device: Decodable {
        var devEui: String
        var deviceProfileName: String
    }
    var time: String
    var deviceInfo: Device
    var fCnt: Int
    var fPort: Int
    var data: Data
}

private struct TheThingsStackForm: Decodable {
    struct Identity: Decodable { var dev_eui: String }
    struct Uplink: Decodable {
        var f_port: Int
        var f_cnt: Int
        var frm_payload: Data
        var received_at: String
    }
    var end_device_ids: Identity
    var uplink_message: Uplink
}

private struct LORIOTForm: Decodable {
    var cmd: String
    var EUI: String
    var ts: Int64
    var fcnt: Int
    var port: Int
    var data: String
}

extension BenchMessage {
    private static let meter: [String: DecoderOption] = ["model": "Milesight WS302"]

    /// The project's own contract, HJ 212, and sensors of radio networks through three network servers.
    static let networks: [BenchMessage] = [
        BenchMessage(
            "native",
            topic: "noise/1/school/gate/obs",
            Array(
                (#"{"v":1,"seq":7,"obs":[{"end":"2026-06-07T09:00:01+08:00","dur":1,"LAeq":53.1}]}"#).utf8
            ),
            as: NativeForm.self
        ),
        BenchMessage(
            "hj212",
            topic: "hj212/1",
            Array(
                ("##0122QN=20240601085857223;ST=23;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;"
                    + "CP=&&DataTime=20240601085857;LA-Rtd=50.1&&B101\r\n").utf8
            ),
            json: #"{"LAeq":50.1,"t":"2024-06-01T08:58:57+08:00"}"#,
            as: PointForm.self
        ),
        BenchMessage(
            "chirpstack",
            meter,
            topic: "application/7/device/1000000000000001/event/up",
            Array(
                (#"{"deduplicationId":"57433366-50a6-4dc2-8145-2df1bbc70d9e","time":"2023-05-22T07:47:05.404859+00:00","#
                    + #""deviceInfo":{"tenantId":"52f14cd4-c6f1-4fbd-8f87-4025e1d49242","tenantName":"ChirpStack","#
                    + #""deviceProfileName":"Class A","deviceName":"gate","devEui":"1000000000000001","tags":{}},"#
                    + #""devAddr":"20000001","adr":true,"dr":5,"fCnt":4,"fPort":85,"confirmed":false,"#
                    + #""data":"AXVkBVsFPwLaAWoC","rxInfo":[{"gatewayId":"6a7e111a10000000","uplinkId":24022,"rssi":-35,"#
                    + #""snr":11.5,"channel":2,"context":"EFwMtA==","crcStatus":"CRC_OK"}],"txInfo":{"frequency":868500000}}"#)
                    .utf8
            ),
            as: ChirpStackForm.self
        ),
        BenchMessage(
            "the-things-stack",
            meter,
            topic: "v3/app@ttn/devices/gate/up",
            Array(
                (#"{"end_device_ids":{"device_id":"gate","dev_eui":"1000000000000001","dev_addr":"20000001"},"#
                    + #""received_at":"2023-05-19T05:33:35.848446463Z","uplink_message":{"f_port":85,"f_cnt":10335,"#
                    + #""frm_payload":"AXVkBVsFPwLaAWoC","rx_metadata":[{"gateway_ids":{"gateway_id":"a"},"rssi":-35,"#
                    + #""snr":13.2}],"received_at":"2023-05-19T05:33:35.641841782Z","consumed_airtime":"0.056576s"}}"#)
                    .utf8
            ),
            as: TheThingsStackForm.self
        ),
        BenchMessage(
            "loriot",
            meter,
            topic: "loriot",
            Array(
                (#"{"cmd":"rx","seqno":3040,"EUI":"1000000000000001","ts":1684478801936,"fcnt":2,"port":85,"#
                    + #""freq":867500000,"rssi":-21,"snr":10,"toa":206,"dr":"SF9 BW125 4/5","ack":false,"bat":94,"#
                    + #""offline":false,"data":"017564055B053F02DA016A02"}"#).utf8
            ),
            as: LORIOTForm.self
        ),
    ]
}
