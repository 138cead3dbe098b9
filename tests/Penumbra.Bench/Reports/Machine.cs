using System.Globalization;
using System.Runtime.InteropServices;

namespace Penumbra.Bench.Reports;

/// <summary>Where and with what was measured.</summary>
public static class Machine
{
    public static IReadOnlyDictionary<string, string> Describe(IReadOnlyList<string> arguments) => new Dictionary<string, string>
    {
        ["date"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        ["commit"] = Environment.GetEnvironmentVariable("PENUMBRA_BENCH_COMMIT") ?? "unknown",
        ["command"] = arguments.Count == 0 ? "make bench" : $"tests/tools/run-bench.sh Release {string.Join(' ', arguments)}",
        ["cpu"] = Line("/proc/cpuinfo", "model name") ?? "unknown",
        ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        ["memory"] = Line("/proc/meminfo", "MemTotal") is { } total && long.TryParse(total.Split(' ')[0], out var kib) ? $"{kib / 1024.0 / 1024.0:0.0} GiB" : "unknown",
        ["system"] = RuntimeInformation.OSDescription,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["load before the start"] = Environment.GetEnvironmentVariable("PENUMBRA_BENCH_LOAD") ?? "unknown",
    };

    private static string? Line(string file, string name) =>
        File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() : null;
}
