namespace Penumbra.Kubernetes.Client;

/// <summary>One cause of a Status.</summary>
internal sealed record StatusCause(string? Reason, string? Field, string? Message);
