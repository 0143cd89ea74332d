internal import CPostgres

extension Connection {
    /// Sends all calls at once and reads all answers: one round trip, whatever their number.
    ///
    /// Outside a transaction the calls are one implicit transaction: all take effect or none. The first refusal is
    /// thrown with its `pipelineIndex`; the calls after it did not run. An empty list costs nothing.
    package func pipeline(_ calls: [Call]) throws(PostgresError) -> [Rows] {
        if calls.isEmpty { return [] }
        var encoded: [EncodedParameters] = []
        for call in calls { encoded.append(try EncodedParameters(call.parameters)) }
        let queue = try planned(calls, encoded)
        guard unsafe PQenterPipelineMode(handle) == 1 else { throw lost(nil) }
        for step in queue {
            let statement = calls[step.call].statement
            let sent =
                switch step.action {
                case .prepare:
                    unsafe PQsendPrepare(
                        handle, step.plan.serverName, step.plan.sql, Int32(step.plan.types.count), step.plan.types)
                case .execute:
                    unsafe encoded[step.call].withPointers { count, values, lengths, formats in
                        unsafe PQsendQueryPrepared(handle, step.plan.serverName, count, values, lengths, formats, 1)
                    }
                }
            if sent != 1 { throw lost(statement.name) }
        }
        guard unsafe PQpipelineSync(handle) == 1 else { throw lost(nil) }
        let answers = try receive(queue, calls)
        guard unsafe PQexitPipelineMode(handle) == 1 else { throw lost(nil) }
        return try answers.get()
    }

    private struct Step {
        enum Action { case prepare, execute }
        var action: Action
        var call: Int
        var plan: Plan
    }

    /// The calls in order, each statement that is new to this connection preceded by its preparation.
    private func planned(_ calls: [Call], _ encoded: [EncodedParameters]) throws(PostgresError) -> [Step] {
        var steps: [Step] = []
        var fresh: [String: Plan] = [:]
        for (index, call) in calls.enumerated() {
            let types = encoded[index].types
            if let plan = try knownPlan(for: call.statement, types: types) {
                steps.append(Step(action: .execute, call: index, plan: plan))
            } else if let plan = fresh[call.statement.name] {
                guard plan.sql == call.statement.sql, plan.types == types else {
                    throw .statementMismatch(
                        statement: call.statement.name, reason: "two calls of one pipeline differ in text or types")
                }
                steps.append(Step(action: .execute, call: index, plan: plan))
            } else {
                let plan = newPlan(for: call.statement, types: types)
                fresh[call.statement.name] = plan
                steps.append(Step(action: .prepare, call: index, plan: plan))
                steps.append(Step(action: .execute, call: index, plan: plan))
            }
        }
        return steps
    }

    /// Reads one answer per step and then the sync. Throws only when the connection is gone; a refusal is returned, so
    /// that the caller leaves pipeline mode first.
    private func receive(_ queue: [Step], _ calls: [Call]) throws(PostgresError) -> Result<[Rows], PostgresError> {
        var answers: [Rows] = []
        var refusal: PostgresError?
        for step in queue {
            let statement = calls[step.call].statement
            guard let result = unsafe PQgetResult(handle) else { throw lost(statement.name) }
            if unsafe PQresultStatus(result) == PGRES_PIPELINE_ABORTED {
                unsafe PQclear(result)
            } else {
                do throws(PostgresError) {
                    let rows = try unsafe rows(from: result, statement.name)
                    switch step.action {
                    case .prepare: remember(step.plan, for: statement)
                    case .execute: answers.append(rows)
                    }
                } catch .server(var error) {
                    error.pipelineIndex = step.call
                    refusal = refusal ?? .server(error)
                    // After a FATAL refusal no sync will come.
                    if unsafe PQstatus(handle) != CONNECTION_OK { throw .server(error) }
                }
            }
            // Each step ends with a null result; more than one answer a step does not occur without COPY.
            while let extra = unsafe PQgetResult(handle) {
                unsafe PQclear(extra)
                if unsafe PQstatus(handle) != CONNECTION_OK { throw refusal ?? lost(statement.name) }
            }
        }
        guard let sync = unsafe PQgetResult(handle) else { throw refusal ?? lost(nil) }
        defer { unsafe PQclear(sync) }
        guard unsafe PQresultStatus(sync) == PGRES_PIPELINE_SYNC else { throw refusal ?? lost(nil) }
        return refusal.map { .failure($0) } ?? .success(answers)
    }
}
