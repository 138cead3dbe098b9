using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Which values the report may keep. Not supported yet.</summary>
public sealed record ShadowValues
{
    /// <summary>Paths of fields.</summary>
    [Items(1, 64)]
    public required IReadOnlyList<string> Allow { get; init; }
}
