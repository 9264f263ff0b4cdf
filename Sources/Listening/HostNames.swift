import NIOCore

/// The names by which a listener may be asked for.
///
/// A page elsewhere can lead a browser to any address under a name of its own (DNS rebinding) and then read what comes.
/// It cannot do that under an IP address, under `localhost`, or under a name that is ours: those are served, all else
/// is not.
package struct HostNames: Hashable, Sendable {
    private let names: Set<String>

    /// `names` beside `localhost` and all IP addresses.
    package init(_ names: [String] = []) {
        self.names = Set((names + ["localhost"]).map(HostNames.normal))
    }

    /// `authority` is what a request has in `Host`: a name or an address, with or without a port. The port is not
    /// looked at: a proxy or a container may have another outside.
    package func serve(_ authority: String) -> Bool {
        guard let host = HostNames.host(in: authority) else { return false }
        return names.contains(HostNames.normal(host)) || (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }

    /// Nil when it is none (RFC 3986 section 3.2).
    private static func host(in authority: String) -> String? {
        var host = Substring(authority)
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
            let port = host[host.index(after: colon)...]
            guard port.utf8.count <= 5, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            host = host[..<colon]
        }
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.contains(":") else { return nil }
            return String(host.dropFirst().dropLast())
        }
        return host.isEmpty || host.contains(where: { ":@/[]".contains($0) }) ? nil : String(host)
    }

    private static func normal(_ name: String) -> String {
        let name = name.lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }
}
