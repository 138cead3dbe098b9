using System.Globalization;
using System.Text;

namespace Penumbra.Kubernetes.Client;

/// <summary>Builds the path and query of a request.</summary>
internal static class RequestUri
{
    /// <summary>One object.</summary>
    public static Uri Get(ResourceKind kind, ObjectKey key) => Relative(kind.Path(key.Namespace, key.Name), []);

    /// <summary>One page of a list. A limit of 0 asks for everything at once.</summary>
    public static Uri List(ListQuery query, int limit, string? continueToken)
    {
        var parameters = Selectors(query);
        if (limit > 0) parameters.Add(("limit", limit.ToString(CultureInfo.InvariantCulture)));
        if (continueToken is not null) parameters.Add(("continue", continueToken));
        return Relative(query.Kind.Path(query.Namespace, null), parameters);
    }

    /// <summary>A watch with bookmarks.</summary>
    public static Uri Watch(ListQuery query, string resourceVersion, TimeSpan timeout)
    {
        var parameters = Selectors(query);
        parameters.Add(("watch", "true"));
        parameters.Add(("allowWatchBookmarks", "true"));
        parameters.Add(("resourceVersion", resourceVersion));
        parameters.Add(("timeoutSeconds", ((int)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        return Relative(query.Kind.Path(query.Namespace, null), parameters);
    }

    /// <summary>A write. A create goes to the collection, everything else to the object.</summary>
    public static Uri Write(ObjectWrite write, string fieldManager)
    {
        var parameters = new List<(string, string)>();
        if (write.Verb != WriteVerb.Delete) parameters.Add(("fieldManager", fieldManager));
        if (write.Verb == WriteVerb.Apply && write.Force) parameters.Add(("force", "true"));
        if (write.DryRun) parameters.Add(("dryRun", "All"));
        var name = write.Verb == WriteVerb.Create && write.Subresource is null ? null : write.Key.Name;
        return Relative(write.Kind.Path(write.Key.Namespace, name, write.Subresource), parameters);
    }

    private static List<(string Name, string Value)> Selectors(ListQuery query)
    {
        var parameters = new List<(string, string)>();
        if (query.LabelSelector is not null) parameters.Add(("labelSelector", query.LabelSelector));
        if (query.FieldSelector is not null) parameters.Add(("fieldSelector", query.FieldSelector));
        return parameters;
    }

    private static Uri Relative(string path, List<(string Name, string Value)> parameters)
    {
        // Relative to a base address that may carry a path of its own, as behind Rancher or a proxy.
        var text = new StringBuilder(path.TrimStart('/'));
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return new Uri(text.ToString(), UriKind.Relative);
    }
}
