using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>How live is asked over TLS.</summary>
public sealed record ShadowTls
{
    /// <summary>A Secret of this namespace whose key ca.crt holds the authorities that live is trusted by. Absent: the image's own.</summary>
    [Length(1, 253), Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    public string? CaSecret { get; init; }

    /// <summary>The name that live's certificate must have. Default: &lt;service&gt;.&lt;namespace&gt;.svc.</summary>
    [Length(1, 253), Pattern("^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$")]
    public string? ServerName { get; init; }
}
