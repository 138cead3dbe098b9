namespace Penumbra.Kubernetes.Events;

/// <summary>What makes two events one: the same object, type, reason, action and note.</summary>
internal sealed record EventIdentity(EventRegarding Regarding, EventType Type, string Reason, string Action, string Note);
