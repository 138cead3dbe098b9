using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Informers;

/// <summary>How far a cache has come: what is needed to tell whether it has seen a write.</summary>
public interface IObjectVersions
{
    /// <summary>The UID and version of a cached object, or null.</summary>
    ObjectVersion? VersionOf(ObjectKey key);

    /// <summary>The newest version that a list, an event or a bookmark brought; null before the first list.</summary>
    string? LatestVersion { get; }

    /// <summary>When the last complete list was asked for, as a timestamp of the informer's clock; null before the first.</summary>
    long? ListedAt { get; }

    /// <summary>Asks for a new list as soon as possible.</summary>
    void RequestList();
}
