namespace Penumbra.Core.Common;

/// <summary>Something wrong that a person must change: where it is, and what would be right.</summary>
/// <param name="Reason">The kind of problem, as conditions show it.</param>
/// <param name="Path">The field, such as <c>spec.steps[1].weight</c>; empty when no field is to blame.</param>
/// <param name="Message">What is wrong and what would be right, in a sentence.</param>
public sealed record Problem(Reason Reason, string Path, string Message)
{
    private const int Shown = 5;

    /// <summary>Several problems in one text: the first five, and how many more there are.</summary>
    public static string Sentences(IReadOnlyList<Problem> problems)
    {
        var shown = string.Join("; ", problems.Take(Shown));
        return problems.Count > Shown ? $"{shown}; and {problems.Count - Shown} more" : shown;
    }

    /// <summary>Path and message, as shown to people.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
