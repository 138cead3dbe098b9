using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Which values may be kept. They are shown at /values of the server's report port, to whoever may get shadowdeployments/values of this shadow.</summary>
public sealed record ShadowValues
{
    /// <summary>
    /// Paths of fields, as reports show them: body.currency, body.items[].price, header.content-language, status. Lists and mappings have no value of their own. Cookies, headers that may carry
    /// credentials and those that may carry the path and query of a request are refused.
    /// </summary>
    [Items(1, 64)]
    public required IReadOnlyList<string> Allow { get; init; }
}
