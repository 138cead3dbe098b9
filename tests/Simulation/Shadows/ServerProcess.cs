using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Evidence;
using Penumbra.Comparison.Replaying;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Simulation.Shadows;

/// <summary>One process of a comparison server: what it was told at its start, and what it has found since. Its memory goes with it.</summary>
public sealed class ServerProcess
{
    private const string Endpoint = "GET /";

    // Live is asked a second time once in so many: no multiple of how often a story's shadow differs, or none or all of its differences would fall on these.
    private const int Twice = 11;

    private readonly ComparisonConfig _config;
    private readonly string _instance;
    private double _copies;
    private double _allowed = 1;
    private double _different;
    private double _recorded;
    private long _seen;
    private TimeSpan _downFor;
    private TimeSpan _downInAll;

    /// <summary>A process that starts, and goes on with what was kept if that belongs to its configuration.</summary>
    /// <param name="shadow">The shadow that it compares.</param>
    /// <param name="instance">Names the process.</param>
    /// <param name="config">Its file.</param>
    /// <param name="kept">What was kept; null for nothing.</param>
    public ServerProcess(string shadow, string instance, ComparisonConfig config, EvidenceExport? kept)
    {
        (Shadow, _instance, _config) = (shadow, instance, config);
        var fresh = ShadowEvidence.Begin(config.Subject, config.Since!.Value, config.Verdict.Over);
        var isOurs = kept is not null && kept.Evidence.Subject == fresh.Subject && kept.Evidence.Since == fresh.Since && kept.Evidence.Slice == fresh.Slice;
        Evidence = isOurs ? kept!.Evidence : fresh;
        if (isOurs) (_downInAll, Replayed) = (kept!.Health.DownInAll, kept.Replay with { IsChanged = false });
    }

    /// <summary>The shadow that it compares.</summary>
    public string Shadow { get; }

    /// <summary>What was found, by earlier processes too.</summary>
    public ShadowEvidence Evidence { get; private set; }

    /// <summary>How far the recording is replayed, by earlier processes too.</summary>
    public ReplayProgress Replayed { get; private set; }

    /// <summary>What a replay must be for, to be taken.</summary>
    public string Subject => ReplayOptions.SubjectOf(_config.Subject, _config.Since);

    /// <summary>All that it was told.</summary>
    public ComparisonConfig Config => _config;

    /// <summary>Where the shadow is asked.</summary>
    public string ShadowHost => _config.Shadow.Url.Host;

    /// <summary>Where live is asked, past the gateway.</summary>
    public string LiveHost => _config.Live.Url.Host;

    /// <summary>How many copies a second it asks both sides at most.</summary>
    public double MostCopies => _config.Requests.MaxLiveRps;

    /// <summary>When its own requests last came back; null when they never did.</summary>
    public TimeSpan? LoopedAt { get; set; }

    /// <summary>All comparisons.</summary>
    public long Compared => Evidence.Endpoints.Values.Sum(endpoint => endpoint.Counts().Compared);

    /// <summary>Time passes in which copies arrive.</summary>
    /// <param name="now">The end of that time.</param>
    /// <param name="passed">How long it is.</param>
    /// <param name="copies">How many arrive a second.</param>
    /// <param name="differ">Which share of the shadow's answers differs; null when it does not answer.</param>
    public void Pass(DateTimeOffset now, TimeSpan passed, double copies, double? differ)
    {
        _downFor = differ is null ? _downFor + passed : TimeSpan.Zero;
        if (differ is null) _downInAll += passed;
        _copies += copies * passed.TotalSeconds;
        _allowed = Math.Min(_config.Requests.MaxLiveRps, _allowed + (_config.Requests.MaxLiveRps * passed.TotalSeconds));
        var arrived = (long)_copies;
        _copies -= arrived;
        _seen += arrived;

        // Live is asked no more often than it was allowed to.
        var compared = Math.Min(arrived, (long)Math.Max(_allowed, _config.Requests.MaxLiveRps * passed.TotalSeconds));
        _allowed = Math.Max(0, _allowed - compared);
        for (var number = 1; number <= compared; number++) Compare(now - passed + (passed * number / compared), differ);
        if (arrived > compared) Skip(NotCompared.LiveRate, arrived - compared);
    }

    /// <summary>Time passes in which recorded requests are told, one after another: each is compared when it is its turn.</summary>
    /// <param name="now">The end of that time.</param>
    /// <param name="passed">How long it is.</param>
    /// <param name="rate">How many are told a second.</param>
    /// <param name="recorded">How many there are.</param>
    /// <param name="isWhole">Whether the recording is still what it was when it was opened.</param>
    /// <param name="differ">Which share of the shadow's answers differs; null when it does not answer.</param>
    public void Take(DateTimeOffset now, TimeSpan passed, double rate, long recorded, bool isWhole, double? differ)
    {
        _recorded += rate * passed.TotalSeconds;
        var told = Math.Min((long)_recorded, recorded - Replayed.Replayed);
        _recorded -= (long)_recorded;
        for (var number = 1; number <= told; number++) Compare(now - passed + (passed * number / told), differ);
        var done = Replayed.Replayed + told;
        Replayed = Replayed with { Replayed = done, Total = recorded, IsFinished = done == recorded && isWhole, IsChanged = false };
    }

    /// <summary>Whether a replay is of the recording that was replayed so far; while nothing was, whichever it is of. Of another nothing is taken.</summary>
    /// <param name="content">The recording.</param>
    public bool IsOf(string content)
    {
        if (Replayed.Recording is null || Replayed is { Replayed: 0, IsFinished: false }) Replayed = Replayed with { Recording = content };
        if (Replayed.Recording == content) return true;
        Replayed = Replayed with { IsChanged = true };
        return false;
    }

    /// <summary>What it says of itself.</summary>
    /// <param name="at">The present.</param>
    public byte[] Say(TimeSpan at) => EvidenceCodec.Encode(new EvidenceExport
    {
        Evidence = Evidence, Replay = Replayed, Health = new ShadowHealth(_downFor, _downInAll), Seen = _seen, AskedLive = Compared, AskedShadow = Compared, Instance = _instance, LoopedAgo = LoopedAt is { } last && at - last < TimeSpan.FromMinutes(5) ? at - last : null,
    });

    private void Compare(DateTimeOffset at, double? differ)
    {
        if (differ is not { } share)
        {
            Evidence = Evidence.With(new Core.ShadowDeployments.Verdicts.Comparison { Endpoint = Endpoint, At = at, Shadow = [new Difference("answer", DifferenceKind.Unreachable)], Fields = 5 });
            return;
        }

        _different += share;
        var differs = _different >= 1;
        if (differs) _different--;
        var number = Compared;
        Evidence = Evidence
            .With(new Core.ShadowDeployments.Verdicts.Comparison
            {
                Endpoint = Endpoint, At = at, Shadow = differs ? [new Difference("body.total", DifferenceKind.Value)] : [], Live = number < 30 || number % Twice == 0 ? [] : null, Fields = 5,
            })
            .With(Endpoint, TimeSpan.FromMilliseconds(10 + (number % 7)), TimeSpan.FromMilliseconds(9 + (number % 7)));
    }

    private void Skip(NotCompared reason, long times) =>
        Evidence = Evidence with { NotCompared = Evidence.NotCompared.SetItem(reason, Evidence.NotCompared.GetValueOrDefault(reason) + times) };
}
