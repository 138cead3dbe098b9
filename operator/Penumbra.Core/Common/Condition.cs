namespace Penumbra.Core.Common;

/// <summary>A condition as Kubernetes defines it (metav1.Condition) and kstatus reads it.</summary>
/// <param name="Type">Such as <c>Ready</c>.</param>
/// <param name="Status">True, False or Unknown.</param>
/// <param name="Reason">One CamelCase word.</param>
/// <param name="Message">For people.</param>
/// <param name="Since">When the status last changed (lastTransitionTime).</param>
/// <param name="Generation">The generation of the spec that it was judged on.</param>
public sealed record Condition(string Type, ConditionStatus Status, string Reason, string Message, DateTimeOffset Since, long Generation);
