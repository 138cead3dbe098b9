using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Penumbra.Traffic.Tests.World;

/// <summary>A request, as far as rules look at it.</summary>
public sealed record Request(string Path, string Method, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Query)
{
    public override string ToString() => $"{Method} {Path} [{string.Join(", ", Headers.Select(h => $"{h.Key}: {h.Value}"))}] ?{string.Join("&", Query.Select(q => $"{q.Key}={q.Value}"))}";
}

/// <summary>Chooses a rule as the Gateway API says: path, method, number of headers, number of query parameters, order.</summary>
public sealed class TinyGateway(bool matchesWholeValues)
{
    public JsonObject? RuleFor(JsonArray rules, Request request)
    {
        JsonObject? best = null;
        (int, int, int, int, int) bestRank = default;
        foreach (var rule in rules.Select(rule => rule!.AsObject()))
        {
            var matches = rule["matches"] as JsonArray is { Count: > 0 } list ? list : [new JsonObject()];
            foreach (var match in matches.Select(match => match!.AsObject()).Where(match => Matches(match, request)))
            {
                var rank = Rank(match);
                if (best is not null && rank.CompareTo(bestRank) <= 0) continue;
                (best, bestRank) = (rule, rank);
            }
        }

        return best;
    }

    /// <summary>Service and weight of a rule, without those that get nothing, in small numbers.</summary>
    public static string Shares(JsonObject? rule)
    {
        if (rule is null) return "none";
        var backends = (rule["backendRefs"] as JsonArray ?? []).Select(backend => (Name: $"{backend!["name"]}:{backend["port"]}", Weight: backend["weight"] is { } weight ? weight.GetValue<long>() : 1)).Where(backend => backend.Weight > 0).ToList();
        var divisor = backends.Aggregate(0L, (left, backend) => Divisor(left, backend.Weight));
        return string.Join(" ", backends.Select(backend => $"{backend.Name}={backend.Weight / divisor}"));
    }

    private static (int Kind, int Length, int Method, int Headers, int Query) Rank(JsonObject match)
    {
        var type = match["path"]?["type"]?.GetValue<string>() ?? "PathPrefix";
        var value = match["path"]?["value"]?.GetValue<string>() ?? "/";
        return (type == "Exact" ? 1 : 0, value.TrimEnd('/').Length, match["method"] is null ? 0 : 1, Count(match, "headers"), Count(match, "queryParams"));
    }

    private bool Matches(JsonObject match, Request request)
    {
        var value = match["path"]?["value"]?.GetValue<string>() ?? "/";
        var isPath = match["path"]?["type"]?.GetValue<string>() == "Exact" ? request.Path == value : $"{request.Path}/".StartsWith($"{value.TrimEnd('/')}/", StringComparison.Ordinal);
        if (!isPath || (match["method"]?.GetValue<string>() is { } method && method != request.Method)) return false;
        return All(match["headers"], request.Headers, StringComparison.OrdinalIgnoreCase) && All(match["queryParams"], request.Query, StringComparison.Ordinal);
    }

    private bool All(JsonNode? wanted, IReadOnlyDictionary<string, string> given, StringComparison names) => (wanted as JsonArray ?? []).All(one =>
    {
        var value = given.FirstOrDefault(pair => string.Equals(pair.Key, one!["name"]!.GetValue<string>(), names)).Value;
        if (value is null) return false;
        var pattern = one!["value"]!.GetValue<string>();
        if (one["type"]?.GetValue<string>() != "RegularExpression") return value == pattern;
        return Regex.IsMatch(value, matchesWholeValues ? $"^(?:{pattern})$" : pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
    });

    private static int Count(JsonObject match, string field) => (match[field] as JsonArray)?.Count ?? 0;

    private static long Divisor(long left, long right) => right == 0 ? left : Divisor(right, left % right);
}
