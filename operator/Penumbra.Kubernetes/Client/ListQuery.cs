namespace Penumbra.Kubernetes.Client;

/// <summary>Which objects a list or a watch is about.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">One namespace, or null for all.</param>
/// <param name="LabelSelector">A label selector in query syntax, or null.</param>
/// <param name="FieldSelector">A field selector in query syntax, or null.</param>
public sealed record ListQuery(ResourceKind Kind, string? Namespace = null, string? LabelSelector = null, string? FieldSelector = null);
