using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Which paths are asked.</summary>
public sealed record ShadowPaths
{
    /// <summary>Beginnings of paths that are not: exclude GETs that change something, such as unsubscribe links.</summary>
    [Items(0, 64)]
    public IReadOnlyList<string>? Exclude { get; init; }
}
