import Postgres

/// What must hold of the catalogue itself, whatever rows there are.
enum IsolationLaws {
    /// Keys that may be without a tenant, with the migration that says why.
    private static let globalKeys: Set<String> = ["channel_account_routes_to_one_salon"]
    /// What all salons share and nobody owns: contents under the hash of their bytes (migration 0020), of which a salon sees
    /// what its own rows point at. By name, the policies with their command, USING and WITH CHECK.
    static let sharedTables: [String: [String: [String]]] = [
        "flow_content": [
            "own": [
                "r",
                """
                ((EXISTS ( SELECT
                   FROM flow_version
                  WHERE (flow_version.machine_hash = flow_content.hash))) OR (EXISTS ( SELECT
                   FROM flow_version
                  WHERE (flow_version.outline_hash = flow_content.hash))) OR (EXISTS ( SELECT
                   FROM flow_file
                  WHERE (flow_file.content_hash = flow_content.hash))))
                """, "none",
            ],
            // For the owner alone, in whose name contents are kept.
            "keeping": ["*", "true", "true"],
        ],
        "flow_file": [
            "own": [
                "r",
                """
                (EXISTS ( SELECT
                   FROM flow_version
                  WHERE (flow_version.sources_hash = flow_file.sources_hash)))
                """, "none",
            ],
            "keeping": ["*", "true", "true"],
        ],
    ]
    /// Tables that the owner may read across salons, for the questions asked without a tenant.
    static let routedTables: Set<String> = [
        "location", "channel_account", "conversation", "inbox", "outbox", "booking", "freed_time", "waitlist_offer",
        "flow_canary",
    ]
    /// Functions that run as the owner, with the columns they answer with.
    private static let definers: [String: [String]] = [
        "zones_in_use": ["tenant_id", "zone"],
        "find_channel_accounts": ["external_id", "tenant_id", "channel_account_id", "location_id"],
        "tenants_with_work": [
            "tenant_id", "has_turns", "has_messages", "has_stale_sends", "has_due_bookings", "has_freed_times", "has_canary_look",
        ],
        "record_dead_letters": [],
        // Triggers: nobody else writes the rows they write.
        "record_booking_event": [], "hold_booking_resources": [], "record_flow_move": [],
        "record_flow_canary": [],
        // Answers nothing: what is kept is read under row-level security.
        "keep_flow_content": [], "keep_flow_files": [],
    ]
    private static let sequences: Set<String> = ["tenant_tenant_id_seq", "customer_id_seq"]
    private static let deletable: Set<String> = [
        "master_service", "master_location", "working_hours", "closure", "delivery_report", "waitlist_entry", "customer_profile",
        "location_service", "service_resource", "work_break", "hours_override", "time_off", "freed_time",
    ]
    private static let tenantOnly =
        "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)"

    static func check(_ catalogue: SchemaCatalogue, _ administrator: Connection) throws -> [Finding] {
        keys(catalogue) + foreignKeys(catalogue) + (try tables(catalogue, administrator))
            + (try policies(catalogue, administrator)) + (try views(administrator)) + (try functions(administrator))
            + (try role(administrator))
    }

    private static func keys(_ catalogue: SchemaCatalogue) -> [Finding] {
        let tenantTables = Set(catalogue.tenantTables.map(\.name))
        return catalogue.keys.filter { tenantTables.contains($0.table) && !globalKeys.contains($0.name) }.map { key in
            Finding(
                "key \(key.name) of \(key.table)", holds: key.columns.first == "tenant_id",
                else: "begins with \(key.columns.first ?? "nothing") and not with tenant_id")
        }
    }

    private static func foreignKeys(_ catalogue: SchemaCatalogue) -> [Finding] {
        let tenantTables = Set(catalogue.tenantTables.map(\.name))
        return catalogue.foreignKeys.filter { tenantTables.contains($0.target) || tenantTables.contains($0.table) }.filter {
            sharedTables[$0.target] == nil
        }.map { key in
            let pairs = zip(key.columns, key.targetColumns)
            return Finding(
                "foreign key \(key.name) of \(key.table)",
                holds: pairs.contains { $0 == "tenant_id" && $1 == "tenant_id" },
                else: "points at \(key.target) without the tenant")
        }
    }

