internal import Conversations

/// Test results as JUnit XML, as build servers read it: one suite for the bot, one case a test.
enum JUnitReport {
    static func xml(bot: String, _ results: [TestResult]) -> String {
        let failed = results.count { $0.run.failure != nil }
        let total = seconds(results.reduce(0) { $0 + $1.seconds })
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites tests=\"\(results.count)\" failures=\"\(failed)\" errors=\"0\" time=\"\(total)\">",
            "  <testsuite name=\"\(escaped(bot))\" tests=\"\(results.count)\" failures=\"\(failed)\" errors=\"0\" skipped=\"0\" time=\"\(total)\">",
        ]
        for result in results {
            let head =
                "    <testcase classname=\"\(escaped(bot))\" name=\"\(escaped(result.run.title))\" file=\"\(escaped(result.file))\" line=\"\(result.line)\" time=\"\(seconds(result.seconds))\""
            guard let failure = result.run.failure else {
                lines.append(head + "/>")
                continue
            }
            lines.append(head + ">")
            let message = "expected \(failure.expected), found \(failure.found)"
            lines.append("      <failure type=\"expectation\" message=\"\(escaped(message))\">\(escaped(result.report))</failure>")
            lines.append("    </testcase>")
        }
        lines += ["  </testsuite>", "</testsuites>"]
        return lines.map { $0 + "\n" }.joined()
    }

    /// With milliseconds, as the format wants it whatever the locale.
    private static func seconds(_ value: Double) -> String {
        let milliseconds = max(0, Int((value * 1000).rounded()))
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    /// Line breaks survive in an attribute only as references; characters that XML 1.0 has not are left out.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\r": result += "&#13;"
            case "\t": result += "&#9;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
