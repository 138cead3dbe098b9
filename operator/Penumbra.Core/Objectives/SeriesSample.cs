namespace Penumbra.Core.Objectives;

/// <summary>One series at one instant, raw: a counter's value, or a query's answer.</summary>
/// <param name="Series">Identifies the series among all of the objective's, for instance pod and labels; for a counter, also across scrapes.</param>
/// <param name="Role">What it counts.</param>
/// <param name="Value">The value as the source says it.</param>
/// <param name="UpperBound">For a bucket: its <c>le</c>, compared as a number.</param>
public sealed record SeriesSample(string Series, SeriesRole Role, double Value, double UpperBound = double.PositiveInfinity)
{
    /// <summary>
    /// Whether the counter is known to have begun at zero after the attempt began, so that its first value counts as events (a candidate pod's
    /// first-seen series). False: the first value is only where counting starts.
    /// </summary>
    public bool StartsFromZero { get; init; }
}
