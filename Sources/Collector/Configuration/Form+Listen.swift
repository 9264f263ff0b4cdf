package import Health
import Settings

/// Where the service listens; nowhere unless it is written.
package struct ListenSettings: Hashable, Sendable {
    /// The health pages.
    package var health: ListenAddress?

    package init(health: ListenAddress? = nil) {
        self.health = health
    }
}

extension Form where T == ListenSettings {
    static var listen: Form {
        Form(wanted: "{health: {address: 127.0.0.1:9464}}") { value in
            guard let section = value.section() else { return nil }
            let health = section.optional("health", .healthListener)
            section.finish()
            return ListenSettings(health: health)
        }
    }
}

extension Form where T == ListenAddress {
    private static var listenAddress: Form {
        Form(wanted: "an IP address of this machine and a port, like 127.0.0.1:9464", parse: ListenAddress.init)
    }

    fileprivate static var healthListener: Form {
        Form(wanted: "{address: 127.0.0.1:9464}") { value in
            guard let section = value.section() else { return nil }
            let address = section.required("address", .listenAddress)
            let isExposed = section.optional("expose", .flag, default: false)
            section.finish()
            if let address, !isLoopback(address.host), !isExposed {
                section.report(
                    "address",
                    "\(address.host) can be reached from other machines, and the pages name the sites without asking who "
                        + "reads them; write 127.0.0.1, or expose: true beside it"
                )
            }
            return address
        }
    }
}
