namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>What the gateways say of a route's present generation.</summary>
public enum RouteAcceptance
{
    /// <summary>Not all of them have looked at it yet.</summary>
    Pending,

    /// <summary>All parents say Accepted and ResolvedRefs.</summary>
    Accepted,

    /// <summary>At least one parent refuses it.</summary>
    Refused,
}
