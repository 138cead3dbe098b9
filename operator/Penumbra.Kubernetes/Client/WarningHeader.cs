namespace Penumbra.Kubernetes.Client;

/// <summary>Reads <c>Warning: 299 - "text"</c> (RFC 7234, section 5.5), as the API server sends it.</summary>
internal static class WarningHeader
{
    /// <summary>The text between the quotes, cleaned and bounded.</summary>
    public static string Text(string header)
    {
        var first = header.IndexOf('"', StringComparison.Ordinal);
        var last = header.LastIndexOf('"');
        var text = first >= 0 && last > first ? header[(first + 1)..last].Replace("\\\"", "\"", StringComparison.Ordinal) : header;
        return FailureReader.Clean(text);
    }
}
