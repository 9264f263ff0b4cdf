// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
/// For the targets that touch C or raw memory.
let wrapper = house + [.strictMemorySafety()]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "quiethours",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "quiethours", targets: ["quiethours"]),
        .executable(name: "quiethours-bench", targets: ["quiethours-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        // Without its traits: it is not configured by files, and needs no more of Foundation.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries: module map and shim only.
        .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CMachine"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CRsvg", pkgConfig: "librsvg-2.0", providers: [.apt(["librsvg2-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        // Leaves.
        .target(name: "Mosquitto", dependencies: ["CMosquitto", "Running"], swiftSettings: wrapper),
        .target(name: "Curl", dependencies: ["CCurl"], swiftSettings: wrapper),
        .target(name: "Settings", dependencies: ["EventTime", yams], swiftSettings: house),
        .target(name: "EventTime", swiftSettings: house),
        .target(name: "Machine", dependencies: ["CMachine"], swiftSettings: wrapper),
        .target(name: "OpenSSL", dependencies: ["COpenSSL"], swiftSettings: wrapper),
        .target(name: "Running", dependencies: ["EventTime", "Machine", lifecycle], swiftSettings: house),
        .target(name: "Rsvg", dependencies: ["CRsvg"], swiftSettings: wrapper),
        .target(name: "Zstd", dependencies: ["CZstd"], swiftSettings: wrapper),

        // What is looked at before it is needed, and what is said of it.
        .target(name: "Preflight", dependencies: ["Curl", "EventTime", "Settings"], swiftSettings: house),
        .target(
            name: "Listening",
            dependencies: [hummingbird, nio, nioHTTP, nioPosix, lifecycle, log],
            swiftSettings: house
        ),

        // The pure core: no store, no network, no C.
        .target(name: "Acoustics", dependencies: ["EventTime"], swiftSettings: house),
        .target(name: "Sites", dependencies: ["Acoustics", "EventTime"], swiftSettings: house),
        .target(name: "Readings", dependencies: ["Acoustics", "EventTime", "Sites"], swiftSettings: house),
        .target(name: "ExamCalendar", dependencies: ["Acoustics", "EventTime", "Sites"], swiftSettings: house),
        .target(
            name: "SensorPayloads",
            dependencies: [
                "Acoustics", "EventTime", "Readings", "Sites",
            ],
            swiftSettings: house
        ),
        .target(
            name: "NoiseRules",
            dependencies: ["Acoustics", "EventTime", "ExamCalendar", "Readings", "Sites"],
            swiftSettings: house
        ),
        // A sensor's hour of readings as bytes, and back.
        .target(
            name: "Blocks",
            dependencies: ["Acoustics", "EventTime", "Readings", "Zstd"],
            swiftSettings: house
        ),

        // What is kept, and how it is told.
        .target(
            name: "Records",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "NoiseRules", "Readings", "SensorPayloads", "Sites",
            ],
            swiftSettings: house
        ),
        .target(
            name: "StorePorts",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "Machine", "NoiseRules", "Readings", "Records",
                "SensorPayloads", "Sites",
            ],
            swiftSettings: house
        ),
        .target(
            name: "Reports",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "NoiseRules", "Readings", "Records", "SensorPayloads",
                "Sites",
            ],
            swiftSettings: house
        ),
        // Lines that each name the one before.
        .target(name: "Chains", dependencies: ["OpenSSL", "Records"], swiftSettings: house),
        // What a store keeps in its bytes, whatever the program's types are called.
        .target(
            name: "StoredForms",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "NoiseRules", "Readings", "Records", "SensorPayloads",
                "Sites",
            ],
            swiftSettings: house
        ),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "Machine", "NoiseRules", "OpenSSL", "Readings", "Records",
                "SensorPayloads", "Sites", "StorePorts", "StoredForms", grdb, grdbSQLite,
            ],
            swiftSettings: wrapper
        ),

        // Months of blocks that are never written again.
        .target(
            name: "Segments",
            dependencies: [
                "Blocks", "Chains", "EventTime", "Machine", "OpenSSL", "Readings", "Records", "Sites", "StorePorts",
                grdb,
            ],
            swiftSettings: house
        ),

        // The three running stages; they know Records, never one another.
        .target(
            name: "Ingest",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "Mosquitto", "Readings", "Records", "Running",
                "SensorPayloads", "Settings", "Sites", "StorePorts", log, lifecycle,
            ],
            swiftSettings: house
        ),
        .target(
            name: "Evaluation",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "NoiseRules", "Readings", "Records", "Running", "Sites",
                "StorePorts", "StoredForms", log,
            ],
            swiftSettings: house
        ),
        .target(
            name: "Notifications",
            dependencies: [
                "Acoustics", "Curl", "EventTime", "ExamCalendar", "Machine", "Mosquitto", "NoiseRules", "OpenSSL",
                "Preflight", "Records", "Reports", "Running", "Settings", "Sites", "StorePorts", log, lifecycle,
            ],
            swiftSettings: house
        ),

        // What the running stages show of themselves over HTTP.
        .target(name: "Health", dependencies: ["EventTime", "Listening", "Records"], swiftSettings: house),

        // How people answer alerts: signed links, and MQTT.
        .target(
            name: "Answering",
            dependencies: [
                "EventTime", "Listening", "Mosquitto", "NoiseRules", "OpenSSL", "Records", "Reports", "Running",
                "Settings", "Sites", "StorePorts", log,
            ],
            swiftSettings: house
        ),

        // What is derived from records, and what looks at them: each is used by commands, some by the service.
        .target(
            name: "Plans",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "NoiseRules", "Notifications", "Readings", "Records",
                "SensorPayloads", "Settings", "Sites", "StorePorts",
            ],
            swiftSettings: house
        ),
        .target(
            name: "Analysis",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "Ingest", "Machine", "NoiseRules", "OpenSSL", "Readings",
                "Records", "Reports", "SensorPayloads", "Sites", "StorePorts",
            ],
            swiftSettings: house
        ),
        .target(
            name: "ServiceSettings",
            dependencies: [
                "Acoustics", "Analysis", "Answering", "Curl", "EventTime", "Ingest", "Listening", "Machine",
                "Mosquitto", "Notifications", "OpenSSL", "Plans", "Preflight", "Records", "Reports", "SQLiteStore",
                "Segments",
                "Settings", "Sites", "StorePorts",
            ],
            swiftSettings: house
        ),
        .target(
            name: "EvidenceBundles",
            dependencies: [
                "Acoustics", "Chains", "EventTime", "ExamCalendar", "NoiseRules", "Readings", "Records", "Reports",
                "Rsvg",
                "SensorPayloads", "ServiceSettings", "Sites", "StorePorts", log,
            ],
            swiftSettings: house
        ),
        .target(
            name: "Simulation",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "Ingest", "Mosquitto", "Readings", "Records",
                "SensorPayloads", "Settings", "Sites",
            ],
            swiftSettings: house
        ),
        .target(
            name: "Doctor",
            dependencies: [
                "Acoustics", "Analysis", "Answering", "Curl", "EventTime", "ExamCalendar", "Ingest", "Machine",
                "Mosquitto", "NoiseRules", "Notifications", "Preflight", "Readings", "Records", "Reports",
                "SensorPayloads", "ServiceSettings", "Settings", "Sites", "StorePorts",
            ],
            swiftSettings: house
        ),

        // Assembly and commands.
        .target(
            name: "Collector",
            dependencies: [
                "Acoustics", "Answering", "Evaluation", "EventTime", "EvidenceBundles", "ExamCalendar", "Health",
                "Ingest", "Listening", "Machine", "Mosquitto", "NoiseRules", "Notifications", "Plans", "Preflight",
                "Readings", "Records", "Reports", "Running", "SensorPayloads", "ServiceSettings", "Settings", "Sites",
                "StorePorts", log, lifecycle, unixSignals,
            ],
            swiftSettings: house
        ),
        .executableTarget(
            name: "quiethours",
            dependencies: [
                "Acoustics", "Analysis", "Collector", "Doctor", "Evaluation", "EventTime", "EvidenceBundles",
                "ExamCalendar", "Ingest", "Machine", "Mosquitto", "NoiseRules", "Plans", "Preflight", "Readings",
                "Records", "Reports", "SensorPayloads", "Segments", "ServiceSettings", "Settings", "Simulation",
                "Sites",
                "StorePorts", argumentParser, log,
            ],
            swiftSettings: house
        ),
        .executableTarget(
            name: "quiethours-bench",
            dependencies: [
                "Acoustics", "Blocks", "Collector", "Evaluation", "EventTime", "ExamCalendar", "Ingest", "Mosquitto",
                "NoiseRules", "Notifications", "Readings", "Records", "Reports", "Running", "SensorPayloads",
                "Segments", "ServiceSettings", "Sites", "StorePorts", "Zstd", argumentParser, log, lifecycle,
            ],
            swiftSettings: house
        ),

        // Tests. Real servers are started by TestSupport on free loopback ports.
        .target(
            name: "TestSupport",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "Mosquitto", "NoiseRules", "Sites", log,
            ],
            path: "Tests/Support",
            exclude: ["Servers"],
            swiftSettings: house
        ),
        // What every store must do; run by the tests of each.
        .target(
            name: "StoreContract",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "NoiseRules", "Readings", "Records", "SensorPayloads",
                "Sites", "StorePorts",
                "TestSupport",
            ],
            path: "Tests/StoreContract",
            swiftSettings: house
        ),
        .testTarget(
            name: "EventTimeTests",
            dependencies: [
                "EventTime", "TestSupport",
            ],
            swiftSettings: house
        ),
        .testTarget(name: "MachineTests", dependencies: ["Machine", "TestSupport"], swiftSettings: house),
        .testTarget(
            name: "AcousticsTests",
            dependencies: [
                "Acoustics", "EventTime",
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "ReadingsTests",
            dependencies: ["Acoustics", "EventTime", "Readings", "SensorPayloads", "Sites"],
            swiftSettings: house
        ),
        .testTarget(
            name: "ExamCalendarTests",
            dependencies: ["Acoustics", "EventTime", "ExamCalendar", "Sites", "TestSupport"],
            swiftSettings: house
        ),
        .testTarget(
            name: "NoiseRulesTests",
            dependencies: ["Acoustics", "EventTime", "ExamCalendar", "NoiseRules", "Readings", "Sites"],
            swiftSettings: house
        ),
        .testTarget(
            name: "SensorPayloadsTests",
            dependencies: ["Acoustics", "EventTime", "OpenSSL", "Readings", "SensorPayloads", "Sites", "TestSupport"],
            exclude: ["LoRaWAN/Vectors"],
            swiftSettings: house
        ),
        .testTarget(
            name: "SettingsTests",
            dependencies: [
                "Settings"
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "MosquittoTests",
            dependencies: [
                "Mosquitto", "Records", "TestSupport",
            ],
            swiftSettings: house
        ),
        .testTarget(name: "OpenSSLTests", dependencies: ["OpenSSL", "TestSupport"], swiftSettings: house),
        .testTarget(
            name: "RunningTests",
            dependencies: ["EventTime", "Running", "TestSupport", lifecycle, log],
            swiftSettings: house
        ),
        .testTarget(name: "RsvgTests", dependencies: ["Rsvg", "TestSupport"], swiftSettings: house),
        .testTarget(name: "ZstdTests", dependencies: ["TestSupport", "Zstd"], swiftSettings: house),
        .testTarget(
            name: "BlocksTests",
            dependencies: ["Acoustics", "Blocks", "EventTime", "Readings", "TestSupport", "Zstd"],
            swiftSettings: house
        ),
        .testTarget(
            name: "CurlTests",
            dependencies: [
                "Curl", "Records", "TestSupport",
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Acoustics", "Collector", "EventTime", "ExamCalendar", "NoiseRules", "Plans", "Readings", "Records",
                "Reports", "SensorPayloads", "Sites", "TestSupport",
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "NotificationsTests",
            dependencies: [
                "Acoustics", "Curl", "EventTime", "ExamCalendar", "Machine", "Mosquitto", "NoiseRules", "Notifications",
                "Records", "Reports", "Running", "SQLiteStore", "Settings", "Sites", "StorePorts", "TestSupport", log,
                lifecycle,
            ],
            exclude: ["Messages"],
            swiftSettings: house
        ),
        .testTarget(
            name: "StoredFormsTests",
            dependencies: ["Acoustics", "EventTime", "ExamCalendar", "NoiseRules", "Records", "Sites", "StoredForms"],
            exclude: ["golden.txt"],
            swiftSettings: house
        ),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "Acoustics", "EventTime", "ExamCalendar", "Machine", "NoiseRules", "Readings", "Records", "SQLiteStore",
                "SensorPayloads", "Sites", "StoreContract", "StorePorts", "StoredForms", "TestSupport", grdb,
            ],
            exclude: ["Releases"],
            swiftSettings: house
        ),
        .testTarget(
            name: "SegmentsTests",
            dependencies: [
                "Acoustics", "Blocks", "EventTime", "Machine", "Readings", "Records", "SQLiteStore", "Segments",
                "Sites",
                "StorePorts", "TestSupport",
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "IngestTests",
            dependencies: [
                "Acoustics", "EventTime", "Ingest", "Mosquitto", "NoiseRules", "Readings", "Records", "Running",
                "SensorPayloads", "Settings", "Sites", "StorePorts", "TestSupport", log,
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "EvaluationTests",
            dependencies: [
                "Acoustics", "Analysis", "Evaluation", "EventTime", "ExamCalendar", "Ingest", "Mosquitto", "NoiseRules",
                "Notifications", "Readings", "Records", "Reports", "Running", "SQLiteStore", "SensorPayloads", "Sites",
                "StorePorts", "TestSupport", log, lifecycle,
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "ListeningTests",
            dependencies: ["Listening", "TestSupport", nio, nioEmbedded, lifecycle],
            swiftSettings: house
        ),
        .testTarget(
            name: "HealthTests",
            dependencies: ["EventTime", "Health", "Listening", "Records", "TestSupport", log],
            swiftSettings: house
        ),
        .testTarget(
            name: "AnsweringTests",
            dependencies: [
                "Acoustics", "Answering", "EventTime", "ExamCalendar", "Listening", "Mosquitto", "NoiseRules",
                "Records", "Reports", "Running", "SQLiteStore", "Settings", "Sites", "StorePorts", "TestSupport",
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "CollectorTests",
            dependencies: [
                "Acoustics", "Analysis", "Answering", "Chains", "Collector", "Curl", "Doctor", "Evaluation",
                "EventTime",
                "EvidenceBundles", "ExamCalendar", "Health", "Ingest", "Listening", "Machine", "Mosquitto",
                "NoiseRules", "Notifications", "Plans", "Preflight", "Readings", "Records", "Reports", "Rsvg",
                "Running", "SQLiteStore", "SensorPayloads", "ServiceSettings", "Settings", "Sites", "StorePorts",
                "TestSupport", log, lifecycle, yams,
            ],
            exclude: ["Escalations", "GoldenCases", "LiveCases", "Mistakes", "Plans", "PlanTables", "SessionsFiles"],
            swiftSettings: house
        ),
        .testTarget(
            name: "AcceptanceTests",
            dependencies: [
                "quiethours", "Acoustics", "Analysis", "Blocks", "Collector", "EventTime", "EvidenceBundles",
                "ExamCalendar", "Machine", "Mosquitto", "NoiseRules", "Readings", "Records", "SQLiteStore", "Segments",
                "ServiceSettings", "Sites", "StorePorts", "StoredForms", "TestSupport", grdb,
            ],
            swiftSettings: house
        ),
    ],
    swiftLanguageModes: [.v6]
)
