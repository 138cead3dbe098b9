namespace Penumbra.Databases.Postgres;

/// <summary>How far sanitizing came.</summary>
public sealed record SanitizeReport
{
    /// <summary>The container step that must run now; null when everything is done.</summary>
    public string? NextContainer { get; init; }

    /// <summary>Statements and masks that ran in this call.</summary>
    public int Ran { get; init; }

    /// <summary>Statements and masks that an earlier call had committed.</summary>
    public int Skipped { get; init; }

    /// <summary>Rows that statements and masks changed in this call.</summary>
    public long Rows { get; init; }
}
