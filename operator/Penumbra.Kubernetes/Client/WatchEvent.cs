namespace Penumbra.Kubernetes.Client;

/// <summary>One event of a watch.</summary>
/// <typeparam name="T">The projection of the object.</typeparam>
/// <param name="Type">Added, modified, deleted, bookmark or error.</param>
/// <param name="Object">The object, null for bookmarks and errors.</param>
/// <param name="ResourceVersion">The version that a new watch may start from, null for errors.</param>
/// <param name="Failure">What an error event says, else null.</param>
public sealed record WatchEvent<T>(WatchEventType Type, T? Object, string? ResourceVersion, ApiFailure? Failure)
    where T : class;
