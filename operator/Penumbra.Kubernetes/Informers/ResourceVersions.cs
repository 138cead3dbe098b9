using System.Globalization;

namespace Penumbra.Kubernetes.Informers;

/// <summary>Compares resource versions as numbers, which KEP-5504 allows since Kubernetes 1.35; others are only equal or not.</summary>
public static class ResourceVersions
{
    /// <summary>Negative, zero or positive; null when the two cannot be compared.</summary>
    public static int? Compare(string? left, string? right)
    {
        if (string.Equals(left, right, StringComparison.Ordinal)) return 0;
        return Parse(left) is { } first && Parse(right) is { } second ? first.CompareTo(second) : null;
    }

    /// <summary>Whether left is surely older than right.</summary>
    public static bool IsOlder(string? left, string? right) => Compare(left, right) < 0;

    private static ulong? Parse(string? version) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
