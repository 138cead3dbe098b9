using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>When a launch may start and advance.</summary>
public sealed record LaunchWindows
{
    /// <summary>Only then.</summary>
    [Items(0, 16)]
    public IReadOnlyList<AllowWindow>? Allow { get; init; }

    /// <summary>Never then.</summary>
    [Items(0, 64)]
    public IReadOnlyList<DenyWindow>? Deny { get; init; }
}
