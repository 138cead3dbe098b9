namespace Penumbra.Kubernetes.Views;

/// <summary>A port of a Service.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Port">Its number.</param>
public sealed record ServicePortView(string? Name, int Port);
