using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Metrics.Tests.Simulated;

/// <summary>An API server that knows Secrets by name, and nothing else.</summary>
internal sealed class FakeClient : IKubernetesClient
{
    public Dictionary<string, string> Secrets { get; } = [];

    public List<string> Reads { get; } = [];

    public Task<ApiResult<T>> GetAsync<T>(ResourceKind kind, ObjectKey key, JsonTypeInfo<T> projection, CancellationToken cancellationToken)
        where T : class
    {
        Reads.Add($"{kind.Kind} {key}");
        ApiResult<T> answer = Secrets.TryGetValue(key.ToString(), out var json)
            ? JsonSerializer.Deserialize(json, projection)!
            : new ApiFailure(ErrorKind.Terminal, 404, "NotFound", "not found");
        return Task.FromResult(answer);
    }

    public Task<ApiResult<ListPage<T>>> ListAsync<T>(ListQuery query, JsonTypeInfo<T> projection, int limit, string? continueToken, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException("a Secret is never listed");

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ListQuery query, JsonTypeInfo<T> projection, string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException("a Secret is never watched");

    public Task<ApiResult<JsonObject>> WriteAsync(ObjectWrite write, CancellationToken cancellationToken) => throw new NotSupportedException();
}
