namespace Penumbra.Kubernetes.Client;

/// <summary>Names a kind of object as the API's paths do.</summary>
/// <param name="Group">The API group, empty for the core group.</param>
/// <param name="Version">The API version, such as <c>v1</c>.</param>
/// <param name="Plural">The path segment, such as <c>deployments</c>.</param>
/// <param name="Kind">The kind, such as <c>Deployment</c>.</param>
/// <param name="Namespaced">Whether objects of this kind live in a namespace.</param>
public sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary>The <c>apiVersion</c> field of objects of this kind.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The request path of one object, of a namespace's collection, or (both null) of the whole collection.</summary>
    public string Path(string? ns, string? name, string? subresource = null)
    {
        var path = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        if (Namespaced && ns is not null) path += $"/namespaces/{Uri.EscapeDataString(ns)}";
        path += $"/{Plural}";
        if (name is not null) path += $"/{Uri.EscapeDataString(name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }
}
