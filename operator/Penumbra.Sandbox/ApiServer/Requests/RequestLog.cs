namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>What was asked of the server, for tests that count requests and rights. Safe for concurrent use.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<RequestLogEntry> _entries = [];
    private readonly SortedSet<string> _rules = new(StringComparer.Ordinal);

    /// <summary>Every request since the last <see cref="Clear"/>, in the order of their arrival.</summary>
    public IReadOnlyList<RequestLogEntry> Entries
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    /// <summary>The RBAC rules that allowed something, as <c>role verb resource.group</c>, sorted.</summary>
    public IReadOnlyList<string> UsedRules
    {
        get
        {
            lock (_gate) return [.. _rules];
        }
    }

    /// <summary>How many requests match; null matches everything.</summary>
    /// <param name="user">The name of the user.</param>
    /// <param name="verb">get, list, watch, create, update, patch, delete or deletecollection.</param>
    /// <param name="resource">The plural, with <c>/subresource</c> where there is one.</param>
    public int Count(string? user = null, string? verb = null, string? resource = null) => Entries.Count(entry =>
        (user is null || entry.User == user) && (verb is null || entry.Verb == verb) && (resource is null || entry.Resource == resource));

    /// <summary>Starts counting anew.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _rules.Clear();
        }
    }

    internal void Add(RequestLogEntry entry)
    {
        lock (_gate) _entries.Add(entry);
    }

    internal void UseRule(string rule)
    {
        lock (_gate) _rules.Add(rule);
    }
}
