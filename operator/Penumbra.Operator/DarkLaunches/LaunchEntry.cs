using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>A launch of the cache, read once per version.</summary>
/// <param name="View">The object.</param>
/// <param name="Fields">Its spec as it is written; null when it cannot be read at all.</param>
/// <param name="Reading">Its spec as the rules read it; null when it cannot be read at all.</param>
/// <param name="Status">Its status.</param>
/// <param name="Unreadable">Why the spec cannot be read; null when it can.</param>
public sealed record LaunchEntry(CustomView View, DarkLaunchSpecification? Fields, DarkLaunchReading? Reading, LaunchStatus Status, Problem? Unreadable)
{
    /// <summary>The template's name, empty when there is none.</summary>
    public string Template => Fields?.TargetRef?.Name ?? "";

    /// <summary>The apex Service's name, empty when there is none.</summary>
    public string Service => Reading?.Spec.Traffic.Service ?? "";
}
