using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>One proof that the data is clean: exactly one of sql, survivors and suspects.</summary>
[ValidationRule("[has(self.sql), has(self.survivors), has(self.suspects)].filter(x, x).size() == 1", "exactly one of sql, survivors and suspects must be set")]
[ValidationRule("has(self.sql) == has(self.expect)", "sql and expect belong together")]
public sealed record VerifyItem
{
    /// <summary>Unique in this list.</summary>
    [Length(1, 63), Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public required string Name { get; init; }

    /// <summary>A query that must give one row of one column.</summary>
    [Length(1, 8192)]
    public string? Sql { get; init; }

    /// <summary>What it must give, as text.</summary>
    [Length(0, 1024)]
    public string? Expect { get; init; }

    /// <summary>No row has kept its value in these columns.</summary>
    public SurvivorCheck? Survivors { get; init; }

    /// <summary>No column that looks like personal data was left as it was.</summary>
    public SuspectCheck? Suspects { get; init; }
}
