namespace Penumbra.Core.Objectives;

/// <summary>What is measured. Exactly one form.</summary>
public abstract record Indicator
{
    private Indicator()
    {
    }

    /// <summary>Bad events among all, from two selectors of counters.</summary>
    /// <param name="Bad">Selector of the bad events' counter.</param>
    /// <param name="Total">Selector of all events' counter.</param>
    public sealed record Ratio(string Bad, string Total) : Indicator;

    /// <summary>A quantile of a histogram with classic buckets.</summary>
    /// <param name="Of">Selector of the histogram, without <c>_bucket</c>.</param>
    /// <param name="Q">The quantile, between 0 and 1.</param>
    public sealed record Quantile(string Of, double Q) : Indicator;

    /// <summary>What pods use, which is no objective's: see <c>spec.resources</c> of a shadow.</summary>
    /// <param name="Cpu">Selector of a counter of CPU seconds.</param>
    /// <param name="Memory">Selector of a gauge of bytes.</param>
    public sealed record Usage(string Cpu, string Memory) : Indicator;

    /// <summary>A free query of the source's language, with placeholders.</summary>
    /// <param name="Text">The query.</param>
    public sealed record Query(string Text) : Indicator;
}
