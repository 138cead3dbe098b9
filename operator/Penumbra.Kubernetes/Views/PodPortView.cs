namespace Penumbra.Kubernetes.Views;

/// <summary>A container's port.</summary>
public sealed record PodPortView
{
    /// <summary>Its name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Its number.</summary>
    public int ContainerPort { get; init; }
}
