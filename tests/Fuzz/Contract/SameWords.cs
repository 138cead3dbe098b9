using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Fuzz.Mutations;

namespace Penumbra.Fuzz.Contract;

/// <summary>When another text says the same: short, and each with its reason.</summary>
public static class SameWords
{
    /// <summary>Whether a mutation changed words and no meaning.</summary>
    public static bool Mean(Mutation mutation, JsonObject before, JsonObject after)
    {
        ArgumentNullException.ThrowIfNull(mutation);
        var (old, now) = (mutation.Field.Path.In(before), mutation.Field.Path.In(after));

        // Nothing and an empty list, and an empty object whose members all have defaults, say the same.
        if ((IsEmpty(old) && IsEmpty(now)) || JsonNode.DeepEquals(old, now)) return true;

        // One length of time has several spellings; numbers have too.
        if (Text(old) is { } left && Text(now) is { } right)
        {
            if (Span.Parse(left) is { } span && Span.Parse(right) == span) return true;
            if (Number(left) is { } number && Number(right) is { } other && number.Equals(other)) return true;

            // An address has several spellings: a path that leads back to the root is none.
            if (mutation.Field.Path.Declared == "spec.prometheus.url" && Uri.TryCreate(left, UriKind.Absolute, out var address) && Uri.TryCreate(right, UriKind.Absolute, out var same) && address == same) return true;

            // RDS keeps identifiers in small letters, whatever they are asked for by.
            if (mutation.Field.Path.Declared is "spec.source.cluster" or "spec.source.instance" && string.Equals(left, right, StringComparison.OrdinalIgnoreCase)) return true;
        }

        // A set says no more with an item twice.
        if (mutation.Field.Path.Declared is "spec.share.accounts" && old is JsonArray accounts && now is JsonArray more && Items(accounts).SetEquals(Items(more))) return true;

        // What is left out has the value that the documentation names; the documents name some of those on purpose.
        return (old is null || now is null) && Defaults.Contains((mutation.Field.Path.Declared, Text(old ?? now) ?? (old ?? now)!.ToJsonString()));
    }

    private static readonly HashSet<(string Path, string Value)> Defaults =
    [
        ("spec.steps[].replicas", "1"), // the share of the size, rounded up, is one pod here
        ("spec.objectives[].control", "None"), // the documents' judge is Threshold, which compares with nobody
        ("spec.traffic.service.name", "checkout"), // the template's name
        ("spec.suspend", "false"), // of the refresh that runs while a field is wrong
        ("spec.database.engine", "postgres"),
        ("spec.encryption.mode", "Copy"), // of a plain instance, which knows no other
    ];

    private static HashSet<string> Items(JsonArray items) => [.. items.Select(item => item?.ToJsonString() ?? "")];

    private static bool IsEmpty(JsonNode? node) => node is null or JsonArray { Count: 0 } or JsonObject { Count: 0 };

    private static string? Text(JsonNode? node) => node is JsonValue ? node.ToString() : null;

    private static double? Number(string text) => double.TryParse(text.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
