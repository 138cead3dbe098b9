namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>One proof that a database is clean. One that cannot run counts as failed.</summary>
/// <param name="Name">Unique in its refresh.</param>
public abstract record VerifyCheck(string Name)
{
    /// <summary>A query that must give one row of one column with this text.</summary>
    /// <param name="Name">The check's name.</param>
    /// <param name="Text">The query: one statement.</param>
    /// <param name="Expect">The value as PostgreSQL writes it, such as <c>0</c>.</param>
    public sealed record Query(string Name, SqlText Text, string Expect) : VerifyCheck(Name);

    /// <summary>No row has kept its value in these columns, and no value of a nearly unique one stands in any text.</summary>
    /// <param name="Name">The check's name.</param>
    /// <param name="Columns">Columns as <c>table.column</c> or <c>schema.table.column</c>.</param>
    public sealed record Survivors(string Name, IReadOnlyList<string> Columns) : VerifyCheck(Name);

    /// <summary>No column that looks like personal data was left as it was.</summary>
    /// <param name="Name">The check's name.</param>
    /// <param name="Allow">Columns that look so and are not, as <c>table.column</c> or <c>schema.table.column</c>.</param>
    public sealed record Suspects(string Name, IReadOnlyList<string> Allow) : VerifyCheck(Name);
}
