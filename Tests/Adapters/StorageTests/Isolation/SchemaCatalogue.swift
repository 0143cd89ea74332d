import Postgres

/// What the database's own catalogue says about its tables, as far as the isolation of salons hangs on it.
struct SchemaCatalogue {
    struct Table: Hashable {
        var name: String
        var columns: [Column]
        var tenantColumn: Column? { columns.first { $0.name == "tenant_id" } }
    }

    struct Column: Hashable {
        var name: String
        var type: String
        var isRequired: Bool
        /// GENERATED ALWAYS AS IDENTITY or AS (expression).
        var isIdentity: Bool
        var isComputed: Bool
        var serverMayUpdate: Bool
    }

    struct Key: Hashable {
        var name: String
        var table: String
        var columns: [String]
        /// primary, unique, exclusion or index
        var kind: String
    }

    struct ForeignKey: Hashable {
        var name: String
        var table: String
        var columns: [String]
        var target: String
        var targetColumns: [String]
    }

    var tables: [Table]
    var keys: [Key]
    var foreignKeys: [ForeignKey]
    var views: [String]

    var tenantTables: [Table] { tables.filter { $0.tenantColumn != nil } }

    init(_ administrator: Connection) throws {
        var tables: [Table] = []
        for row in try administrator.execute(CatalogueQueries.columns) {
            let column = Column(
                name: try row.text(1), type: try row.text(2), isRequired: try row.bool(3), isIdentity: try row.bool(4),
                isComputed: try row.bool(5), serverMayUpdate: try row.bool(6))
            if tables.last?.name != (try row.text(0)) { tables.append(Table(name: try row.text(0), columns: [])) }
            tables[tables.count - 1].columns.append(column)
        }
        self.tables = tables
        keys = try administrator.execute(CatalogueQueries.keys).map { row in
            Key(
                name: try row.text(0), table: try row.text(1), columns: try row.texts(2).compactMap(\.self),
                kind: try row.text(3))
        }
        foreignKeys = try administrator.execute(CatalogueQueries.foreignKeys).map { row in
            ForeignKey(
                name: try row.text(0), table: try row.text(1), columns: try row.texts(2).compactMap(\.self),
                target: try row.text(3), targetColumns: try row.texts(4).compactMap(\.self))
        }
        views = try administrator.words(
            """
            SELECT oid::regclass::text FROM pg_class
            WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace ORDER BY relname
            """)
    }
}

private enum CatalogueQueries {
    static let columns = Statement(
        "catalogue of columns",
        """
        SELECT class.relname::text, attribute.attname::text, format_type(attribute.atttypid, attribute.atttypmod),
            attribute.attnotnull, attribute.attidentity = 'a', attribute.attgenerated <> '',
            has_column_privilege('salonflow_server', class.oid, attribute.attnum, 'UPDATE')
        FROM pg_class AS class
            JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid
        WHERE class.relkind IN ('r', 'p', 'f') AND class.relnamespace = 'public'::regnamespace
            AND attribute.attnum > 0 AND NOT attribute.attisdropped
        ORDER BY class.relname, attribute.attnum
        """)

    static let keys = Statement(
        "catalogue of keys",
        """
        SELECT COALESCE(con.conname, index_class.relname)::text, table_class.relname::text,
            ARRAY(
                SELECT COALESCE(attribute.attname::text, '(expression)')
                FROM unnest(index.indkey::smallint[]) WITH ORDINALITY AS key (number, place)
                    LEFT JOIN pg_attribute AS attribute
                        ON attribute.attrelid = index.indrelid AND attribute.attnum = key.number
                ORDER BY place),
            CASE con.contype WHEN 'p' THEN 'primary' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclusion' ELSE 'index' END
        FROM pg_index AS index
            JOIN pg_class AS index_class ON index_class.oid = index.indexrelid
            JOIN pg_class AS table_class ON table_class.oid = index.indrelid
            LEFT JOIN pg_constraint AS con ON con.conindid = index.indexrelid AND con.contype IN ('p', 'u', 'x')
        WHERE table_class.relnamespace = 'public'::regnamespace AND (index.indisunique OR index.indisexclusion)
        ORDER BY table_class.relname, index_class.relname
        """)

    static let foreignKeys = Statement(
        "catalogue of foreign keys",
        """
        SELECT con.conname::text, class.relname::text,
            ARRAY(
                SELECT attribute.attname::text
                FROM unnest(con.conkey) WITH ORDINALITY AS key (number, place)
                    JOIN pg_attribute AS attribute
                        ON attribute.attrelid = con.conrelid AND attribute.attnum = key.number
                ORDER BY place),
            target.relname::text,
            ARRAY(
                SELECT attribute.attname::text
                FROM unnest(con.confkey) WITH ORDINALITY AS key (number, place)
                    JOIN pg_attribute AS attribute
                        ON attribute.attrelid = con.confrelid AND attribute.attnum = key.number
                ORDER BY place)
        FROM pg_constraint AS con
            JOIN pg_class AS class ON class.oid = con.conrelid
            JOIN pg_class AS target ON target.oid = con.confrelid
        WHERE con.contype = 'f' AND class.relnamespace = 'public'::regnamespace
        ORDER BY class.relname, con.conname
        """)
}
