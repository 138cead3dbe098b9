using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.Controllers.Common;

/// <summary>Matches labels against a <c>metav1.LabelSelector</c> or a plain map of labels.</summary>
internal static class LabelSelector
{
    /// <summary>
    /// Whether <paramref name="labels"/> satisfy matchLabels and matchExpressions; an empty selector matches everything, null nothing.
    /// </summary>
    public static bool Matches(JsonObject? selector, JsonObject? labels)
    {
        if (selector is null)
            return false;
        if (selector.Map("matchLabels") is { } wanted && !MatchesMap(wanted, labels))
            return false;
        return selector.Items("matchExpressions").All(expression => MatchesExpression(expression, labels));
    }

    /// <summary>Whether every pair of <paramref name="wanted"/> is among <paramref name="labels"/>.</summary>
    public static bool MatchesMap(JsonObject wanted, JsonObject? labels)
        => wanted.All(pair => labels.Text(pair.Key) is { } value && value == pair.Value.Text());

    private static bool MatchesExpression(JsonObject expression, JsonObject? labels)
    {
        var value = labels.Text(expression.Text("key") ?? "");
        var values = expression.Texts("values");
        return expression.Text("operator") switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
