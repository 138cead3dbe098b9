using System.Text.RegularExpressions;

namespace Penumbra.Metrics.Selectors;

/// <summary>One condition of a selector. A series without the label has the empty value, as in Prometheus.</summary>
public sealed class LabelMatcher
{
    private readonly Regex? _expression;

    private LabelMatcher(string label, MatchKind kind, string value, Regex? expression)
    {
        Label = label;
        Kind = kind;
        Value = value;
        _expression = expression;
    }

    /// <summary>The label's name.</summary>
    public string Label { get; }

    /// <summary>How the value is compared.</summary>
    public MatchKind Kind { get; }

    /// <summary>The value, or the regular expression, without quotes and escapes.</summary>
    public string Value { get; }

    /// <summary>Whether the value is a regular expression.</summary>
    public bool IsExpression => Kind is MatchKind.Matches or MatchKind.NotMatches;

    /// <summary>Makes a matcher; null, with a sentence, when its regular expression is not one that every source understands alike.</summary>
    public static LabelMatcher? Create(string label, MatchKind kind, string value, out string? problem)
    {
        problem = null;
        if (kind is MatchKind.Equal or MatchKind.NotEqual) return new LabelMatcher(label, kind, value, null);
        return PortableRegex.Compile(value, out problem) is { } expression ? new LabelMatcher(label, kind, value, expression) : null;
    }

    /// <summary>Whether a value meets the condition.</summary>
    public bool Accepts(string value) => Kind switch
    {
        MatchKind.Equal => string.Equals(value, Value, StringComparison.Ordinal),
        MatchKind.NotEqual => !string.Equals(value, Value, StringComparison.Ordinal),
        MatchKind.Matches => _expression!.IsMatch(value),
        _ => !_expression!.IsMatch(value),
    };

    /// <summary>The matcher in PromQL, its value quoted and escaped.</summary>
    public override string ToString() => $"{Label}{Symbol}{PromQlText.Quote(Value)}";

    private string Symbol => Kind switch
    {
        MatchKind.Equal => "=",
        MatchKind.NotEqual => "!=",
        MatchKind.Matches => "=~",
        _ => "!~",
    };
}
