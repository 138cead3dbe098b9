namespace Penumbra.Metrics.Prometheus;

/// <summary>A selector inside of a query. The tag is a label that the query adds, so that each series of the answer tells what asked for it.</summary>
/// <param name="Text">The selector in PromQL, with all conditions.</param>
/// <param name="Uses">Who gets the series: the one use, or those whose conditions a series meets.</param>
/// <param name="IsShared">Whether the conditions of several revisions were joined.</param>
internal sealed record TaggedSelector(string Text, IReadOnlyList<SelectorUse> Uses, bool IsShared);
