using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Telemetry;

namespace Penumbra.Kubernetes.Tests.Simulated;

/// <summary>
/// An API server in memory behind an HttpMessageHandler: single-threaded, everything completes inline, faults are injected by a function.
/// It knows collections by their path and nothing of kinds.
/// </summary>
public sealed class FakeApiServer : HttpMessageHandler
{
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<FakeWatch> _watches = [];
    private readonly List<(long Version, string Path, string Type, JsonObject Object)> _history = [];
    private readonly Dictionary<string, List<JsonObject>> _snapshots = [];
    private int _uids;
    private int? _thread;

    public FakeApiServer(SimulatedTime? time = null)
    {
        Time = time ?? new SimulatedTime();
        Http = new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://fake/"), Timeout = Timeout.InfiniteTimeSpan };
        Metrics = new KubernetesMetrics(Meters);
        Client = new KubernetesClient(Http, Time, Metrics);
    }

    public SimulatedTime Time { get; }

    public HttpClient Http { get; }

    public TestMeters Meters { get; } = new();

    public KubernetesMetrics Metrics { get; }

    public KubernetesClient Client { get; set; }

    public long Version { get; private set; } = 100;

    public List<FakeRequest> Requests { get; } = [];

    /// <summary>Looks at each request; an answer replaces the server's own. Throwing HttpRequestException is a lost request.</summary>
    public Func<FakeRequest, HttpResponseMessage?>? Fault { get; set; }

    /// <summary>Looks at each request after it was committed; an answer replaces the server's own.</summary>
    public Func<FakeRequest, HttpResponseMessage?>? FaultAfterCommit { get; set; }

    public IReadOnlyList<FakeWatch> Watches => [.. _watches.Where(watch => !watch.Stream.IsDisposed)];

    /// <summary>When false, changes reach no watch.</summary>
    public bool Delivers { get; set; } = true;

    public static HttpResponseMessage Answer(int code, string body, string mediaType = "application/json") =>
        new((HttpStatusCode)code) { Content = new StringContent(body, Encoding.UTF8, mediaType) };

