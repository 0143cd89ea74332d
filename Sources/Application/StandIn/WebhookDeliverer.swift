internal import HTTPTransfer
internal import JSON
internal import Logging
internal import ServiceLifecycle

/// Posts the webhooks the network hands out, several at a time, and plays the statuses when their moment comes.
struct WebhookDeliverer: Service {
    let core: StandInCore
    let client: Client
    let concurrency: Int
    let logger: Logger

    /// How often the clock is looked at when nothing rings: it may have been moved from outside.
    private static let heartbeat = Duration.milliseconds(20)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskCancellationHandler {
                await work()
            } onCancel: {
                core.changes.close()
                core.wake.end()
            }
        }
        await client.close(within: .seconds(2))
    }

    private func work() async {
        await withDiscardingTaskGroup { group in
            let rings = core.wake.listen()
            let heart = core.wake
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: WebhookDeliverer.heartbeat)
                    heart.ring()
                }
            }
            let room = Room(concurrency)
            for await _ in rings {
                let webhooks = core.takeDeliveries(room: room.free)
                room.take(webhooks.count)
                for webhook in webhooks {
                    group.addTask {
                        await post(webhook)
                        room.give()
                        heart.ring()
                    }
                }
            }
            group.cancelAll()
        }
    }

    private func post(_ webhook: OutgoingWebhook) async {
        let request = Request(
            .post, webhook.url,
            headers: [
                Header("Content-Type", "application/json"),
                Header("User-Agent", "facebookexternalua"),
                Header("X-Hub-Signature-256", webhook.signature),
            ],
            body: webhook.body,
            limits: RequestLimits(totalTimeout: .seconds(20), responseBytes: 64 << 10))
        do throws(TransferError) {
            let status = try await client.send(request).status
            if status != 200 { logger.debug("webhook refused", metadata: ["status": "\(status)"]) }
            core.change { network, now in network.finish(webhook, status: status, now: now) }
        } catch {
            let words = error.description
            logger.debug("webhook failed", metadata: ["trouble": "\(words)"])
            core.change { network, now in network.finish(webhook, status: nil, trouble: words, now: now) }
        }
    }

    /// `GET` with mode, challenge and verify token, the three that make the handshake (facts, section 2).
    func handshake() async -> StandIn.HandshakeResult {
        let (url, token) = core.read { network, _ in (network.settings.webhookURL, network.settings.verifyToken) }
        let challenge = String(UInt32.random(in: 100_000_000...2_000_000_000))
        let query = "hub.mode=subscribe&hub.challenge=\(challenge)&hub.verify_token=\(PercentEncoding.query(token))"
        let address = url + (url.contains("?") ? "&" : "?") + query
        do throws(TransferError) {
            let answer = try await client.send(Request(.get, address, limits: RequestLimits(responseBytes: 64 << 10)))
            let isVerified = answer.status == 200 && answer.body == Array(challenge.utf8)
            return StandIn.HandshakeResult(
                status: answer.status, isVerified: isVerified,
                trouble: isVerified ? nil : "The answer is not 200 with the bare challenge.")
        } catch {
            return StandIn.HandshakeResult(status: nil, isVerified: false, trouble: error.description)
        }
    }
}
