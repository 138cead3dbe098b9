namespace Penumbra.Rehearsal.Manifests;

/// <summary>What a manifest holds.</summary>
/// <param name="Launch">The launch; null when there is none that can be rehearsed.</param>
/// <param name="Problems">What must be changed first, a sentence each, with the path of the field.</param>
public sealed record ManifestReading(RehearsedLaunch? Launch, IReadOnlyList<string> Problems)
{
    /// <summary>Nothing to rehearse.</summary>
    public static ManifestReading Wrong(params IReadOnlyList<string> problems) => new(null, problems);
}
