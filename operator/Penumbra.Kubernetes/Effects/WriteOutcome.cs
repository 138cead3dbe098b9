using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Effects;

/// <summary>What became of one planned write.</summary>
/// <param name="Write">The write as it was last planned.</param>
/// <param name="Status">What became of it.</param>
public sealed record WriteOutcome(ObjectWrite Write, WriteStatus Status)
{
    /// <summary>How often it was sent.</summary>
    public int Attempts { get; init; }

    /// <summary>The object as the server returned it, when written.</summary>
    public JsonObject? Object { get; init; }

    /// <summary>Why it failed.</summary>
    public ApiFailure? Failure { get; init; }

    /// <summary>Whether a cache must have seen what came of it before anything is decided on that cache again: it was written, it was there already or is no longer what was decided on, or there was nothing to write to.</summary>
    public bool MustBeSeen => !Write.DryRun && (Status == WriteStatus.Written || Status == WriteStatus.NothingToDo && Object is not null || Failure is { IsNotFound: true } or { IsStale: true });
}
