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

    /// <summary>Whether the object is somebody else's, for logs and metrics.</summary>
    public bool Foreign { get; init; }
}
