using Penumbra.Kubernetes.Client;

namespace Penumbra.Traffic.Mirroring;

/// <summary>Whose traffic is copied where: all that a router needs to know of a shadow.</summary>
public sealed record MirrorTarget
{
    /// <summary>The shadow's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The shadow's name.</summary>
    public required string Shadow { get; init; }

    /// <summary>The Service whose traffic is copied: only rules that lead to it copy.</summary>
    public required string Live { get; init; }

    /// <summary>The Service of the comparison server. A filter that names it is ours, and no other is.</summary>
    public required string Server { get; init; }

    /// <summary>The server's port for copies.</summary>
    public required int ServerPort { get; init; }

    /// <summary>HTTPRoutes that the spec names.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>VirtualServices that the spec names, each with the names of the HTTP routes in it; none named is all that lead to live.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Routes)> VirtualServices { get; init; } = [];

    /// <summary>The key of an object in the shadow's namespace.</summary>
    public ObjectKey Key(string name) => new(Namespace, name);
}
