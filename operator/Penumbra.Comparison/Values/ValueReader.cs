using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Reports;

namespace Penumbra.Comparison.Values;

/// <summary>Shows values to those who may read them, one review for each request. Whoever may not learns why, and nothing of what is kept.</summary>
internal sealed partial class ValueReader : IDisposable
{
    private const int LongestToken = 16 * 1024;

    private readonly string _shadow;
    private readonly string _ns;
    private readonly ValueStore _values;
    private readonly AccessReview _review;
    private readonly TimeProvider _time;

    public ValueReader(ComparisonConfig config, AccessRules access, Uri server, ValueStore values, TimeProvider time, ILogger logger)
    {
        (_shadow, _ns, _values, _time) = (config.Name, access.Namespace, values, time);
        _review = new AccessReview(server, access, config.Name, time, logger);
    }

    public Task PageAsync(HttpContext context) => ServeAsync(context, "text/html; charset=utf-8", () => ValueReport.Page(_shadow, _values.Read(), _time.GetUtcNow()));

    public Task JsonAsync(HttpContext context) => ServeAsync(context, "application/json", () => ValueReport.Json(_shadow, _values.Read(), _time.GetUtcNow()));

    public void Dispose() => _review.Dispose();

    private async Task ServeAsync(HttpContext context, string type, Func<string> write)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        try
        {
            var answer = Token(context.Request) is { } token ? await _review.AskAsync(token, context.RequestAborted) : AccessAnswer.Unauthenticated;
            if (answer == AccessAnswer.Unauthenticated) response.Headers.WWWAuthenticate = "Bearer";
            (response.StatusCode, response.ContentType) = answer switch
            {
                AccessAnswer.Allowed => (StatusCodes.Status200OK, type),
                AccessAnswer.Forbidden => (StatusCodes.Status403Forbidden, "text/plain"),
                AccessAnswer.Unauthenticated => (StatusCodes.Status401Unauthorized, "text/plain"),
                _ => (StatusCodes.Status503ServiceUnavailable, "text/plain"),
            };
            await response.WriteAsync(answer == AccessAnswer.Allowed ? write() : Refusal(answer), context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    private string Refusal(AccessAnswer answer) => answer switch
    {
        AccessAnswer.Forbidden => $"this token's owner may not read values; he needs the verb get on shadowdeployments/values {_shadow} (penumbra.dev) in namespace {_ns}\n",
        AccessAnswer.Unauthenticated => "values are shown for a token of the cluster alone, such as: curl -H \"Authorization: Bearer $(kubectl create token reader)\"; there was none, or it does not hold\n",
        _ => "the API server does not say who may read values, so nobody may; try again\n",
    };

    // One, in the form of RFC 6750, 2.1; what else somebody sends is sent nowhere.
    private static string? Token(HttpRequest request) => request.Headers.Authorization is [{ Length: <= LongestToken } header] && Bearer().Match(header) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"\A[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]+=*)\z")]
    private static partial Regex Bearer();
}
