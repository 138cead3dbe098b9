using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Measuring;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>What users and recordings ask, and what is counted and measured of it.</summary>
internal sealed partial class ShadowWorld
{
    private void Tick()
    {
        Now += TimeSpan.FromSeconds(1);
        for (_users += Users; _users >= 1; _users--) _liveCount = (_liveCount.Total + 1, _liveCount.Bad + (LiveFails(_liveCount.Total) ? 1 : 0));
        ReplaySome();
        if (Mirrored is not { } sample || (_evidence is null && !Spec.MetricsOnly)) return;
        _copies += Users * (IgnoresShares ? 1 : sample.Parts / (double)Share.Whole);
        for (; _copies >= 1; _copies--)
        {
            if (LosesEvery > 0 && ++_sent % LosesEvery == 0) continue;
            Count(++_seen);
            if (Spec.MetricsOnly) continue;
            Compare(_seen);
            _asked++;
        }
    }

    private bool LiveFails(long number) => (LiveFailsEvery > 0 && number % LiveFailsEvery == 0) || (StrainedEvery > 0 && Mirrored >= Share.Percent(20) && number % StrainedEvery == 0);

    // As the comparison server does: what is counted and how far one is go together; the next process of the Job goes on there.
    private void ReplaySome()
    {
        if (Job is not { } job || JobFailure is not null || JobWaits is not null || job != Server || _evidence is null || !ServerStarts || _replay.IsFinished || _replay.IsChanged) return;
        for (var sent = 0; sent < Spec.Replay!.Rate && _replay.Replayed < Recorded; sent++)
        {
            Count(_replay.Replayed + 1);
            Compare(_replay.Replayed + 1);
            _replay = _replay with { Replayed = _replay.Replayed + 1, Total = Recorded };
        }

        if (_replay.Replayed == Recorded) _replay = _replay with { IsFinished = true };
    }

    private void Count(long number) => _shadowCount = (_shadowCount.Total + 1, _shadowCount.Bad + (FailsEvery > 0 && number % FailsEvery == 0 ? 1 : 0));

    private void Compare(long number)
    {
        if (LiveIsSilent)
        {
            _evidence = _evidence!.Without(NotCompared.LiveFailed);
            return;
        }

        var total = new Difference("body.total", DifferenceKind.Value);
        var differs = DiffersEvery > 0 && number % DiffersEvery == 0;
        var isTwice = _evidence!.Endpoints.GetValueOrDefault("GET /orders/{id}", EndpointEvidence.Empty).AsksTwice(number % 10 / 10.0, 0.1);
        System.Collections.Immutable.ImmutableArray<Difference> live = LiveDiffersEvery > 0 && number % LiveDiffersEvery == 0 ? [total] : [];
        var comparison = new Comparison { Endpoint = "GET /orders/{id}", At = Now, Shadow = differs ? [total] : [], Live = isTwice ? live : null, LiveStatus = LiveStatus, Fields = 5 };
        _evidence = _evidence.With(comparison).With("GET /orders/{id}", TimeSpan.FromMilliseconds(10 + (number % 7)), TimeSpan.FromMilliseconds(9 + (number % 7)));
    }

    private double Users => Waves ? Requests * (1 + (0.6 * Math.Sin((Now - Start).TotalSeconds * Math.Tau / 600))) : Requests;

    // A little of what is used has nothing to do with requests, and no two minutes are the same.
    private void MeasureUse(ResourceSpec asked)
    {
        var seconds = (Now - Start).TotalSeconds;
        var noise = 0.05 * Math.Sin(seconds * 1.7);
        Use(asked, ShadowObjectives.Live, LivePods, (0.02 * seconds) + (0.01 * (_liveCount.Total + _asked)) + noise, 200e6 * LivePods);
        Use(asked, ShadowObjectives.Shadow, ShadowReplicas ?? 0, (0.02 * seconds) + (0.001 * ShadowCost * _seen) - noise, ShadowMegabytes * 1e6 * (ShadowReplicas ?? 0));
    }

    private void Use(ResourceSpec asked, string side, int pods, double cpu, double bytes)
    {
        var question = ResourceQuestion.Of(asked);
        var names = Enumerable.Range(0, pods - (side == ShadowObjectives.Live ? Unscraped : 0)).Select(pod => $"{pods}.{pod}").ToList();
        var series = names.Select(pod => new SeriesSample($"{pod}|memory", SeriesRole.Memory, bytes / pods, Pod: pod)).Concat(LacksCpu ? [] : names.Select(pod => new SeriesSample($"{pod}|cpu", SeriesRole.Cpu, cpu / pods, Pod: pod)));
        _readings.Add(new ObjectiveReading(question.Name, question.Question, side, SourceAnswers ? new Reading { At = Now, Series = [.. series] } : Reading.NoAnswer(Now, "the source is silent")));
    }

    private void Measure()
    {
        _measuredAt = Now;
        foreach (var objective in Spec.Objectives)
        {
            _readings.Add(new ObjectiveReading(objective.Name, objective.Question, ShadowObjectives.Shadow, Read("s1", _shadowCount)));
            _readings.Add(new ObjectiveReading(objective.Name, objective.Question, ShadowObjectives.Live, Read("l1", (_liveCount.Total + _asked, _liveCount.Bad))));
        }
    }

    private Reading Read(string pod, (long Total, long Bad) count) => !SourceAnswers ? Reading.NoAnswer(Now, "the source is silent") : new Reading
    {
        At = Now, Series = [new SeriesSample($"{pod}|total", SeriesRole.Total, count.Total, Pod: pod), new SeriesSample($"{pod}|bad", SeriesRole.Bad, count.Bad, Pod: pod)],
    };

    private ShadowEvidence? Fresh() => Server is { } server ? ShadowEvidence.Begin(server.Subject, server.Since, Spec.Verdict.Over) : null;
}
