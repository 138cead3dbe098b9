using System.Globalization;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Instants as messages show them.</summary>
public static class Times
{
    /// <summary>UTC to the second.</summary>
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
