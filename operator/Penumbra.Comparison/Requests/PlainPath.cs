namespace Penumbra.Comparison.Requests;

/// <summary>
/// A path as servers and frameworks may come to read it: percent-decoded, without doubled slashes, dot segments (RFC 3986, 5.2.4) and parameters of segments (3.3). What is excluded must be so however
/// it is spelled: who carries it out again is live.
/// </summary>
internal static class PlainPath
{
    // Proxies decode, and what is behind them may do it again.
    private const int Rounds = 3;

    /// <summary>The plain form of a path.</summary>
    public static string Of(string path)
    {
        var decoded = path;
        for (var round = 0; round < Rounds && decoded.Contains('%', StringComparison.Ordinal); round++)
        {
            var next = Uri.UnescapeDataString(decoded);
            if (next == decoded) break;
            decoded = next;
        }

        if (!NeedsWork(decoded)) return decoded;
        var segments = new List<string>();
        var parts = decoded.Split('/');
        foreach (var part in parts)
        {
            var segment = part.IndexOf(';', StringComparison.Ordinal) is >= 0 and var parameters ? part[..parameters] : part;
            if (segment == ".." && segments.Count > 0) segments.RemoveAt(segments.Count - 1);
            if (segment is not ("" or "." or "..")) segments.Add(segment);
        }

        var isFolder = segments.Count > 0 && parts[^1] is "" or "." or "..";
        return $"/{string.Join('/', segments)}{(isFolder ? "/" : "")}";
    }

    private static bool NeedsWork(string path) => path.Contains("//", StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal) || path.Contains(';', StringComparison.Ordinal);
}
