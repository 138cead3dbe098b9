namespace Penumbra.Kubernetes.Client;

/// <summary>The fields of <c>meta/v1 Status</c> that say why a request failed.</summary>
internal sealed record StatusBody(string? Kind, string? Message, string? Reason, int? Code, StatusDetails? Details);
