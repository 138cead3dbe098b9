namespace Penumbra.Kubernetes.Events;

/// <summary>The two types of events that Kubernetes knows.</summary>
public enum EventType
{
    /// <summary>For information.</summary>
    Normal,

    /// <summary>Somebody should look.</summary>
    Warning,
}
