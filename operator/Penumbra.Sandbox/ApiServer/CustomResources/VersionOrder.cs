using System.Text.RegularExpressions;

namespace Penumbra.Sandbox.ApiServer.CustomResources;

/// <summary>The order of priority of API versions: v2 before v1 before v1beta2 before v1alpha1, and other names last in their alphabet.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static VersionOrder Comparer { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Rank(x!), Rank(y!));
        var byRank = left.CompareTo(right);
        return byRank != 0 ? byRank : string.CompareOrdinal(x, y);
    }

    private static (int Kind, int Major, int Minor) Rank(string version)
    {
        var match = Form().Match(version);
        if (!match.Success) return (3, 0, 0);
        var kind = match.Groups[2].Value switch { "" => 0, "beta" => 1, _ => 2 };
        return (kind, -int.Parse(match.Groups[1].Value), match.Groups[3].Success ? -int.Parse(match.Groups[3].Value) : 0);
    }

    [GeneratedRegex(@"^v(\d+)(?:(alpha|beta)(\d+))?$")]
    private static partial Regex Form();
}
