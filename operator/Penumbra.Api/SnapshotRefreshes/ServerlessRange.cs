using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>The capacity of a serverless instance, in capacity units: steps of a half.</summary>
public sealed record ServerlessRange
{
    /// <summary>At least, such as 0.5.</summary>
    [Length(1, 8), Pattern("^[0-9]{1,3}(\\.[05])?$")]
    public required string Min { get; init; }

    /// <summary>At most.</summary>
    [Length(1, 8), Pattern("^[0-9]{1,3}(\\.[05])?$")]
    public required string Max { get; init; }
}
