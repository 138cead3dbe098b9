using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Fuzz.Documents;

namespace Penumbra.Fuzz.Mutations;

/// <summary>
/// Everything that is tried with a field: left out, emptied, of another type, at and over its bounds, huge, doubled, in other scripts, and with text that some other
/// language would run. The classes are those of Acto (Gu et al., SOSP 2023, table 3) and of the domain: weights, durations, shares, names.
/// </summary>
public static class Mutators
{
    private static readonly string[] Durations = ["0s", "1ms", "999ms", "1s", "60s", "1h1h", "99999h99999m", "99999h99999h99999h99999h", "-1s", "30d", "1", "1.5h", " 1s", "1S", "", "١s"];
    private static readonly string[] Numbers = ["0", "-0", "-1", "0.0", "0.5", "1", "100", "101", "99.999999", "0.000001", "NaN", "Infinity", "1e308", "1e-9", "0x10", "0,5", "0%", "100%", "99.9999%", "-1%", "101%", "٣", "5 "];
    private static readonly string[] Names = ["a", "A", "-a", "a.b", "a/b", "../a", "a_b", "kube-system", "{{namespace}}", "checkout-candidate"];
    private static readonly string[] Lengths = [new string('a', 63), new string('a', 64), string.Join('.', Enumerable.Repeat(new string('a', 62), 5))[..253], string.Join('.', Enumerable.Repeat(new string('a', 62), 5))[..254]];
    private static readonly string[] Schedules = ["* * * * *", "0 0 30 2 *", "30 2 * * *", "0 3 * * 7", "0 3 * * 8", "60 3 * * *", "0 3 * *", "0 0 3 * * *", "@daily", "@every 1h", "@every 1s", "@reboot", "TZ=Europe/Berlin 0 3 * * *", "CRON_TZ=UTC 0 3 * * *", "0 3 L * *", "*/0 * * * *", "5-1 * * * *", "Europe/Berlin", "Europe/Nowhere", "Local"];
    private static readonly string[] Addresses =
    [
        "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://[::1]:9090", "http://169.254.169.254/latest", "http://user:secret@prometheus.monitoring:9090", "http://prometheus.monitoring.:9090",
        "http://prometheus.monitoring:9090/#x", "http://prometheus.monitoring:9090?x=1", "http://xn--prometheus-9za:9090", "http://prometheus\\@evil:9090", "//prometheus.monitoring:9090", "prometheus.monitoring:9090", "https://", "http://prometheus.monitoring:0", "http://prometheus.monitoring:65536",
        "ftp://prometheus.monitoring", "file:///etc/passwd", "gopher://prometheus:70/x", "unix:///var/run/x.sock", "http://prometheus.monitoring:9090/../..", "http://prometheus monitoring", "https://kubernetes.default.svc",
    ];
    private static readonly string[] Injections = ["\"} or {x=\"", "$(reboot)", "'; DROP TABLE users; --", "{{revision}}{{", "<script>alert(1)</script>", "%s%n", "${jndi:ldap://x}", "a\nb: c", "a\u0000b", ".*.*.*.*.*.*.*.*.*x", "(((((", "[", "\\"];
    private static readonly string[] Scripts = ["ünïcödé", "日本語", "\u202Egnp", "e\u0301", "\uFEFFa", "😀", "\u200B"];

    /// <summary>All mutations of a field; the same in each run.</summary>
    public static IEnumerable<Mutation> Of(string document, Field field)
    {
        ArgumentNullException.ThrowIfNull(field);
        Mutation Make(string mutator, JsonNode? value) => new(document, field, mutator, Replacement.By(value));
        yield return new Mutation(document, field, "absent", Replacement.Absent);
        yield return Make("null", null);
        foreach (var (name, value) in OtherTypes(field.Value)) yield return Make(name, value);
        var more = field.Value switch
        {
            JsonArray items => Lists(items, field.Schema),
            JsonObject members => Objects(members),
            JsonValue value when value.TryGetValue<bool>(out var flag) => [("flipped", JsonValue.Create(!flag))],
            JsonValue value when value.TryGetValue<long>(out var number) => Integers(number, field.Schema),
            JsonValue value when value.TryGetValue<string>(out var text) => Texts(text, field.Schema),
            _ => [],
        };
        foreach (var (name, value) in more) yield return Make(name, value);
    }

