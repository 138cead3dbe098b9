using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Metrics.Http;

namespace Penumbra.Metrics.Prometheus;

/// <summary>Asks one server one query at a time. Whatever it answers, what is passed on are values, or our own words.</summary>
/// <param name="address">The server's address, with its path if it has one.</param>
/// <param name="login">Its login.</param>
/// <param name="timeout">How long an exchange may take.</param>
/// <param name="parts">Connections and clock.</param>
internal sealed class PrometheusConnection(Uri address, LoginReader login, TimeSpan timeout, PrometheusParts parts) : IDisposable
{
    private readonly Uri _endpoint = new(address.AbsoluteUri.TrimEnd('/') + "/api/v1/query");
    private readonly Lock _gate = new();
    private HttpClient? _http;
    private string _digest = "";
    private bool _disposed;

    /// <summary>The login for the queries that follow, or a sentence why there is none.</summary>
    public Task<(SourceLogin? Login, string Problem)> LoginAsync(CancellationToken cancellationToken) => login.GetAsync(cancellationToken);

    /// <summary>The values of a query at an instant.</summary>
    public async Task<QueryResult> AskAsync(SourceLogin account, string query, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (ClientFor(account) is not { } http) return QueryResult.Failed("the source was replaced");

        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint);
        request.Headers.Authorization = account.Authorization;
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Content = new FormUrlEncodedContent(
        [
            new("query", query),
            new("time", (at.ToUnixTimeMilliseconds() / 1000m).ToString("0.000", CultureInfo.InvariantCulture)),
            new("timeout", Span.Format(timeout)),
        ]);
        var result = await Fetcher.SendAsync(http, request, timeout, parts.Time, cancellationToken);
        if (result.Status == 401) login.Refused();
        return result.Fault == FetchFault.None ? Read(result.Body) : Failed(result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _http?.Dispose();
            _http = null;
        }
    }

    private static QueryResult Read(ReadOnlyMemory<byte> body)
    {
        var answer = QueryAnswer.Read(body);
        return answer.Kind switch
        {
            AnswerKind.Values => new QueryResult(answer.Samples, null),
            AnswerKind.Error => QueryResult.Failed("Prometheus could not answer the query", true),
            _ => QueryResult.Failed("the answer is not one of Prometheus' HTTP API"),
        };
    }

    private static QueryResult Failed(FetchResult result) => result switch
    {
        { Fault: FetchFault.Status, Status: 401 or 403 } => QueryResult.Failed(string.Create(CultureInfo.InvariantCulture, $"Prometheus refused the login (status {result.Status})")),
        { Fault: FetchFault.Status, Status: 400 or 422 } => QueryResult.Failed(string.Create(CultureInfo.InvariantCulture, $"Prometheus refused the query (status {result.Status})"), true),
        { Fault: FetchFault.TooLarge } => QueryResult.Failed("Prometheus could not be asked: the answer is longer than 1 MiB; narrow the selectors", true),
        _ => QueryResult.Failed($"Prometheus could not be asked: {result.Words}"),
    };

    private HttpClient? ClientFor(SourceLogin account)
    {
        lock (_gate)
        {
            if (_disposed) return null;
            if (_http is not null && string.Equals(_digest, account.Digest, StringComparison.Ordinal)) return _http;
            _http?.Dispose();
            _digest = account.Digest;
            return _http = EgressGuard.CreateClient(parts.Handler(address, account.Tls));
        }
    }
}
