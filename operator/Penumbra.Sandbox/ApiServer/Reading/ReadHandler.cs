using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.ApiServer.Tables;

namespace Penumbra.Sandbox.ApiServer.Reading;

/// <summary>GET of one object and of a collection.</summary>
internal sealed class ReadHandler(ClusterStore store)
{
    private const string TooOldToken =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token " +
        "in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, " +
        "or deleted between the time the first chunk was returned and now may show up in the list.";

    public ApiResponse Get(ResourceRequest request)
    {
        if (store.Get(request.Type, request.Target.Namespace, request.Target.Name) is not { } found)
        {
            return ApiResponse.Of(Failures.NotFound(request.Type, request.Target.Name));
        }

        if (request.Query.Number("resourceVersion") is { } version && version > store.Version) return ApiResponse.Of(Failures.TooLargeVersion(version, store.Version));
        return ApiResponse.Json(200, Presentation.Of(request, store.Time).Single(found));
    }

    public ApiResponse List(ResourceRequest request)
    {
        var filter = ObjectFilter.Of(request, out var failure);
        if (filter is null) return ApiResponse.Of(failure!);
        return store.Locked(() => Page(request, filter));
    }

    private ApiResponse Page(ResourceRequest request, ObjectFilter filter)
    {
        var (token, asked, match) = (request.Query["continue"], request.Query["resourceVersion"], request.Query["resourceVersionMatch"]);
        var limit = request.Query.Number("limit") ?? 0;
        if (asked is not null && !long.TryParse(asked, out _)) return ApiResponse.Of(Failures.BadRequest($"invalid resource version: resourceVersion: Invalid value: \"{asked}\": strconv.ParseUint: parsing \"{asked}\": invalid syntax"));
        var wished = asked is null ? 0 : long.Parse(asked);
        if (wished > store.Storage.Version) return ApiResponse.Of(Failures.TooLargeVersion(wished, store.Storage.Version));
        if (WrongMatch(request.Query, match, asked) is { } wrong) return ApiResponse.Of(Failures.WrongOptions("ListOptions", wrong));
        if (request.Query["limit"] is { } given && !long.TryParse(given, out _)) return ApiResponse.Of(Failures.BadRequest($"strconv.ParseInt: parsing \"{given}\": invalid syntax"));
        if (token is not null && wished > 0) return ApiResponse.Of(Failures.BadRequest("specifying resource version is not allowed when using continue"));

        ContinueToken? from = null;
        var version = store.Storage.Version;
        if (token is not null)
        {
            from = ContinueToken.Parse(token);
            if (from is null || from.Version > version) return ApiResponse.Of(Failures.BadRequest("continue key is not valid: it could not be decoded"));
            if (from.Version < store.Storage.Compacted) return ApiResponse.Of(Failures.Expired(TooOldToken));
            version = from.Version;
        }
        else if (wished > 0 && (match == "Exact" || (match is null && limit > 0)))
        {
            if (wished < store.Storage.Compacted) return ApiResponse.Of(Failures.Expired("The resourceVersion for the provided list is too old."));
            version = wished;
        }

        return ApiResponse.Json(200, Collect(request, filter, from, version, limit));
    }

    private static FieldError? WrongMatch(RequestQuery query, string? match, string? asked)
    {
        const string Field = "resourceVersionMatch";
        if (query["sendInitialEvents"] is not null) return FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        if (match is null) return null;
        if (asked is null) return FieldError.Forbidden(Field, "resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (match is not ("Exact" or "NotOlderThan")) return FieldError.Unsupported(Field, match, ["\"Exact\"", "\"NotOlderThan\"", "\"\""]);
        return match == "Exact" && asked == "0" ? FieldError.Forbidden(Field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"") : null;
    }

    private JsonObject Collect(ResourceRequest request, ObjectFilter filter, ContinueToken? from, long version, long limit)
    {
        var table = request.Resource.Table;
        var rows = version == store.Storage.Version ? store.Storage.Rows(table, filter.Namespace) : store.Storage.RowsAt(table, filter.Namespace, version);
        var items = new List<JsonObject>();
        string? last = null;
        var left = 0;
        foreach (var (key, row) in rows)
        {
            if (from is not null && string.CompareOrdinal(key, from.After) <= 0) continue;
            var isFull = limit > 0 && items.Count == limit;
            if (isFull && filter.IsEverything)
            {
                left++;
                continue;
            }

            var shown = ObjectForms.Show(request.Resource, request.Version.Name, row);
            if (!filter.Matches(shown)) continue;

            // How many are left is said of everything only; of a selection, that there are more.
            if (isFull)
            {
                left = 1;
                break;
            }

            items.Add(shown);
            last = key;
        }

        var metadata = new JsonObject { ["resourceVersion"] = version.ToString() };
        if (left > 0) metadata["continue"] = new ContinueToken(version, last!).ToString();
        if (left > 0 && filter.IsEverything) metadata["remainingItemCount"] = left;
        return Presentation.Of(request, store.Time).List(items, metadata);
    }
}
