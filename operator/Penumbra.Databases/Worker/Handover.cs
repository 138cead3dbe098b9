namespace Penumbra.Databases.Worker;

/// <summary>That a container was let into a database.</summary>
/// <param name="Step">The container's step.</param>
/// <param name="ResourceId">The database's identity: in another one the container has done nothing.</param>
public sealed record Handover(string Step, string ResourceId);