    private static func tables(_ catalogue: SchemaCatalogue, _ administrator: Connection) throws -> [Finding] {
        var findings: [Finding] = []
        for table in catalogue.tables {
            let subject = "table \(table.name)"
            let grants = try privileges(table.name, administrator)
            let open = try administrator.words(
                """
                SELECT acl.privilege_type FROM pg_class, aclexplode(relacl) AS acl
                WHERE oid = 'public.\(table.name)'::regclass AND acl.grantee = 0
                """)
            findings.append(Finding(subject, holds: open.isEmpty, else: "everybody may \(open)"))
            if sharedTables[table.name] != nil {
                let isBare = grants == ["SELECT"] && table.columns.allSatisfy { !$0.serverMayUpdate }
                findings.append(Finding(subject, holds: isBare, else: "is shared, and the serving role may \(grants)"))
                continue
            }
            guard let tenant = table.tenantColumn else {
                findings.append(
                    Finding(
                        subject, holds: grants.isEmpty, else: "has no tenant_id, and the serving role may \(grants)"))
                continue
            }
            findings.append(Finding(subject, holds: tenant.isRequired, else: "tenant_id may be null"))
            findings.append(
                Finding(subject, holds: tenant.type == "bigint", else: "tenant_id is a \(tenant.type)"))
            findings.append(
                Finding(subject, holds: !tenant.serverMayUpdate, else: "the serving role may change tenant_id"))
            let allowed: Set<String> =
                deletable.contains(table.name)
                ? ["SELECT", "INSERT", "DELETE"] : ["SELECT", "INSERT"]
            let beyond = Set(grants).subtracting(allowed).sorted()
            findings.append(
                Finding(subject, holds: beyond.isEmpty, else: "the serving role may \(beyond) beyond what it needs"))
            let security = try administrator.execute(
                Statement(
                    "row security",
                    "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = $1::regclass"),
                [.text("public.\(table.name)")])[0]
            findings.append(Finding(subject, holds: try security.bool(0), else: "row-level security is off"))
            findings.append(
                Finding(subject, holds: try security.bool(1), else: "row-level security is not forced on the owner"))
        }
        for name in try administrator.words(
            """
            SELECT relname::text FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
                AND CASE WHEN relkind = 'S'
                    THEN has_sequence_privilege('salonflow_server', oid, 'USAGE, SELECT, UPDATE') END
            ORDER BY relname
            """)
        {
            findings.append(
                Finding("sequence \(name)", holds: sequences.contains(name), else: "the serving role may use it"))
        }
        return findings
    }

    /// What the serving role may do with the whole table; updates are granted by column and so do not appear.
    private static func privileges(_ table: String, _ administrator: Connection) throws -> [String] {
        try administrator.execute(
            Statement(
                "privileges",
                """
                SELECT privilege FROM unnest(ARRAY[
                    'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
                WHERE has_table_privilege('salonflow_server', $1::regclass, privilege)
                """), [.text("public.\(table)")]
        ).map { try $0.text(0) }
    }

    private static func policies(_ catalogue: SchemaCatalogue, _ administrator: Connection) throws -> [Finding] {
        var findings: [Finding] = []
        var guarded: Set<String> = []
        for row in try administrator.execute(
            Statement(
                "policies",
                """
                SELECT class.relname::text, policy.polname::text, policy.polcmd::text, policy.polpermissive,
                    policy.polroles = ARRAY[0::oid], policy.polroles = ARRAY[class.relowner],
                    COALESCE(pg_get_expr(policy.polqual, class.oid), 'none'),
                    COALESCE(pg_get_expr(policy.polwithcheck, class.oid), 'none')
                FROM pg_policy AS policy JOIN pg_class AS class ON class.oid = policy.polrelid
                ORDER BY class.relname, policy.polname
                """))
        {
            let table = try row.text(0)
            let subject = "policy \(try row.text(1)) of \(table)"
            if try row.text(1) == "routing" {
                let narrow = try row.text(2) == "r" && row.bool(5) && routedTables.contains(table)
                findings.append(Finding(subject, holds: narrow, else: "opens more than reading for the owner"))
                continue
            }
            if let shared = sharedTables[table] {
                let found = [try row.text(2), try row.text(6), try row.text(7)]
                findings.append(
                    Finding(
                        subject, holds: try shared[row.text(1)] == found && row.bool(row.text(1) == "keeping" ? 5 : 4), else: "is another policy of what is shared: \(found)"))
                continue
            }
            guarded.insert(table)
            findings.append(
                Finding(
                    subject, holds: try row.text(2) == "*" && row.bool(3) && row.bool(4),
                    else: "does not hold for every command and role"))
            findings.append(
                Finding(subject, holds: try row.text(6) == tenantOnly, else: "USING is \(try row.text(6))"))
            findings.append(
                Finding(subject, holds: try row.text(7) == tenantOnly, else: "WITH CHECK is \(try row.text(7))"))
        }
        for table in catalogue.tenantTables {
            findings.append(
                Finding("table \(table.name)", holds: guarded.contains(table.name), else: "has no tenant policy"))
        }
        return findings
    }

