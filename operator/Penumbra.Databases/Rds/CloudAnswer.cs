using System.Net;

namespace Penumbra.Databases.Rds;

/// <summary>An answer of HTTP, bounded in size.</summary>
/// <param name="Status">Its status; null when there was none.</param>
/// <param name="Body">Its text; empty when there was none.</param>
/// <param name="Wait">How long the server asked to wait.</param>
internal sealed record CloudAnswer(HttpStatusCode? Status, string Body, TimeSpan? Wait)
{
    /// <summary>Whether the call was done.</summary>
    public bool Succeeded => Status is >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous;
}
