using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>How far back a template may lie to skip steps.</summary>
public sealed record RollbackWindow
{
    /// <summary>So many promoted revisions.</summary>
    [Range(1, 20)]
    public required int Revisions { get; init; }
}
