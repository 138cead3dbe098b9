using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>How long a step took in the last runs.</summary>
public sealed record UsualRecord
{
    /// <summary>The step.</summary>
    [Length(1, 32)]
    public required string Step { get; init; }

    /// <summary>The times, newest first.</summary>
    [Items(0, 7)]
    public IReadOnlyList<string>? Times { get; init; }
}
