using Microsoft.Extensions.Logging;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Rds;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Time;

namespace Penumbra.Databases.Worker;

/// <summary>
/// One process of a run: looks, decides, does, until the run has ended. It keeps nothing that another process would need: whoever comes next looks for itself.
/// </summary>
public sealed class RefreshWorker
{
    private const string Status = "status";
    private static readonly TimeSpan Unwritten = TimeSpan.FromSeconds(5);
    private readonly RunInputs _inputs;
    private readonly ICloud _cloud;
    private readonly DatabaseSession _database;
    private readonly IRunRecord _record;
    private readonly IWriteFence _fence;
    private readonly string _password;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private RefreshStatus _status = RefreshStatus.Empty;
    private CloudFacts _facts = new();
    private PreflightFacts? _preflight;
    private OwnRoom? _own;
    private CallFailure? _failure;
    private IReadOnlyDictionary<string, string>? _configMap;
    private Problem? _unread;
    private Problem? _unwritten;
    private string? _columnsKept;
    private int _refusals;
    private bool _seen;
    private bool _known;
    private bool _gone;

    /// <summary>Wires a worker.</summary>
    /// <param name="inputs">What it is given.</param>
    /// <param name="cloud">The cloud.</param>
    /// <param name="database">The temporary database.</param>
    /// <param name="record">Where the run is written down.</param>
    /// <param name="fence">Whether this process may write: asked right before each call that changes the cloud.</param>
    /// <param name="password">The master password that this process sets.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears what is done.</param>
    public RefreshWorker(RunInputs inputs, ICloud cloud, DatabaseSession database, IRunRecord record, IWriteFence fence, string password, TimeProvider time, ILogger logger)
    {
        _inputs = inputs;
        _cloud = cloud;
        _database = database;
        _record = record;
        _fence = fence;
        _password = password;
        _time = time;
        _logger = logger;
    }

