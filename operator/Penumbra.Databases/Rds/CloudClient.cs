using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Polly;
using Polly.Retry;

namespace Penumbra.Databases.Rds;

/// <summary>
/// Calls services of the cloud: signed, bounded in time and size, and repeated at once a few times where that is likely to help. What does not help at once, the rules wait for.
/// The stand-in for the AWSSDK.RDS package (docs/decisions).
/// </summary>
public sealed class CloudClient
{
    private const int LargestAnswer = 32 * 1024 * 1024;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    // Whoever asks for longer is waited for by the rules, which say so.
    private static readonly TimeSpan LongestAtOnce = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http;
    private readonly CloudLogin _login;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<CloudAnswer> _again;

    /// <summary>Makes a client.</summary>
    /// <param name="http">Sends the requests.</param>
    /// <param name="login">Who calls, and where.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">The jitter of repetitions.</param>
    public CloudClient(HttpClient http, CloudLogin login, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _http = http;
        _login = login;
        _time = time;
        _again = new ResiliencePipelineBuilder<CloudAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<CloudAnswer>
            {
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                UseJitter = true,
                Randomizer = random.NextDouble,

                // As long as the cloud asks; null for the pause above.
                DelayGenerator = again => ValueTask.FromResult(again.Outcome.Result?.Wait is { Ticks: > 0 } wait ? wait : (TimeSpan?)null),
                ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Result is { Succeeded: false } answer && (answer.Wait ?? TimeSpan.Zero) <= LongestAtOnce && IsPassing(answer)),
            }).Build();
    }

    /// <summary>How many calls were sent, repetitions included.</summary>
    public long Calls { get; private set; }

    /// <summary>Calls an operation of the Query protocol; the answer is its result element.</summary>
    public async Task<CloudResult<XElement>> QueryAsync(QueryForm form, CancellationToken cancellationToken, string service = "rds")
    {
        var answer = await SendAsync(service, form.Encode(), "application/x-www-form-urlencoded; charset=utf-8", null, cancellationToken);
        var root = Parse(answer.Body);
        if (answer.Succeeded && root is not null) return root.Elements().FirstOrDefault(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal)) ?? root;
        var error = root?.Descendants().FirstOrDefault(element => element.Name.LocalName == "Error");
        return Failure(form.Action, answer, Text(error, "Code"), Text(error, "Message"));
    }

    /// <summary>Calls an operation of the JSON protocol.</summary>
    public async Task<CloudResult<JsonDocument>> JsonAsync(string service, string target, byte[] body, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(service, body, "application/x-amz-json-1.1", target, cancellationToken);
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(answer.Body);
        }
        catch (JsonException)
        {
            // Not the service's own words: the status alone counts.
        }

        if (answer.Succeeded && document is not null) return document;
        using (document)
        {
            string Field(string name) => document is { RootElement.ValueKind: JsonValueKind.Object } && document.RootElement.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString()! : "";
            var type = Field("__type");
            return Failure(target, answer, type[(type.LastIndexOf('#') + 1)..], Field("message") is { Length: > 0 } message ? message : Field("Message"));
        }
    }

    private static CloudFailure Failure(string operation, CloudAnswer answer, string code, string message) =>
        new(operation, CloudErrors.Of(code, answer.Status), code.Length > 0 ? code : answer.Status is { } status ? $"Http{(int)status}" : "NoAnswer", Line(message), answer.Wait);

    // Throttling is honoured here and, when it lasts, by the rules.
    private static bool IsPassing(CloudAnswer answer)
    {
        var code = Text(Parse(answer.Body)?.Descendants().FirstOrDefault(element => element.Name.LocalName == "Error"), "Code");
        return code.StartsWith("Throttling", StringComparison.Ordinal) || code == "RequestLimitExceeded" || (code.Length == 0 && CloudErrors.Of(code, answer.Status) == CallClass.Retry);
    }

    private async Task<CloudAnswer> SendAsync(string service, byte[] body, string contentType, string? target, CancellationToken cancellationToken) =>
        await _again.ExecuteAsync(async token => await OnceAsync(service, body, contentType, target, token), cancellationToken);

    private async Task<CloudAnswer> OnceAsync(string service, byte[] body, string contentType, string? target, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(CallTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var credentials = await _login.Credentials.GetCredentialsAsync().WaitAsync(both.Token);
            using var request = new HttpRequestMessage(HttpMethod.Post, _login.Address(service)) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            if (target is not null) request.Headers.TryAddWithoutValidation("x-amz-target", target);
            RequestSigner.Sign(request, body, credentials, _login.Region, service, _time.GetUtcNow());
            Calls++;
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return new CloudAnswer(response.StatusCode, await ReadAsync(response.Content, both.Token), Wait(response.Headers.RetryAfter));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new CloudAnswer(null, "", null);
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or InvalidOperationException)
        {
            // As if nobody had answered, and said by name. What the SDK says may quote a token's service: its code is enough.
            var (code, message) = CloudIdentity.Trouble(exception, _login.Account);
            return new CloudAnswer(null, new XElement("Answer", new XElement("Error", new XElement("Code", code), new XElement("Message", message))).ToString(SaveOptions.DisableFormatting), null);
        }
    }

    // Seconds, or a date.
    private TimeSpan? Wait(RetryConditionHeaderValue? asked) =>
        asked?.Delta ?? (asked?.Date is { } date && date - _time.GetUtcNow() is { Ticks: > 0 } wait ? wait : null);

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > LargestAnswer) throw new IOException("the answer is larger than any that is expected");
            buffer.Write(chunk, 0, read);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static XElement? Parse(string body)
    {
        if (!body.StartsWith('<')) return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            // A page of some proxy, in HTML.
            return null;
        }
    }

    private static string Text(XElement? parent, string name) => parent?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";

    private static string Line(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 500 ? line : $"{line[..500]}…";
    }
}
