using Penumbra.Kubernetes.Informers;

namespace Penumbra.Kubernetes.Views;

/// <summary>A custom resource whose spec and status are kept as bytes: a value of the wrong type must not break the cache.</summary>
public sealed record CustomView : View
{
    /// <summary>The spec as it is stored.</summary>
    public RawJson? Spec { get; init; }

    /// <summary>The status as it is stored.</summary>
    public RawJson? Status { get; init; }
}
