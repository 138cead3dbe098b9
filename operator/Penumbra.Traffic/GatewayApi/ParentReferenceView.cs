namespace Penumbra.Traffic.GatewayApi;

/// <summary>A reference to a parent of a route. Absent fields mean a Gateway of the route's own namespace.</summary>
public sealed record ParentReferenceView
{
    /// <summary>The parent's API group, or null.</summary>
    public string? Group { get; init; }

    /// <summary>The parent's kind, or null.</summary>
    public string? Kind { get; init; }

    /// <summary>The parent's namespace, or null for the route's.</summary>
    public string? Namespace { get; init; }

    /// <summary>The parent's name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The listener, or null for all.</summary>
    public string? SectionName { get; init; }

    /// <summary>The port, or null for all.</summary>
    public int? Port { get; init; }

    /// <summary>The same reference with what is absent written out, so that two can be compared.</summary>
    public ParentReferenceView Full(string routeNamespace) => this with
    {
        Group = Group ?? "gateway.networking.k8s.io",
        Kind = Kind ?? "Gateway",
        Namespace = Namespace ?? routeNamespace,
    };
}
