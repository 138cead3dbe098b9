using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Controllers.Deployments;
using Penumbra.Sandbox.Controllers.GatewayApi;
using Penumbra.Sandbox.Controllers.Jobs;
using Penumbra.Sandbox.Controllers.Ownership;
using Penumbra.Sandbox.Controllers.ReplicaSets;
using Penumbra.Sandbox.Controllers.Services;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox.Controllers;

/// <summary>The controllers that make the sandbox's cluster live.</summary>
public static class StandardControllers
{
    /// <summary>
    /// Starts all of them on <paramref name="cluster"/>, with pods on <paramref name="host"/>. <paramref name="endpoint"/> gives <c>host:port</c>
    /// of the listener on (namespace, Gateway, port); by default a made-up one, for simulations. <paramref name="rootCertificate"/> is what the API server is trusted by; null: none is published.
    /// </summary>
    public static SandboxControllers Start(IClusterApi cluster, IPodHost host, KubeletOptions? kubeletOptions = null, Func<string, string, int,
        string?>? endpoint = null,
        Microsoft.Extensions.Logging.ILogger? log = null, TimeSpan? jobBackoff = null, string? rootCertificate = null)
    {
        var kubelet = new Kubelet(cluster, host, kubeletOptions);
        IController[] all =
        [
            new NamespaceController(cluster), new DeploymentController(cluster), new ReplicaSetController(cluster), kubelet,
                new EndpointSliceController(cluster),
            new JobController(cluster, jobBackoff), new CronJobController(cluster), new GarbageCollector(cluster), new GatewayClassController(cluster),
            new GatewayController(cluster, endpoint ?? ((_, _, port) => $"127.0.0.1:{port}")), new HttpRouteController(cluster),
            .. rootCertificate is null ? Array.Empty<IController>() : [new RootCertificateController(cluster, rootCertificate)],
        ];
        var controllers = new SandboxControllers(cluster, all, log);
        kubelet.Wake = key => controllers.Ask(kubelet, key);
        return controllers;
    }
}
