using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What answers the copies: a Deployment's template, or a Service that runs already.</summary>
[ValidationRule("has(self.deployment) != has(self.service)", "exactly one of deployment and service must be set")]
[ValidationRule("!has(self.port) || has(self.service)", "port is for service: a deployment is asked at its only container port, else the one with live's number or the name http")]
public sealed record ShadowTarget
{
    /// <summary>A Deployment of this namespace, best with replicas: 0: the operator runs a copy that no route reaches, and asks it at its only container port, else at the one with live's number or the name http.</summary>
    public ShadowTemplate? Deployment { get; init; }

    /// <summary>A Service of this namespace that runs already.</summary>
    [Length(1, 63), Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    public string? Service { get; init; }

    /// <summary>The port of service. Default: live's, or the only one that it has.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }
}
