namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>How an object is to be deleted.</summary>
internal sealed record DeleteOptions
{
    /// <summary>Background, Foreground or Orphan; null when nothing was said.</summary>
    public string? Propagation { get; init; }

    /// <summary>Only the object with this UID.</summary>
    public string? Uid { get; init; }

    /// <summary>Only the object at this resourceVersion.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>How long a pod may take, in seconds; null for its own wish.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Check everything, delete nothing.</summary>
    public bool DryRun { get; init; }
}
