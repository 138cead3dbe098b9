using System.Collections.Immutable;
using System.Globalization;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives.Ranks;

/// <summary>
/// The evidence of ranks as one short text, as status keeps it: <c>key=numbers</c>, separated by semicolons. Capital and the open window's sums are exact; the means of the last windows, which
/// are only shown, have five significant digits. The open window goes on: its values are kept as sums of readings that were taken once, so that no value counts twice; those since the last
/// write are lost. Reading forgives nothing: what is not understood as a whole is not used at all.
/// </summary>
public static class RankText
{
    /// <summary>The version of this form.</summary>
    public const int Version = 1;

    // Of stakes beyond blame by far, and so small that the sum of all is a number still; of means, so that rounding makes none infinite.
    private const double Most = 1e300;

    private const long LastMillisecond = 253_402_300_799_999;

    private static readonly string[] Keys = ["v", "w", "e", "o", "m"];

    /// <summary>Writes the evidence.</summary>
    public static string Write(RankMemory memory)
    {
        var process = memory.Evidence;
        var parts = new List<string>
        {
            $"v={Version}",
            string.Create(CultureInfo.InvariantCulture, $"w={memory.Windows}"),
            $"e={Joined([process.Reserve.Left, process.Reserve.Blocks, process.Reserve.Entered, .. process.Stakes.Select(stake => Math.Min(Most, stake))], "R")}",
        };
        var start = memory.Start is { } began ? began.ToUnixTimeMilliseconds() : -1;
        if ((start >= 0 || memory.Candidate.Count > 0 || memory.Stable.Count > 0) && double.IsFinite(memory.Candidate.Sum) && double.IsFinite(memory.Stable.Sum))
            parts.Add($"o={Joined([start, memory.Candidate.Count, memory.Candidate.Sum, memory.Stable.Count, memory.Stable.Sum], "R")}");
        var means = memory.Means.Where(pair => double.IsFinite(pair.Candidate) && double.IsFinite(pair.Stable)).SelectMany(pair => new[] { Math.Clamp(pair.Candidate, -Most, Most), Math.Clamp(pair.Stable, -Most, Most) }).ToList();
        if (means.Count > 0) parts.Add($"m={Joined(means, "G5")}");
        return string.Join(';', parts);
    }

    /// <summary>Reads what was written; null when it cannot be read.</summary>
    public static RankMemory? Read(string text)
    {
        if (KeyedNumbers.Read(text) is not { } parts) return null;
        var begin = SignProcess.Begin();
        if (parts.Keys.Any(key => !Keys.Contains(key)) || parts.GetValueOrDefault("v") is not [Version] || parts.GetValueOrDefault("w") is not [var windows] || !IsCount(windows)) return null;
        if (parts.GetValueOrDefault("e") is not [>= 0 and <= 0.5, _, >= 0, ..] evidence || evidence.Length != 3 + begin.Stakes.Length || !IsCount(evidence[1]) || evidence.Skip(3).Any(stake => stake is < 0 or > Most)) return null;
        var means = parts.GetValueOrDefault("m", []);
        if (means.Length % 2 != 0 || means.Length > 2 * RankMemory.Kept) return null;
        var read = new RankMemory
        {
            Evidence = new SignProcess { Reserve = new Reserve(evidence[0], (int)evidence[1], evidence[2]), Stakes = [.. evidence.Skip(3)] },
            Windows = (int)windows,
            Means = [.. Enumerable.Range(0, means.Length / 2).Select(index => (means[2 * index], means[(2 * index) + 1]))],
        };
        if (!parts.TryGetValue("o", out var open)) return read;
        if (open is not [var start, var candidates, var candidate, var stables, var stable] || !IsCount(candidates) || !IsCount(stables) || start is < -1 or > LastMillisecond) return null;
        return read with
        {
            Start = start < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)start),
            Candidate = (candidate, (int)candidates),
            Stable = (stable, (int)stables),
        };
    }

    private static bool IsCount(double number) => number is >= 0 and <= int.MaxValue && number.Equals(Math.Floor(number));

    private static string Joined(IEnumerable<double> numbers, string format) => string.Join(',', numbers.Select(number => number.ToString(format, CultureInfo.InvariantCulture)));
}
