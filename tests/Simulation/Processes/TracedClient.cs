using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Simulation.Processes;

/// <summary>The operator's own client, which also tells the network why each write is made, for the story.</summary>
/// <param name="client">The real one.</param>
/// <param name="network">The network.</param>
public sealed class TracedClient(IKubernetesClient client, SimulatedNetwork network) : IKubernetesClient
{
    /// <inheritdoc/>
    public Task<ApiResult<T>> GetAsync<T>(ResourceKind kind, ObjectKey key, JsonTypeInfo<T> projection, CancellationToken cancellationToken)
        where T : class => client.GetAsync(kind, key, projection, cancellationToken);

    /// <inheritdoc/>
    public Task<ApiResult<ListPage<T>>> ListAsync<T>(ListQuery query, JsonTypeInfo<T> projection, int limit, string? continueToken, CancellationToken cancellationToken)
        where T : class => client.ListAsync(query, projection, limit, continueToken, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListQuery query, JsonTypeInfo<T> projection, string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class => client.WatchAsync(query, projection, resourceVersion, timeout, cancellationToken);

    /// <inheritdoc/>
    public Task<ApiResult<JsonObject>> WriteAsync(ObjectWrite write, CancellationToken cancellationToken)
    {
        // The request is sent inside this very call: nothing else can come between.
        network.Cause = write.Cause;
        var sent = client.WriteAsync(write, cancellationToken);
        network.Cause = "";
        return sent;
    }
}
