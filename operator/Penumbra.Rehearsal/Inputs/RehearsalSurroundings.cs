using Penumbra.Metrics.History;
using Penumbra.Metrics.Http;

namespace Penumbra.Rehearsal.Inputs;

/// <summary>What the command takes from the machine it runs on.</summary>
/// <param name="Time">The clock: <c>--from 2h</c> counts from it.</param>
/// <param name="Connect">The connections to a Prometheus server, with the certificates of a login.</param>
/// <param name="Progress">Hears what is rehearsed next; null for nobody.</param>
public sealed record RehearsalSurroundings(TimeProvider Time, Func<Uri, HistoryLogin?, HttpMessageHandler> Connect, Action<string>? Progress = null)
{
    /// <summary>The real ones. Whoever types an address may mean this machine.</summary>
    public static RehearsalSurroundings Real(Action<string>? progress) => new(TimeProvider.System, (server, login) => new EgressGuard(allowLoopback: true).CreateHandler(server, login?.Tls), progress);
}
