internal import Foundation

/// Prints salonflow's figures; `tools/bench` builds it optimised and runs it. With arguments only the named ones.
@main
struct Main {
    enum Benchmark: String, CaseIterable {
        case understanding, slots, bookings, interpreter, replay, compile, lsp, intake, turns, publish, start, memory

        func run() async throws {
            switch self {
            case .understanding: try UnderstandingBenchmark.run()
            case .slots: try SlotsBenchmark.run()
            case .bookings: try await BookingBenchmark.run()
            case .interpreter: try InterpreterBenchmark.run()
            case .replay: try ReplayBenchmark.run()
            case .compile: try CompileBenchmark.run()
            case .lsp: try EditingBenchmark.run()
            case .intake: try await IntakeBenchmark.run()
            case .turns: try await TurnsBenchmark.run()
            case .publish: try await PublishBenchmark.run()
            case .start: try await StartBenchmark.run()
            case .memory: try await MemoryBenchmark.run()
            }
        }
    }

    static func main() async throws {
        var wanted: [Benchmark] = []
        for name in CommandLine.arguments.dropFirst() {
            guard let benchmark = Benchmark(rawValue: name) else {
                say("no benchmark `\(name)`; there are: \(Benchmark.allCases.map(\.rawValue).joined(separator: ", "))")
                exit(2)
            }
            wanted.append(benchmark)
        }
        say("processors: \(ProcessInfo.processInfo.activeProcessorCount), optimised build: \(isOptimised)")
        for benchmark in wanted.isEmpty ? Benchmark.allCases : wanted {
            say("\n\(benchmark.rawValue)")
            do { try await benchmark.run() } catch {
                say("  failed: \(error)")
                exit(3)
            }
        }
    }

    private static var isOptimised: Bool {
        var result = true
        assert({ result = false; return true }())
        return result
    }
}

/// Median, with the least and the most: a wide span says that the machine was noisy.
struct Spread: CustomStringConvertible {
    let values: [Double]

    init(_ values: [Double]) { self.values = values.sorted() }

    var median: Double { values.isEmpty ? .nan : values[values.count / 2] }

    var description: String {
        "\(text(median)) (\(text(values.first ?? .nan)) – \(text(values.last ?? .nan)), \(values.count) runs)"
    }

    private func text(_ value: Double) -> String { String(format: value < 100 ? "%.2f" : "%.0f", value) }
}

func report(_ name: String, _ value: some CustomStringConvertible, aim: String? = nil) {
    let padded = name.padding(toLength: max(64, name.count), withPad: " ", startingAt: 0)
    say("  \(padded) \(value)\(aim.map { "   aim \($0)" } ?? "")")
}

/// Seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start).inSeconds
}

/// Time that this thread's work takes of the processor, so that what else the machine does is left out.
func processorMicroseconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1000
    }
    let start = now()
    try body()
    return now() - start
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// Unbuffered, so that a reader of a pipe sees each figure when it is known.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
