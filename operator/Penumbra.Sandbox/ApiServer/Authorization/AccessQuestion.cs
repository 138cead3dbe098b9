namespace Penumbra.Sandbox.ApiServer.Authorization;

/// <summary>What somebody wants to do.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection.</param>
/// <param name="Group">The API group.</param>
/// <param name="Resource">The plural; empty for a path that is no resource.</param>
/// <param name="Subresource">The subresource, or empty.</param>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The object, or empty.</param>
/// <param name="Path">The path when it is no resource.</param>
internal sealed record AccessQuestion(string Verb, string Group, string Resource, string Subresource, string Namespace, string Name, string Path)
{
    /// <summary>The resource as rules name it.</summary>
    public string Full => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";
}
