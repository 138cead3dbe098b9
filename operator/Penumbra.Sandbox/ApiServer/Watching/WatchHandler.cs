using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Reading;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.ApiServer.Tables;

namespace Penumbra.Sandbox.ApiServer.Watching;

/// <summary>Watches: what is there (when asked for), then each change, bookmarks in between, and an end in time.</summary>
internal sealed class WatchHandler(ClusterStore store, ApiServerOptions options)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(45);

    public ApiResponse Watch(ResourceRequest request)
    {
        var filter = ObjectFilter.Of(request, out var failure);
        if (filter is null) return ApiResponse.Of(failure!);
        var asked = request.Query["resourceVersion"];
        if (asked is not null && !long.TryParse(asked, out _)) return ApiResponse.Of(Failures.InternalError($"resourceVersion: Invalid value: \"{asked}\": strconv.ParseUint: parsing \"{asked}\": invalid syntax"));
        var initial = request.Query["sendInitialEvents"] is not null ? request.Query.Flag("sendInitialEvents") : asked is null or "0";
        if (request.Query["sendInitialEvents"] is not null && request.Query["resourceVersionMatch"] != "NotOlderThan")
        {
            return ApiResponse.Of(Failures.WrongOptions("ListOptions", FieldError.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")));
        }

        if (request.Query["sendInitialEvents"] is null && request.Query["resourceVersionMatch"] is not null)
        {
            return ApiResponse.Of(Failures.WrongOptions("ListOptions", FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")));
        }

        var stream = new WatchStream(options.InlineContinuations);
        var since = asked is null ? 0 : long.Parse(asked);
        store.Locked(() =>
        {
            Begin(request, filter, stream, since, initial);
            return true;
        });
        return new ApiResponse { Status = 200, Stream = stream };
    }

    private void Begin(ResourceRequest request, ObjectFilter filter, WatchStream stream, long since, bool initial)
    {
        var presentation = Presentation.Of(request, store.Time);
        if (!initial && since > 0 && since < store.Storage.Compacted)
        {
            var expired = Failures.Expired($"too old resource version: {since} ({store.Storage.Compacted})").Body;
            stream.Add(Line("ERROR", expired));
            stream.End();
            return;
        }

        if (initial) SendInitial(request, filter, stream, presentation);
        else SendHistory(request, filter, stream, presentation, since);
        var sent = Math.Max(since, store.Storage.Version);
        var bookmarks = request.Query.Flag("allowWatchBookmarks");
        if (request.Query.Flag("sendInitialEvents")) stream.Add(Line("BOOKMARK", presentation.Bookmark(store.Storage.Version, endsInitialEvents: true)));

        stream.Own(store.Subscribe(change =>
        {
            if (change.Type.Group != request.Type.Group || change.Type.Plural != request.Type.Plural || change.Object.ObjectVersion() <= sent) return;
            Send(request, filter, stream, presentation, change.Verb, change.Object, change.Previous);
        }));
        if (bookmarks) stream.Own(Timer(options.BookmarkInterval, options.BookmarkInterval, () => stream.Add(Line("BOOKMARK", presentation.Bookmark(store.Version, false)))));
        var timeout = request.Query.Number("timeoutSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : DefaultTimeout;
        stream.Own(Timer(timeout, Timeout.InfiniteTimeSpan, () =>
        {
            if (bookmarks) stream.Add(Line("BOOKMARK", presentation.Bookmark(store.Version, false)));
            stream.End();
        }));
    }

    private void SendInitial(ResourceRequest request, ObjectFilter filter, WatchStream stream, Presentation presentation)
    {
        foreach (var (_, row) in store.Storage.Rows(request.Resource.Table, filter.Namespace))
        {
            var shown = ObjectForms.Show(request.Resource, request.Version.Name, row);
            if (filter.Matches(shown)) stream.Add(Line("ADDED", presentation.Event(shown)));
        }
    }

    private void SendHistory(ResourceRequest request, ObjectFilter filter, WatchStream stream, Presentation presentation, long since)
    {
        if (since == 0) return;
        foreach (var entry in store.Storage.Since(since))
        {
            if (entry.Table == request.Resource.Table) Send(request, filter, stream, presentation, entry.Verb, entry.Object, entry.Previous);
        }
    }

    // What a selector makes of a change: an object that stops matching has gone for this watch, and one that begins to has come.
    private static void Send(ResourceRequest request, ObjectFilter filter, WatchStream stream, Presentation presentation, string verb, JsonObject after, JsonObject? before)
    {
        var shown = ObjectForms.Show(request.Resource, request.Version.Name, after);
        var was = before is null ? null : ObjectForms.Show(request.Resource, request.Version.Name, before);
        var matched = was is not null && filter.Matches(was);
        var matches = verb != "DELETED" && filter.Matches(shown);
        if (!matched && !matches) return;
        if (!matches && verb != "DELETED")
        {
            var version = shown.Obj("metadata").Str("resourceVersion");
            shown = was!.Copy();
            shown.Meta()["resourceVersion"] = version;
        }

        stream.Add(Line(!matches ? "DELETED" : matched ? "MODIFIED" : "ADDED", presentation.Event(shown)));
    }

    private ITimer Timer(TimeSpan first, TimeSpan period, Action action) => store.Time.CreateTimer(_ => action(), null, first, period);

    private static byte[] Line(string type, JsonObject obj) => JsonText.Line(new JsonObject { ["type"] = type, ["object"] = obj.DeepClone() });
}
