using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Prometheus;

/// <summary>Free PromQL with placeholders, which belong inside of string literals: values are escaped as those demand.</summary>
internal static class FreeQuery
{
    /// <summary>The query with its placeholders filled in; null, with a sentence, when one is unknown.</summary>
    public static string? Fill(string text, MeasureRequest request, out string? problem) => Placeholders.Fill(text, name => name switch
    {
        "namespace" => PromQlText.Escape(request.Namespace),
        "launch" => PromQlText.Escape(request.Launch),
        "revision" => PromQlText.Escape(request.Revision),
        "podPattern" => PromQlText.Escape(RevisionTemplate.PodPattern(request)),
        _ => null,
    }, out problem);

    /// <summary>What is wrong with the query's placeholders, or null.</summary>
    public static string? Problem(string text)
    {
        _ = Placeholders.Fill(text, name => name is "namespace" or "launch" or "revision" or "podPattern" ? "" : null, out var problem);
        return problem is null ? null : $"{problem}; known are {{{{namespace}}}}, {{{{launch}}}}, {{{{revision}}}} and {{{{podPattern}}}}";
    }
}
