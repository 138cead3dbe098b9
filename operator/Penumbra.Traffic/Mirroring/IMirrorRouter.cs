using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Kubernetes.Effects;

namespace Penumbra.Traffic.Mirroring;

/// <summary>One way to copy requests. Observing reads caches alone; planning is pure.</summary>
public interface IMirrorRouter
{
    /// <summary>The router's field in <c>spec.live</c>, such as <c>gatewayAPI</c>: the first part of its objects' ids.</summary>
    string Field { get; }

    /// <summary>What its objects look like now: those that the spec names, and those that still hold our filter.</summary>
    MirrorObservation Observe(MirrorTarget target);

    /// <summary>The write that brings an object to copying a share, or to copying nothing and without a trace of ours for null; null when it is there already.</summary>
    PlannedWrite? Plan(MirrorTarget target, RouteId route, Share? sample);
}
