using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A merged spec as the rules read it, and everything that is wrong with it.</summary>
/// <param name="Spec">The spec; a field that is wrong has a value that does nothing.</param>
/// <param name="Problems">What a person must change; those of <see cref="Core.SnapshotRefreshes.Validate"/> come on top.</param>
public sealed record SnapshotRefreshReading(SnapshotRefreshSpec Spec, IReadOnlyList<Problem> Problems);
