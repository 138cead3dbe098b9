using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Worker;

/// <summary>
/// Reads what the operator has put into the worker's pod: the merged spec in the environment, and mounted folders with SQL, parameters and the key. So the worker needs no right to read
/// ConfigMaps or Secrets.
/// </summary>
/// <param name="environment">Gives environment variables.</param>
/// <param name="root">The folder below which everything is mounted.</param>
/// <param name="now">When this process began.</param>
/// <param name="leastPoll">The shortest pause between two looks at the cloud; null for the usual one.</param>
public sealed class InputReader(Func<string, string?> environment, string root, DateTimeOffset now, TimeSpan? leastPoll = null)
{
    /// <summary>The folder below which everything is mounted.</summary>
    public const string Root = "/penumbra";

    /// <summary>The folder, below the root, with the key of masks.</summary>
    public const string MaskKeyFolder = "mask-key";

    /// <summary>In place of the list of columns: a person has looked at all that there are. A good run writes them down again.</summary>
    public const string EveryColumn = "*";

    private const int LeastKey = 32;
    private const int LongestName = 20;
    private const int LongestOfName = 8;
    private const int LongestOfUid = 8;

    // Longer than a run, and than one that is caught up waits.
    private static readonly TimeSpan Near = TimeSpan.FromDays(30);

    /// <summary>Environment variable: the merged spec.</summary>
    public const string SpecVariable = "PENUMBRA_REFRESH_SPEC";

    /// <summary>Environment variable: namespace/name/uid of the refresh.</summary>
    public const string RefreshVariable = "PENUMBRA_REFRESH";

    /// <summary>Environment variable: the Job's name, from which the run's id follows.</summary>
    public const string JobVariable = "PENUMBRA_JOB";

    /// <summary>Environment variable: the Job's UID, which tells apart those that hands make under one name.</summary>
    public const string JobUidVariable = "PENUMBRA_JOB_UID";

    /// <summary>Environment variable: the run's id, for Jobs whose names do not tell it.</summary>
    public const string RunVariable = "PENUMBRA_RUN";

    /// <summary>Where containers are given the database, as this process sees it and as they do.</summary>
    public HandoverFolder Handovers { get; } = new(Path.Combine(root, HandoverFolder.Name), HandoverFolder.Root);

    /// <summary>Reads all, and takes away what the container before this process was given; an error where not even the refresh is named.</summary>
    /// <param name="mode">What the process was started for.</param>
    /// <param name="until">The container step before which it ends; null to come to the run's end.</param>
    public (RunInputs? Inputs, string? Error) Read(RefreshMode mode, string? until = null)
    {
        var handedOver = Handovers.Take();
        if (environment(RefreshVariable)?.Split('/') is not [{ Length: > 0 } ns, { Length: > 0 } name, { Length: > 0 } uid]) return (null, $"{RefreshVariable} must be namespace/name/uid; it is set in the Jobs that the operator makes");
        var (job, own) = (environment(JobVariable) ?? "", environment(RunVariable) ?? "");
        if (mode == RefreshMode.Refresh && job.Length == 0 && own.Length == 0)
            return (null, $"{JobVariable} is empty, and each pod would begin a run of its own: it is the pod's label batch.kubernetes.io/job-name, which Kubernetes 1.27 and later set; refreshes need 1.29");
        JsonObject? merged = null;
        try
        {
            merged = JsonNode.Parse(environment(SpecVariable) ?? "") as JsonObject;
        }
        catch (JsonException)
        {
            // Said below.
        }

        if (merged is null) return (null, $"{SpecVariable} must be the merged spec as JSON; it is set in the Jobs that the operator makes");
        var (fields, problem) = SnapshotRefreshReader.Parse(merged);
        if (fields is null) return (null, problem!.ToString());

        var problems = new List<Problem>();
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var reading = SnapshotRefreshReader.Read(fields, key => Sql(key, texts, problems));
        if (until is not null && !reading.Spec.Sanitize.Any(step => step is SanitizeStep.Container && step.Name == until)) return (null, $"--until {until}: the spec has no container step of that name");
        var parameters = Parameters(reading.Spec, problems);
        var key = Key("key", problems, new Problem(Reason.InputMissing, "", "the refresh's own key is missing: the operator makes the Secret; was it deleted?"));
        var masks = reading.Spec.MaskKeySecret is { } secret
            ? Key(MaskKeyFolder, problems, new Problem(Reason.InputMissing, "spec.maskKey", $"Secret {secret} has no entry key of at least {LeastKey} bytes, or does not exist"))
            : [];
        var run = new RunFacts
        {
            OwnerUid = uid, Namespace = ns, Name = name, RunId = own.Length > 0 ? own : RunId(job, environment(JobUidVariable) ?? "", now), StartedAt = now, Mode = mode, Digest = Digest(merged, texts, parameters, key, masks),
            LeastPoll = leastPoll ?? RunFacts.UsualPoll, Until = until, Zone = TimeZoneInfo.TryFindSystemTimeZoneById(reading.Spec.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc,
        };
        run = run with { ScheduledAt = Moment(run.RunId) };
        var columns = Columns();
        var accepts = columns is [EveryColumn];
        return (new RunInputs { Run = run, Spec = reading.Spec, Problems = [.. reading.Problems, .. problems], Parameters = parameters, Key = key, MaskKey = masks, KnownColumns = accepts ? null : columns, AcceptsColumns = accepts, HandedOver = handedOver }, null);
    }

    /// <summary>
    /// The run of a Job, the same for all its pods and for the operator. A CronJob's Jobs end with their time in minutes, near to which they are made. Of others, which a hand may make again under the same name, it is the
    /// end of the name with the beginning of the UID.
    /// </summary>
    /// <param name="job">The Job's name.</param>
    /// <param name="uid">The Job's UID; empty where nobody knows it.</param>
    /// <param name="now">A moment of the Job's life; null where none is known.</param>
    public static string RunId(string job, string uid, DateTimeOffset? now)
    {
        var end = job[(job.LastIndexOf('-') + 1)..];
        if (end.Length >= 7 && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes < 200_000_000
            && DateTimeOffset.UnixEpoch.AddMinutes(minutes) is var scheduled && (now is not { } at || (scheduled - at).Duration() <= Near))
            return Text(scheduled);
        var (letters, mark) = (Letters(job), Letters(uid));
        if (mark.Length > LongestOfUid) mark = mark[..LongestOfUid];
        var longest = mark.Length > 0 ? LongestOfName : LongestName;
        return letters.Length == 0 ? Text(now ?? default) : (letters.Length <= longest ? letters : letters[^longest..]) + mark;
    }

    private static string Letters(string text) => string.Concat(text.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));

