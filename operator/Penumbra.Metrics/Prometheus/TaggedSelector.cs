using Penumbra.Core.Objectives;

namespace Penumbra.Metrics.Prometheus;

/// <summary>A selector inside of a query. The tag is a label that the query adds, so that each series of the answer tells what asked for it.</summary>
/// <param name="Text">The selector in PromQL, with all conditions.</param>
/// <param name="Uses">Who gets the series: the one use, or those whose conditions a series meets.</param>
/// <param name="IsShared">Whether the conditions of several revisions were joined.</param>
internal sealed record TaggedSelector(string Text, IReadOnlyList<SelectorUse> Uses, bool IsShared)
{
    // What Prometheus' targets are told apart by, and pods where the series name them.
    private static readonly string[] Targets = ["instance", "job", "pod"];

    /// <summary>
    /// The labels by which the answer tells when samples were taken; none where nobody asks. A target's series are scraped together; what tells revisions apart is among the labels.
    /// </summary>
    public IReadOnlyList<string> Origin { get; } =
        Uses.Any(use => use.Role is SeriesRole.Total or SeriesRole.Bad or SeriesRole.Bucket) ? [.. Targets.Concat(Uses[0].Revision.Select(matcher => matcher.Label)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];
}
