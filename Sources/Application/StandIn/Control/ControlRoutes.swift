internal import CivilTime
internal import HTTPTypes
internal import Hummingbird
internal import JSON

/// The interface for tests and the host program: what people do, what the network does wrong, what it has seen.
struct ControlRoutes {
    let core: StandInCore
    let handshake: @Sendable () async -> StandIn.HandshakeResult

    /// People who may write in one call.
    private static let bulk = 10_000

    func add(to router: RouterGroup<StandInContext>) {
        let control = router.group("control")
        addPeople(to: control)
        addRecords(to: control)
        addFaults(to: control)
    }

    private func addPeople(to control: RouterGroup<StandInContext>) {
        control.get("customers") { _, _ -> Response in
            .json(.ok, .array(core.read { network, _ in network.people() }.map(ControlJSON.customer)))
        }
        control.post("customers/{wa_id}") { request, context -> Response in
            let waID = try context.parameters.require("wa_id")
            guard let value = try await request.jsonBody() else { return notJSON }
            let isSet = core.change { network, _ in
                let known = network.customers[waID] ?? Customer(waID: waID, name: "+\(waID)")
                guard let customer = ControlJSON.readCustomer(value, known: known), customer.waID == waID else {
                    return false
                }
                network.setCustomer(customer)
                return true
            }
            guard isSet else {
                return .refusal(
                    .invalid(
                        "A customer has name, username, hides_phone and a script: read, read_at_once, delivered, sent, "
                            + "silence or {\"failed\": code}."))
            }
            return .json(.ok, .members(["success": true]))
        }
        control.post("customers/{wa_id}/messages") { request, context -> Response in
            let waID = try context.parameters.require("wa_id")
            guard let value = try await request.jsonBody() else { return notJSON }
            return answered {
                () throws(ControlError) in
                let message = try ControlJSON.readMessage(value)
                let id = try core.change { network, now throws(ControlError) in
                    try network.write(from: waID, to: value["number"]?.string, message, now: now)
                }
                return .members(["id": .string(id)])
            }
        }
        control.get("customers/{wa_id}/transcript") { request, context -> Response in
            let waID = try context.parameters.require("wa_id")
            let number = request.uri.queryParameters["number"].map(String.init)
            let after = request.uri.queryParameters["after"].flatMap { Int($0) } ?? 0
            let (entries, typing, revision, now) = core.read { network, now in
                (
                    network.transcript(waID, at: number, after: after), network.isTyping(waID, at: number, now: now),
                    network.revision, now
                )
            }
            return .json(
                .ok,
                .members([
                    "now": .count(now), "revision": .count(revision), "typing": .bool(typing),
                    "entries": .array(entries.map(ControlJSON.entry)),
                ]))
        }
        control.post("messages") { request, _ -> Response in
            guard let value = try await request.jsonBody(upTo: 32 << 20), let messages = value["messages"]?.array else {
                return notJSON
            }
            guard messages.count <= ControlRoutes.bulk else {
                return .refusal(.invalid("At most \(ControlRoutes.bulk) messages in one call."))
            }
            return answered {
                () throws(ControlError) in
                var read: [(String, String?, CustomerMessage)] = []
                for message in messages {
                    guard let from = message["from"]?.string else { throw .invalid("A message names its “from”.") }
                    read.append((from, message["number"]?.string, try ControlJSON.readMessage(message)))
                }
                let ids = try core.change { network, now throws(ControlError) in
                    var ids: [JSONValue] = []
                    for (from, number, message) in read {
                        ids.append(.string(try network.write(from: from, to: number, message, now: now)))
                    }
                    return ids
                }
                return .members(["ids": .array(ids)])
            }
        }
    }

    private func addRecords(to control: RouterGroup<StandInContext>) {
        control.get("messages") { _, _ -> Response in
            let (messages, counts) = core.read { network, _ in (network.acceptedMessages(), network.callbackCounts()) }
            return .json(.ok, ControlJSON.accepted(messages, counts))
        }
        control.get("deliveries") { _, _ -> Response in
            let (records, isIdle) = core.read { network, _ in (network.deliveries(), network.isIdle) }
            return .json(.ok, ControlJSON.deliveries(records, isIdle: isIdle))
        }
        control.post("handshake") { _, _ -> Response in
            let result = await handshake()
            return .json(
                .ok,
                .members([
                    "verified": .bool(result.isVerified), "status": result.status.map(JSONValue.count),
                    "trouble": result.trouble.map(JSONValue.string),
                ]))
        }
        control.post("webhook") { request, _ -> Response in
            guard let url = try await request.jsonBody()?["url"]?.string else { return notJSON }
            core.change { network, _ in network.settings.webhookURL = url }
            return .json(.ok, .members(["success": true]))
        }
    }

    private func addFaults(to control: RouterGroup<StandInContext>) {
        control.get("faults") { _, _ -> Response in
            .json(.ok, ControlJSON.faults(core.read { network, _ in network.faults }))
        }
        control.post("faults") { request, _ -> Response in
            guard let value = try await request.jsonBody() else { return notJSON }
            return answered {
                () throws(ControlError) in
                let faults = try ControlJSON.readFaults(value)
                core.change { network, _ in network.faults = faults }
                return ControlJSON.faults(faults)
            }
        }
        control.delete("faults") { _, _ -> Response in
            core.change { network, _ in network.faults = Faults() }
            return .json(.ok, ControlJSON.faults(Faults()))
        }
        control.post("templates/{name}/{language}") { request, context -> Response in
            let name = try context.parameters.require("name")
            let language = try context.parameters.require("language")
            let words = try await request.jsonBody()?["status"]?.string
            return answered {
                () throws(ControlError) in
                guard let status = words.flatMap(StandInSettings.Template.Status.init) else {
                    let known = StandInSettings.Template.Status.allCases.map(\.rawValue).joined(separator: ", ")
                    throw .invalid("A template's status is one of: \(known).")
                }
                try core.change { network, now throws(ControlError) in
                    try network.setTemplate(name, language: language, status, now: now)
                }
                return .members(["success": true])
            }
        }
        control.get("clock") { _, _ -> Response in .json(.ok, clock()) }
        control.post("clock") { request, _ -> Response in
            guard let value = try await request.jsonBody() else { return notJSON }
            guard let moveClock = core.moveClock else {
                return .refusal(.invalid("This stand-in has no clock to move."))
            }
            guard let move = ClockWords.read(value, zone: core.read { network, _ in network.settings.zone }) else {
                return .refusal(
                    .invalid(
                        "A clock moves by {\"advance_seconds\": 3600}, {\"set_milliseconds\": …} or "
                            + "{\"set\": \"2026-03-10 09:00\"}."))
            }
            try await moveClock(move)
            core.wake.ring()
            return .json(.ok, clock())
        }
    }

    private func clock() -> JSONValue {
        let (now, zone) = core.read { network, now in (now, network.settings.zone) }
        return .members([
            "milliseconds": .count(now), "zone": .string(zone.name), "local": .string(ClockWords.local(now, zone)),
            "movable": .bool(core.moveClock != nil),
        ])
    }

    private var notJSON: Response { .refusal(.invalid("The body is not the JSON this call takes.")) }

    private func answered(_ body: () throws(ControlError) -> JSONValue) -> Response {
        do throws(ControlError) {
            return .json(.ok, try body())
        } catch {
            return .refusal(error)
        }
    }
}
