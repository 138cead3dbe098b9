namespace Penumbra.Api.ShadowDeployments;

/// <summary>How far recorded requests have been replayed. The comparison server keeps it with its evidence.</summary>
public sealed record ReplayRecord
{
    /// <summary>How many are done, compared or not.</summary>
    public required long Replayed { get; init; }

    /// <summary>How many there are, once they were counted.</summary>
    public long? Total { get; init; }

    /// <summary>Whether all are done.</summary>
    public bool? Finished { get; init; }
}
