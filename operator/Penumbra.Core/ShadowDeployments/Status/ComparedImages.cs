using Penumbra.Core.Common;

namespace Penumbra.Core.ShadowDeployments.Status;

/// <summary>What the shadow's pods ran while they were compared, beyond what the subject says: a tag may move to another program.</summary>
/// <param name="Runs">A digest of what a template's copies run, as the kubelet says; empty while none is known, and where the subject itself rests on it.</param>
/// <param name="Named">The images that all of the shadow's pods name, by their texts, with blanks between; empty where nobody here knows them.</param>
public sealed record ComparedImages(string Runs, string Named)
{
    private const int Most = 16;

    /// <summary>A digest of each image that a template's copies ran when the comparison began, sorted, with blanks between: what one of them runs all have been compared with. Empty where an older version wrote it.</summary>
    public string Programs { get; init; } = "";
    private const int Longest = 512;

    /// <summary>Nothing known.</summary>
    public static ComparedImages None { get; } = new("", "");

    /// <summary>The images as one text: bounded, sorted, each once.</summary>
    public static string Text(IEnumerable<string> images) => string.Join(' ', images.Where(image => image.Length is > 0 and <= Longest).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Most));

    /// <summary>What a template's ready copies run now.</summary>
    public static ComparedImages Running(IReadOnlyList<string> images) => images.Count == 0 ? None : None with
    {
        Runs = Digest.Of(string.Join(' ', images)),
        Programs = string.Join(' ', images.Select(Digest.Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Most)),
    };

    /// <summary>Whether what runs now has something among it that did not run when the comparison began. That some of it is not ready for the moment makes nothing another program.</summary>
    public bool IsOther(ComparedImages now)
    {
        if (Runs.Length == 0 || now.Runs.Length == 0 || now.Runs == Runs) return false;
        return Programs.Length == 0 || now.Programs.Split(' ').Except(Programs.Split(' '), StringComparer.Ordinal).Any();
    }

    /// <summary>With what runs now where nothing is known yet, or an older version knew all of it as one.</summary>
    public ComparedImages With(ComparedImages now) => Runs.Length == 0 || (Programs.Length == 0 && Runs == now.Runs) ? this with { Runs = now.Runs, Programs = now.Programs } : this;

    /// <summary>Whether all of a template's images were compared, by their texts.</summary>
    public bool Has(IEnumerable<string> images) => images.All(Named.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains);
}
