using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Draws;
using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Worlds;

namespace Penumbra.Rehearsal.Runs;

/// <summary>One launch on a simulated clock: the real rules decide, requests are drawn by chance, and time jumps from one thing that happens to the next.</summary>
internal sealed class LaunchRun
{
    private readonly RunSettings _settings;
    private readonly DarkLaunchSpec _spec;
    private readonly Fault _fault;
    private readonly Generator _draw;
    private readonly Timeline? _timeline;
    private readonly RehearsedCluster _cluster;
    private readonly ServedPods _candidate, _stable;
    private readonly Queue<(DateTimeOffset At, double Share, bool Pilots, int Step)> _led = new();
    private readonly SortedDictionary<string, string> _verdicts = new(StringComparer.Ordinal);
    private DateTimeOffset _nextReading = DateTimeOffset.MinValue;
    private DateTimeOffset? _begin, _onset, _firstFault, _approve, _over;
    private double _share;
    private bool _pilots;
    private int _asked, _told;
    private long _hurt;
    private string _waited = "";
    private RunResult? _result;

    public LaunchRun(RunSettings settings, RehearsedCluster adopted, DarkLaunchSpec spec, Fault fault, ulong seed, Timeline? timeline = null)
    {
        (_settings, _spec, _fault, _timeline) = (settings, spec, fault, timeline);
        _draw = new Generator(seed);
        _candidate = new ServedPods(spec.Objectives, settings.Traffic);
        _stable = new ServedPods(spec.Objectives, settings.Traffic);
        _cluster = adopted.Copy();
        _cluster.Declare(spec);
        _cluster.Push();
    }

    /// <summary>Plays the launch to its end.</summary>
    public RunResult Play()
    {
        IReadOnlyList<ObjectiveReading> readings = [];
        var limit = _cluster.Now + _settings.Followed;
        while (true)
        {
            _cluster.Settle(readings, Hear);
            Approve();
            if (_over is { } over && _cluster.Now >= over) return Ended();
            if (_cluster.Now >= limit) return _result is null ? Ended(Unfinished()) : Ended();
            var next = Next(limit);
            Serve(next);
            _cluster.MoveTo(next);
            while (_led.Count > 0 && _led.Peek().At <= next) Follow(_led.Dequeue());
            if (_over is { } end && next >= end) return Ended();
            readings = _cluster.Last?.Measure is { } plan && next >= _nextReading ? Measure(plan) : [];
        }
    }

    private TimeSpan Since(DateTimeOffset now) => _begin is { } begin ? now - begin : TimeSpan.Zero;

    private DateTimeOffset Next(DateTimeOffset limit)
    {
        var (now, next) = (_cluster.Now, limit);
        Earlier(_cluster.NextChange());
        if (_led.Count > 0) Earlier(_led.Peek().At);
        if (_cluster.Last?.Measure is not null) Earlier(_nextReading < now ? now : _nextReading);
        if (_onset > now) Earlier(_onset);
        Earlier(_approve);
        Earlier(_over);
        return next;

        void Earlier(DateTimeOffset? other)
        {
            if (other is { } at && at < next) next = at < now ? now : at;
        }
    }

    private void Serve(DateTimeOffset until)
    {
        var (from, seconds) = (_cluster.Now, (until - _cluster.Now).TotalSeconds);
        if (seconds <= 0) return;
        var at = Since(from);
        var share = _cluster.Route.ByReplicas && _share is > 0 and < 1 ? _cluster.PodShare : _share;
        var pilots = _pilots ? _settings.PilotsPerSecond : 0;
        var isFaulty = !_fault.IsNone && _onset is { } onset && from >= onset && share + pilots > 0;
        if (isFaulty && _firstFault is null)
        {
            _firstFault = from;
            _timeline?.Add(new TimelineEntry(at, TimelineKind.Fault, "", $"the fault begins: {_fault}"));
        }

        _hurt += _candidate.Serve(_draw, at, seconds, share, pilots, isFaulty ? _fault : Fault.None, _cluster.SlowFrom, _cluster.Pods(RehearsedCluster.Candidate));
        _stable.Serve(_draw, at, seconds, 1 - share, 0, Fault.None, _cluster.SlowFrom, _cluster.Pods(RehearsedCluster.Stable));
        if (isFaulty) _timeline?.Harm(Since(until), _hurt);
    }

    private List<ObjectiveReading> Measure(MeasurePlan plan)
    {
        var now = _cluster.Now;
        _nextReading = now + plan.Interval;
        var readings = new List<ObjectiveReading>();
        for (var index = 0; index < _spec.Objectives.Count; index++)
        {
            var objective = _spec.Objectives[index];
            readings.Add(new ObjectiveReading(objective.Name, objective.Question, plan.Revision, _candidate.Read(index, now)));
            if (plan.Stable is { } stable) readings.Add(new ObjectiveReading(objective.Name, objective.Question, stable, _stable.Read(index, now)));
        }

        return readings;
    }

