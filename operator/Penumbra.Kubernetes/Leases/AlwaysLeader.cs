using Penumbra.Kubernetes.Effects;

namespace Penumbra.Kubernetes.Leases;

/// <summary>The fence of an installation with one replica that was told to need no lease.</summary>
public sealed class AlwaysLeader : IWriteFence
{
    /// <inheritdoc/>
    public bool MayWrite => true;
}
