using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>An alert, by labels that must all match.</summary>
public sealed record AlertMatch
{
    /// <summary>The labels.</summary>
    [Items(1, 16)]
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
}