    /// <summary>Runs until the run has ended, or this process may not go on; cancellation throws. See <see cref="ExitCode"/>.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        CloudTarget? waited = null;
        while (true)
        {
            if (_gone) return ExitCode.Failed;
            if (!_known && !await ReadStatusAsync(cancellationToken)) continue;
            await LookAsync(waited, cancellationToken);
            var decision = Decide.Next(_inputs.Spec, Observed());
            waited = decision.WaitsFor;
            if (!_fence.MayWrite)
            {
                _logger.LogWarning("Another process holds the Lease of {Namespace}/{Name}: this one ends", _inputs.Run.Namespace, _inputs.Run.Name);
                return ExitCode.Again;
            }

            if (!await CarryOutAsync(decision, cancellationToken)) continue;
            if (!decision.KeepsFailure) _failure = null;
            if (decision.Ends is { } end) return end == RunOutcome.Failed ? ExitCode.Failed : _inputs.Run.Until is null ? ExitCode.Done : ExitCode.Ended;
            if (decision.Leaves is { } leaves) return leaves == ProcessEnd.HandedOver ? ExitCode.Done : ExitCode.Again;
            if (decision.ReconsiderAt is { } at) await _time.WaitAsync(at - _time.GetUtcNow(), cancellationToken);
            else if (decision.Effects.Count == 0) await _time.WaitAsync(_inputs.Run.LeastPoll, cancellationToken);
        }
    }

    // A run began with its first process.
    private RunFacts Run => _status.Run is { } last && last.Id == _inputs.Run.RunId && last.StartedAt != default ? _inputs.Run with { StartedAt = last.StartedAt } : _inputs.Run;

    private RefreshObserved Observed() => new()
    {
        Now = _time.GetUtcNow(),
        Run = Run,
        Status = _status,
        Cloud = _facts with { Preflight = (_preflight ?? new PreflightFacts()) with { Local = _inputs.Problems, Tools = _inputs.Tools, Own = _own ?? OwnRoom.None } },
        Databases = _database.Facts,
        Failure = _failure,
        ConfigMap = _configMap,
        ConfigMapUnread = _unread,
        ColumnsKept = _columnsKept,
        CloudSeen = _seen,
        Unwritten = _unwritten,
    };

    private async Task<bool> ReadStatusAsync(CancellationToken cancellationToken)
    {
        var read = await _record.ReadAsync(cancellationToken);
        if (!read.Succeeded)
        {
            _gone = read.Failure.IsNotFound;
            return await UnreadAsync("refresh", read.Failure, cancellationToken);
        }

        _status = read.Value;
        if (_inputs.Spec.PublishConfigMap is { } name)
        {
            // Whoever judges what may go must know what is named. A refresh that goes itself does not wait for what it may not read.
            var said = await _record.ReadConfigMapAsync(name, cancellationToken);
            if (said.Succeeded) (_configMap, _unread) = (said.Value, null);
            else if (IsInVain(said.Failure)) _unread = Unread(name, said.Failure);
            else if (_inputs.Run.Mode != RefreshMode.Remove || said.Failure.Kind != ErrorKind.Terminal) return await UnreadAsync($"ConfigMap {name}", said.Failure, cancellationToken);
        }

        return _known = true;
    }

    // Asked again it says the same, or the run's time is over: the rules must come to their turn, and end it.
    private bool IsInVain(ApiFailure failure) => _inputs.Run.Mode switch
    {
        RefreshMode.Refresh => failure.Kind == ErrorKind.Terminal || _time.GetUtcNow() - Run.StartedAt > _inputs.Spec.Deadline,

        // It takes away what cannot be named, and leaves the rest.
        RefreshMode.Sweep => failure.Kind == ErrorKind.Terminal,
        _ => false,
    };

    private Problem Unread(string name, ApiFailure failure)
    {
        _logger.LogError("ConfigMap {Name} cannot be read: {Code} {Reason}", name, failure.Code, failure.Reason);
        return new Problem(Reason.InputMissing, "spec.publish.configMap", $"ConfigMap {name} cannot be read ({failure.Code} {failure.Reason}): the worker's Role must let it get the ConfigMap that the run began with; was it renamed under the run? Then the next run uses the new name");
    }

    private async Task<bool> UnreadAsync(string what, ApiFailure failure, CancellationToken cancellationToken)
    {
        _logger.LogWarning("The {What} cannot be read: {Code} {Reason}: {Message}", what, failure.Code, failure.Reason, failure.Message);
        await _time.WaitAsync(Unwritten, cancellationToken);
        return false;
    }

    // Everything at first and after every change; one thing while nothing else is waited for.
    private async Task LookAsync(CloudTarget? waited, CancellationToken cancellationToken)
    {
        if (_preflight is null && _inputs.Run.Mode == RefreshMode.Refresh)
        {
            var preflight = await _cloud.PreflightAsync(_inputs.Spec, cancellationToken);
            if (preflight.Failure is { } unasked)
            {
                // What is wrong already is told without it.
                if (_inputs.Problems.Count == 0) Unseen(unasked);
                return;
            }

            _preflight = preflight.Value;
        }

        var published = CloudNames.Published(_inputs.Spec.PublishName, Run);
        var looked = waited is not null
            ? await _cloud.LookAsync(_facts, waited, cancellationToken)
            : await _cloud.ObserveAsync(_inputs.Spec, [published, .. Doubtful()], cancellationToken);
        if (looked.Failure is { } failure)
        {
            Unseen(failure);
            return;
        }

        (_facts, _seen) = (looked.Value!, true);
        if (_preflight is not null) _own ??= Room.Own(RefreshView.Of(_inputs.Spec, Observed()));
        if (_failure is { Operation: var operation } && operation.StartsWith("Describe", StringComparison.Ordinal)) _failure = null;
    }

    // A call each: not before they are judged.
    private IEnumerable<string> Doubtful() =>
        _inputs.Run.Mode == RefreshMode.Sweep || _status.Snapshots.Any(snapshot => snapshot.RunId == Run.RunId) ? SharePolicy.Doubtful(_inputs.Spec, _status) : [];

    // What cannot be looked at cannot be judged: the rules wait, and say for how long that is worth it.
    private void Unseen(CloudFailure failure) => Failed(failure.Class == CallClass.Person ? failure : failure with { Class = CallClass.Retry });

    private bool Failed(CloudFailure failure)
    {
        var now = _time.GetUtcNow();
        var again = _failure is { } before && before.Operation == failure.Operation;
        _failure = new CallFailure(failure.Operation, failure.Class, failure.Code, failure.Message, again ? _failure!.Since : now, again ? _failure!.Count + 1 : 1, now, failure.Wait);
        _logger.LogWarning("{Operation} failed: {Code} ({Class}): {Message}", failure.Operation, failure.Code, failure.Class, failure.Message);
        return false;
    }

    // In order, up to the first failure; whether all was done.
    private async Task<bool> CarryOutAsync(RefreshDecision decision, CancellationToken cancellationToken)
    {
        foreach (var effect in decision.Effects)
        {
            if (!_fence.MayWrite) return false;
            if (effect is not (RefreshEffect.PatchStatus or RefreshEffect.EmitEvent)) _logger.LogInformation("{Effect} because {Reason}: {Message}", effect.GetType().Name, decision.Reason, decision.Status.Run?.Message ?? "");
            if (!await DoAsync(effect, decision, cancellationToken)) return false;
        }

        return true;
    }

    private async Task<bool> DoAsync(RefreshEffect effect, RefreshDecision decision, CancellationToken cancellationToken)
    {
        switch (effect)
        {
            case RefreshEffect.PatchStatus patch:
                if (!await WrittenAsync(Status, await _record.WriteAsync(patch.Status, cancellationToken), cancellationToken)) return false;
                _status = patch.Status;
                return true;
            case RefreshEffect.EmitEvent told:
                _record.Tell(told);
                return true;
            case RefreshEffect.KeepColumns kept:
                if (!await MapWrittenAsync("", ClusterRecord.ColumnsName(_inputs.Run.Name), await _record.KeepColumnsAsync(_database.Columns, cancellationToken), cancellationToken)) return false;
                _columnsKept = kept.RunId;
                return true;
            case RefreshEffect.WriteConfigMap map:
                var unwritten = await _record.WriteConfigMapAsync(map.Name, map.Data, cancellationToken);

                // It may be stored though nobody heard it, and applications read it: what it says is read again before anything else is decided.
                if (unwritten is { Kind: not ErrorKind.Terminal }) _known = false;
                if (!await MapWrittenAsync("spec.publish.configMap", map.Name, unwritten, cancellationToken)) return false;
                _configMap = map.Data;
                return true;
            case RefreshEffect.Work work:
                _database.HasPublished = _status.Snapshots.Any(snapshot => snapshot.Verified);
                await WorkAsync(work.Step, work.ResourceId, (run, progress, ending) => _database.WorkAsync(work, run.ReusedFrom ?? run.Id, $"{_inputs.Run.Digest}@{run.Source}", progress, ending), decision, cancellationToken);
                return true;
            case RefreshEffect.Load load:
                await WorkAsync(RefreshStep.Load, load.ResourceId, (run, progress, ending) => _database.LoadAsync(load, run.ReusedFrom ?? run.Id, progress, ending), decision, cancellationToken);
                return true;
            case RefreshEffect.HandOver given:
                _database.HandOver(given);
                return true;
            case RefreshEffect.ReadFence read:
                await _database.ReadFenceAsync(read, cancellationToken);
                return true;
            default:
                if (await _cloud.CarryOutAsync(effect, _inputs.Spec, _password, cancellationToken) is { } failure) return Failed(failure);
                _failure = null;
                if (effect is RefreshEffect.SetPassword set) _database.PasswordSet(set.ResourceId);
                return true;
        }
    }

    // What the server will never take, the rules end the run for: the next attempt would only look at the whole cloud again. Rights come back, and a map that is gone (making it is the operator's right alone) is made again within the hour: a proved snapshot is worth the wait.
    private async Task<bool> MapWrittenAsync(string path, string name, ApiFailure? failure, CancellationToken cancellationToken)
    {
        if (failure is not { Kind: ErrorKind.Terminal, Code: 400 or 413 or 422 }) return await WrittenAsync($"ConfigMap {name}", failure, cancellationToken);
        _logger.LogError("ConfigMap {Name} is refused: {Code} {Reason}: {Message}", name, failure.Code, failure.Reason, failure.Message);
        _unwritten = new Problem(Reason.WriteRefused, path, $"ConfigMap {name} cannot be written, and nothing is published without it: the API server answered {failure.Code}: {failure.Message}");
        return false;
    }

    // Less and less often, as each attempt begins with a look at the cloud. A status that is refused for good cannot tell of it: an event does.
    private async Task<bool> WrittenAsync(string what, ApiFailure? failure, CancellationToken cancellationToken)
    {
        if (failure is null)
        {
            _refusals = 0;
            return true;
        }

        _logger.LogWarning("The {What} cannot be written: {Code} {Reason}: {Message}", what, failure.Code, failure.Reason, failure.Message);
        _gone = failure.IsNotFound && what == Status;
        if (++_refusals == 1 && failure.Kind == ErrorKind.Terminal && !_gone)
            _record.Tell(new RefreshEffect.EmitEvent(Reason.WriteRefused, $"the {what} of the refresh cannot be written, and the run waits until it can: the API server answered {failure.Code}: {failure.Message}", true));
        var (wait, left) = (Pace.Backoff(_refusals, failure.RetryAfter, $"{Run.RunId}/{what}"), Run.StartedAt + _inputs.Spec.Deadline + TimeSpan.FromSeconds(1) - _time.GetUtcNow());
        await _time.WaitAsync(left > TimeSpan.Zero && left < wait ? left : wait, cancellationToken);
        return false;
    }

    // Long work is told while it lasts; what cannot be told then is told afterwards. The rules do not run meanwhile: what they would end, is ended here.
    private async Task WorkAsync(RefreshStep step, string resourceId, Func<RunStatus, IProgress<WorkProgress>, CancellationToken, Task> work, RefreshDecision decision, CancellationToken cancellationToken)
    {
        var latest = new LatestProgress();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(decision.Status.Run!, latest, ending.Token);
        string? stuck = null;
        (WorkProgress Progress, DateTimeOffset Since)? whole = null;
        while (!working.IsCompleted)
        {
            using var pausing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = _time.WaitAsync(_inputs.Run.LeastPoll * 2, pausing.Token);
            if (await Task.WhenAny(working, pause) == working)
            {
                pausing.Cancel();
                break;
            }

            var now = _time.GetUtcNow();
            var heard = latest.Take();
            var percent = heard is { Of: > 0 } ? (int)Math.Clamp(100d * heard.Done / heard.Of, 0, 100) : (int?)null;
            if (heard is not null) whole = heard.IsOneStatement ? (heard, now) : null;

            // Nothing can be heard of one long statement: that it goes on is the news, and the deadline ends it.
            var news = whole is { } unheard ? $"{step}: one statement for {Span.Format(TimeSpan.FromSeconds(Math.Floor((now - unheard.Since).TotalSeconds)))}: {unheard.Progress.Step} {unheard.Progress.What}" : heard is null ? null : $"{step}: {heard.Step} {heard.What}".TrimEnd();
            (var told, var events, stuck) = LongWork.Look(_status, news, percent, now);
            if (stuck is not null || now - Run.StartedAt > _inputs.Spec.Deadline)
            {
                ending.Cancel();
                break;
            }

            if (!_fence.MayWrite || !StatusWrite.Due(_status, told) || await _record.WriteAsync(told, cancellationToken) is not null) continue;
            _status = told;
            foreach (var one in events) _record.Tell(one);
        }

        try
        {
            await working;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            if (stuck is not null) _database.StoodStill(resourceId, step, stuck);
        }
    }

    private sealed class LatestProgress : IProgress<WorkProgress>
    {
        private WorkProgress? _latest;

        public void Report(WorkProgress value) => Volatile.Write(ref _latest, value);

        public WorkProgress? Take() => Interlocked.Exchange(ref _latest, null);
    }
}
