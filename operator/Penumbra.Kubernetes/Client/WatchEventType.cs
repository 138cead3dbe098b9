namespace Penumbra.Kubernetes.Client;

/// <summary>The types of watch events.</summary>
public enum WatchEventType
{
    /// <summary>The object is new, or began to match the selector.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone, or no longer matches the selector.</summary>
    Deleted,

    /// <summary>Only the resource version moved on.</summary>
    Bookmark,

    /// <summary>The server ended the watch with a Status, such as 410 Expired.</summary>
    Error,
}
