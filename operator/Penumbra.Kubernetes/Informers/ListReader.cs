using System.Text.Json.Serialization.Metadata;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Informers;

/// <summary>Reads a whole list, page by page. Nobody sees a part of it: a part would look like deletions.</summary>
internal static class ListReader
{
    private const int Restarts = 3;

    /// <summary>Reads all pages; a list that expires on the way starts again, at last in one page, which cannot expire.</summary>
    public static async Task<ApiResult<ListPage<T>>> ReadAsync<T>(
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
