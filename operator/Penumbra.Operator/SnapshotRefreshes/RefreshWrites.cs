using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>The writes of a refresh's passes. None is sent by who does not lead.</summary>
/// <param name="client">The cluster.</param>
/// <param name="fence">Whether this process leads.</param>
/// <param name="unseen">Remembers what the caches have yet to show.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of each write.</param>
public sealed class RefreshWrites(IKubernetesClient client, IWriteFence fence, UnseenWrites unseen, TimeProvider time, ILogger logger)
{
    private static readonly ApiFailure Fenced = new(ErrorKind.Retry, 0, "NotLeading", "this process does not lead");
    private readonly BusyServer _busy = new(time);

    /// <summary>
    /// The field manager under which ConfigMaps are applied. It names no data, and must take none away: an apply takes away what its manager named before and names no more, and workers of earlier versions wrote the data under the client's name.
    /// </summary>
    public const string MapManager = "penumbra-operator";

    /// <summary>Server-side apply of an own object.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="body">Own fields.</param>
    /// <param name="uid">The UID of the object that was found to be ours; empty where there was none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why it failed, or the generation that it has now.</returns>
    public async Task<(ApiFailure? Failure, long? Generation)> ApplyAsync(ResourceKind kind, JsonObject body, string uid, CancellationToken cancellationToken)
    {
        var applied = body.DeepClone().AsObject();
        if (uid.Length > 0) applied["metadata"]!["uid"] = uid;
        var (failure, answer) = await AnswerAsync(new ObjectWrite { Verb = WriteVerb.Apply, Kind = kind, Key = Key(body), Body = applied, Force = true, Cause = kind.Kind, FieldManager = kind == ResourceKinds.ConfigMap ? MapManager : null }, cancellationToken);
        return (failure, answer?["metadata"]?["generation"]?.GetValue<long>());
    }

    /// <summary>Creates an object.</summary>
    public Task<ApiFailure?> CreateAsync(ResourceKind kind, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(new ObjectWrite { Verb = WriteVerb.Create, Kind = kind, Key = Key(body), Body = body, Cause = kind.Kind }, cancellationToken);

    /// <summary>Deletes the object of a UID, and what it owns in the background. One that was found a moment ago and that the server says is not there is a conflict: it is looked for again before anything rests on its end.</summary>
    public async Task<ApiFailure?> DeleteAsync(CustomView refresh, ResourceKind kind, ObjectKey key, string uid, CancellationToken cancellationToken)
    {
        var (failure, answer) = await AnswerAsync(new ObjectWrite { Verb = WriteVerb.Delete, Kind = kind, Key = key, Uid = uid, Propagation = "Background", Cause = nameof(Reason.Deleting) }, cancellationToken);
        var owner = new ObjectKey(refresh.Namespace, refresh.Name);
        if (answer is not null) unseen.Note(owner, kind, key, answer);
        if (failure is not { IsNotFound: true }) return failure;
        unseen.NoteMissing(owner, kind, key);
        return failure with { Kind = ErrorKind.Conflict };
    }

    /// <summary>Holds a CronJob.</summary>
    public Task<ApiFailure?> SuspendAsync(CustomView cron, CancellationToken cancellationToken) => SendAsync(
        new ObjectWrite
        {
            Verb = WriteVerb.MergePatch, Kind = ResourceKinds.CronJob, Key = new ObjectKey(cron.Namespace, cron.Name), Cause = "Stalled",
            Body = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = cron.Uid }, ["spec"] = new JsonObject { ["suspend"] = true } },
        }, cancellationToken);

    /// <summary>Writes the operator's fields of a status. The version says what they were worked out from: what is older is not written over what is newer.</summary>
    public async Task<ApiFailure?> StatusAsync(CustomView refresh, JsonObject status, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(refresh.Namespace, refresh.Name);
        return _busy.TooEarly(key) ?? _busy.Note(key, await SendAsync(Status(refresh, key, status), cancellationToken));
    }

    private static ObjectWrite Status(CustomView refresh, ObjectKey key, JsonObject status) =>
        new()
        {
            Verb = WriteVerb.MergePatch, Kind = ResourceKinds.SnapshotRefresh, Key = key, Subresource = "status", Cause = "Status",
            Body = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = refresh.Uid, ["resourceVersion"] = refresh.ResourceVersion }, ["status"] = status },
        };

    /// <summary>Adds or takes off our finalizer.</summary>
    public Task<ApiFailure?> FinalizerAsync(CustomView refresh, bool add, CancellationToken cancellationToken)
    {
        var names = refresh.Metadata.Finalizers.Where(name => name != Keys.RefreshFinalizer).Concat(add ? [Keys.RefreshFinalizer] : []);
        return SendAsync(
            new ObjectWrite
            {
                Verb = WriteVerb.MergePatch, Kind = ResourceKinds.SnapshotRefresh, Key = new ObjectKey(refresh.Namespace, refresh.Name), Cause = "Finalizer",

                // The version guards the finalizers of others.
                Body = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = refresh.Uid, ["resourceVersion"] = refresh.ResourceVersion, ["finalizers"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) } },
            }, cancellationToken);
    }

    /// <summary>The name of a body.</summary>
    public static ObjectKey Key(JsonObject body) => new(body["metadata"]!["namespace"]!.GetValue<string>(), body["metadata"]!["name"]!.GetValue<string>());

    private async Task<ApiFailure?> SendAsync(ObjectWrite write, CancellationToken cancellationToken) => (await AnswerAsync(write, cancellationToken)).Failure;

    private async Task<(ApiFailure? Failure, JsonObject? Answer)> AnswerAsync(ObjectWrite write, CancellationToken cancellationToken)
    {
        if (!fence.MayWrite) return (Fenced, null);
        var result = await client.WriteAsync(write, cancellationToken);
        if (result.Value is { } answer && Refresh(write) is { } refresh) unseen.Note(refresh, write.Kind, write.Key, answer);
        if (result.Failure is null) logger.LogInformation("{Verb} {Kind} {Key} because of {Cause}", write.Verb, write.Kind.Kind, write.Key, write.Cause);
        return (result.Failure, result.Value);
    }

    private static ObjectKey? Refresh(ObjectWrite write) => write.Kind == ResourceKinds.SnapshotRefresh ? write.Key
        : (write.Body as JsonObject)?["metadata"]?["labels"]?[Keys.Refresh]?.GetValue<string>() is { } name ? new ObjectKey(write.Key.Namespace, name) : null;
}
