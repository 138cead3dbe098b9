using System.Net;
using Penumbra.Kubernetes.Time;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Shadows;

/// <summary>Between one process of the operator and the comparison servers' pods. The faults of sources happen here too: a server that is silent, slow, or says what nobody can read.</summary>
/// <param name="cluster">The world.</param>
/// <param name="clock">The process's clock.</param>
public sealed class ComparisonNetwork(SimulatedCluster cluster, TimeProvider clock) : HttpMessageHandler
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cluster.AssertThread();
        var mode = cluster.NextEvaluation();
        await clock.WaitAsync(mode == SourceMode.Slow ? Slow : Usual, cancellationToken);
        if (mode is SourceMode.Silent or SourceMode.Gone) throw new HttpRequestException("connection refused");
        if (mode == SourceMode.ServerError) return new HttpResponseMessage(HttpStatusCode.InternalServerError);
        if (mode == SourceMode.Empty) return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        if (request.RequestUri is not { Port: 8081, AbsolutePath: "/evidence" } || cluster.Comparison.Ask(request.RequestUri.Host) is not { } said) throw new HttpRequestException("no route to host");

        // Nobody stands between the operator and a pod who could repeat an older answer.
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(mode == SourceMode.NotANumber ? [1, 2, 3] : said) };
    }
}
