namespace Penumbra.Core.Objectives;

/// <summary>One series at one instant, raw: a counter's value, or a query's answer.</summary>
/// <param name="Series">Identifies the series among all of the objective's, for instance pod and labels; for a counter, also across scrapes.</param>
/// <param name="Role">What it counts.</param>
/// <param name="Value">The value as the source says it.</param>
/// <param name="UpperBound">For a bucket: its <c>le</c>, compared as a number.</param>
/// <param name="Pod">Whose counter it is; empty where the source does not say.</param>
/// <param name="Group">For a bucket: names the histogram within its pod, all labels but <c>le</c>; empty where the pod has one.</param>
/// <param name="At">When it was taken, where the source keeps samples for a while: what it says of an earlier time than before is no news, and no restart. Null where the value is of the reading's own time.</param>
public sealed record SeriesSample(string Series, SeriesRole Role, double Value, double UpperBound = double.PositiveInfinity, string Pod = "", string Group = "", DateTimeOffset? At = null)
{
    /// <summary>Whether this is no news after another sample of the series: a server that lags behind says what another one has said already.</summary>
    public bool IsNoNewsAfter(SeriesSample before) => At <= before.At;
}
