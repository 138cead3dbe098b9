using Penumbra.Sandbox.Gateway;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox;

/// <summary>How the sandbox's runtime is set up.</summary>
public sealed record SandboxRuntimeOptions
{
    /// <summary>The gateway's ports and limits.</summary>
    public SandboxGatewayOptions Gateway { get; init; } = new();

    /// <summary>The node's speeds.</summary>
    public KubeletOptions Kubelet { get; init; } = new();

    /// <summary>The wait after a Job's first failed pod; it doubles. Kubernetes: 10 s.</summary>
    public TimeSpan JobBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether connections to the addresses of Services reach their pods; the addresses must be of the loopback.</summary>
    public bool ServesServices { get; init; }

    /// <summary>The certificate in PEM that the API server is trusted by, for every namespace; null over plain HTTP.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>Whether a GatewayClass <c>sandbox</c> is made when there is none.</summary>
    public bool CreateGatewayClass { get; init; } = true;
}
