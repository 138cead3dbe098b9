using System.Collections.Immutable;
using System.Security.Cryptography;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Differing;
using Penumbra.Comparison.Evidence;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Serving;

/// <summary>All that is known, in bounded memory: evidence, a few shapes of each difference, and a verdict that is computed anew every few seconds at most.</summary>
internal sealed class ComparisonState(ComparisonConfig config, string subject, TimeProvider time, EvidenceExport? before = null)
{
    private const int SamplesOfField = 5;
    private const int FieldsOfEndpoint = 256;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly ShadowWatch _watch = new(time, before?.Health.DownInAll ?? TimeSpan.Zero);
    private readonly string _instance = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private ShadowEvidence _evidence = before?.Evidence ?? ShadowEvidence.Begin(subject, config.Since ?? time.GetUtcNow(), config.Verdict.Over);
    private ImmutableSortedDictionary<string, ImmutableSortedDictionary<Difference, ImmutableArray<Shape>>> _shapes =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<Difference, ImmutableArray<Shape>>>.Empty.WithComparers(StringComparer.Ordinal);
    private ReplayProgress _replay = before is null ? ReplayProgress.None : before.Replay with { IsChanged = false };
    private long _seen;
    private long _askedLive;
    private long _askedShadow;
    private int _inFlight;
    private (ShadowJudgement Judgement, DateTimeOffset At)? _judged;

    public LoopWatch Loops { get; } = new(time);

    /// <summary>Takes a place for a request; gives it back by <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inFlight) <= config.Requests.MaxInFlight) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    public void Seen() => Interlocked.Increment(ref _seen);

    public void AskedLive() => Interlocked.Increment(ref _askedLive);

    public void AskedShadow() => Interlocked.Increment(ref _askedShadow);

    public void ShadowAnswered(bool answered) => _watch.Add(answered);

    /// <summary>One request more that was not compared.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="position">Its number in the recording; null for a copy.</param>
    public void Without(NotCompared reason, long? position = null)
    {
        lock (_lock)
        {
            _evidence = _evidence.Without(reason);
            Reached(position);
        }
    }

    /// <summary>How far the replay is.</summary>
    public ReplayProgress Replay
    {
        get
        {
            lock (_lock) return _replay;
        }
    }

    /// <summary>Whether a replay is of the recording that was replayed so far; while nothing was, whichever it is of.</summary>
    public bool IsOf(string recording)
    {
        lock (_lock)
        {
            if (_replay.Recording is null || _replay is { Replayed: 0, IsFinished: false }) _replay = _replay with { Recording = recording };
            if (_replay.Recording == recording) return true;
            _replay = _replay with { IsChanged = true };
            return false;
        }
    }

    /// <summary>The replay has counted its requests.</summary>
    public void ReplayBegins(long total)
    {
        lock (_lock) _replay = _replay with { Total = _replay.IsFinished ? _replay.Total : total, IsChanged = false };
    }

    /// <summary>The replay is at its end.</summary>
    public void ReplayEnds()
    {
        lock (_lock) _replay = _replay with { IsFinished = true };
    }

    // Under the same lock as what it is counted in: whoever reads one reads the other.
    private void Reached(long? position)
    {
        if (position is { } at) _replay = _replay with { Replayed = at };
    }

    /// <summary>Whether live is asked twice for the next request of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="chance">A number drawn between 0 and 1.</param>
    public bool AsksTwice(string endpoint, double chance)
    {
        lock (_lock) return _evidence.Endpoints.GetValueOrDefault(endpoint, EndpointEvidence.Empty).AsksTwice(chance, config.Compare.NoiseShare);
    }

    public void With(Core.ShadowDeployments.Verdicts.Comparison comparison, IReadOnlyDictionary<Difference, Shape> shapes, (TimeSpan Live, TimeSpan Shadow)? took, long? position = null)
    {
        lock (_lock)
        {
            _evidence = _evidence.With(comparison);
            Reached(position);
            if (took is { } pair) _evidence = _evidence.With(comparison.Endpoint, pair.Live, pair.Shadow);
            var known = _shapes.GetValueOrDefault(comparison.Endpoint) ?? ImmutableSortedDictionary<Difference, ImmutableArray<Shape>>.Empty;
            foreach (var (difference, shape) in shapes)
            {
                var samples = known.GetValueOrDefault(difference, []);
                if (samples.Length >= SamplesOfField || samples.Contains(shape) || (samples.IsEmpty && known.Count >= FieldsOfEndpoint)) continue;
                known = known.SetItem(difference, samples.Add(shape));
            }

            if (!known.IsEmpty) _shapes = _shapes.SetItem(comparison.Endpoint, known);
        }
    }

    /// <summary>What a next process needs to go on.</summary>
    public EvidenceExport Export()
    {
        ShadowEvidence evidence;
        ReplayProgress replay;
        lock (_lock) (evidence, replay) = (_evidence, _replay);
        return new EvidenceExport
        {
            Evidence = evidence,
            Replay = replay,
            Health = _watch.Health,
            Seen = Interlocked.Read(ref _seen),
            AskedLive = Interlocked.Read(ref _askedLive),
            AskedShadow = Interlocked.Read(ref _askedShadow),
            Instance = _instance,
            LoopedAgo = Loops.Ago,
        };
    }

    /// <summary>All of it now.</summary>
    public ComparisonSnapshot Snapshot()
    {
        var now = time.GetUtcNow();
        ShadowEvidence evidence;
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<Difference, ImmutableArray<Shape>>> shapes;
        ReplayProgress replay;
        (ShadowJudgement Judgement, DateTimeOffset At)? judged;
        lock (_lock) (evidence, replay, shapes, judged) = (_evidence, _replay, _shapes, _judged);
        if (judged is not { } cached || now - cached.At >= Fresh || now < cached.At)
        {
            cached = (VerdictJudge.Judge(evidence, config.Verdict, _watch.Health, now, config.IsReplayAlone && replay.IsFinished), now);
            lock (_lock) _judged = cached;
        }

        return new ComparisonSnapshot
        {
            Config = config,
            At = now,
            Evidence = evidence,
            Replay = replay,
            Judgement = cached.Judgement,
            Shapes = shapes,
            Seen = Interlocked.Read(ref _seen),
            AskedLive = Interlocked.Read(ref _askedLive),
            InFlight = Math.Max(0, Volatile.Read(ref _inFlight)),
            IsLooping = Loops.IsLooping,
        };
    }
}