    private void Hear(LaunchDecision decision)
    {
        if (_result is not null) return;
        var now = _cluster.Now;
        if (decision.Effects.OfType<LaunchEffect.SetTraffic>().FirstOrDefault() is { } set) Lead(set.Aim, now);
        if (_timeline is not null) Tell(decision, now);
        if (decision.Status.Phase == LaunchPhase.RollingBack)
            End(RunEnd.WentBack, decision.Status.Decisions is [var last, ..] && last.At == now ? last.Reason : decision.Reason, decision.Status.Message, now + _spec.Traffic.PropagationDelay);
        else if (decision.Status.Hold is { } hold) End(RunEnd.Paused, hold.Reason, hold.Message, now);
        else if (decision.Effects.OfType<LaunchEffect.SelectApex>().Any(apex => apex.Revision == RehearsedCluster.Candidate)) End(RunEnd.Promoted, Reason.Promoted, "the candidate is stable", now);
    }

    private void Lead(TrafficAim aim, DateTimeOffset now)
    {
        if (_begin is null)
        {
            _begin = now;
            if (_fault is { Step: null }) _onset = now + _fault.Onset;
        }

        if (aim.Share > Share.None || aim.Pilots) _asked = Math.Max(1, StepPlan.IndexOf(_spec.Steps, aim.Share));
        var arrives = now + _spec.Traffic.PropagationDelay;
        _led.Enqueue((arrives, (double)aim.Share.Parts / Share.Whole, aim.Pilots, _asked));
    }

    // The data plane follows a write after a while.
    private void Follow((DateTimeOffset At, double Share, bool Pilots, int Step) led)
    {
        (_share, _pilots) = (led.Share, led.Pilots);
        if (_fault.Step is { } step && led.Step >= step && _result is null) _onset ??= led.At;
        _timeline?.Lead(Since(led.At), led.Share);
    }

    private void End(RunEnd end, Reason reason, string message, DateTimeOffset over)
    {
        var now = _cluster.Now;
        _over = over;
        _result = new RunResult { End = end, Reason = reason, Message = message, At = Since(now), Step = _asked, AfterFirstFault = now - _firstFault };
        _timeline?.Add(new TimelineEntry(Since(now), TimelineKind.End, "", end switch
        {
            RunEnd.Promoted => "promoted",
            RunEnd.WentBack => $"goes back ({reason})",
            _ => $"paused ({reason})",
        }));
    }

    private RunResult Unfinished()
    {
        var message = _cluster.Last?.Status.Message ?? "";
        _timeline?.Add(new TimelineEntry(Since(_cluster.Now), TimelineKind.End, "", $"not followed any longer: {message}"));
        return new RunResult { End = RunEnd.Unfinished, Reason = _cluster.Last?.Reason ?? Reason.None, Message = message, At = Since(_cluster.Now), Step = _asked, AfterFirstFault = _cluster.Now - _firstFault };
    }

    private RunResult Ended(RunResult? result = null)
    {
        _timeline?.Lead(Since(_cluster.Now), _share);
        return (result ?? _result!) with { Hurt = _hurt };
    }

    // The simulated clock's own hours mean nothing to anybody.
    private static string Timeless(string message) => message.IndexOf(", enough events expected at", StringComparison.Ordinal) is > 0 and var at ? message[..at] : message;

    private void Approve()
    {
        if (_cluster.Last?.Reason != Reason.WaitingForApproval || _cluster.Status.Step is not { } step)
        {
            _approve = null;
            return;
        }

        _approve ??= _cluster.Now + _settings.ApproveAfter;
        if (_approve > _cluster.Now) return;
        _cluster.Act("approve", string.Create(CultureInfo.InvariantCulture, $"{RehearsedCluster.Candidate}/{_cluster.Status.Candidate?.Attempt ?? 1}/{step.Index}"));
        _approve = null;
        _cluster.Settle([], Hear);
    }

    private void Tell(LaunchDecision decision, DateTimeOffset now)
    {
        var at = Since(now);
        if (_asked != _told)
        {
            _told = _asked;
            var step = _spec.Steps[_asked - 1];
            var what = step.PilotsOnly ? "pilots only" : $"{step.Share} %";
            _timeline!.Add(new TimelineEntry(at, TimelineKind.Step, "", string.Create(CultureInfo.InvariantCulture, $"step {_asked} of {_spec.Steps.Count}: {what}{(step.Share == Share.All ? ", then the bake" : "")}")));
        }

        // While pods start nothing has been served: every objective is Unknown, and nobody asks.
        if (_begin is null) return;
        var waits = decision.Reason is Reason.WaitingForObjectives or Reason.WaitingForApproval ? decision.Reason.ToString() : "";
        if (waits != _waited && waits.Length > 0) _timeline!.Add(new TimelineEntry(at, TimelineKind.Wait, "", Timeless(decision.Status.Message)));
        _waited = waits;
        foreach (var evaluation in decision.Status.Objectives)
        {
            var verdict = evaluation.Verdict == Verdict.Unknown ? $"Unknown, {evaluation.Why}" : evaluation.Verdict.ToString();
            if (_verdicts.GetValueOrDefault(evaluation.Objective) == verdict) continue;
            _verdicts[evaluation.Objective] = verdict;
            var value = evaluation.Value.Length > 0 ? $" at {evaluation.Value}" : "";
            var note = evaluation.Note.Length > 0 ? $"; {evaluation.Note}" : "";
            _timeline!.Add(new TimelineEntry(at, evaluation.Verdict switch { Verdict.Good => TimelineKind.Good, Verdict.Bad => TimelineKind.Bad, _ => TimelineKind.Unknown },
                evaluation.Objective, string.Create(CultureInfo.InvariantCulture, $"{verdict}{value} (n={evaluation.Samples}){note}")));
        }
    }
}
