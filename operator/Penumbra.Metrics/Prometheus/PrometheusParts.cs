using System.Net.Security;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Metrics.Prometheus;

/// <summary>What sources of kind prometheus are made with.</summary>
/// <param name="Client">Reads the Secret of a login, by name.</param>
/// <param name="Time">The clock.</param>
/// <param name="Handler">Makes the connections to one server: <c>guard.CreateHandler</c> of an <see cref="Http.EgressGuard"/>; a test's own in simulations.</param>
public sealed record PrometheusParts(IKubernetesClient Client, TimeProvider Time, Func<Uri, SslClientAuthenticationOptions?, HttpMessageHandler> Handler);
