namespace Penumbra.Core.DarkLaunches.Spec;

/// <summary>A port of the apex Service.</summary>
/// <param name="Name">The port's name, or empty.</param>
/// <param name="Port">The Service's port.</param>
/// <param name="TargetPort">The container's port: a number or a name.</param>
public sealed record ServicePortSpec(string Name, int Port, string TargetPort);
