using Penumbra.Api.Attributes;

namespace Penumbra.Api.MetricSources;

/// <summary>Which namespaces may use a source.</summary>
[ValidationRule("!has(self.from) || self.from != 'Selector' || has(self.selector)", "from: Selector needs a selector")]
public sealed record SourceNamespaces
{
    /// <summary>All, or those that the selector matches. Selector is not supported yet.</summary>
    [Values("All", "Selector"), Default("\"All\"")]
    public string? From { get; init; }

    /// <summary>Labels that a namespace must have.</summary>
    [Items(0, 16)]
    public IReadOnlyDictionary<string, string>? Selector { get; init; }
}
