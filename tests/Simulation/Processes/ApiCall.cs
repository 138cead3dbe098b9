using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Requests;

namespace Penumbra.Simulation.Processes;

/// <summary>One request of a process to the API server.</summary>
/// <param name="Process">Who asks.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Cause">Why, for writes: the decision's reason.</param>
public sealed record ApiCall(OperatorProcess Process, ApiRequest Request, string Cause)
{
    private readonly string[] _segments = Request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether objects are to change: leases and dry runs do not count.</summary>
    public bool IsWrite => Request.Method is not "GET" && Plural is not "leases" && !Request.Query.Contains("dryRun", StringComparison.Ordinal);

    /// <summary>Whether a lease is to be taken, renewed or given back: these have numbers of their own.</summary>
    public bool IsLeaseWrite => Request.Method is not "GET" && Plural is "leases";

    /// <summary>Whether it begins a watch.</summary>
    public bool IsWatch => Request.Method is "GET" && Request.Query.Contains("watch=", StringComparison.Ordinal);

    /// <summary>Whether it reads a collection.</summary>
    public bool IsList => Request.Method is "GET" && !IsWatch && Rest.Length == 1;

    /// <summary>The API group, empty for the core.</summary>
    public string Group => _segments[0] == "api" ? "" : _segments[1];

    /// <summary>The kind, in the plural.</summary>
    public string Plural => Rest.Length == 0 ? "" : Rest[0];

    /// <summary>The name, or empty for a collection.</summary>
    public string Name => Rest.Length > 1 ? Rest[1] : "";

    /// <summary>Such as <c>status</c>, or empty.</summary>
    public string Subresource => Rest.Length > 2 ? Rest[2] : "";

    /// <summary>The number among the writes of leases of the run, from 1; 0 for anything else.</summary>
    public int LeaseNumber { get; set; }

    /// <summary>What makes two requests the same one, tried again: who asks, and for what; of a collection into which something is put, also its name.</summary>
    public (OperatorProcess Process, string What) Same => (Process, $"{(IsWrite ? "write" : "read")} {Request.Path}{(Request.Method == "POST" ? " " + NameInBody() : "")}");

    /// <summary>The number among the writes of the run, from 1; 0 for anything else.</summary>
    public int Number { get; set; }

    private string[] Rest
    {
        get
        {
            var rest = _segments[(_segments[0] == "api" ? 2 : 3)..];
            return rest is ["namespaces", _, _, ..] ? rest[2..] : rest;
        }
    }

    private string NameInBody() => JsonNode.Parse(Request.Body.Span)?["metadata"]?["name"]?.ToString() ?? "";

    /// <inheritdoc/>
    public override string ToString() => $"{Request.Method} {Plural}{(Name.Length > 0 ? "/" + Name : "")}{(Subresource.Length > 0 ? "/" + Subresource : "")}{(Cause.Length > 0 ? $" [{Cause}]" : "")}";
}
