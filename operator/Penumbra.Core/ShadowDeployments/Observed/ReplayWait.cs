namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>A pod of a replay that has not begun.</summary>
/// <param name="For">What it waits for, as far as the cluster says.</param>
/// <param name="Since">Since when there is the pod; the Job, where it has made none.</param>
public sealed record ReplayWait(string For, DateTimeOffset Since);
