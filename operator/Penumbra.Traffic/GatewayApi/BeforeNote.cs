using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>
/// What an annotation remembers of a route that is being steered: the weights that its references to the apex had, by the rule's index among
/// the user's rules that name it. Everything else can be read off the route itself. It exists exactly while the route is steered.
/// </summary>
/// <param name="Weights">By that index: the weights in order, null for an absent one.</param>
public sealed record BeforeNote(ImmutableSortedDictionary<int, ImmutableArray<long?>> Weights)
{
    /// <summary>Remembers nothing.</summary>
    public static BeforeNote Empty { get; } = new(ImmutableSortedDictionary<int, ImmutableArray<long?>>.Empty);

    /// <summary>Reads an annotation; null for an absent one, and an empty note for anything that was not written by us.</summary>
    public static BeforeNote? Parse(string? annotation)
    {
        if (annotation is null) return null;
        try
        {
            if (JsonNode.Parse(annotation) is not JsonObject rules) return Empty;
            var weights = ImmutableSortedDictionary.CreateBuilder<int, ImmutableArray<long?>>();
            foreach (var (key, value) in rules)
            {
                if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && value is JsonArray list)
                    weights[index] = [.. list.Select(weight => weight is JsonValue number && number.TryGetValue<long>(out var known) && known >= 0 ? known : (long?)null)];
            }

            return new BeforeNote(weights.ToImmutable());
        }
        catch (JsonException)
        {
            return Empty;
        }
    }

    /// <summary>The annotation's value: <c>{"0":[null],"2":[5]}</c>.</summary>
    public override string ToString() =>
        "{" + string.Join(",", Weights.Select(rule => string.Create(CultureInfo.InvariantCulture, $"\"{rule.Key}\":[{string.Join(",", rule.Value.Select(Text))}]"))) + "}";

    private static string Text(long? weight) => weight?.ToString(CultureInfo.InvariantCulture) ?? "null";
}
