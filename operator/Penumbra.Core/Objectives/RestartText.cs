using System.Globalization;

namespace Penumbra.Core.Objectives;

/// <summary>
/// What is known of restarts as two short texts, as status keeps it: the crashes of the last ten minutes, <c>version;pod=milliseconds;…</c>, and what the pods had counted,
/// <c>milliseconds;pod=restarts;…</c>, without those that never restarted. Reading forgives nothing.
/// </summary>
public static class RestartText
{
    /// <summary>The version of this form.</summary>
    public const int Version = 1;

    /// <summary>How many pods that have restarted are kept: of more, none.</summary>
    public const int MostPods = 64;

    private const long LastMillisecond = 253_402_300_799_999;

    /// <summary>Writes the crashes.</summary>
    public static string Crashes(RestartMemory memory) =>
        string.Join(';', [Version.ToString(CultureInfo.InvariantCulture), .. memory.Crashes.Select(crash => string.Create(CultureInfo.InvariantCulture, $"{Escaped(crash.Pod)}={crash.At.ToUnixTimeMilliseconds()}"))]);

    /// <summary>Writes what the pods have counted; empty where that is not known of all, or would be too long.</summary>
    /// <param name="memory">What is known.</param>
    /// <param name="now">When it was seen.</param>
    public static string Pods(RestartMemory memory, DateTimeOffset now)
    {
        var restarted = memory.Pods.Where(pod => pod.Value.Restarts > 0).ToList();
        if (!memory.IsComplete || restarted.Count > MostPods) return "";
        var at = memory.WrittenAt ?? now;
        return string.Join(';', [at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), .. restarted.Select(pod => string.Create(CultureInfo.InvariantCulture, $"{Escaped(pod.Key)}={pod.Value.Restarts}"))]);
    }

    /// <summary>Reads both; null when the crashes cannot be read. Pods that cannot be read are not known: the next look sets their marks.</summary>
    public static RestartMemory? Read(string crashes, string pods)
    {
        if (Parts(crashes) is not ({ } version, { } said) || version != Version || said.Any(crash => crash.Number is < 0 or > LastMillisecond)) return null;
        var memory = new RestartMemory { Crashes = [.. said.Select(crash => new Crash(crash.Pod, DateTimeOffset.FromUnixTimeMilliseconds(crash.Number)))], WrittenAt = DateTimeOffset.UnixEpoch };
        if (Parts(pods) is not ({ } at, { } counted) || at is < 0 or > LastMillisecond || counted.Any(pod => pod.Number is < 0 or > int.MaxValue)) return memory;
        var marks = RestartMemory.Empty.Pods.ToBuilder();
        foreach (var (pod, restarts) in counted) marks[pod] = new PodRestarts((int)restarts, false);
        return memory with { Pods = marks.ToImmutable(), IsComplete = true, WrittenAt = DateTimeOffset.FromUnixTimeMilliseconds(at) };
    }

    private static (long? First, List<(string Pod, long Number)>? Others) Parts(string text)
    {
        var parts = text.Split(';');
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)) return (null, null);
        var others = new List<(string Pod, long Number)>();
        foreach (var part in parts.Skip(1))
        {
            var equals = part.LastIndexOf('=');
            if (equals <= 0 || !long.TryParse(part[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return (null, null);
            others.Add((part[..equals], number));
        }

        return (first, others);
    }

    // UIDs hold neither; a hand's might.
    private static string Escaped(string pod) => pod.Replace(';', '_').Replace('=', '_');
}
