using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Operator.DarkLaunches;

namespace Penumbra.Operator.Cluster;

/// <summary>
/// Asks whose an object is of an API server that lets the operator change it and not read it: a JSON patch (RFC 6902) of nothing but a test, as a dry run. What passes the test is ours; nothing is changed either way.
/// </summary>
/// <param name="client">The cluster.</param>
public sealed class OwnershipCheck(IKubernetesClient client)
{
    private const int Unprocessable = 422;

    /// <summary>Whether it may be written: made for this owner, or left behind by an earlier one of the same kind and name.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="key">Its name.</param>
    /// <param name="label">The label that names the owner of what is made for it.</param>
    /// <param name="owner">The owner's name.</param>
    /// <param name="uid">The owner's UID.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Ownership> MayWriteAsync(ResourceKind kind, ObjectKey key, string label, string owner, string uid, CancellationToken cancellationToken)
    {
        var labelled = await AskAsync(kind, key, $"/metadata/labels/{JsonPatch.Escape(label)}", owner, cancellationToken);

        // A hand may have taken the label away.
        return labelled.Kind == OwnershipKind.Foreign ? await MayDeleteAsync(kind, key, uid, cancellationToken) : labelled;
    }

    /// <summary>Whether it may be deleted: made for this very owner.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="key">Its name.</param>
    /// <param name="uid">The owner's UID.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<Ownership> MayDeleteAsync(ResourceKind kind, ObjectKey key, string uid, CancellationToken cancellationToken) =>
        AskAsync(kind, key, $"/metadata/annotations/{JsonPatch.Escape(Keys.OwnerUid)}", uid, cancellationToken);

    private async Task<Ownership> AskAsync(ResourceKind kind, ObjectKey key, string path, string value, CancellationToken cancellationToken)
    {
        var answer = await client.WriteAsync(
            new ObjectWrite { Verb = WriteVerb.JsonPatch, Kind = kind, Key = key, Body = new JsonArray(JsonPatch.Test(path, value)), DryRun = true, Cause = nameof(Reason.NameTaken) }, cancellationToken);
        return answer.Failure switch
        {
            null => new Ownership(OwnershipKind.Ours, answer.Value?["metadata"]?["uid"]?.GetValue<string>() ?? ""),
            { IsNotFound: true } => new Ownership(OwnershipKind.Free),
            { Code: Unprocessable } => new Ownership(OwnershipKind.Foreign),
            var failure => new Ownership(OwnershipKind.Unknown, Failure: failure),
        };
    }
}
