using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>What is ours, and the tags that say so. A tag proves ownership, never cleanliness.</summary>
public static class Ownership
{
    /// <summary>The temporary database and its instance.</summary>
    public const string Temporary = "temporary";

    /// <summary>The new database that clean data is loaded into, and its instance.</summary>
    public const string Fresh = "fresh";

    /// <summary>A snapshot that a run makes of its source, or of its temporary database before the copy.</summary>
    public const string Intermediate = "intermediate";

    /// <summary>A snapshot under its published name.</summary>
    public const string Published = "published";

    /// <summary>Whether a thing with these tags is this refresh's.</summary>
    public static bool IsOurs(IReadOnlyDictionary<string, string> tags, string ownerUid) =>
        ownerUid.Length > 0 && tags.TryGetValue(Keys.CloudOwner, out var owner) && string.Equals(owner, ownerUid, StringComparison.Ordinal);

    /// <summary>Whether a thing is for this.</summary>
    public static bool IsFor(IReadOnlyDictionary<string, string> tags, string part) => Tag(tags, Keys.CloudPart) == part;

    /// <summary>A tag's value; empty when it is not there.</summary>
    public static string Tag(IReadOnlyDictionary<string, string> tags, string name) => tags.TryGetValue(name, out var value) ? value : "";

    /// <summary>The tags of a new thing.</summary>
    public static IReadOnlyDictionary<string, string> Tags(RunFacts run, string part, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Keys.CloudOwner] = run.OwnerUid,
            [Keys.CloudRefresh] = $"{run.Namespace}/{run.Name}",
            [Keys.CloudRun] = run.RunId,
            [Keys.CloudPart] = part,
        };
        foreach (var (name, value) in more) tags[name] = value;
        return tags;
    }
}
