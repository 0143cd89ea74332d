// swift-tools-version: 6.2
import PackageDescription

/// The settings of every target of ours: language mode 6, the upcoming features that make imports and existentials
/// explicit, and no warning left standing.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Wrappers of C libraries mark every unsafe expression, so that one search finds them all.
let wrapping: [SwiftSetting] = strict + [.strictMemorySafety()]

/// A target in its layer's folder; it may import only what its line names (`tools/check` and the build hold it to that).
func module(
    _ name: String, in layer: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [],
    settings: [SwiftSetting] = strict
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(layer)/\(name)", resources: resources,
        swiftSettings: settings)
}

func tests(_ name: String, in layer: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(layer)/\(name)", swiftSettings: strict)
}

func library(_ name: String, pkgConfig: String?, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")

let package = Package(
    name: "salonflow",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // C libraries: a module map and a shim each
        library("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        library("CPCRE2", pkgConfig: "libpcre2-8", apt: "libpcre2-dev"),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CStemmer", pkgConfig: nil, apt: "libstemmer-dev"),

        // Files that are part of the program: keyword and lexicon tables, and the standard library of flows
        .target(
            name: "Grammar", path: "Grammar", exclude: ["README.md", "CHANGELOG.md", "flow.ebnf", "editor", "diagnostics/README.md"],
            sources: ["Grammar.swift", "Lexicon.swift", "DiagnosticPages.swift"],
            resources: [.embedInCode("keywords.tsv"), .embedInCode("lexicon"), .embedInCode("diagnostics")],
            swiftSettings: strict),
        .target(
            name: "StandardFlows", path: "flows/standard", sources: ["StandardFlows.swift"],
            resources: [.embedInCode("library")], swiftSettings: strict),

        // Language: pure; no Foundation, no clock, no I/O, no C
        module("CivilTime", in: "Language"),
        module("FlowDiagnostics", in: "Language"),
        module("FlowSyntax", in: "Language", ["FlowDiagnostics"]),
        module("FlowNames", in: "Language", ["FlowDiagnostics", "FlowSyntax"]),
        module("FlowFormatter", in: "Language", ["FlowSyntax", "FlowDiagnostics"]),
        module("FlowMachine", in: "Language", ["CivilTime", crypto]),
        module(
            "FlowCompiler", in: "Language",
            ["FlowDiagnostics", "FlowSyntax", "FlowMachine", "FlowInterpreter", "FlowMigration", "CivilTime"]),
        module("FlowInterpreter", in: "Language", ["FlowMachine", "CivilTime"]),
        module("FlowMigration", in: "Language", ["FlowDiagnostics", "FlowMachine", "FlowInterpreter", "CivilTime"]),
        module("Understanding", in: "Language", ["CivilTime"]),
        module("FlowDifference", in: "Language", ["CivilTime", "FlowDiagnostics", "FlowMachine", "FlowSyntax"]),
        module("FlowDrawing", in: "Language", ["CivilTime", "FlowDiagnostics", "FlowMachine", "FlowSyntax"]),

        // Domain: rules, and the ports they need
        module("Salon", in: "Domain", ["CivilTime", "FlowMachine"]),
        module("Booking", in: "Domain", ["Salon", "CivilTime", "FlowMachine"]),
        module(
            "Conversations", in: "Domain",
            [
                "Salon", "Booking", "CivilTime", "FlowMachine", "FlowInterpreter", "FlowCompiler", "FlowDiagnostics",
                "FlowSyntax", "Understanding",
            ]),
        module(
            "Versions", in: "Domain",
            ["Conversations", "Salon", "Booking", "CivilTime", "FlowMachine", "FlowInterpreter", "Understanding"]),

        // Adapters: each wraps one thing outside
        module("JSON", in: "Adapters"),
        module("SalonFiles", in: "Adapters", ["Salon", "CivilTime", "FlowMachine", yams]),
        module("Sealing", in: "Adapters", [crypto]),
        module("JSONLines", in: "Adapters", ["CivilTime", "JSON"]),
        module("UnderstandingLines", in: "Adapters", ["Understanding", "CivilTime", "JSON", "JSONLines"]),
        module(
            "AvailabilityLines", in: "Adapters", ["Booking", "Salon", "CivilTime", "FlowMachine", "JSON", "JSONLines"]),
        module("TextMate", in: "Adapters", ["FlowSyntax", "JSON"]),
        module("Patterns", in: "Adapters", ["CPCRE2"], settings: wrapping),
        module("Stemming", in: "Adapters", ["CStemmer"], settings: wrapping),
        module("TimeZones", in: "Adapters", ["CivilTime"]),
        module("Remembering", in: "Adapters", ["Understanding"]),
        module("Postgres", in: "Adapters", ["CPostgres"], settings: wrapping),
        module("PrivateCluster", in: "Adapters", ["Postgres"]),
        module("HTTPTransfer", in: "Adapters", ["CCurl"], settings: wrapping),
        module(
            "WhatsApp", in: "Adapters",
            ["JSON", "HTTPTransfer", "Conversations", "Salon", "CivilTime", "FlowInterpreter", crypto]),
        module(
            "Storage", in: "Adapters",
            [
                "Postgres", "JSON", "Salon", "Booking", "Conversations", "CivilTime", "FlowMachine", "FlowInterpreter",
                "FlowMigration", "Versions", crypto,
            ], resources: [.embedInCode("Migrations")]),

        module(
            "BotFiles", in: "Adapters",
            [
                "Grammar", "StandardFlows", "FlowDiagnostics", "FlowDrawing", "FlowFormatter", "FlowSyntax", "FlowCompiler",
                "FlowMachine", "Understanding",
                "CivilTime", "Salon", "Conversations", "Patterns", "Remembering", "Stemming", "SalonFiles", "TimeZones",
            ]),

        // Application
        module(
            "Webhook", in: "Application", ["Conversations", "WhatsApp", hummingbird, log, nio, httpTypes]),
        module(
            "Workers", in: "Application",
            [
                "Storage", "Postgres", "Conversations", "Versions", "Booking", "Salon", "CivilTime", "FlowMachine", "FlowInterpreter",
                "FlowMigration", "Understanding", "TimeZones", "WhatsApp", "HTTPTransfer", "Sealing", log,
            ]),
        module(
            "Publishing", in: "Application",
            [
                "BotFiles", "Storage", "Postgres", "Conversations", "Booking", "Salon", "CivilTime", "FlowCompiler", "FlowDiagnostics",
                "FlowMachine", "FlowMigration", "FlowInterpreter", "FlowSyntax",
            ]),
        module(
            "StandIn", in: "Application",
            ["CivilTime", "JSON", "HTTPTransfer", hummingbird, crypto, log, lifecycle, nio, httpTypes],
            resources: [.embedInCode("Page")]),
        module(
            "Server", in: "Application",
            [
                "Webhook", "Workers", "Storage", "Postgres", "Conversations", "Salon", "CivilTime", "Understanding",
                "TimeZones", "WhatsApp", "HTTPTransfer", "Sealing", hummingbird, log, lifecycle,
            ]),
        module(
            "DemoSalon", in: "Application",
            [
                "Publishing", "BotFiles", "CivilTime", "Salon", "SalonFiles", "Sealing",
                "StandIn", "Storage", "Postgres", "TimeZones", "WhatsApp", "Workers",
            ]),
        module("Linting", in: "Application", ["Grammar", "FlowDiagnostics", "JSON", yams]),
        module(
            "LanguageServer", in: "Application",
            [
                "BotFiles", "FlowDiagnostics", "FlowFormatter", "FlowMachine", "FlowNames", "FlowSyntax", "JSON", "Linting",
                "SalonFiles", "TimeZones",
            ]),
        .executableTarget(
            name: "salonflow",
            dependencies: [
                "DemoSalon", "Publishing", "LanguageServer", "Linting", "FlowDifference", "FlowDrawing", "FlowFormatter", "FlowSyntax",
                "Grammar", "TextMate",
                "Booking", "BotFiles", "FlowCompiler", "FlowDiagnostics", "FlowMachine", "FlowMigration", "FlowInterpreter", "CivilTime",
                "Salon", "SalonFiles", "Conversations", "Versions", "TimeZones", "JSON", "Server", "Storage", "Postgres", "PrivateCluster",
                "Sealing", "Webhook", "WhatsApp", "HTTPTransfer", "StandIn", "Understanding", "UnderstandingLines",
                "AvailabilityLines", "JSONLines", hummingbird, log, arguments, lifecycle, signals, nio,
            ],
            path: "Sources/Application/salonflow", swiftSettings: strict),

        .executableTarget(
            name: "benchmark",
            dependencies: [
                "BotFiles", "Booking", "Conversations", "TalkRecording", "Versions", "FlowCompiler", "FlowDiagnostics", "FlowInterpreter",
                "FlowMachine", "LanguageServer", "CivilTime", "Salon", "SalonFiles", "DemoSalon", "Publishing", "Server", "StandIn", "Storage", "Postgres", "PrivateCluster", "Sealing",
                "FlowMigration", "Workers", "Understanding", "Webhook", "WhatsApp", "HTTPTransfer", "JSON", "TimeZones", hummingbird, log,
            ],
            path: "tools/benchmark", swiftSettings: strict),

        .executableTarget(
            name: "flow-fuzz",
            dependencies: [
                "FlowGenerator", "FlowSyntax", "FlowCompiler", "FlowDiagnostics", "FlowMachine", "Grammar", "StandardFlows",
                "MessageGenerator", "Understanding", "CivilTime",
            ],
            path: "tools/fuzzing", swiftSettings: strict),

        // Tests, by the same layers; Support is what several of them stand on
        .target(
            name: "PostgresTestSupport", dependencies: ["Postgres", "PrivateCluster"],
            path: "Tests/Support/PostgresTestSupport", swiftSettings: strict),
        .target(
            name: "FlowGenerator", dependencies: ["FlowSyntax", "FlowMachine", "FlowFormatter", "FlowDiagnostics"], path: "Tests/Support/FlowGenerator",
            swiftSettings: strict),
        .target(
            name: "VersionGenerator", dependencies: ["FlowGenerator", "FlowMachine"], path: "Tests/Support/VersionGenerator",
            swiftSettings: strict),
        .target(
            name: "SalonGenerator", dependencies: ["Salon", "CivilTime", "FlowMachine"], path: "Tests/Support/SalonGenerator",
            swiftSettings: strict),
        .target(
            name: "MessageGenerator", dependencies: ["Understanding", "Grammar", "Patterns", "Remembering", "Stemming"],
            path: "Tests/Support/MessageGenerator", swiftSettings: strict),
        .target(
            name: "TalkRecording",
            dependencies: ["Versions", "Conversations", "Booking", "Salon", "CivilTime", "FlowMachine", "FlowInterpreter"],
            path: "Tests/Support/TalkRecording", swiftSettings: strict),
        tests("CivilTimeTests", in: "Language", ["CivilTime", "TimeZones"]),
        tests("FlowSyntaxTests", in: "Language", ["FlowSyntax", "FlowDiagnostics", "FlowMachine", "Grammar"]),
        tests(
            "FlowFormatterTests", in: "Language",
            [
                "FlowFormatter", "FlowSyntax", "FlowDiagnostics", "FlowMachine", "FlowCompiler", "FlowGenerator", "Grammar",
                "StandardFlows",
            ]),
        tests(
            "FlowCompilerTests", in: "Language",
            ["FlowCompiler", "FlowSyntax", "FlowDiagnostics", "FlowMachine", "CivilTime", "Grammar", "StandardFlows"]),
        tests("FlowNamesTests", in: "Language", ["FlowNames", "FlowSyntax", "FlowDiagnostics", "Grammar"]),
        tests(
            "FlowMachineTests", in: "Language",
            ["FlowMachine", "CivilTime", "BotFiles", "FlowCompiler", "FlowDiagnostics", "FlowSyntax", "Grammar"]),
        tests(
            "FlowDrawingTests", in: "Language",
            ["FlowDrawing", "FlowMachine", "FlowSyntax", "FlowCompiler", "FlowDiagnostics", "BotFiles"]),
        tests(
            "FlowDifferenceTests", in: "Language",
            [
                "FlowDifference", "FlowMachine", "FlowSyntax", "FlowCompiler", "FlowDiagnostics", "BotFiles", "Conversations",
                "CivilTime",
            ]),
        tests(
            "UnderstandingTests", in: "Language",
            ["Understanding", "MessageGenerator", "CivilTime", "Grammar"]),
        tests(
            "FlowInterpreterTests", in: "Language",
            [
                "FlowInterpreter", "FlowMachine", "FlowCompiler", "FlowDiagnostics", "CivilTime", "BotFiles", "Conversations",
                "Booking", "Salon", "SalonFiles", "TimeZones",
            ]),
        tests(
            "FlowMigrationTests", in: "Language",
            ["FlowMigration", "FlowInterpreter", "FlowMachine", "FlowDiagnostics", "CivilTime", "VersionGenerator"]),
        tests(
            "ConversationsTests", in: "Domain",
            [
                "Conversations", "Booking", "Salon", "SalonFiles", "BotFiles", "CivilTime", "FlowMachine", "FlowInterpreter",
                "FlowCompiler", "FlowDiagnostics", "FlowGenerator", "FlowMigration", "TimeZones", "VersionGenerator",
            ]),
        tests(
            "VersionsTests", in: "Domain",
            [
                "Versions", "TalkRecording", "Conversations", "Booking", "Salon", "SalonFiles", "BotFiles", "CivilTime", "FlowMachine",
                "FlowInterpreter", "FlowMigration",
                "FlowCompiler", "FlowDiagnostics", "TimeZones",
            ]),
        tests(
            "SalonFilesTests", in: "Adapters",
            ["SalonFiles", "SalonGenerator", "Salon", "CivilTime", "FlowMachine", "TimeZones"]),
        tests(
            "LintingTests", in: "Application",
            [
                "Linting", "BotFiles", "FlowSyntax", "FlowCompiler", "FlowDiagnostics", "FlowMachine", "Grammar", "JSON",
                "Conversations", "Salon", "SalonFiles", "TimeZones", yams,
            ]),
        tests(
            "UnderstandingLinesTests", in: "Adapters",
            ["UnderstandingLines", "JSONLines", "Understanding", "CivilTime", "JSON", "BotFiles"]),
        tests(
            "AvailabilityLinesTests", in: "Adapters",
            ["AvailabilityLines", "JSONLines", "CivilTime", "JSON", "TimeZones"]),
        tests("SealingTests", in: "Adapters", ["Sealing"]),
        tests("BookingTests", in: "Domain", ["Booking", "SalonGenerator", "Salon", "CivilTime", "FlowMachine", "TimeZones"]),
        tests(
            "LanguagePropertyTests", in: "Language",
            [
                "FlowGenerator", "FlowSyntax", "FlowCompiler", "FlowDiagnostics", "FlowInterpreter", "FlowMachine", "BotFiles",
                "Conversations", "Salon", "SalonFiles", "CivilTime", "TimeZones", "Grammar", "StandardFlows",
            ]),
        tests("TextMateTests", in: "Adapters", ["TextMate", "FlowSyntax", "JSON", "Grammar"]),
        tests("JSONTests", in: "Adapters", ["JSON"]),
        tests("PatternsTests", in: "Adapters", ["Patterns", "Stemming"]),
        tests("PostgresTests", in: "Adapters", ["Postgres", "PrivateCluster", "PostgresTestSupport"]),
        tests("HTTPTransferTests", in: "Adapters", ["HTTPTransfer"]),
        tests(
            "WhatsAppTests", in: "Adapters",
            ["WhatsApp", "JSON", "Conversations", "Salon", "CivilTime", "FlowInterpreter", "HTTPTransfer"]),
        tests(
            "StorageTests", in: "Adapters",
            [
                "Storage", "Postgres", "PrivateCluster", "PostgresTestSupport", "SalonGenerator", "Salon", "Booking",
                "Conversations", "Versions", "CivilTime", "FlowMachine", "FlowInterpreter",
            ]),
        tests(
            "WebhookTests", in: "Application",
            [
                "Webhook", "Server", "Storage", "Postgres", "PrivateCluster", "PostgresTestSupport", "Conversations", "Workers",
                "Salon", "CivilTime", "WhatsApp", "JSON", "HTTPTransfer", hummingbird, log,
            ]),
        tests(
            "WorkersTests", in: "Application",
            [
                "Workers", "Server", "Storage", "Postgres", "PrivateCluster", "PostgresTestSupport", "BotFiles",
                "Conversations", "Versions", "Booking", "Salon", "SalonFiles", "CivilTime", "FlowMachine", "FlowInterpreter",
                "FlowCompiler", "FlowDiagnostics", "TimeZones", "WhatsApp", "HTTPTransfer", "Sealing", "StandIn", log,
                "DemoSalon", "Publishing", "Webhook", lifecycle,
            ]),
        tests(
            "EndToEndTests", in: "EndToEnd",
            [
                "StandIn", "Postgres", "PrivateCluster", "CivilTime", "JSON", "HTTPTransfer", "TimeZones", log, "salonflow",
                "DemoSalon", "Salon", "Storage",
            ]),
        tests(
            "LanguageServerTests", in: "Application",
            ["LanguageServer", "BotFiles", "FlowDiagnostics", "FlowSyntax", "JSON"]),
        tests(
            "StandInTests", in: "Application",
            ["StandIn", "CivilTime", "JSON", "HTTPTransfer", hummingbird, crypto, log, nio, httpTypes]),
    ]
)

// `SALONFLOW_ONLY=FlowSyntaxTests,BookingTests swift test` builds just those targets and what they stand on: an inner loop
// of seconds that links no server.
if let only = Context.environment["SALONFLOW_ONLY"] {
    let byName = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
    var kept: Set<String> = []
    var open = only.split(separator: ",").map(String.init)
    while let name = open.popLast() {
        guard let target = byName[name], kept.insert(name).inserted else { continue }
        for case .byNameItem(let dependency, _) in target.dependencies { open.append(dependency) }
    }
    package.targets.removeAll { !kept.contains($0.name) }
}
