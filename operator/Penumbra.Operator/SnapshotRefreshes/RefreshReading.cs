using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.Json;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>Merges a refresh with its template and reads the result.</summary>
public static class RefreshReading
{
    /// <summary>The longest merged spec that fits into a worker's environment, in bytes.</summary>
    public static int MostBytes { get; } = LiteralText.Longest - InputReader.SpecVariable.Length - 2;

    /// <summary>The template that a refresh names; null without one.</summary>
    public static string? TemplateOf(CustomView refresh) => (refresh.Spec?.Parse() as JsonObject)?["templateRef"]?["name"]?.GetValue<string>();

    /// <summary>Reads a refresh.</summary>
    /// <param name="refresh">The object.</param>
    /// <param name="template">The template that it names; null when there is none of that name.</param>
    public static RefreshEntry Read(CustomView refresh, CustomView? template)
    {
        var status = Status(refresh);
        var own = refresh.Spec?.Parse() as JsonObject ?? [];
        var named = TemplateOf(refresh);
        if (named is not null && template is null)
            return new RefreshEntry(refresh, status, null, null, [new Problem(Reason.RefreshTemplateNotFound, "spec.templateRef.name", $"there is no SnapshotRefreshTemplate {named}")], "");
        var merged = TemplateMerge.Merge(template?.Spec?.Parse() as JsonObject, own);
        return Of(refresh, status, merged);
    }

    /// <summary>Reads a merged spec.</summary>
    /// <param name="refresh">The object.</param>
    /// <param name="status">Its status.</param>
    /// <param name="merged">The refresh's spec merged with its template's.</param>
    public static RefreshEntry Of(CustomView refresh, SnapshotRefreshStatus status, JsonObject merged)
    {
        var (fields, problem) = SnapshotRefreshReader.Parse(merged);
        if (fields is null) return new RefreshEntry(refresh, status, null, null, [problem!], "");
        var reading = SnapshotRefreshReader.Read(fields);

        IReadOnlyList<Problem> problems = [.. reading.Problems, .. Validate.Problems(reading.Spec).Where(problem => !reading.Problems.Any(unread => Concerns(unread, problem)))];
        var bytes = Encoding.UTF8.GetByteCount(LiteralText.Of(merged.ToJsonString()));
        if (bytes > MostBytes) problems = [.. problems, new Problem(Reason.InvalidSpec, "spec", $"has {bytes} bytes as JSON, its template's included and each $ counted twice; a worker can be given at most {MostBytes}: shorten the checks of spec.verify, for instance by functions that a sanitize file makes")];
        return new RefreshEntry(refresh, status, merged, reading.Spec, problems, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Of(merged)!.ToJsonString())))[..16]);
    }

    // What cannot be right while a field is missing, or is of no use, is not said twice. Which mode of encryption is right depends on the source.
    private static bool Concerns(Problem unread, Problem problem) =>
        problem.Path.StartsWith(unread.Path, StringComparison.Ordinal) || unread.Path.StartsWith(problem.Path, StringComparison.Ordinal)
        || (problem.Path == "spec.encryption.mode" && unread.Path.StartsWith("spec.source", StringComparison.Ordinal));

    /// <summary>The refresh as the sweep was told of it last: what a run before a change began with. Null where that cannot be read.</summary>
    /// <param name="sweep">The CronJob of the daily sweep; null when there is none.</param>
    /// <param name="entry">The refresh as it is now.</param>
    public static RefreshEntry? Given(CustomView? sweep, RefreshEntry entry)
    {
        if (sweep is null || !IsOf(sweep, entry.View)) return null;
        var containers = (sweep.Spec?.Parse() as JsonObject)?["jobTemplate"]?["spec"]?["template"]?["spec"]?["containers"] as JsonArray;
        var given = containers?.FirstOrDefault()?["env"]?.AsArray().FirstOrDefault(variable => variable?["name"]?.GetValue<string>() == InputReader.SpecVariable)?["value"]?.GetValue<string>();
        try
        {
            return given is not null && JsonNode.Parse(LiteralText.Read(given)) is JsonObject merged && Of(entry.View, entry.Status, merged) is { Spec: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether an object was made for this very refresh, and not for an earlier one of its name.</summary>
    public static bool IsOf(CustomView made, CustomView refresh) => made.Metadata.Annotations.TryGetValue(Keys.OwnerUid, out var owner) && owner == refresh.Uid;

    // A status that another version or a hand wrote must not stop anything.
    private static SnapshotRefreshStatus Status(CustomView refresh)
    {
        try
        {
            return refresh.Status is { } status ? JsonSerializer.Deserialize(status.Utf8, ApiJson.Default.SnapshotRefreshStatus) ?? new() : new();
        }
        catch (JsonException)
        {
            return new();
        }
    }
}
