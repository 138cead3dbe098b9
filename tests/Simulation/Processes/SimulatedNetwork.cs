using System.Net;
using System.Net.Http.Headers;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Faults;

namespace Penumbra.Simulation.Processes;

/// <summary>
/// Between one process and the API server, under <see cref="HttpClient"/>: each request and each answer takes a little time, and the faults of
/// the run happen here. Everything continues on the one thread; a hop to another fails the run.
/// </summary>
/// <param name="cluster">The world.</param>
/// <param name="process">Whose network it is.</param>
/// <param name="clock">The process's clock: what does not reach the process when it is dead or paused goes through it.</param>
public sealed class SimulatedNetwork(SimulatedCluster cluster, OperatorProcess process, ProcessClock clock) : HttpMessageHandler
{
    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan ConnectionFailure = TimeSpan.FromMilliseconds(500);

    private readonly List<WatchRelay> _watches = [];
    private bool _dead;

    /// <summary>Why the next request is sent.</summary>
    public string Cause { get; set; } = "";

    /// <summary>The process is gone: nothing it sent later is handled, nothing is delivered.</summary>
    public void Kill()
    {
        _dead = true;
        foreach (var watch in _watches) watch.Close();
        _watches.Clear();
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cluster.AssertThread();
        var body = new MemoryStream();
        request.Content?.CopyTo(body, null, cancellationToken);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in request.Headers) headers[header.Key] = string.Join(',', header.Value);
        if (request.Content?.Headers.ContentType?.ToString() is { } type) headers["Content-Type"] = type;
        var call = new ApiCall(process, new ApiRequest
        {
            Method = request.Method.Method,
            Path = request.RequestUri!.AbsolutePath,
            Query = request.RequestUri.Query.TrimStart('?'),
            Headers = headers,
            Body = body.ToArray(),
            Peer = process.User,
        }, Cause);
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        if (cancellationToken.CanBeCanceled) cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));

        // A paused process has not sent what it was about to send: it does when it has its turn again.
        cluster.Time.After(OneWay, () => clock.Enter(() => Arrive(call, answer)));
        return answer.Task;
    }

    private void Arrive(ApiCall call, TaskCompletionSource<HttpResponseMessage> answer)
    {
        if (_dead) return;
        if (call.IsWrite && call.Number == 0) call.Number = cluster.NextWrite(call);
        if (call.IsLeaseWrite && call.LeaseNumber == 0) call.LeaseNumber = cluster.NextLeaseWrite();
        var fate = cluster.Before(call);
        var request = fate.Kind == CallFateKind.Rewrite ? fate.Request! : call.Request;
        switch (fate.Kind)
        {
            case CallFateKind.Kill:
                process.Kill();
                return;
            case CallFateKind.Break:
                Fail(answer);
                return;
            case CallFateKind.Silence:
                return;
            case CallFateKind.Answer:
                cluster.Refused(call, fate.Answer!);
                Reply(call, fate.Answer!, answer);
                return;
        }

        // A fault may have paused the process at this very request: then it is sent when it goes on.
        if (clock.IsPaused)
        {
            clock.Enter(() => Arrive(call, answer));
            return;
        }

        var response = cluster.Handle(call, request);
        switch (cluster.After(call, response).Kind)
        {
            case CallFateKind.Kill:
                response.Stream?.Dispose();
                process.Kill();
                return;
            case CallFateKind.Break:
                response.Stream?.Dispose();
                Fail(answer);
                return;
            case CallFateKind.Silence:
                return;
        }

        Reply(call, response, answer);
    }

    private void Fail(TaskCompletionSource<HttpResponseMessage> answer) =>
        cluster.Time.After(ConnectionFailure, () => clock.Enter(() => answer.TrySetException(new HttpRequestException("connection reset by peer"))));

    private void Reply(ApiCall call, ApiResponse response, TaskCompletionSource<HttpResponseMessage> answer)
    {
        var message = new HttpResponseMessage((HttpStatusCode)response.Status);
        WatchRelay? relay = null;
        if (response.Stream is { } stream)
        {
            relay = new WatchRelay(cluster, call, stream, clock);
            message.Content = new StreamContent(relay.Body);
            _watches.RemoveAll(watch => watch.IsClosed);
            _watches.Add(relay);
            relay.Start();
        }
        else
        {
            message.Content = new ByteArrayContent(response.Body.ToArray());
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(response.ContentType);
        }

        foreach (var (name, value) in response.Headers) message.Headers.TryAddWithoutValidation(name, value);
        cluster.Time.After(OneWay, () => clock.Enter(() =>
        {
            if (!answer.TrySetResult(message)) relay?.Close();
        }));
    }
}
