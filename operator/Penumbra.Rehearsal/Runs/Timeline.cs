namespace Penumbra.Rehearsal.Runs;

/// <summary>What happened in one run.</summary>
public sealed class Timeline
{
    private readonly List<TimelineEntry> _entries = [];
    private readonly List<(TimeSpan At, double Share)> _shares = [];
    private readonly List<(TimeSpan At, long Hurt)> _hurt = [];

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<TimelineEntry> Entries => _entries;

    /// <summary>The share of requests that the candidate had from each moment on, between 0 and 1.</summary>
    public IReadOnlyList<(TimeSpan At, double Share)> Shares => _shares;

    /// <summary>How many requests the fault had hurt by each moment.</summary>
    public IReadOnlyList<(TimeSpan At, long Hurt)> Hurt => _hurt;

    /// <summary>The run's end.</summary>
    public TimeSpan End => _shares.Count == 0 ? TimeSpan.Zero : _shares[^1].At;

    internal void Add(TimelineEntry entry) => _entries.Add(entry);

    internal void Lead(TimeSpan at, double share) => _shares.Add((at, share));

    internal void Harm(TimeSpan at, long hurt)
    {
        if (_hurt.Count == 0 || _hurt[^1].Hurt != hurt) _hurt.Add((at, hurt));
    }
}
