namespace Penumbra.Kubernetes.Client;

/// <summary>The verbs that change an object.</summary>
public enum WriteVerb
{
    /// <summary>POST: fails when the name is taken.</summary>
    Create,

    /// <summary>PUT: replaces; the body's resourceVersion is a precondition.</summary>
    Update,

    /// <summary>PATCH, RFC 7386.</summary>
    MergePatch,

    /// <summary>PATCH, RFC 6902; its <c>test</c> operations are preconditions.</summary>
    JsonPatch,

    /// <summary>PATCH, server-side apply, with a field manager.</summary>
    Apply,

    /// <summary>DELETE, with preconditions.</summary>
    Delete,
}
