package import Curl

extension CurlError {
    /// Whether a certificate or the agreement on TLS is what failed.
    package var isAboutCertificate: Bool {
        message.lowercased().contains("certificate") || message.contains("SSL")
    }

    /// What kind of fault it is; libcurl's or the server's own words belong behind it.
    package var chineseFault: String {
        let words = message.lowercased()
        if isAboutCertificate { return "证书或 TLS 协商未通过" }
        if words.contains("resolve") { return "找不到主机" }
        if words.contains("timed out") || words.contains("timeout") { return "连接超时" }
        if words.contains("refused") || words.contains("connect") { return "无法连接" }
        return "连接失败"
    }
}
