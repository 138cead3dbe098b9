using System.Net;
using System.Text;

namespace Penumbra.Metrics.Tests.Simulated;

/// <summary>Answers requests without a network, and remembers them.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Lock _gate = new();

    public List<(Uri Uri, string Body, string? Authorization)> Requests { get; } = [];

    public Func<Uri, string, HttpResponseMessage> Answer { get; set; } = (_, _) => Text("");

    /// <summary>Never answers, until it is cancelled.</summary>
    public bool Hangs { get; set; }

    public static HttpResponseMessage Text(string body, HttpStatusCode status = HttpStatusCode.OK, string type = "text/plain") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, type) };

    public static HttpResponseMessage Bytes(byte[] body, string? encoding = null)
    {
        var content = new ByteArrayContent(body);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_gate) Requests.Add((request.RequestUri!, body, request.Headers.Authorization?.ToString()));
        if (Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Answer(request.RequestUri!, body);
    }
}
