using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Watching;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Faults;

namespace Penumbra.Simulation.Processes;

/// <summary>Carries the lines of one watch to the process, in their order, whatever holds them up.</summary>
/// <param name="cluster">The world, whose faults have a say in each line.</param>
/// <param name="call">The request that began the watch.</param>
/// <param name="stream">The server's side.</param>
/// <param name="clock">The process's turn.</param>
public sealed class WatchRelay(SimulatedCluster cluster, ApiCall call, WatchStream stream, ProcessClock clock)
{
    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan HeldUp = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenBookmarks = TimeSpan.FromSeconds(10);
    private static readonly byte[] Expired = Encoding.UTF8.GetBytes("""{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old resource version","reason":"Expired","code":410}}""" + "\n");

    private readonly Queue<ReadOnlyMemory<byte>> _lines = new();

    private ReadOnlyMemory<byte> _last;
    private TimeSpan _reminded;

    /// <summary>The process's side.</summary>
    public WatchBodyStream Body { get; } = new();

    /// <summary>Whether nothing more will come.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Begins.</summary>
    public void Start()
    {
        Body.Abandoned = Close;
        _ = PumpAsync();
    }

    /// <summary>The server is told that nobody listens; the process hears nothing more.</summary>
    public void Close()
    {
        IsClosed = true;
        _lines.Clear();
        stream.End();
    }

    private static string Asked(ApiCall call) =>
        call.Request.Query.Split('&').FirstOrDefault(part => part.StartsWith("resourceVersion=", StringComparison.Ordinal))?["resourceVersion=".Length..] ?? "0";

    private async Task PumpAsync()
    {
        while (!IsClosed)
        {
            var line = await stream.ReadAsync(CancellationToken.None);
            if (IsClosed) return;
            _lines.Enqueue(line);
            cluster.Time.After(OneWay, Deliver);
            if (line.Length == 0) return;
        }
    }

    private void Deliver()
    {
        if (IsClosed || _lines.Count == 0) return;
        var fate = _lines.Peek().Length == 0 ? LineFate.Deliver : cluster.Line(call);
        if (fate is LineFate.Hold or LineFate.Bookmark)
        {
            if (fate == LineFate.Bookmark) Remind();
            cluster.Time.After(HeldUp, Deliver);
            return;
        }

        var line = _lines.Dequeue();
        if (line.Length > 0) _last = line;
        clock.Enter(() => Hand(line, fate));
    }

    // A server that lags behind says so by nothing: what it told last is what it knows.
    private void Remind()
    {
        if (cluster.Time.Elapsed - _reminded < BetweenBookmarks) return;
        _reminded = cluster.Time.Elapsed;
        var told = _last.Length > 0 ? JsonNode.Parse(_last.Span)!["object"]!["metadata"]!["resourceVersion"]!.ToString() : Asked(call);
        var held = JsonNode.Parse(_lines.Peek().Span)!["object"]!;
        var bookmark = new JsonObject
        {
            ["type"] = "BOOKMARK",
            ["object"] = new JsonObject { ["kind"] = held["kind"]?.DeepClone(), ["apiVersion"] = held["apiVersion"]?.DeepClone(), ["metadata"] = new JsonObject { ["resourceVersion"] = told } },
        };
        var line = Encoding.UTF8.GetBytes(bookmark.ToJsonString() + "\n");
        clock.Enter(() => Hand(line, LineFate.Deliver));
    }

    private void Hand(ReadOnlyMemory<byte> line, LineFate fate)
    {
        cluster.AssertThread();
        switch (fate)
        {
            case LineFate.Half:
                Close();
                Body.Send(line[..(line.Length / 2)]);
                Body.Break();
                break;
            case LineFate.Silence:
                Close();
                break;
            case LineFate.End:
                Close();
                Body.End();
                break;
            case LineFate.Expired:
                Close();
                Body.Send(Expired);
                Body.End();
                break;
            default:
                if (line.Length == 0)
                {
                    Body.End();
                    break;
                }

                Body.Send(line);
                if (fate == LineFate.Twice) Body.Send(line);
                break;
        }
    }
}
