namespace Penumbra.Kubernetes.Client;

/// <summary>The details of a Status.</summary>
internal sealed record StatusDetails(int? RetryAfterSeconds, IReadOnlyList<StatusCause?>? Causes);
