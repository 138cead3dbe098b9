using System.Text.Json.Serialization.Metadata;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Informers;

/// <summary>Reads a whole list, page by page. Nobody sees a part of it: a part would look like deletions.</summary>
public static class ListReader
{
    private const int Restarts = 3;

    /// <summary>Reads all pages. A server may end a page before its limit, and say nothing but where the next begins.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="query">Which objects.</param>
    /// <param name="projection">Which fields are kept.</param>
    /// <param name="pageSize">How many at most are asked for at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<ApiResult<ListPage<T>>> ReadAsync<T>(IKubernetesClient client, ListQuery query, JsonTypeInfo<T> projection, int pageSize, CancellationToken cancellationToken)
        where T : class => ReadAsync(client, query, projection, pageSize, static () => { }, cancellationToken);

    /// <summary>Reads all pages; a list that expires on the way starts again, at last in one page, which cannot expire.</summary>
    internal static async Task<ApiResult<ListPage<T>>> ReadAsync<T>(
        IKubernetesClient client, ListQuery query, JsonTypeInfo<T> projection, int pageSize, Action heard, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 0; ; attempt++)
        {
            var result = await ReadOnceAsync(client, query, projection, attempt < Restarts ? pageSize : 0, heard, cancellationToken);
            if (result.Succeeded || result.Failure.Code != 410 || attempt >= Restarts) return result;
        }
    }

    private static async Task<ApiResult<ListPage<T>>> ReadOnceAsync<T>(
        IKubernetesClient client, ListQuery query, JsonTypeInfo<T> projection, int limit, Action heard, CancellationToken cancellationToken)
        where T : class
    {
        var items = new List<T>();
        string? next = null;
        while (true)
        {
            var page = await client.ListAsync(query, projection, limit, next, cancellationToken);
            if (!page.Succeeded) return page.Failure;
            heard();
            items.AddRange(page.Value.Items);
            next = page.Value.Continue;
            if (next is null) return new ListPage<T>(items, page.Value.ResourceVersion, null);
        }
    }
}