    public static HttpResponseMessage Status(int code, string reason, string message, string details = "{}") =>
        Answer(code, $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}","reason":"{{reason}}","details":{{details}},"code":{{code}}}""");

    public JsonObject? Find(ResourceKind kind, string ns, string name) =>
        _objects.GetValueOrDefault(kind.Path(ns, name))?.DeepClone().AsObject();

    public JsonObject Put(ResourceKind kind, string ns, string name, Action<JsonObject>? edit = null)
    {
        var path = kind.Path(ns, name);
        var exists = _objects.TryGetValue(path, out var present);
        var item = present?.DeepClone().AsObject() ?? New(kind, ns, name);
        edit?.Invoke(item);
        return Commit(path, item, exists ? "MODIFIED" : "ADDED");
    }

    public void Remove(ResourceKind kind, string ns, string name) => RemoveAt(kind.Path(ns, name));

    /// <summary>A restore from a backup: versions begin again lower.</summary>
    public void RestoreAt(long version) => Version = version;

    public void Bookmark()
    {
        foreach (var watch in Watches)
        {
            watch.Send("BOOKMARK", new JsonObject { ["kind"] = "X", ["metadata"] = new JsonObject { ["resourceVersion"] = Text(Version) } });
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A hop to another thread must fail the test, not its repeatability.
        if (SynchronizationContext.Current is null) (_thread ??= Environment.CurrentManagedThreadId).Should().Be(Environment.CurrentManagedThreadId);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var query = request.RequestUri!.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        var seen = new FakeRequest(
            request.Method.Method, request.RequestUri.AbsolutePath, query, request.Content?.Headers.ContentType?.MediaType,
            body.Length == 0 ? null : JsonNode.Parse(body), request);
        Requests.Add(seen);
        if (Fault?.Invoke(seen) is { } fault) return fault;
        var answer = Handle(seen);
        if (FaultAfterCommit?.Invoke(seen) is { } late) return late;
        return answer;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private HttpResponseMessage Handle(FakeRequest request)
    {
        var isCollection = IsCollection(request.Path);
        return (request.Method, isCollection) switch
        {
            ("GET", true) => request.IsWatch ? Watch(request) : List(request),
            ("GET", false) => _objects.TryGetValue(request.Path, out var found) ? Ok(found) : NotFound(),
            ("POST", true) => Create(request),
            ("PUT", false) => Update(request),
            ("PATCH", false) => Patch(request),
            ("DELETE", false) => Delete(request),
            _ => Status(405, "MethodNotAllowed", "no"),
        };
    }

    private static bool IsCollection(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        var index = segments[0] == "api" ? 2 : 3;
        if (segments.Count > index + 2 && segments[index] == "namespaces") index += 2;
        return segments.Count == index + 1;
    }

    private static (string Path, string? Subresource) Split(string path) =>
        path.EndsWith("/status", StringComparison.Ordinal) ? (path[..^7], "status") : path.EndsWith("/scale", StringComparison.Ordinal) ? (path[..^6], "scale") : (path, null);

    private HttpResponseMessage List(FakeRequest request)
    {
        var items = Members(request.Path);
        var version = Version;
        var offset = 0;
        if (request.Query.TryGetValue("continue", out var token))
        {
            var parts = token.Split(':');
            if (!_snapshots.TryGetValue(token, out items!)) return Status(410, "Expired", "The provided continue parameter is too old");
            (version, offset) = (long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        var limit = request.Query.TryGetValue("limit", out var asked) ? int.Parse(asked, CultureInfo.InvariantCulture) : int.MaxValue;
        var page = items.Skip(offset).Take(limit).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = Text(version) };
        if (offset + page.Count < items.Count)
        {
            var next = $"{version}:{offset + page.Count}";
            _snapshots[next] = items;
            metadata["continue"] = next;
        }

        return Ok(new JsonObject { ["kind"] = "List", ["apiVersion"] = "v1", ["metadata"] = metadata, ["items"] = new JsonArray([.. page.Select(item => item.DeepClone())]) });
    }

    /// <summary>Forgets what continue tokens need.</summary>
    public void ExpireContinueTokens() => _snapshots.Clear();

    private List<JsonObject> Members(string collection)
    {
        var segments = collection.Split('/');
        var all = _objects.Where(pair => pair.Key.StartsWith(collection + "/", StringComparison.Ordinal));
        if (!collection.Contains("/namespaces/", StringComparison.Ordinal))
        {
            var prefix = string.Join('/', segments[..^1]);
            all = _objects.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Key.Split('/')[^2] == segments[^1]);
        }

        return [.. all.Select(pair => pair.Value.DeepClone().AsObject())];
    }

    private HttpResponseMessage Watch(FakeRequest request)
    {
        var watch = new FakeWatch(request);
        _watches.Add(watch);
        var from = long.Parse(request.Query["resourceVersion"], CultureInfo.InvariantCulture);
        foreach (var (version, path, type, item) in _history)
        {
            if (version > from && Delivers && Belongs(request.Path, path)) watch.Send(type, item);
        }

        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(watch.Stream) };
    }

    private static bool Belongs(string collection, string path) =>
        collection.Contains("/namespaces/", StringComparison.Ordinal)
            ? path.StartsWith(collection + "/", StringComparison.Ordinal)
            : path.Split('/')[^2] == collection.Split('/')[^1] && path.StartsWith(collection[..collection.LastIndexOf('/')], StringComparison.Ordinal);

    private HttpResponseMessage Create(FakeRequest request)
    {
        var item = request.Body!.DeepClone().AsObject();
        var path = $"{request.Path}/{item["metadata"]!["name"]}";
        if (_objects.ContainsKey(path)) return Status(409, "AlreadyExists", "already exists");
        item["metadata"]!["uid"] = NewUid();
        item["metadata"]!["generation"] = 1;
        return request.Query.ContainsKey("dryRun") ? Ok(item, 201) : Ok(Commit(path, item, "ADDED"), 201);
    }

    private HttpResponseMessage Update(FakeRequest request)
    {
        var (path, _) = Split(request.Path);
        if (!_objects.TryGetValue(path, out var present)) return NotFound();
        var item = request.Body!.DeepClone().AsObject();
        if (item["metadata"]?["resourceVersion"]?.ToString() is not { } version) return Status(422, "Invalid", "metadata.resourceVersion: must be specified for an update");
        if (version != present["metadata"]!["resourceVersion"]!.ToString()) return Status(409, "Conflict", "the object has been modified");
        item["metadata"]!["uid"] = present["metadata"]!["uid"]!.DeepClone();
        return Ok(Commit(path, item, "MODIFIED"));
    }

    private HttpResponseMessage Patch(FakeRequest request)
    {
        var (path, _) = Split(request.Path);
        var exists = _objects.TryGetValue(path, out var present);
        if (!exists && request.MediaType != "application/apply-patch+yaml") return NotFound();
        var item = present?.DeepClone().AsObject() ?? new JsonObject { ["metadata"] = new JsonObject { ["uid"] = NewUid(), ["generation"] = 1 } };
        if (request.MediaType == "application/json-patch+json")
        {
            if (!FakePatch.Apply(item, request.Body!.AsArray())) return Status(422, "Invalid", "the server rejected our request due to an error in our request");
        }
        else
        {
            FakePatch.Merge(item, request.Body!.AsObject());
        }

        if (exists && item["metadata"]!["resourceVersion"]?.ToString() != present!["metadata"]!["resourceVersion"]!.ToString()) return Status(409, "Conflict", "the object has been modified");
        if (exists && JsonNode.DeepEquals(item, present)) return Ok(item);
        return Ok(Commit(path, item, exists ? "MODIFIED" : "ADDED"), exists ? 200 : 201);
    }

    private HttpResponseMessage Delete(FakeRequest request)
    {
        if (!_objects.TryGetValue(request.Path, out var present)) return NotFound();
        var wanted = request.Body?["preconditions"]?["uid"]?.ToString();
        var uid = present["metadata"]!["uid"]!.ToString();
        if (wanted is not null && wanted != uid) return Status(409, "Conflict", "the UID in the precondition does not match");
        RemoveAt(request.Path);
        return Answer(200, $$$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","details":{"uid":"{{{uid}}}"}}""");
    }

    private void RemoveAt(string path)
    {
        var item = _objects[path].DeepClone().AsObject();
        _objects.Remove(path);
        item["metadata"]!["resourceVersion"] = Text(++Version);
        Tell(path, item, "DELETED");
    }

    private JsonObject Commit(string path, JsonObject item, string type)
    {
        item["metadata"]!["resourceVersion"] = Text(++Version);
        _objects[path] = item;
        Tell(path, item, type);
        return item.DeepClone().AsObject();
    }

    private void Tell(string path, JsonObject item, string type)
    {
        _history.Add((Version, path, type, item.DeepClone().AsObject()));
        if (!Delivers) return;
        foreach (var watch in Watches)
        {
            if (Belongs(watch.Request.Path, path)) watch.Send(type, item);
        }
    }

    private JsonObject New(ResourceKind kind, string ns, string name) => new()
    {
        ["apiVersion"] = kind.ApiVersion,
        ["kind"] = kind.Kind,
        ["metadata"] = new JsonObject { ["namespace"] = ns, ["name"] = name, ["uid"] = NewUid(), ["generation"] = 1 },
    };

    private string NewUid() => $"uid-{++_uids:0000}";

    private static HttpResponseMessage Ok(JsonObject item, int code = 200) => Answer(code, item.ToJsonString());

    private static HttpResponseMessage NotFound() => Status(404, "NotFound", "not found");
}
