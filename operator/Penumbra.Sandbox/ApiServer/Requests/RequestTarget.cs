namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>What a resource path names.</summary>
/// <param name="Group">The API group, empty for core.</param>
/// <param name="Version">The API version.</param>
/// <param name="Plural">The resource.</param>
/// <param name="Namespace">The namespace, empty for none or all.</param>
/// <param name="Name">The object, empty for the collection.</param>
/// <param name="Subresource">Such as <c>status</c>, or empty.</param>
internal sealed record RequestTarget(string Group, string Version, string Plural, string Namespace, string Name, string Subresource)
{
    /// <summary>Reads <c>/api/v1/…</c> and <c>/apis/group/version/…</c>; null for every other path.</summary>
    public static RequestTarget? Parse(string path)
    {
        string[] parts = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        return parts switch
        {
            ["api", var version, .. var rest] when rest.Length > 0 => Rest("", version, rest),
            ["apis", var group, var version, .. var rest] when rest.Length > 0 => Rest(group, version, rest),
            _ => null,
        };
    }

    private static RequestTarget? Rest(string group, string version, string[] rest) => rest switch
    {
        ["namespaces", var name, "status" or "finalize"] when group.Length == 0 => new(group, version, "namespaces", "", name, rest[2]),
        ["namespaces", var ns, var plural] => new(group, version, plural, ns, "", ""),
        ["namespaces", var ns, var plural, var name] => new(group, version, plural, ns, name, ""),
        ["namespaces", var ns, var plural, var name, .. var sub] => new(group, version, plural, ns, name, string.Join('/', sub)),
        [var plural] => new(group, version, plural, "", "", ""),
        [var plural, var name] => new(group, version, plural, "", name, ""),
        [var plural, var name, .. var sub] => new(group, version, plural, "", name, string.Join('/', sub)),
        _ => null,
    };
}
