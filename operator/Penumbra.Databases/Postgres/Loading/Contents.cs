using System.Globalization;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Databases.Postgres.Verifying;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>
/// What a database holds, so that two can be compared without moving a row: of each table and filled materialised view the number of rows and the sum of a keyed hash of each whole row, of large objects
/// the same, of sequences where they stand, and of indexes, constraints, triggers, rules, policies, views and functions that they are there.
/// </summary>
internal static class Contents
{
    // As a session writes a value must not depend on what a role or a database sets.
    private static readonly string[] Plainly =
    [
        "SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, YMD'", "SET IntervalStyle = 'postgres'", "SET bytea_output = 'hex'", "SET extra_float_digits = 1", "SET lc_monetary = 'C'", "SET search_path = pg_catalog",
        "SET xmloption = 'content'", "SET statement_timeout = 0", "SET work_mem = '64MB'", "SET default_transaction_read_only = on",
    ];

    // What an extension has made is the extension's: its version and the platform's own role may differ.
    private const string Named = $"""
        SELECT CASE c.relkind WHEN 'i' THEN 'index ' WHEN 'I' THEN 'index ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialised view ' WHEN 'S' THEN 'sequence ' WHEN 'c' THEN 'type ' ELSE 'table ' END || format('%I.%I', n.nspname, c.relname)
            || CASE WHEN c.relkind IN ('r', 'p', 'v', 'm', 'S') THEN ' of ' || pg_get_userbyid(c.relowner) ELSE '' END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind <> 't' AND {SqlNames.PeoplesSchema} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        UNION ALL SELECT format('constraint %I of %s', k.conname, k.conrelid::regclass) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE {SqlNames.PeoplesSchema}
        UNION ALL SELECT format('trigger %I of %s (%s)', g.tgname, g.tgrelid::regclass, g.tgenabled) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT g.tgisinternal AND {SqlNames.PeoplesSchema}
        UNION ALL SELECT format('policy %I of %s', p.polname, p.polrelid::regclass) FROM pg_policy p
        UNION ALL SELECT format('function %s', p.oid::regprocedure) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE {SqlNames.PeoplesSchema} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
        UNION ALL SELECT format('extension %I', extname) FROM pg_extension
        """;

    private const string Sequences = "SELECT format('sequence %I.%I', schemaname, sequencename), coalesce(last_value::text, 'unused') FROM pg_sequences WHERE schemaname <> 'penumbra_refresh'";

    private const string LargeObjects = "SELECT count(*), coalesce(sum(hashtextextended(oid::text || encode(sha256(lo_get(oid)), 'hex'), $1)), 0)::text FROM pg_largeobject_metadata";

    /// <summary>Reads it: by name, how many rows and what digest.</summary>
    public static async Task<IReadOnlyDictionary<string, (long Rows, string Digest)>> ReadAsync(Session session, long seed, Action<string> item, CancellationToken cancellationToken)
    {
        foreach (var statement in Plainly) await session.RunAsync(statement, cancellationToken);
        var contents = new SortedDictionary<string, (long, string)>(StringComparer.Ordinal);
        foreach (var name in await session.TextsAsync(Named, cancellationToken)) contents[name] = (0, "there");
        foreach (var (name, at) in await session.RowsAsync(Sequences, row => (row.GetString(0), row.GetString(1)), cancellationToken)) contents[name] = (1, at);
        contents["large objects"] = (await session.RowsAsync(LargeObjects, row => (row.GetInt64(0), row.GetString(1)), cancellationToken, seed))[0];
        foreach (var table in await TableShape.ReadAsync(session, cancellationToken))
        {
            item(table.Name.ToString());
            contents[table.Name.ToString()] = (await session.RowsAsync(
                $"SELECT count(*), coalesce(sum(hashtextextended((penumbra_row.*)::text COLLATE \"C\", $1)), 0)::text FROM {table.From} AS penumbra_row", row => (row.GetInt64(0), row.GetString(1)), cancellationToken, seed))[0];
        }

        return contents;
    }

    /// <summary>The first thing in which two differ, for people; null when they are the same.</summary>
    public static string? Difference(IReadOnlyDictionary<string, (long Rows, string Digest)> verified, IReadOnlyDictionary<string, (long Rows, string Digest)> loaded)
    {
        if (verified.Keys.FirstOrDefault(name => !loaded.ContainsKey(name)) is { } missing) return $"{missing} is not in the new database";
        if (loaded.Keys.FirstOrDefault(name => !verified.ContainsKey(name)) is { } more) return $"{more} is in the new database alone";
        var name = verified.FirstOrDefault(entry => loaded[entry.Key] != entry.Value).Key;
        if (name is null) return null;
        return verified[name].Rows == loaded[name].Rows
            ? $"{name} is not the same in the new database"
            : string.Create(CultureInfo.InvariantCulture, $"{name} has {loaded[name].Rows} rows in the new database; {verified[name].Rows} were verified");
    }
}
