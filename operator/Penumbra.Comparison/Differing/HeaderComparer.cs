using System.Collections.Frozen;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Differing;

/// <summary>Compares headers by lower-case name. Cookies that are set are compared by name and attributes, never by value.</summary>
internal static class HeaderComparer
{
    // Of the connection, of the clock, or told by the body itself.
    private static readonly FrozenSet<string> NotOfTheAnswer = new[]
    {
        "date", "connection", "keep-alive", "transfer-encoding", "content-length", "server-timing", "upgrade", "trailer", "proxy-authenticate", "proxy-connection", "alt-svc", "set-cookie",
        "x-envoy-upstream-service-time",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a header is compared at all, as one.</summary>
    public static bool IsCompared(string name) => !NotOfTheAnswer.Contains(name);

    public static void Compare(IReadOnlyDictionary<string, string> live, IReadOnlyDictionary<string, string> shadow, FieldRules rules, Findings findings)
    {
        foreach (var name in live.Keys.Union(shadow.Keys, StringComparer.Ordinal).Where(name => !NotOfTheAnswer.Contains(name)).Order(StringComparer.Ordinal))
            One($"header.{FieldName.Of(name)}", live.GetValueOrDefault(name), shadow.GetValueOrDefault(name), rules, findings);
    }

    public static void CompareCookies(IReadOnlyList<string> live, IReadOnlyList<string> shadow, FieldRules rules, Findings findings)
    {
        var (left, right) = (Cookies(live), Cookies(shadow));
        foreach (var name in left.Keys.Union(right.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            One($"cookie.{FieldName.Of(name)}", left.GetValueOrDefault(name), right.GetValueOrDefault(name), rules, findings);
    }

    private static void One(string field, string? live, string? shadow, FieldRules rules, Findings findings)
    {
        if (rules.Ignored.Contains(field)) return;
        findings.Fields++;
        if (live == shadow) return;
        findings.Add(field, live is null ? DifferenceKind.Extra : shadow is null ? DifferenceKind.Missing : DifferenceKind.Value, Shape.Of(live, shadow), rules.Allowed.Contains(field) ? ValuePair.Of(live, shadow) : null);
    }

    private static SortedDictionary<string, string> Cookies(IReadOnlyList<string> lines)
    {
        var cookies = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var parts = line.Split(';', StringSplitOptions.TrimEntries);
            var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
            cookies[equals < 0 ? parts[0] : parts[0][..equals].Trim()] = string.Join(';', parts.Skip(1).Select(Attribute).Order(StringComparer.Ordinal));
        }

        return cookies;
    }

    // When a cookie ends is a moment, which differs by itself.
    private static string Attribute(string text)
    {
        var lower = text.ToLowerInvariant();
        return lower.StartsWith("expires=", StringComparison.Ordinal) ? "expires" : lower.StartsWith("max-age=", StringComparison.Ordinal) ? "max-age" : lower;
    }
}
