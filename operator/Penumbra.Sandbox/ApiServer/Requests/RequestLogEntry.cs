namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>One request as RBAC sees it.</summary>
/// <param name="User">Who asked.</param>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection; the method in small letters for other paths.</param>
/// <param name="Group">The API group.</param>
/// <param name="Resource">The plural, with <c>/subresource</c>; empty for other paths.</param>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The object, or empty.</param>
/// <param name="Path">The path.</param>
/// <param name="Status">The status code of the answer, 0 for a dropped connection.</param>
public sealed record RequestLogEntry(string User, string Verb, string Group, string Resource, string Namespace, string Name, string Path, int Status);
