using Penumbra.Api.DarkLaunches;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Traffic;

/// <summary>What a router needs to know of a launch.</summary>
public sealed record LaunchTraffic
{
    /// <summary>The launch's namespace: a router touches nothing outside of it.</summary>
    public required string Namespace { get; init; }

    /// <summary>The launch's name.</summary>
    public required string Launch { get; init; }

    /// <summary>The launch's UID.</summary>
    public required string LaunchUid { get; init; }

    /// <summary>Apex, candidate, pilots, delay: as the rules read them.</summary>
    public required TrafficSpec Spec { get; init; }

    /// <summary>The routers' own part of the spec, as it was written.</summary>
    public required DarkLaunchTraffic Routers { get; init; }

    /// <summary>Objects that status says were steered: one that the spec no longer names is put back and forgotten.</summary>
    public IReadOnlyList<string> SteeredBefore { get; init; } = [];

    /// <summary>Whether the routers' part of the spec is wrong: what was steered before is steered on then, since nobody said validly that it is not to be.</summary>
    public bool IsWrong { get; init; }

    /// <summary>Fields of the launch's own route that the cluster's definition was found not to have, as <see cref="Patching.PrunedFields"/> names them: they are left out and told as a problem.</summary>
    public IReadOnlyList<string> Pruned { get; init; } = [];
}
