namespace Penumbra.Core.Objectives;

/// <summary>What a source answered to one question about one revision, at one instant.</summary>
public sealed record Reading
{
    private static readonly IReadOnlyDictionary<string, DateTimeOffset> NoneStarted = new Dictionary<string, DateTimeOffset>(0);

    /// <summary>When the values were true, by the source's or the scraper's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The series, in a stable order. Empty with no <see cref="Error"/> means that nothing has been counted yet.</summary>
    public IReadOnlyList<SeriesSample> Series { get; init; } = [];

    /// <summary>When pods started, by the names that the series have for them and by their nodes' clocks; empty where no objective asks.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Started { get; init; } = NoneStarted;

    /// <summary>Why there is no answer, in a sentence without foreign text; null when there is one.</summary>
    public string? Error { get; init; }

    /// <summary>The same by a clock that is so much ahead of the source's.</summary>
    public Reading Ahead(TimeSpan by) => by == TimeSpan.Zero ? this : this with { At = At + by, Series = Series.Any(sample => sample.At is not null) ? [.. Series.Select(sample => sample with { At = sample.At + by })] : Series };

    /// <summary>No answer.</summary>
    public static Reading NoAnswer(DateTimeOffset at, string error) => new() { At = at, Error = error };
}