    private static func views(_ administrator: Connection) throws -> [Finding] {
        try administrator.execute(
            Statement(
                "views",
                """
                SELECT relname::text, relkind = 'v',
                    COALESCE(reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)
                FROM pg_class
                WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace
                ORDER BY relname
                """)
        ).flatMap { row in
            [
                Finding("view \(try row.text(0))", holds: try row.bool(1), else: "keeps a copy that no policy guards"),
                Finding("view \(try row.text(0))", holds: try row.bool(2), else: "shows what its owner may see"),
            ]
        }
    }

    private static func functions(_ administrator: Connection) throws -> [Finding] {
        try administrator.execute(
            Statement(
                "functions",
                """
                SELECT proc.proname::text, proc.prosecdef,
                    COALESCE((SELECT true FROM unnest(proc.proconfig) AS setting
                              WHERE setting = 'search_path=pg_catalog, public, pg_temp'), false),
                    EXISTS (SELECT FROM aclexplode(COALESCE(proc.proacl, acldefault('f', proc.proowner))) AS acl
                            WHERE acl.grantee = 0),
                    ARRAY(SELECT argument.name
                          FROM unnest(proc.proargnames, proc.proargmodes) AS argument (name, mode)
                          WHERE argument.mode IN ('o', 't'))::text[]
                FROM pg_proc AS proc
                WHERE proc.pronamespace = 'public'::regnamespace
                    AND NOT EXISTS (
                        SELECT FROM pg_depend
                        WHERE classid = 'pg_proc'::regclass AND objid = proc.oid AND deptype = 'e')
                ORDER BY proc.proname
                """)
        ).flatMap { row in
            let name = try row.text(0)
            let subject = "function \(name)"
            let isDefiner = try row.bool(1)
            var findings = [
                Finding(subject, holds: try !row.bool(3), else: "everybody may call it"),
                Finding(
                    subject, holds: !isDefiner || definers[name] != nil, else: "runs as its owner (SECURITY DEFINER)"),
            ]
            if isDefiner {
                findings.append(Finding(subject, holds: try row.bool(2), else: "its search_path is not pinned"))
                let columns = try row.texts(4).compactMap(\.self)
                findings.append(
                    Finding(subject, holds: columns == definers[name] ?? [], else: "answers with \(columns)"))
            }
            return findings
        }
    }

    private static func role(_ administrator: Connection) throws -> [Finding] {
        let row = try administrator.execute(
            Statement(
                "serving role",
                """
                SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication,
                    EXISTS (SELECT FROM pg_auth_members WHERE member = role.oid),
                    EXISTS (SELECT FROM pg_shdepend
                            WHERE refclassid = 'pg_authid'::regclass AND refobjid = role.oid AND deptype = 'o'
                                AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))),
                    has_schema_privilege(role.oid, 'public', 'CREATE'),
                    EXISTS (SELECT FROM pg_namespace AS schema, aclexplode(schema.nspacl) AS acl
                            WHERE schema.nspname = 'public' AND acl.grantee = 0 AND acl.privilege_type = 'CREATE')
                FROM pg_roles AS role WHERE rolname = 'salonflow_server'
                """))[0]
        let faults = [
            "may do what only administrators may", "is a member of another role", "owns something",
            "may create objects in the schema", "everybody may create objects in the schema",
        ]
        return try faults.enumerated().map { column, fault in
            Finding("role salonflow_server", holds: try !row.bool(column), else: fault)
        }
    }
}
