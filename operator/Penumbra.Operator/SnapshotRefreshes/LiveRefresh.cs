using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>Asks the cluster itself whether a refresh is still as the cache has it: for what cannot be taken back, such as a run that is started.</summary>
/// <param name="client">The cluster.</param>
public sealed class LiveRefresh(IKubernetesClient client)
{
    /// <summary>Null when it is; else why the pass must come again, when the cache has heard of it.</summary>
    /// <param name="cached">The refresh of the cache.</param>
    /// <param name="template">The template of the cache that it takes from; null where it takes from none, or that is not there.</param>
    /// <param name="ofSpec">Whether its spec alone counts; else its annotations and status too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ApiFailure?> OlderAsync(CustomView cached, CustomView? template, bool ofSpec, CancellationToken cancellationToken)
    {
        var live = await client.GetAsync(ResourceKinds.SnapshotRefresh, new ObjectKey(cached.Namespace, cached.Name), ViewJson.Default.CustomView, cancellationToken);
        if (!live.Succeeded) return live.Failure;
        var isSame = live.Value.Uid == cached.Uid && live.Value.Deleting == cached.Deleting && (ofSpec ? live.Value.Generation == cached.Generation : live.Value.ResourceVersion == cached.ResourceVersion);
        return isSame ? await OlderAsync(cached, template, cancellationToken) : Behind("the refresh");
    }

    // What a refresh takes from its template is as much its declaration.
    private async Task<ApiFailure?> OlderAsync(CustomView cached, CustomView? template, CancellationToken cancellationToken)
    {
        if (RefreshReading.TemplateOf(cached) is not { } name) return null;
        var live = await client.GetAsync(ResourceKinds.SnapshotRefreshTemplate, new ObjectKey("", name), ViewJson.Default.CustomView, cancellationToken);
        if (!live.Succeeded) return !live.Failure.IsNotFound ? live.Failure : template is null ? null : Behind("its template");
        return live.Value.Uid == template?.Uid && live.Value.Generation == template.Generation ? null : Behind("its template");
    }

    private static ApiFailure Behind(string whose) => new(ErrorKind.Conflict, 409, "CacheBehind", $"the cache has not heard yet of the last change of {whose}");
}
