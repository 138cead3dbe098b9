using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>The database within the server.</summary>
public sealed record RefreshDatabase
{
    /// <summary>The engine. Default postgres. mysql, which needs container steps, is not supported yet.</summary>
    [Values("postgres", "mysql")]
    public string? Engine { get; init; }

    /// <summary>The database's name.</summary>
    [Length(1, 63)]
    public string? Name { get; init; }

    /// <summary>The master user. Default postgres.</summary>
    [Length(1, 63)]
    public string? User { get; init; }

    /// <summary>How connections are made and retried.</summary>
    public ConnectRetry? Connect { get; init; }
}
