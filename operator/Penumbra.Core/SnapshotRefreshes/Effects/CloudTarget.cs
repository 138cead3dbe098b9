using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Core.SnapshotRefreshes.Effects;

/// <summary>One thing in the cloud.</summary>
/// <param name="Thing">What it is.</param>
/// <param name="Kind">Cluster or plain instance, or of which of them.</param>
/// <param name="Id">Its identifier.</param>
public sealed record CloudTarget(CloudThing Thing, DatabaseKind Kind, string Id);