    private static IEnumerable<(string, JsonNode?)> OtherTypes(JsonNode? value)
    {
        var kind = value?.GetValueKind();
        if (kind is not System.Text.Json.JsonValueKind.String) yield return ("as-text", JsonValue.Create(value is JsonValue ? value.ToJsonString() : "text"));
        if (kind is not System.Text.Json.JsonValueKind.Number) yield return ("as-number", JsonValue.Create(7));
        yield return ("as-fraction", JsonValue.Create(1.5));
        if (kind is not (System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False)) yield return ("as-boolean", JsonValue.Create(true));
        yield return ("as-list", new JsonArray(value?.DeepClone()));
        yield return ("as-object", new JsonObject { ["value"] = value?.DeepClone() });
    }

    private static IEnumerable<(string, JsonNode?)> Lists(JsonArray items, JsonObject schema)
    {
        yield return ("empty", new JsonArray());
        if (items.Count == 0) yield break;
        JsonArray Copies(int count) => new([.. Enumerable.Range(0, count).Select(index => items[index % items.Count]?.DeepClone())]);
        yield return ("without-last", Copies(items.Count - 1));
        yield return ("doubled", Copies(items.Count * 2));
        yield return ("reversed", new JsonArray([.. items.Reverse().Select(item => item?.DeepClone())]));
        yield return ("with-null", new JsonArray([.. items.Select(item => item?.DeepClone()), null]));
        yield return ("with-empty-item", new JsonArray([.. items.Select(item => item?.DeepClone()), new JsonObject()]));
        var most = Bound(schema, "maxItems") ?? 100;
        yield return ("at-most", Copies(most));
        yield return ("over-most", Copies(most + 1));
        yield return ("huge", Copies(2000));
    }

    private static IEnumerable<(string, JsonNode?)> Objects(JsonObject members)
    {
        yield return ("empty", new JsonObject());
        var more = members.DeepClone().AsObject();
        more["penumbraNeverHeardOf"] = "this";
        yield return ("with-unknown", more);
        var wrongCase = new JsonObject([.. members.Select(member => KeyValuePair.Create(member.Key.ToUpperInvariant(), member.Value?.DeepClone()))]);
        yield return ("in-capitals", wrongCase);
    }

    private static List<(string, JsonNode?)> Integers(long value, JsonObject schema)
    {
        var bounds = new List<(string, JsonNode?)>
        {
            ("zero", 0), ("negative", -1), ("one", 1), ("next", value + 1), ("before", value - 1), ("int-most", int.MaxValue), ("over-int", int.MaxValue + 1L), ("long-most", long.MaxValue), ("long-least", long.MinValue),
            ("fraction-zero", JsonNode.Parse("5.0")), ("exponent", JsonNode.Parse("1e308")), ("over-long", JsonNode.Parse("18446744073709551616")),
        };
        foreach (var (name, of, by) in new[] { ("at-least", "minimum", 0), ("under-least", "minimum", -1), ("at-most", "maximum", 0), ("over-most", "maximum", 1) })
        {
            if (Bound(schema, of) is { } bound) bounds.Add((name, bound + by));
        }

        return bounds;
    }

    private static IEnumerable<(string, JsonNode?)> Texts(string text, JsonObject schema)
    {
        foreach (var word in schema["enum"] as JsonArray ?? [])
        {
            if (word!.GetValue<string>() != text) yield return ($"word-{word}", word.DeepClone());
        }

        yield return ("empty", "");
        yield return ("blank", " ");
        yield return ("in-capitals", text.ToUpperInvariant());
        yield return ("in-small", text.ToLowerInvariant());
        yield return ("with-space", text + " ");
        yield return ("with-newline", text + "\n");
        if (Bound(schema, "minLength") is { } least) yield return ("under-least", new string('a', Math.Max(0, least - 1)));
        if (Bound(schema, "maxLength") is { } most)
        {
            yield return ("at-most", new string('a', most));
            yield return ("over-most", new string('a', most + 1));
        }

        yield return ("huge", new string('a', 200_000));
        foreach (var (group, words) in new[] { ("duration", Durations), ("number", Numbers), ("name", Names), ("length", Lengths), ("schedule", Schedules), ("address", Addresses), ("injection", Injections), ("script", Scripts) })
        {
            for (var index = 0; index < words.Length; index++) yield return (string.Create(CultureInfo.InvariantCulture, $"{group}-{index}"), words[index]);
        }
    }

    private static int? Bound(JsonObject schema, string name) => schema[name] is { } bound ? int.Parse(bound.ToJsonString(), CultureInfo.InvariantCulture) : null;
}
