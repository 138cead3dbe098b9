namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>What a check looks for.</summary>
public enum CheckKind
{
    /// <summary>A query that must give one value.</summary>
    Query,

    /// <summary>Values that were to be replaced and stayed.</summary>
    Survivors,

    /// <summary>Columns that look like personal data and were left as they were.</summary>
    Suspects,
}
