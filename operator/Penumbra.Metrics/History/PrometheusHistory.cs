using System.Globalization;
using System.Text.Json;
using Penumbra.Metrics.Http;

namespace Penumbra.Metrics.History;

/// <summary>
/// Asks a Prometheus server what it has recorded, for a person at a terminal: raw counters over a time, never rates. A range whose answer would be too long is asked for in parts.
/// </summary>
public sealed class PrometheusHistory : IDisposable
{
    private const int MostPoints = 5_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly TimeProvider _time;
    private readonly HistoryLogin? _login;

    /// <summary>Makes it. Nothing is connected to yet.</summary>
    /// <param name="server">The server's address, with its path if it has one.</param>
    /// <param name="handler">The connections: <c>guard.CreateHandler</c> of an <see cref="EgressGuard"/>.</param>
    /// <param name="time">The clock of time-outs.</param>
    /// <param name="login">Who asks; null for nobody in particular. Its certificates are the handler's matter.</param>
    public PrometheusHistory(Uri server, HttpMessageHandler handler, TimeProvider time, HistoryLogin? login = null)
    {
        _endpoint = new Uri(server.AbsoluteUri.TrimEnd('/') + "/api/v1/query_range");
        _http = EgressGuard.CreateClient(handler);
        _time = time;
        _login = login;
    }

    /// <summary>The series of a selector over a time.</summary>
    /// <param name="query">The selector in PromQL.</param>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The last.</param>
    /// <param name="step">How far apart the samples are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<HistoryAnswer> ReadAsync(string query, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        var parts = new List<HistoryAnswer>();
        for (var begin = from; begin <= to; begin += step * MostPoints)
        {
            var end = begin + step * (MostPoints - 1);
            var part = await PartAsync(query, begin, end < to ? end : to, step, cancellationToken);
            if (part.Problem is not null) return part;
            parts.Add(part);
        }

        return Joined(parts);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HistoryAnswer> PartAsync(string query, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.Authorization = _login?.Account.Authorization;
        request.Content = new FormUrlEncodedContent(
        [
            new("query", query), new("start", Seconds(from)), new("end", Seconds(to)), new("step", step.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)),
        ]);
        var result = await Fetcher.SendAsync(_http, request, Timeout, _time, cancellationToken);
        if (result.Fault == FetchFault.TooLarge && to - from >= step)
        {
            var points = (long)((to - from) / step) / 2;
            var first = await PartAsync(query, from, from + step * points, step, cancellationToken);
            if (first.Problem is not null) return first;
            var second = await PartAsync(query, from + step * (points + 1), to, step, cancellationToken);
            return second.Problem is null ? Joined([first, second]) : second;
        }

        return result switch
        {
            { Fault: FetchFault.None } => Read(result.Body),
            { Fault: FetchFault.Status, Status: 401 or 403 } => HistoryAnswer.Failed(_login is null ? "it asks for a login: give one by --login, or save the answers for --traffic" : "it refuses the login"),
            { Fault: FetchFault.Status, Status: 400 or 422 } => HistoryAnswer.Failed("it refuses the query: is it a Prometheus, and does it keep data of that time?"),
            { Fault: FetchFault.TooLarge } => HistoryAnswer.Failed("one moment's series are over 1 MiB; name fewer with --matcher"),
            _ => HistoryAnswer.Failed(result.Words),
        };
    }

    private static HistoryAnswer Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return MatrixReader.Answer(document.RootElement) is { } series ? new HistoryAnswer(series, null) : HistoryAnswer.Failed("the answer is not one of Prometheus' HTTP API");
        }
        catch (JsonException)
        {
            return HistoryAnswer.Failed("the answer is not one of Prometheus' HTTP API");
        }
    }

    private static HistoryAnswer Joined(List<HistoryAnswer> parts) => parts is [var only] ? only : new HistoryAnswer(
    [
        .. parts.SelectMany(part => part.Series)
            .GroupBy(series => $"{series.Name}{{{string.Join(',', series.Labels.Select(label => $"{label.Key}={JsonEncodedText.Encode(label.Value)}"))}}}", StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.First() with { Samples = [.. group.SelectMany(series => series.Samples).OrderBy(sample => sample.At)] }),
    ], null);

    private static string Seconds(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() / 1000m).ToString("0.000", CultureInfo.InvariantCulture);
}
