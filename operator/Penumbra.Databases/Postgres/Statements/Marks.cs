using System.Globalization;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>
/// What has been done, told by the database itself: each unit's mark is committed together with what the unit did. So a run that was killed anywhere goes on behind
/// the last mark, and a mark that says something else than the plan means that the database was shaped by another plan.
/// </summary>
internal sealed class Marks
{
    private static readonly string[] Tables =
    [
        $"CREATE SCHEMA IF NOT EXISTS {SqlNames.Own}",
        $"CREATE TABLE IF NOT EXISTS {SqlNames.Own}.marks (ordinal int PRIMARY KEY, step text NOT NULL, number int NOT NULL, digest bytea NOT NULL, rows bigint NOT NULL, at timestamptz NOT NULL)",
        $"CREATE TABLE IF NOT EXISTS {SqlNames.Own}.silenced (restore text PRIMARY KEY)",
        $"CREATE TABLE IF NOT EXISTS {SqlNames.Own}.columns (name text PRIMARY KEY, filled bigint NOT NULL, digest numeric NOT NULL)",
        $"CREATE TABLE IF NOT EXISTS {SqlNames.Own}.verdict (name text PRIMARY KEY, looked bigint NOT NULL, total bigint NOT NULL, kept bigint NOT NULL, strayed bigint NOT NULL, place text NOT NULL, digest numeric NOT NULL)",
        $"CREATE TABLE IF NOT EXISTS {SqlNames.Own}.proof (run text PRIMARY KEY, resource text NOT NULL, digest text NOT NULL, content text NOT NULL, fence text NOT NULL, at timestamptz NOT NULL)",
        $"REVOKE ALL ON SCHEMA {SqlNames.Own} FROM PUBLIC",
    ];

    private readonly SortedDictionary<int, (string Step, int Number, byte[] Digest)> _marks = [];

    /// <summary>Whether anything was done here before.</summary>
    public bool IsEmpty => _marks.Count == 0;

    /// <summary>Makes the tables, where they are missing, and reads the marks.</summary>
    public static async Task<Marks> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        // Looking first: CREATE IF NOT EXISTS takes locks and a transaction id even when there is nothing to make.
        if (await session.ValueAsync<bool>($"SELECT to_regclass('{SqlNames.Own}.proof') IS NOT NULL", cancellationToken) is not true)
        {
            await MakeTablesAsync(session, cancellationToken);
        }

        var marks = new Marks();
        var rows = await session.RowsAsync(
            $"SELECT ordinal, step, number, digest FROM {SqlNames.Own}.marks", row => (row.GetInt32(0), row.GetString(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3)), cancellationToken);
        foreach (var (ordinal, step, number, digest) in rows) marks._marks[ordinal] = (step, number, digest);
        return marks;
    }

    /// <summary>Makes the tables, where they are missing.</summary>
    public static async Task MakeTablesAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var statement in Tables) await session.RunAsync(statement, cancellationToken);
    }

    /// <summary>Whether a unit was done.</summary>
    public bool Has(Unit unit) => _marks.ContainsKey(unit.Ordinal);

    /// <summary>Whether the marks belong to this plan; a failure that names the first that does not.</summary>
    public WorkFailure? Judge(IReadOnlyList<Unit> units)
    {
        var byOrdinal = units.ToDictionary(unit => unit.Ordinal);
        foreach (var (ordinal, (step, number, digest)) in _marks)
        {
            if (!byOrdinal.TryGetValue(ordinal, out var unit)) return Anew(step, number, "is not in the plan any more");
            if (unit.Step != step || unit.Number != number) return Anew(step, number, $"is {unit.What} of step {unit.Step} now");
            if (!unit.Digest.AsSpan().SequenceEqual(digest)) return Anew(step, number, "has another text, other parameters or another key now");
        }

        // Units run in order: one without a mark before one with a mark was put there later.
        var last = _marks.Count == 0 ? -1 : _marks.Keys.Last();
        var hole = units.FirstOrDefault(unit => unit.IsMarked && unit.Ordinal < last && !_marks.ContainsKey(unit.Ordinal));
        return hole is null ? null : Anew(hole.Step, hole.Number, "stands before what was already done");
    }

    /// <summary>Writes a mark, in the unit's own transaction.</summary>
    public static Task WriteAsync(Session session, Unit unit, long rows, DateTimeOffset at, CancellationToken cancellationToken) => session.RunAsync(
        $"INSERT INTO {SqlNames.Own}.marks VALUES ($1, $2, $3, $4, $5, $6)", cancellationToken, unit.Ordinal, unit.Step, unit.Number, unit.Digest, rows, at.UtcDateTime);

    private static WorkFailure Anew(string step, int number, string sentence) => new(
        ErrorKind.Terminal, WorkProblem.RestoreAnew, string.Create(CultureInfo.InvariantCulture, $"step {step}, number {number}, {sentence}: the database was shaped by another plan and must be restored anew"));
}
