using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>A request for a kind that is served, ready to be handled.</summary>
/// <param name="Raw">The request itself.</param>
/// <param name="Query">Its parameters.</param>
/// <param name="Target">What its path names.</param>
/// <param name="Resource">The kind.</param>
/// <param name="Version">The version asked for.</param>
/// <param name="User">Who asks.</param>
internal sealed record ResourceRequest(ApiRequest Raw, RequestQuery Query, RequestTarget Target, ServedResource Resource, ServedVersion Version, UserIdentity User)
{
    public ResourceType Type => Resource.TypeIn(Version.Name);

    /// <summary>The name under which the writer's fields are recorded: the query's, or the program's.</summary>
    public string Manager => Query["fieldManager"] ?? (Raw.Header("User-Agent") is { Length: > 0 } agent ? agent.Split('/', ' ')[0] : "unknown");

    /// <summary>The options of a write.</summary>
    public WriteOptions Options(string? subresource = null) => new(Version)
    {
        Subresource = subresource,
        DryRun = Query.DryRun,
        Manager = Manager,
        // The server's default is Warn.
        FieldValidation = Query["fieldValidation"] ?? "Warn",
    };
}
