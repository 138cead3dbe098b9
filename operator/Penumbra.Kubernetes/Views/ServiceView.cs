namespace Penumbra.Kubernetes.Views;

/// <summary>A Service, as far as launches need it.</summary>
public sealed record ServiceView : View
{
    /// <summary>What it asks for.</summary>
    public ServiceSpecView Spec { get; init => field = value ?? new(); } = new();
}
