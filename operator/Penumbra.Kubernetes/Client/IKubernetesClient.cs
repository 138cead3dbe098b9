using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Penumbra.Kubernetes.Client;

/// <summary>
/// The API server, as far as an operator needs it. The port that stands in for the KubernetesClient package (see
/// docs/decisions/0001): the day that package can be used, one adapter changes. Failures are results of one of four kinds; only
/// cancellation throws.
/// </summary>
public interface IKubernetesClient
{
    /// <summary>Reads one object; the projection decides which fields are kept.</summary>
    Task<ApiResult<T>> GetAsync<T>(ResourceKind kind, ObjectKey key, JsonTypeInfo<T> projection, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Reads one page of a list.</summary>
    /// <param name="query">Which objects.</param>
    /// <param name="projection">Which fields are kept.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="continueToken">The previous page's token, or null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ApiResult<ListPage<T>>> ListAsync<T>(ListQuery query, JsonTypeInfo<T> projection, int limit, string? continueToken, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Watches from a resource version on. A failure to begin comes as one Error event; the stream ends when the connection does.</summary>
    /// <param name="query">Which objects.</param>
    /// <param name="projection">Which fields are kept.</param>
    /// <param name="resourceVersion">Where to begin.</param>
    /// <param name="timeout">What the server is asked to end the watch after.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListQuery query, JsonTypeInfo<T> projection, string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Sends one write; a success carries the object as the server returned it.</summary>
    Task<ApiResult<JsonObject>> WriteAsync(ObjectWrite write, CancellationToken cancellationToken);
}
