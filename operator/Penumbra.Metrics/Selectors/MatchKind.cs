namespace Penumbra.Metrics.Selectors;

/// <summary>How a matcher compares a label's value.</summary>
public enum MatchKind
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>=~</c>: the whole value matches the regular expression.</summary>
    Matches,

    /// <summary><c>!~</c></summary>
    NotMatches,
}
