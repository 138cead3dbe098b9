using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Controllers.Common;

/// <summary>What a controller looks at in one pass: an object by namespace and name, and by kind where a controller serves several.</summary>
/// <param name="Space">The namespace, or null.</param>
/// <param name="Name">The name.</param>
/// <param name="Type">The kind, where the controller serves several.</param>
public readonly record struct WorkKey(string? Space, string Name, ResourceType? Type = null);
