using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Penumbra.Kubernetes.Telemetry;

namespace Penumbra.Kubernetes.Client;

/// <summary>
/// The API server over HTTP. Needs an <see cref="HttpClient"/> with a base address and an infinite time-out of its own
/// (<c>KubernetesHttp</c> makes one): time-outs here follow the given clock.
/// </summary>
public sealed class KubernetesClient : IKubernetesClient
{
    private const int MaximumStatusBytes = 64 * 1024;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly KubernetesMetrics _metrics;
    private readonly KubernetesClientOptions _options;

    /// <summary>Makes a client.</summary>
    public KubernetesClient(HttpClient http, TimeProvider time, KubernetesMetrics metrics, KubernetesClientOptions? options = null)
    {
        if (http.Timeout != Timeout.InfiniteTimeSpan) throw new ArgumentException("the time-out of the HttpClient must be infinite", nameof(http));
        _http = http;
        _time = time;
        _metrics = metrics;
        _options = options ?? new KubernetesClientOptions();
    }

    /// <inheritdoc/>
    public Task<ApiResult<T>> GetAsync<T>(ResourceKind kind, ObjectKey key, JsonTypeInfo<T> projection, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(
            "get", kind, static state => new HttpRequestMessage(HttpMethod.Get, RequestUri.Get(state.kind, state.key)), (kind, key),
            _options.MaximumObjectBytes, (json, code) => AnswerReader.Object(json, code, projection), isJsonPatch: false, cancellationToken);

    /// <inheritdoc/>
    public Task<ApiResult<ListPage<T>>> ListAsync<T>(
        ListQuery query, JsonTypeInfo<T> projection, int limit, string? continueToken, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(
            "list", query.Kind, static state => new HttpRequestMessage(HttpMethod.Get, RequestUri.List(state.query, state.limit, state.continueToken)),
            (query, limit, continueToken), _options.MaximumListBytes, (json, code) => AnswerReader.List(json, code, projection), isJsonPatch: false,
            cancellationToken);

    /// <inheritdoc/>
    public Task<ApiResult<JsonObject>> WriteAsync(ObjectWrite write, CancellationToken cancellationToken) =>
        SendAsync(
            WriteRequest.VerbName(write.Verb), write.Kind, static state => WriteRequest.Create(state.write, state.write.FieldManager ?? state._options.FieldManager), (write, _options),
            _options.MaximumObjectBytes, (json, code) => AnswerReader.Object(json, code, Projections.Whole), write.Verb == WriteVerb.JsonPatch,
            cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ListQuery query, JsonTypeInfo<T> projection, string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var opened = await OpenWatchAsync(query, resourceVersion, timeout, cancellationToken);
        if (!opened.Succeeded)
        {
            yield return WatchEventReader.Error<T>(opened.Failure);
            yield break;
        }

        using var connection = opened.Value;
        while (await connection.NextAsync(cancellationToken) is { } line)
        {
            if (line.Span.Trim((byte)' ').Length > 0) yield return WatchEventReader.Read(line.Span, projection);
        }

        if (connection.IsTooLong) yield return WatchEventReader.Error<T>(FailureReader.Malformed(200, "a watch event is longer than its bound"));
    }

    private async Task<ApiResult<WatchConnection>> OpenWatchAsync(ListQuery query, string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var code = 0;
        HttpResponseMessage? response = null;
        using var deadline = new RequestDeadline(_options.RequestTimeout, _time, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, RequestUri.Watch(query, resourceVersion, timeout));
            Prepare(request);
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            code = (int)response.StatusCode;
            Surface(query.Kind, response);
            if (!response.IsSuccessStatusCode) return await ReadFailureAsync(response, isJsonPatch: false, deadline.Token);
            var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            var connection = new WatchConnection(response, stream, _options.MaximumObjectBytes);
            response = null;
            return connection;
        }
        catch (Exception exception) when (Expected(exception) && !cancellationToken.IsCancellationRequested)
        {
            return NoAnswer(exception, deadline);
        }
        finally
        {
            response?.Dispose();
            _metrics.Request("watch", query.Kind.Plural, code, _time.GetElapsedTime(started));
        }
    }

    private async Task<ApiResult<T>> SendAsync<T, TState>(
        string verb, ResourceKind kind, Func<TState, HttpRequestMessage> create, TState state, int maximum, Read<T> read, bool isJsonPatch,
        CancellationToken cancellationToken)
        where T : class
    {
        var started = _time.GetTimestamp();
        var code = 0;
        using var deadline = new RequestDeadline(_options.RequestTimeout, _time, cancellationToken);
        try
        {
            if (!TryCreate(create, state, out var request, out var bug)) return bug;
            using var created = request;
            Prepare(created);
            using var response = await _http.SendAsync(created, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            code = (int)response.StatusCode;
            Surface(kind, response);
            if (!response.IsSuccessStatusCode) return await ReadFailureAsync(response, isJsonPatch, deadline.Token);
            using var body = await BoundedBody.ReadAsync(response.Content, maximum, deadline.Token);
            return body.IsCut ? FailureReader.Malformed(code, $"the answer is longer than {maximum} bytes") : read(body.Bytes, code);
        }
        catch (Exception exception) when (Expected(exception) && !cancellationToken.IsCancellationRequested)
        {
            return NoAnswer(exception, deadline);
        }
        finally
        {
            _metrics.Request(verb, kind.Plural, code, _time.GetElapsedTime(started));
        }
    }

    private static bool TryCreate<TState>(Func<TState, HttpRequestMessage> create, TState state, out HttpRequestMessage request, out ApiFailure bug)
    {
        (request, bug) = (null!, null!);
        try
        {
            request = create(state);
            return true;
        }
        catch (Exception exception)
        {
            bug = FailureReader.Bug(0, $"the request could not be written: {exception.Message}");
            return false;
        }
    }

    private static bool Expected(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException;

    private ApiFailure NoAnswer(Exception exception, RequestDeadline deadline) =>
        FailureReader.NoAnswer(deadline.Token.IsCancellationRequested
            ? $"no answer within {_options.RequestTimeout.TotalSeconds:0.#} s"
            : exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http
                ? $"no answer: {http.HttpRequestError}: {http.Message}"
                : $"no answer: {exception.Message}");

    private async Task<ApiFailure> ReadFailureAsync(HttpResponseMessage response, bool isJsonPatch, CancellationToken cancellationToken)
    {
        using var body = await BoundedBody.ReadAsync(response.Content, MaximumStatusBytes, cancellationToken);
        return FailureReader.Read((int)response.StatusCode, RetryAfter(response), body.Bytes, isJsonPatch);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private void Prepare(HttpRequestMessage request)
    {
        request.Version = _http.DefaultRequestVersion;
        request.VersionPolicy = _http.DefaultVersionPolicy;
        request.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
    }

    private void Surface(ResourceKind kind, HttpResponseMessage response)
    {
        if (_options.OnWarning is not { } callback || !response.Headers.TryGetValues("Warning", out var warnings)) return;
        foreach (var warning in warnings) callback(kind, WarningHeader.Text(warning));
    }

    private delegate ApiResult<T> Read<T>(ReadOnlySpan<byte> json, int code)
        where T : class;
}
