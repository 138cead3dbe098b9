using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Istio virtual services that copy.</summary>
public sealed record ShadowIstio
{
    /// <summary>VirtualServices of this namespace.</summary>
    [Items(1, 16), ListMap("name")]
    public required IReadOnlyList<MirroringVirtualService> VirtualServices { get; init; }
}
