using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Effects;

/// <summary>A write that a decision asked for.</summary>
/// <param name="Write">What to send.</param>
public sealed record PlannedWrite(ObjectWrite Write)
{
    /// <summary>
    /// Plans the write anew from the live object, after a conflict or when a name to create is taken; null says that nothing is left to do.
    /// Without it a conflict fails the write. Must be pure.
    /// </summary>
    public Func<JsonObject, ObjectWrite?>? Replan { get; init; }

    /// <summary>
    /// Whether the live object still is what the decision rests on; asked before <see cref="Replan"/>. If it is not, the write fails as a conflict, and the next
    /// pass decides anew once the cache has caught up. Null where every state will do. Must be pure.
    /// </summary>
    public Func<JsonObject, bool>? StillRests { get; init; }

    /// <summary>Whether a name to create that is taken is as good as written: nothing is read, as whoever may only create must not.</summary>
    public bool MadeOnce { get; init; }

    /// <summary>Whether the object is somebody else's, for logs and metrics.</summary>
    public bool Foreign { get; init; }
}
