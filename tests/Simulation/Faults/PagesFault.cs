using System.Text.RegularExpressions;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F14: lists come in pages of one object, and some of their continue tokens expire on the way.</summary>
/// <param name="expires">How many tokens expire.</param>
public sealed class PagesFault(int expires) : Fault
{
    private int _left = expires;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        IsOver = true;
        if (!call.IsList) return CallFate.Proceed;
        if (_left > 0 && call.Request.Query.Contains("continue=", StringComparison.Ordinal))
        {
            _left--;
            LastHappened = cluster.Time.Elapsed;
            return CallFate.Refuse(410, "Expired", "the provided continue parameter is too old");
        }

        return CallFate.Rewrite(call.Request with { Query = Regex.Replace(call.Request.Query, "limit=[0-9]+", "limit=1", RegexOptions.None, TimeSpan.FromSeconds(1)) });
    }
}
