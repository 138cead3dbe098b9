namespace Penumbra.Traffic.GatewayApi;

/// <summary>Who wrote a route's rules, from its managedFields: the little of them that matters.</summary>
/// <param name="Applier">A manager other than Penumbra that holds the rules by server-side apply, and so would put them back; null when nobody does.</param>
/// <param name="ChangedBy">The manager other than Penumbra that wrote the rules last; null when Penumbra did, or nobody.</param>
public sealed record RouteOwners(string? Applier, string? ChangedBy)
{
    /// <summary>The name that Penumbra's own writes carry.</summary>
    public const string Own = "penumbra";

    /// <summary>Nobody.</summary>
    public static RouteOwners Nobody { get; } = new(null, null);
}
