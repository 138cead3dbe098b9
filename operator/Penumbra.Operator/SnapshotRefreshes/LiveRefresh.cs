using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>Asks the cluster itself whether a refresh is still as the cache has it: for what cannot be taken back, such as a run that is started.</summary>
/// <param name="client">The cluster.</param>
public sealed class LiveRefresh(IKubernetesClient client)
{
    /// <summary>Null when it is; else why the pass must come again, when the cache has heard of it.</summary>
    /// <param name="cached">The refresh of the cache.</param>
    /// <param name="ofSpec">Whether its spec alone counts; else its annotations and status too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ApiFailure?> OlderAsync(CustomView cached, bool ofSpec, CancellationToken cancellationToken)
    {
        var live = await client.GetAsync(ResourceKinds.SnapshotRefresh, new ObjectKey(cached.Namespace, cached.Name), ViewJson.Default.CustomView, cancellationToken);
        if (!live.Succeeded) return live.Failure;
        var isSame = live.Value.Uid == cached.Uid && live.Value.Deleting == cached.Deleting && (ofSpec ? live.Value.Generation == cached.Generation : live.Value.ResourceVersion == cached.ResourceVersion);
        return isSame ? null : new ApiFailure(ErrorKind.Conflict, 409, "CacheBehind", "the cache has not heard yet of the last change of the refresh");
    }
}
