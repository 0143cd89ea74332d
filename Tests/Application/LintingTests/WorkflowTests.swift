import Foundation
import Testing
import Yams

/// The workflow that salons copy: well-formed, and every command of ours in it exists. The commands themselves are run by
/// the end-to-end tests.
@Suite("Example workflow") struct WorkflowTests {
    @Test("it is a workflow whose steps run something")
    func isWorkflow() throws {
        let root = try #require(try Yams.compose(yaml: Repository.text("flows/ci/lint.yml")))
        #expect(root["on"]?["pull_request"] != nil)
        #expect(root["permissions"]?["security-events"]?.string == "write")
        let jobs = try #require(root["jobs"]?.mapping)
        for (_, job) in jobs {
            #expect(job["runs-on"]?.string?.isEmpty == false)
            let steps = try #require(job["steps"]?.sequence)
            for step in steps { #expect((step["run"] == nil) != (step["uses"] == nil), "a step runs or uses something") }
            let upload = steps.first { $0["uses"]?.string?.contains("upload-sarif") == true }
            let written = try #require(upload?["with"]?["sarif_file"]?.string)
            #expect(steps.contains { $0["run"]?.string?.contains("> \(written)") == true }, "what is uploaded was written")
        }
    }

    @Test("the page on flows speaks of it")
    func isDocumented() throws {
        #expect(try Repository.text("flows/README.md").contains("ci/lint.yml"))
    }
}
