namespace Penumbra.Sandbox.ApiServer.Resources;

/// <summary>Where the scale subresource finds its numbers: simple JSON paths such as <c>.spec.replicas</c>.</summary>
/// <param name="SpecReplicas">The wished number.</param>
/// <param name="StatusReplicas">The present number.</param>
/// <param name="Selector">The label selector as a string or an object, or null.</param>
internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? Selector);
