namespace Penumbra.Core.ShadowDeployments.Status;

/// <summary>What the shadow's pods ran while they were compared, beyond what the subject says: a tag may move to another program.</summary>
/// <param name="Runs">A digest of what a template's copies run, as the kubelet says; empty while none is known, and where the subject itself rests on it.</param>
/// <param name="Named">The images that all of the shadow's pods name, by their texts, with blanks between; empty where nobody here knows them.</param>
public sealed record ComparedImages(string Runs, string Named)
{
    private const int Most = 16;
    private const int Longest = 512;

    /// <summary>Nothing known.</summary>
    public static ComparedImages None { get; } = new("", "");

    /// <summary>The images as one text: bounded, sorted, each once.</summary>
    public static string Text(IEnumerable<string> images) => string.Join(' ', images.Where(image => image.Length is > 0 and <= Longest).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Most));

    /// <summary>Whether all of a template's images were compared, by their texts.</summary>
    public bool Has(IEnumerable<string> images) => images.All(Named.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains);
}
