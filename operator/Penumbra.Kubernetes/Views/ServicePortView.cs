namespace Penumbra.Kubernetes.Views;

/// <summary>A port of a Service.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Port">Its number.</param>
/// <param name="AppProtocol">What is spoken there, such as <c>kubernetes.io/h2c</c>; null when it does not say.</param>
public sealed record ServicePortView(string? Name, int Port, string? AppProtocol = null);
