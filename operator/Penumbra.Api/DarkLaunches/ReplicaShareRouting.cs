namespace Penumbra.Api.DarkLaunches;

/// <summary>Steers by numbers of pods. It has no settings.</summary>
public sealed record ReplicaShareRouting;
