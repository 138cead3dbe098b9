using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.Mirroring;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>What the writes of a shadow need beside the facts.</summary>
public sealed record ShadowParts
{
    /// <summary>What copies requests.</summary>
    public required MirrorRouters Routers { get; init; }

    /// <summary>What is copied where.</summary>
    public required MirrorTarget Target { get; init; }

    /// <summary>How servers are run.</summary>
    public required ComparisonOptions Options { get; init; }

    /// <summary>The server's file; null where the spec cannot be read or live is missing.</summary>
    public ServerConfig? Config { get; init; }

    /// <summary>The Service that copies go to without a comparison server; null where there is one, or it need not be made.</summary>
    public JsonObject? Direct { get; init; }

    /// <summary>The live template; null where it is not needed or does not exist.</summary>
    public JsonObject? Template { get; init; }

    /// <summary>The port that the shadow's pods are asked at.</summary>
    public int Port { get; init; }

    /// <summary>What live speaks at its port; null where it does not say.</summary>
    public string? Protocol { get; init; }

    /// <summary>What the server said last, as it said it; null when it has not answered this process.</summary>
    public byte[]? Evidence { get; init; }

    /// <summary>The server's Service; null where there is none.</summary>
    public ServiceView? Server { get; init; }

    /// <summary>The Job of the replay; null where there is none of ours.</summary>
    public CustomView? Replay { get; init; }

    /// <summary>Deployments and Services that were made for the shadow.</summary>
    public IReadOnlyList<View> Owned { get; init; } = [];
}
