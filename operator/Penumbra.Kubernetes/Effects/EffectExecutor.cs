using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Time;

namespace Penumbra.Kubernetes.Effects;

/// <summary>
/// Does what a decision says: writes in order, stops at the first failure, except that of writes which lead back all are attempted.
/// Before each write the fence is asked; each success is remembered, so that the next pass waits until the cache has seen it.
/// </summary>
public sealed class EffectExecutor(
    IKubernetesClient client, IWriteFence fence, WriteTracker tracker, TimeProvider time, Random random, KubernetesMetrics metrics, ILogger logger)
{
    private const int Rounds = 3;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private const string Status = "status";
    private readonly ConcurrentDictionary<(string Plural, ObjectKey Key), (long Since, TimeSpan Asked, ApiFailure Failure)> _later = new();
    private readonly WriteSender _sender = new(client, fence, tracker);

    /// <summary>Executes groups of writes. Failures are in the report; only cancellation throws.</summary>
    public async Task<ExecutionReport> ExecuteAsync(IReadOnlyList<WriteGroup> groups, CancellationToken cancellationToken)
    {
        var outcomes = new List<WriteOutcome>();
        foreach (var group in groups)
        {
            if (outcomes.Any(IsTrouble)) outcomes.AddRange(group.Writes.Select(NotReached));
            else if (group.Mode == WriteGroupMode.InOrder) await InOrderAsync(group, outcomes, cancellationToken);
            else await AttemptAllAsync(group, outcomes, cancellationToken);
        }

        var outcome = outcomes.Any(write => write.Status == WriteStatus.Fenced) ? ExecutionOutcome.Fenced
            : outcomes.Any(IsTrouble) ? ExecutionOutcome.Failed
            : ExecutionOutcome.Completed;
        return new ExecutionReport(outcome, outcomes, outcomes.FirstOrDefault(write => write.Failure is not null)?.Failure);
    }

    private static bool IsTrouble(WriteOutcome outcome) => outcome.Status is WriteStatus.Failed or WriteStatus.Fenced;

    private static WriteOutcome NotReached(PlannedWrite planned) => new(planned.Write, WriteStatus.NotReached);

    private async Task InOrderAsync(WriteGroup group, List<WriteOutcome> outcomes, CancellationToken cancellationToken)
    {
        for (var index = 0; index < group.Writes.Count; index++)
        {
            var outcome = await SendAsync(group.Writes[index], cancellationToken);
            outcomes.Add(outcome);
            if (!IsTrouble(outcome)) continue;
            outcomes.AddRange(group.Writes.Skip(index + 1).Select(NotReached));
            return;
        }
    }

    /// <summary>Round by round, so that a write that fails does not hold up the others on their way back.</summary>
    private async Task AttemptAllAsync(WriteGroup group, List<WriteOutcome> outcomes, CancellationToken cancellationToken)
    {
        var results = group.Writes.Select(NotReached).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var open = Enumerable.Range(0, results.Length).Where(index => round == 0 || IsWorthAnotherRound(results[index])).ToList();
            if (open.Count == 0) break;
            if (round > 0) await time.WaitAsync(WaitBefore(round, open.Select(index => results[index])), cancellationToken);
            foreach (var index in open)
            {
                var outcome = await SendAsync(group.Writes[index], cancellationToken);
                results[index] = outcome with { Attempts = outcome.Attempts + results[index].Attempts };
            }
        }

        outcomes.AddRange(results);
    }

    private static bool IsWorthAnotherRound(WriteOutcome outcome) =>
        outcome is { Status: WriteStatus.Failed, Failure.Kind: ErrorKind.Retry or ErrorKind.Conflict };

    private TimeSpan WaitBefore(int round, IEnumerable<WriteOutcome> open)
    {
        var own = Backoff.At(round - 1, FirstWait, LongestWait, random);
        var asked = open.Max(outcome => outcome.Failure?.RetryAfter) ?? TimeSpan.Zero;
        // A pass must not sleep long: the queue waits for as long as the server asked.
        return asked > LongestWait ? LongestWait : asked > own ? asked : own;
    }

    // Any event may bring a pass, and each would tell status again. What moves users is sent whenever there is a reason: it must not wait for a server that is busy with others.
    private ApiFailure? IsTooEarly(ObjectWrite write)
    {
        if (write.Subresource != Status || !_later.TryGetValue((write.Kind.Plural, write.Key), out var known)) return null;
        var left = known.Asked - time.GetElapsedTime(known.Since);
        if (left > TimeSpan.Zero) return known.Failure with { RetryAfter = left };
        _later.TryRemove((write.Kind.Plural, write.Key), out _);
        return null;
    }

    private async Task<WriteOutcome> SendAsync(PlannedWrite planned, CancellationToken cancellationToken)
    {
        if (IsTooEarly(planned.Write) is { } early) return new WriteOutcome(planned.Write, WriteStatus.Failed) { Failure = early };
        var outcome = await _sender.SendAsync(planned, cancellationToken);
        var write = outcome.Write;
        if (write.Subresource == Status && outcome.Failure is { RetryAfter: { } asked } failure) _later[(write.Kind.Plural, write.Key)] = (time.GetTimestamp(), asked, failure);
        metrics.Write(write.Kind.Plural, outcome.Status.ToString().ToLowerInvariant());
        var level = outcome.Status is WriteStatus.Written or WriteStatus.NothingToDo || outcome.Failure?.Kind == ErrorKind.Conflict ? LogLevel.Information : LogLevel.Warning;
        logger.Log(
            level, "{Status} {Verb} {Kind} {Key} {Subresource} because of {Cause} (attempts {Attempts}, foreign {Foreign}): {Code} {Reason} {Message}",
            outcome.Status, write.Verb, write.Kind.Kind, write.Key, write.Subresource ?? "", write.Cause, outcome.Attempts, planned.Foreign,
            outcome.Failure?.Code ?? 0, outcome.Failure?.Reason ?? "", outcome.Failure?.Message ?? "");
        return outcome;
    }
}
