using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Rehearsal.Manifests;

/// <summary>A launch as its manifest asks for it.</summary>
/// <param name="Namespace">Its namespace; <c>default</c> where the manifest names none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Spec">Its spec, as the rules read it.</param>
/// <param name="ByReplicas">Whether shares are made by numbers of pods.</param>
public sealed record RehearsedLaunch(string Namespace, string Name, DarkLaunchSpec Spec, bool ByReplicas)
{
    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}
