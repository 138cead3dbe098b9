using System.Globalization;

namespace Penumbra.Core.Common;

/// <summary>A short name for a text: FNV-1a, 32 bits (Fowler, Noll, Vo; draft-eastlake-fnv). The same in every process, unlike string hashes; it protects nothing.</summary>
public static class Digest
{
    /// <summary>Eight hexadecimal digits.</summary>
    public static string Of(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text) hash = (hash ^ character) * 16777619u;
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
