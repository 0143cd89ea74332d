package import FlowDiagnostics

/// A finding as a GitHub Actions workflow command, which shows it beside the line on a pull request.
///
/// Source of the form: GitHub's "Workflow commands for GitHub Actions", error and warning messages.
package enum WorkflowCommand {
    /// One line without a break at its end. Columns are left out when the finding goes over several lines, for GitHub
    /// takes them only within one.
    package static func text(_ finding: RenderedDiagnostic) -> String {
        var properties = [("file", finding.file), ("line", String(finding.line)), ("endLine", String(finding.endLine))]
        if finding.line == finding.endLine {
            properties += [("col", String(finding.column)), ("endColumn", String(max(finding.endColumn, finding.column)))]
        }
        properties.append(("title", "salonflow \(finding.id)"))
        let written = properties.map { "\($0.0)=\(escaped($0.1, inProperty: true))" }.joined(separator: ",")
        let said = finding.help.map { "\(finding.message)\n\($0)" } ?? finding.message
        return "::\(finding.severity == .error ? "error" : "warning") \(written)::\(escaped(said, inProperty: false))"
    }

    /// A percent sign and line breaks end or alter a command, colons and commas its properties.
    static func escaped(_ text: String, inProperty: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where inProperty: result += "%3A"
            case "," where inProperty: result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
