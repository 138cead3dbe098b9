using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>One of the two releases.</summary>
public sealed record ReleaseState
{
    /// <summary>The revision.</summary>
    [Length(0, 63)]
    public required string Revision { get; init; }

    /// <summary>Which attempt, from 1; absent for stable.</summary>
    public int? Attempt { get; init; }

    /// <summary>How many pods it asks for.</summary>
    public int Replicas { get; init; }

    /// <summary>How many are ready.</summary>
    public int Ready { get; init; }

    /// <summary>Its images.</summary>
    [Items(0, 32)]
    public IReadOnlyList<string>? Images { get; init; }
}
