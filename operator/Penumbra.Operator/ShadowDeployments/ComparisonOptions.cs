namespace Penumbra.Operator.ShadowDeployments;

/// <summary>How comparison servers are run: an administrator says it, never a tenant.</summary>
/// <param name="Image">The server's image: the operator's own.</param>
/// <param name="AssumedClasses">GatewayClasses that copy shares of requests without saying so.</param>
public sealed record ComparisonOptions(string Image, IReadOnlySet<string> AssumedClasses);
