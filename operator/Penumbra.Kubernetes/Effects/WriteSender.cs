using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Kubernetes.Effects;

/// <summary>Sends one planned write, and plans it anew from the live object when somebody else was faster.</summary>
internal sealed class WriteSender(IKubernetesClient client, IWriteFence fence, WriteTracker tracker)
{
    private const int Replans = 3;

    public async Task<WriteOutcome> SendAsync(PlannedWrite planned, CancellationToken cancellationToken)
    {
        var write = planned.Write;
        for (var attempt = 1; ; attempt++)
        {
            if (!fence.MayWrite) return new WriteOutcome(write, WriteStatus.Fenced) { Attempts = attempt - 1 };
            var result = await client.WriteAsync(write, cancellationToken);
            if (result.Succeeded)
            {
                Note(write, result.Value);
                return new WriteOutcome(write, WriteStatus.Written) { Attempts = attempt, Object = result.Value };
            }

            if (result.Failure.IsNotFound && write is { Verb: WriteVerb.Delete, Uid: null }) return new WriteOutcome(write, WriteStatus.NothingToDo) { Attempts = attempt };

            // Deleted unseen: a race like any other, which the next pass decides on, and nothing that a person has to see to. Who names a UID has seen the object: what rests on its end waits until the cache agrees.
            if (result.Failure.IsNotFound && write.Verb is WriteVerb.MergePatch or WriteVerb.JsonPatch or WriteVerb.Delete) return Missing(write, attempt, result.Failure);
            if (planned.MadeOnce && result.Failure.Kind == ErrorKind.Conflict) return new WriteOutcome(write, WriteStatus.NothingToDo) { Attempts = attempt };
            if (planned.Replan is null || result.Failure.Kind != ErrorKind.Conflict || attempt > Replans) return Failed(write, attempt, result.Failure);
            var (next, outcome) = await ReplanAsync(write, planned, attempt, cancellationToken);
            if (next is null) return outcome!;
            write = next;
        }
    }

    private async Task<(ObjectWrite? Next, WriteOutcome? Outcome)> ReplanAsync(
        ObjectWrite write, PlannedWrite planned, int attempt, CancellationToken cancellationToken)
    {
        var live = await client.GetAsync(write.Kind, write.Key, Projections.Whole, cancellationToken);
        if (!live.Succeeded)
        {
            if (!live.Failure.IsNotFound) return (null, Failed(write, attempt, live.Failure));

            // A name that was taken a moment ago and is free now: the next pass looks again.
            return (null, write.Verb == WriteVerb.Delete ? new WriteOutcome(write, WriteStatus.NothingToDo) { Attempts = attempt } : Missing(write, attempt, live.Failure));
        }

        try
        {
            if (planned.StillRests?.Invoke(live.Value) == false)
            {
                Note(write, live.Value);
                return (null, Failed(write, attempt, ApiFailure.Outdated("the object is no longer what the decision rests on")));
            }

            var next = planned.Replan!(live.Value);
            if (next is not null) return (next, null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return (null, Failed(write, attempt, new ApiFailure(ErrorKind.Bug, 0, "Replan", exception.Message)));
        }

        // What is live there is as good as written, and the cache may not have seen it.
        Note(write, live.Value);
        return (null, new WriteOutcome(write, WriteStatus.NothingToDo) { Attempts = attempt, Object = live.Value });
    }

    private WriteOutcome Missing(ObjectWrite write, int attempts, ApiFailure failure)
    {
        tracker.NoteMissing(write.Kind, write.Key);
        return Failed(write, attempts, failure with { Kind = ErrorKind.Conflict });
    }

    private static WriteOutcome Failed(ObjectWrite write, int attempts, ApiFailure failure) =>
        new(write, WriteStatus.Failed) { Attempts = attempts, Failure = failure };

    private void Note(ObjectWrite write, JsonObject answer)
    {
        if (write.DryRun) return;
        var metadata = answer["metadata"] as JsonObject;
        var uid = Text(metadata, "uid") ?? Text(answer["details"] as JsonObject, "uid") ?? write.Uid;
        var resourceVersion = Text(metadata, "resourceVersion");
        if (uid is null) return;
        var isStatus = string.Equals(Text(answer, "kind"), "Status", StringComparison.Ordinal);
        if (write.Verb == WriteVerb.Delete && isStatus) tracker.NoteDeleted(write.Kind, write.Key, uid);
        else if (resourceVersion is not null) tracker.Note(write.Kind, write.Key, uid, resourceVersion);
    }

    private static string? Text(JsonObject? node, string name) => node?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
