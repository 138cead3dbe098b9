namespace Penumbra.Kubernetes.Views;

/// <summary>A namespace: whether it goes, and its labels.</summary>
public sealed record NamespaceView : View;
