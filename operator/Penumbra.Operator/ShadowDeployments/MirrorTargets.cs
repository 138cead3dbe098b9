using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.Mirroring;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>What the routers need to know of a shadow.</summary>
public static class MirrorTargets
{
    /// <summary>The target of a shadow.</summary>
    /// <param name="entry">The shadow; one that cannot be read names no routes.</param>
    /// <param name="live">The Service whose traffic is copied; null where it is not known.</param>
    public static MirrorTarget Of(ShadowEntry entry, ServiceView? live) => new()
    {
        Namespace = entry.Namespace,
        Shadow = entry.Name,
        Live = entry.Spec?.LiveService ?? "",
        Server = ShadowNames.Server(entry.Name),

        // A gateway speaks to the server what it speaks to live.
        ServerPort = live is not null && entry.Spec is { } spec && live.Spec.SpeaksHttp2(spec.LivePort) ? ShadowNames.Http2CopyPort : ShadowNames.CopyPort,
        Routes = [.. entry.Fields?.Live.GatewayApi?.Routes.Select(route => route.Name) ?? []],
        VirtualServices = [.. entry.Fields?.Live.Istio?.VirtualServices.Select(service => (service.Name, service.Routes ?? (IReadOnlyList<string>)[])) ?? []],
    };
}
