namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>The parameters of a query string.</summary>
internal sealed class RequestQuery
{
    private readonly Dictionary<string, string> _values = [];

    public RequestQuery(string query)
    {
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=');
            _values.TryAdd(Decode(at < 0 ? part : part[..at]), at < 0 ? "" : Decode(part[(at + 1)..]));
        }
    }

    /// <summary>The first value of that name, or null when it is absent or empty.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    public bool Flag(string name) => this[name] is "true" or "1" or "True" or "TRUE" or "t" or "T";

    public long? Number(string name) => long.TryParse(this[name], out var number) ? number : null;

    /// <summary><c>dryRun=All</c>.</summary>
    public bool DryRun => this["dryRun"] == "All";

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
