using System.Text.Json.Nodes;

namespace Penumbra.Kubernetes.Client;

/// <summary>One write to the API server, as data: what to send, where, and under which preconditions.</summary>
public sealed record ObjectWrite
{
    /// <summary>How the object is changed.</summary>
    public required WriteVerb Verb { get; init; }

    /// <summary>The kind of the object.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>Where the object is.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary><c>status</c>, <c>scale</c> or null.</summary>
    public string? Subresource { get; init; }

    /// <summary>The object, the patch or the apply configuration; null for a plain delete.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>Server-side apply takes over fields of other managers.</summary>
    public bool Force { get; init; }

    /// <summary>The field manager of this write; null for the client's own.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Asks the server to check and admit, but to store nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Delete only the object with this UID.</summary>
    public string? Uid { get; init; }

    /// <summary>Delete only the object at this resourceVersion.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Background (default), Foreground or Orphan; for deletions.</summary>
    public string? Propagation { get; init; }

    /// <summary>Why this is written, for logs and metrics: a reason of the decision that caused it.</summary>
    public string Cause { get; init; } = "";
}
