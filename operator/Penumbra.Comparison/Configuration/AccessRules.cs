namespace Penumbra.Comparison.Configuration;

/// <summary>Who says which callers may read values: the API server of a cluster, which is asked with the caller's own token.</summary>
public sealed record AccessRules
{
    /// <summary>The namespace of the shadow: whoever may <c>get shadowdeployments/values</c> of this one shadow may read.</summary>
    public required string Namespace { get; init; }

    /// <summary>The API server, https; null for the one of the cluster that the process runs in.</summary>
    public Uri? Url { get; init; }

    /// <summary>A file of PEM certificates that the API server is trusted by; null for the machine's authorities.</summary>
    public string? AuthorityFile { get; init; }
}
