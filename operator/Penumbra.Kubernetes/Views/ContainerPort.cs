namespace Penumbra.Kubernetes.Views;

/// <summary>A port of a container.</summary>
/// <param name="Name">Its name, or empty.</param>
/// <param name="Number">Its number.</param>
public sealed record ContainerPort(string Name, int Number);
