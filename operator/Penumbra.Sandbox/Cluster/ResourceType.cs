namespace Penumbra.Sandbox.Cluster;

/// <summary>Names a kind of object that the sandbox stores, as the API's paths do.</summary>
/// <param name="Group">The API group, empty for the core group.</param>
/// <param name="Version">The API version, such as <c>v1</c>.</param>
/// <param name="Plural">The path segment, such as <c>deployments</c>.</param>
/// <param name="Kind">The kind, such as <c>Deployment</c>.</param>
/// <param name="Namespaced">Whether objects of this kind live in a namespace.</param>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary>The <c>apiVersion</c> field of objects of this kind.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
