using System.Text.Json.Nodes;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>A refresh of the cache, merged with its template and read.</summary>
/// <param name="View">The object.</param>
/// <param name="Status">Its status.</param>
/// <param name="Merged">The merged spec; null when it cannot be read.</param>
/// <param name="Spec">What the rules read; null when it cannot be read.</param>
/// <param name="Problems">What a person must change.</param>
/// <param name="Hash">Digest of the merged spec.</param>
public sealed record RefreshEntry(CustomView View, SnapshotRefreshStatus Status, JsonObject? Merged, SnapshotRefreshSpec? Spec, IReadOnlyList<Problem> Problems, string Hash);
