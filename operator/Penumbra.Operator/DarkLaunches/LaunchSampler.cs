using Microsoft.Extensions.Logging;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Time;
using Penumbra.Metrics;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>
/// Measures what the decisions ask for, each launch in its own interval, all that is due at a source together. A source that hangs holds up
/// nobody but itself. Readings are posted to the launch, and its pass is asked for at once.
/// </summary>
/// <param name="sources">The sources.</param>
/// <param name="states">Where readings go.</param>
/// <param name="urgent">Asks for a pass.</param>
/// <param name="time">The clock of the decisions.</param>
/// <param name="wall">The wall clock, by which sources say when their values were true.</param>
/// <param name="logger">Hears of bugs.</param>
public sealed class LaunchSampler(IMetricSources sources, LaunchStates states, Action<ObjectKey> urgent, TimeProvider time, TimeProvider wall, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ObjectKey, Measured> _measured = [];
    private readonly HashSet<string> _busy = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new();

    /// <summary>Measures a launch from now on, or no longer.</summary>
    public void Plan(ObjectKey key, MeasurePlan? plan, DarkLaunchSpec spec, string uid)
    {
        if (plan is null)
        {
            Stop(key);
            return;
        }

        lock (_lock)
        {
            if (_measured.TryGetValue(key, out var known) && known.Plan == plan && known.Uid == uid && ReferenceEquals(known.Objectives, spec.Objectives)) return;
            var due = known is not null && known.Uid == uid && known.Plan.Interval == plan.Interval ? known.Due : time.GetUtcNow();
            _measured[key] = new Measured(uid, plan, spec.Template, spec.Objectives, due);
            Wake();
        }
    }

    /// <summary>Measures a launch no longer.</summary>
    public void Stop(ObjectKey key)
    {
        lock (_lock) _measured.Remove(key);
    }

    /// <summary>Measures until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (batches, wait, changed) = Due();
            foreach (var (source, batch) in batches) _ = MeasureAsync(source, batch, cancellationToken);
            using var nap = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var wake = nap.Token.Register(static () => { });
            var sleep = time.WaitAsync(wait, nap.Token);
            await Task.WhenAny(sleep, changed);
            nap.Cancel();
            try
            {
                await sleep;
            }
            catch (OperationCanceledException)
            {
                // Woken before its time.
            }
        }
    }

    private (List<(string Source, List<Question> Batch)> Batches, TimeSpan Wait, Task Changed) Due()
    {
        lock (_lock)
        {
            if (_changed.Task.IsCompleted) _changed = new TaskCompletionSource();
            var now = time.GetUtcNow();
            var batches = new SortedDictionary<string, List<Question>>(StringComparer.Ordinal);
            DateTimeOffset? next = null;
            foreach (var (key, measured) in _measured.ToList())
            {
                if (measured.Due <= now)
                {
                    foreach (var objective in measured.Objectives.Where(objective => !_busy.Contains(objective.Source)))
                    {
                        if (!batches.TryGetValue(objective.Source, out var batch)) batches[objective.Source] = batch = [];
                        batch.Add(Ask(key, measured, objective, measured.Plan.Revision));
                        if (measured.Plan.Stable is { } stable && (objective.Control || objective.Bound is Bound.NoWorseThanStable)) batch.Add(Ask(key, measured, objective, stable));
                    }

                    // On the grid of the interval, so that launches that began at different times share requests; a late one is not made up for.
                    var interval = measured.Plan.Interval;
                    _measured[key] = measured with { Due = new DateTimeOffset(((now.Ticks / interval.Ticks) + 1) * interval.Ticks, TimeSpan.Zero) };
                }

                var due = _measured[key].Due;
                if (next is null || due < next) next = due;
            }

            foreach (var source in batches.Keys) _busy.Add(source);
            return ([.. batches.Select(pair => (pair.Key, pair.Value))], next is { } at ? at - now : TimeSpan.FromMinutes(1), _changed.Task);
        }
    }

    private static Question Ask(ObjectKey key, Measured measured, Objective objective, string revision) =>
        new(key, measured.Uid, revision, objective.Name, objective.Question, new MeasureRequest(key.Namespace, key.Name, $"{measured.Template}-{revision}", revision, objective.Indicator));

    private async Task MeasureAsync(string source, List<Question> batch, CancellationToken cancellationToken)
    {
        try
        {
            // Sources go by the wall clock; windows are measured by the clock of the decisions.
            var asked = time.GetUtcNow();
            var apart = asked - wall.GetUtcNow();
            var readings = sources.Find(source) is { } found
                ? await found.ReadAsync([.. batch.Select(question => question.Request)], cancellationToken)
                : [.. batch.Select(_ => Reading.NoAnswer(wall.GetUtcNow(), $"there is no MetricSource {source}"))];
            var at = time.GetTimestamp();
            for (var index = 0; index < batch.Count; index++)
            {
                var question = batch[index];
                var reading = readings[index] with { At = readings[index].At + apart };

                // The wall clock was set between question and answer: nothing is true later than it is known, or all readings after it would be too old.
                if (reading.At > time.GetUtcNow()) reading = reading with { At = asked };
                states.Find(question.Launch, question.Uid)?.Post(new ObjectiveReading(question.Objective, question.Asked, question.Revision, reading), at);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Source {Source} failed: this is a bug", source);
            foreach (var question in batch)
                states.Find(question.Launch, question.Uid)?.Post(new ObjectiveReading(question.Objective, question.Asked, question.Revision, Reading.NoAnswer(time.GetUtcNow(), "the source failed")), time.GetTimestamp());
        }
        finally
        {
            lock (_lock) _busy.Remove(source);
        }

        foreach (var launch in batch.Select(question => question.Launch).Distinct()) urgent(launch);
    }

    private void Wake() => _changed.TrySetResult();

    private sealed record Measured(string Uid, MeasurePlan Plan, string Template, IReadOnlyList<Objective> Objectives, DateTimeOffset Due);

    private sealed record Question(ObjectKey Launch, string Uid, string Revision, string Objective, string Asked, MeasureRequest Request);
}
