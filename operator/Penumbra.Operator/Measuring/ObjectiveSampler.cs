using Microsoft.Extensions.Logging;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Time;
using Penumbra.Metrics;

namespace Penumbra.Operator.Measuring;

/// <summary>
/// Measures what the decisions ask for, each launch or shadow in its own interval, all that is due at a source together. A source that hangs holds up
/// nobody but itself. Readings are posted to whom they are for, and his pass is asked for at once.
/// </summary>
/// <param name="sources">The sources.</param>
/// <param name="inboxes">Where readings for an object of that UID go; null when it is gone.</param>
/// <param name="urgent">Asks for a pass.</param>
/// <param name="time">The clock of the decisions.</param>
/// <param name="wall">The wall clock, by which sources say when their values were true.</param>
/// <param name="starts">Tells when pods started.</param>
/// <param name="logger">Hears of bugs.</param>
/// <param name="late">Hears of each answer of a source that is not newer than its last; null for nobody.</param>
public sealed class ObjectiveSampler(
    IMetricSources sources, Func<ObjectKey, string, ReadingInbox?> inboxes, Action<ObjectKey> urgent, TimeProvider time, TimeProvider wall, PodStarts starts, ILogger logger, Action<string>? late = null)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ObjectKey, Measured> _measured = [];
    private readonly HashSet<string> _busy = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new();

    /// <summary>Measures for a launch or a shadow from now on, or no longer.</summary>
    public void Plan(ObjectKey key, MeasuredSubject? subject)
    {
        if (subject is null)
        {
            Stop(key);
            return;
        }

        lock (_lock)
        {
            var known = _measured.GetValueOrDefault(key);
            if (known is not null && known.Subject == subject) return;
            var due = known is not null && known.Subject.Uid == subject.Uid && known.Subject.Interval == subject.Interval ? known.Due : time.GetUtcNow();
            _measured[key] = new Measured(subject, due);
            Wake();
        }
    }

    /// <summary>Measures no longer.</summary>
    public void Stop(ObjectKey key)
    {
        lock (_lock) _measured.Remove(key);
    }

    /// <summary>Measures nothing until it is asked to again: whoever leads no longer decides nothing, and sources are asked by who does.</summary>
    public void Rest()
    {
        lock (_lock) _measured.Clear();
    }

    /// <summary>Measures until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (batches, wait, changed) = Due();
            foreach (var (source, batch) in batches) _ = MeasureAsync(source, batch, cancellationToken);
            using var nap = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
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
                    var subject = measured.Subject;
                    foreach (var objective in subject.Objectives.Where(objective => !_busy.Contains(objective.Source)))
                    {
                        if (!batches.TryGetValue(objective.Source, out var batch)) batches[objective.Source] = batch = [];
                        batch.Add(Ask(key, subject, objective, subject.Candidate));
                        if (subject.Stable is { } stable && (objective.Control || objective.Bound is Bound.NoWorseThanStable)) batch.Add(Ask(key, subject, objective, stable));
                    }

                    // On the grid of the interval, so that launches that began at different times share requests; a late one is not made up for.
                    var interval = subject.Interval;
                    _measured[key] = measured with { Due = new DateTimeOffset(((now.Ticks / interval.Ticks) + 1) * interval.Ticks, TimeSpan.Zero) };
                }

                var due = _measured[key].Due;
                if (next is null || due < next) next = due;
            }

            foreach (var source in batches.Keys) _busy.Add(source);
            return ([.. batches.Select(pair => (pair.Key, pair.Value))], next is { } at ? at - now : TimeSpan.FromMinutes(1), _changed.Task);
        }
    }

    private static Question Ask(ObjectKey key, MeasuredSubject subject, Objective objective, MeasuredSide side) =>
        new(key, subject.Uid, side.Revision, objective, new MeasureRequest(key.Namespace, key.Name, side.Workload, side.Revision, objective.Indicator, side.Pods));

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
                var reading = starts.Tell(question.Objective, question.Request, readings[index]).Ahead(apart);

                // The wall clock was set between question and answer: nothing is true later than it is known, or all readings after it would be too old.
                if (reading.At > time.GetUtcNow()) reading = reading with { At = asked };
                var isNewer = inboxes(question.For, question.Uid)?.Post(new ObjectiveReading(question.Objective.Name, question.Objective.Question, question.Revision, reading), at) ?? true;
                if (!isNewer && reading.Error is null) late?.Invoke(source);
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
                inboxes(question.For, question.Uid)?.Post(new ObjectiveReading(question.Objective.Name, question.Objective.Question, question.Revision, Reading.NoAnswer(time.GetUtcNow(), "the source failed")), time.GetTimestamp());
        }
        finally
        {
            lock (_lock) _busy.Remove(source);
        }

        foreach (var key in batch.Select(question => question.For).Distinct()) urgent(key);
    }

    private void Wake() => _changed.TrySetResult();

    private sealed record Measured(MeasuredSubject Subject, DateTimeOffset Due);

    private sealed record Question(ObjectKey For, string Uid, string Revision, Objective Objective, MeasureRequest Request);
}
