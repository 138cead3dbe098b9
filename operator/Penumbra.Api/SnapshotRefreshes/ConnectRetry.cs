using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>How connections are made and retried. An error of SQL is never retried.</summary>
public sealed record ConnectRetry
{
    /// <summary>How long one attempt may take. Default 10s.</summary>
    [Duration]
    public string? Timeout { get; init; }

    /// <summary>How long rejected connections are retried. Default 15m.</summary>
    [Duration]
    public string? RetryFor { get; init; }
}
