using System.Net;
using System.Security.Authentication;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Requests;

namespace Penumbra.Comparison.Answers;

/// <summary>Asks one side, in bounded time and memory.</summary>
internal sealed class AnswerSource : IDisposable
{
    private readonly HttpMessageInvoker _client;
    private readonly string _prefix;
    private readonly bool _isHttp2;
    private readonly RequestRules _rules;
    private readonly TimeProvider _time;

    public AnswerSource(Side side, RequestRules rules, TimeProvider time)
    {
        _client = new HttpMessageInvoker(SideConnection.Make(side, rules.MaxInFlight, rules.Timeout));
        _prefix = SideConnection.Prefix(side);
        _isHttp2 = side.Http2;
        _rules = rules;
        _time = time;
    }

    /// <summary>Asks. A side that fails in any way is an outcome, never an exception; only the server's own end is one.</summary>
    public async Task<Asked> AskAsync(MirroredRequest request, string mark, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(_rules.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var message = Message(request, mark);
            using var response = await _client.SendAsync(message, either.Token);
            var answer = await ReadAsync(response, either.Token);
            return new(answer, _time.GetElapsedTime(began), false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, _time.GetElapsedTime(began), true);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or AuthenticationException or InvalidDataException)
        {
            return new(null, _time.GetElapsedTime(began), timeout.IsCancellationRequested);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Message(MirroredRequest request, string mark)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_prefix + request.Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = _isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (request.Body.Length > 0) message.Content = new ByteArrayContent(request.Body);
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Host is { } host) message.Headers.Host = host;
        message.Headers.TryAddWithoutValidation(ShadowMark.Header, mark);
        return message;
    }

    private async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string[] cookies = [];
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            var lower = name.ToLowerInvariant();
            if (lower == "set-cookie") cookies = [.. values];
            else headers[lower] = string.Join(", ", values.Select(value => value.Trim()));
        }

        var answer = new Answer { Status = (int)response.StatusCode, Headers = headers, Cookies = cookies };
        // A protocol without end is not waited for.
        if (answer.IsOtherProtocol) return answer;
        if (response.Content.Headers.ContentLength > _rules.MaxBody && response.RequestMessage?.Method != HttpMethod.Head) return answer with { IsTooLarge = true };
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var raw = await BodyReader.ReadAsync(stream, _rules.MaxBody, cancellationToken);
        var body = raw is null ? null : await BodyReader.DecodeAsync(raw, headers.GetValueOrDefault("content-encoding"), _rules.MaxBody, cancellationToken);
        return body is null ? answer with { IsTooLarge = true } : answer with { Body = body };
    }
}
