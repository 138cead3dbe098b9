using System.Text.Json.Nodes;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>One route that a launch steers, and what is known of it without looking at it.</summary>
internal sealed record RouteTarget
{
    /// <summary>Where it is.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary>The launch's name: the value of our label.</summary>
    public required string Launch { get; init; }

    /// <summary>The launch's UID.</summary>
    public required string LaunchUid { get; init; }

    /// <summary>The Services.</summary>
    public required SteeredServices Services { get; init; }

    /// <summary>Who may be led to the candidate.</summary>
    public required IReadOnlyList<PilotMatch> Pilots { get; init; }

    /// <summary>The HTTPRouteSpec of the launch's own route, without what the cluster does not know; null for an existing one.</summary>
    public JsonObject? Managed { get; init; }

    /// <summary>What was left out of <see cref="Managed"/>: paths such as <c>rules[0].retry</c>.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>The target of one route of a launch.</summary>
    public static RouteTarget Of(LaunchTraffic launch, string name)
    {
        var target = new RouteTarget
        {
            Key = new ObjectKey(launch.Namespace, name),
            Launch = launch.Launch,
            LaunchUid = launch.LaunchUid,
            Services = new SteeredServices(launch.Namespace, launch.Spec.Service, launch.Spec.CandidateService),
            Pilots = launch.Spec.Pilots,
        };
        if (name != launch.Launch || launch.Routers.GatewayApi?.Managed is not { } managed) return target;
        var (known, unknown) = PrunedFields.Without(managed, launch.Pruned);
        return target with { Managed = known, Unknown = unknown };
    }
}