    /// <summary>A moment as runs are named: <c>20261121t000000z</c>.</summary>
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd't'HHmmss'z'", CultureInfo.InvariantCulture);

    /// <summary>The moment that names a run; null where it is named otherwise.</summary>
    public static DateTimeOffset? Moment(string runId) =>
        DateTimeOffset.TryParseExact(runId, "yyyyMMdd't'HHmmss'z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private string? Sql(ConfigMapKey key, SortedDictionary<string, string> texts, List<Problem> problems)
    {
        var path = Path.Combine(root, "sql", key.Name, key.Key);
        if (!File.Exists(path))
        {
            problems.Add(new Problem(Reason.InputMissing, "spec.sanitize", $"ConfigMap {key.Name} has no key {key.Key}, or does not exist"));
            return null;
        }

        return texts[$"{key.Name}/{key.Key}"] = File.ReadAllText(path);
    }

    private SortedDictionary<string, IReadOnlyDictionary<string, string>> Parameters(SnapshotRefreshSpec spec, List<Problem> problems)
    {
        var all = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var step in spec.Sanitize.OfType<SanitizeStep.Sql>().Where(step => step.ParametersSecret is not null))
        {
            var folder = Path.Combine(root, "parameters", step.ParametersSecret!);
            var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
            {
                if (!Path.GetFileName(file).StartsWith("..", StringComparison.Ordinal)) values[Path.GetFileName(file)] = File.ReadAllText(file);
            }

            if (values.Count == 0) problems.Add(new Problem(Reason.InputMissing, $"spec.sanitize.{step.Name}.parameters", $"Secret {step.ParametersSecret} does not exist or is empty"));
            all[step.Name] = values;
        }

        return all;
    }

    private byte[] Key(string folder, List<Problem> problems, Problem missing)
    {
        var path = Path.Combine(root, folder, "key");
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: >= LeastKey } key) return key;
        problems.Add(missing);
        return [];
    }

    // In full is how earlier versions kept them.
    private IReadOnlyList<string>? Columns()
    {
        var (kept, full) = (Path.Combine(root, "columns", ColumnList.Entry), Path.Combine(root, "columns", ColumnList.FullEntry));
        return File.Exists(kept) ? ColumnList.Read(File.ReadAllBytes(kept)) : File.Exists(full) ? ColumnList.Lines(File.ReadAllText(full)) : null;
    }

    // What shapes the data. Secrets come in under the key, so that nobody can guess them from a tag.
    private static string Digest(JsonObject merged, SortedDictionary<string, string> texts, SortedDictionary<string, IReadOnlyDictionary<string, string>> parameters, byte[] key, byte[] masks)
    {
        var shape = new StringBuilder();
        foreach (var name in new[] { "provider", "source", "temporary", "database", "sanitize", "residue", "verify", "encryption" }) shape.Append(name).Append('=').Append(Sorted(merged[name])?.ToJsonString() ?? "").Append('\n');
        foreach (var (file, text) in texts) shape.Append(file).Append('=').Append(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))).Append('\n');
        foreach (var (step, values) in parameters)
        {
            foreach (var (name, value) in values) shape.Append(step).Append('/').Append(name).Append('=').Append(Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)))).Append('\n');
        }

        if (masks.Length > 0) shape.Append("maskKey=").Append(Convert.ToHexString(HMACSHA256.HashData(key, masks))).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shape.ToString())));
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
