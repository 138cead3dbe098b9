namespace Penumbra.Core.Objectives;

/// <summary>What a source answered to one question about one revision, at one instant.</summary>
public sealed record Reading
{
    /// <summary>When the values were true, by the source's or the scraper's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The series, in a stable order. Empty with no <see cref="Error"/> means that nothing has been counted yet.</summary>
    public IReadOnlyList<SeriesSample> Series { get; init; } = [];

    /// <summary>Why there is no answer, in a sentence without foreign text; null when there is one.</summary>
    public string? Error { get; init; }

    /// <summary>No answer.</summary>
    public static Reading NoAnswer(DateTimeOffset at, string error) => new() { At = at, Error = error };
}
