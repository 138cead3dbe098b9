namespace Penumbra.Kubernetes.Client;

/// <summary>One cause inside a Kubernetes <c>Status</c>.</summary>
/// <param name="Reason">Such as <c>FieldValueInvalid</c> or <c>FieldManagerConflict</c>.</param>
/// <param name="Field">The path of the field.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record ApiFailureCause(string Reason, string Field, string Message);
