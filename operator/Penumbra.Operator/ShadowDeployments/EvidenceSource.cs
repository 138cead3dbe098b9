using Penumbra.Comparison.Evidence;
using Penumbra.Core.ShadowDeployments.Observed;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>Asks a comparison server what it has found: one bounded exchange with one pod, by its address.</summary>
/// <param name="http">A client over <see cref="Penumbra.Metrics.Http.EgressGuard.CreatePodsHandler"/>.</param>
/// <param name="time">The clock of the time-out.</param>
public sealed class EvidenceSource(HttpClient http, TimeProvider time)
{
    private const int Longest = 1024 * 1024;

    // Evidence of very many endpoints takes seconds to be made small enough.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What the server says, and the same as it is kept for the next process, which does not go on with an age; null when it gives no answer, or one that cannot be read.</summary>
    /// <param name="address">The pod's address.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    public async Task<(ComparisonReport Report, byte[] Kept)?> ReadAsync(string address, CancellationToken cancellationToken)
    {
        if (!System.Net.IPAddress.TryParse(address, out var ip)) return null;
        using var clock = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            var uri = new UriBuilder("http", ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{ip}]" : address, ShadowNames.ReportPort, "/evidence").Uri;
            using var response = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if ((int)response.StatusCode != 200 || response.Content.Headers.ContentLength is not ({ } length and > 0 and <= Longest)) return null;
            var raw = new byte[length];
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            await stream.ReadExactlyAsync(raw, either.Token);
            if (EvidenceCodec.Decode(raw) is not { } export) return null;
            return (new ComparisonReport { Evidence = export.Evidence, Replay = export.Replay, Health = export.Health, Seen = export.Seen, AskedLive = export.AskedLive, AskedShadow = export.AskedShadow, Instance = export.Instance, LoopedAgo = export.LoopedAgo }, export.IsLooping ? EvidenceCodec.Encode(export with { LoopedAgo = null }) : raw);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }
}
