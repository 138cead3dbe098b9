using System.Collections.Immutable;
using System.Globalization;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// An objective's evidence as one short text, as status keeps it: <c>key=numbers</c>, separated by semicolons, five significant digits. Reading forgives nothing: what is not understood
/// as a whole is not used at all.
/// </summary>
public static class EvidenceText
{
    /// <summary>The version of this form.</summary>
    public const int Version = 1;

    /// <summary>Writes the evidence.</summary>
    public static string Write(SequentialEvidence evidence)
    {
        var parts = new List<string>
        {
            Join("n", evidence.Seen.Total, evidence.Seen.Bad, evidence.Seen.MaybeBad, evidence.StableSeen.Total, evidence.StableSeen.Bad, evidence.StableSeen.MaybeBad),
            Join("s", evidence.Steps, evidence.BlocksInStep, evidence.StableBroken ? 1 : 0, evidence.NoControl ? 1 : 0, evidence.StableAtRise, evidence.Rate),
        };
        if (evidence.Latest.Total > 0) parts.Add(Join("l", evidence.Latest.Total, evidence.Latest.Bad, evidence.Latest.MaybeBad));
        if (evidence.Outweighing.Total > 0) parts.Add(Join("o", evidence.Outweighing.Total, evidence.Outweighing.Bad, evidence.Outweighing.MaybeBad));
        if (evidence.LastAt is { } last) parts.Add(Join("t", last.ToUnixTimeMilliseconds()));
        if (evidence.HeldTo is { } share) parts.Add(string.Create(CultureInfo.InvariantCulture, $"h={share:R}"));
        if (evidence.Frozen is { } frozen) parts.Add(string.Create(CultureInfo.InvariantCulture, $"f={frozen:R}"));
        if (evidence.Open is { } open)
        {
            parts.Add(Join("b", open.Start.ToUnixTimeMilliseconds(), open.Limit, open.Candidate.Total, open.Candidate.Bad, open.Candidate.MaybeBad,
                open.Stable.Total, open.Stable.Bad, open.Stable.MaybeBad));
            if (open.StableKnown != StableKnown.Whole) parts.Add(Join("k", (int)open.StableKnown));
        }

        var (candidates, stables) = evidence.Uncompared;
        if (candidates.Total > 0) parts.Add(Join("u", candidates.Total, candidates.Bad, candidates.MaybeBad, stables.Total, stables.Bad, stables.MaybeBad));

        Add(parts, "E", evidence.Candidate?.Reserve, evidence.Candidate?.Stakes);
        Add(parts, "S", evidence.Stable?.Reserve, evidence.Stable?.Stakes);
        Add(parts, "A", evidence.Alone?.Reserve, evidence.Alone?.Stakes);
        Add(parts, "M", evidence.Maybe?.Reserve, evidence.Maybe?.Stakes);
        Add(parts, "G", evidence.Worse?.Reserve, evidence.Worse?.Stakes);
        Add(parts, "R", evidence.Better?.Reserve, evidence.Better?.Stakes);
        return string.Join(';', parts);
    }

    /// <summary>Reads what was written for an objective of these rules; null when it cannot be read, or was written for another kind of objective.</summary>
    public static SequentialEvidence? Read(string text, SequentialRules rules)
    {
        if (KeyedNumbers.Read(text) is not { } parts) return null;
        var begin = SequentialEvidence.Begin(rules);
        if (parts.GetValueOrDefault("n") is not { Length: 6 } n || parts.GetValueOrDefault("s") is not { Length: 6 } s) return null;
        var time = parts.GetValueOrDefault("t");
        var open = parts.GetValueOrDefault("b");
        var latest = parts.GetValueOrDefault("l");
        var outweighing = parts.GetValueOrDefault("o");
        var frozen = parts.GetValueOrDefault("f");
        var held = parts.GetValueOrDefault("h");
        if (held is not null and not [> 0 and <= 1]) return null;
        if (held is not null && begin.Alone is not null) begin = begin with { HeldTo = held[0], Alone = EProcess.Begin(held[0]) };
        var uncompared = parts.GetValueOrDefault("u");
        var known = parts.GetValueOrDefault("k");
        if (known is not null && known is not [0 or 1 or 2]) return null;
        if (uncompared is { Length: not 6 } || time is { Length: not 1 } || frozen is { Length: not 1 } || open is { Length: not 8 } || latest is { Length: not 3 } || outweighing is { Length: not 3 }) return null;
        var maybe = parts.ContainsKey("M") && rules.AllowedShare is { } share ? EProcess.Begin(share) : null;
        if (!TryRestore(parts, "E", begin.Candidate, out var candidate) || !TryRestore(parts, "S", begin.Stable, out var stable) || !TryRestore(parts, "A", begin.Alone, out var alone)
            || !TryRestore(parts, "M", maybe, out maybe) || !TryRestore(parts, "G", begin.Worse, out var worse) || !TryRestore(parts, "R", begin.Better, out var better)) return null;
        return begin with
        {
            Seen = Counts(n, 0),
            StableSeen = Counts(n, 3),
            Latest = latest is null ? default : Counts(latest, 0),
            Outweighing = outweighing is null ? default : Counts(outweighing, 0),
            Steps = (int)s[0],
            BlocksInStep = (int)s[1],
            StableBroken = s[2] > 0,
            NoControl = s[3] > 0,
            StableAtRise = s[4],
            Rate = s[5],
            LastAt = time is null ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)time[0]),
            Open = open is null ? null : new OpenBlock(DateTimeOffset.FromUnixTimeMilliseconds((long)open[0]), (long)open[1], Counts(open, 2), Counts(open, 5), (StableKnown)(int)(known?[0] ?? 0)),
            Uncompared = uncompared is null ? default : (Counts(uncompared, 0), Counts(uncompared, 3)),
            Frozen = frozen?[0],
            Candidate = candidate,
            Stable = stable,
            Alone = alone,
            Maybe = maybe,
            Worse = worse,
            Better = better,
        };
    }

    private static EventCounts Counts(double[] numbers, int from) => new((long)numbers[from], (long)numbers[from + 1], (long)numbers[from + 2]);

    private static void Add(List<string> parts, string key, Reserve? reserve, ImmutableArray<double>? stakes)
    {
        if (reserve is { } left && stakes is { } values) parts.Add(Join(key, [left.Left, left.Blocks, left.Entered, .. values]));
    }

    private static bool TryRestore(SortedDictionary<string, double[]> parts, string key, EProcess? empty, out EProcess? process)
    {
        process = empty;
        if (empty is null) return !parts.ContainsKey(key);
        if (parts.GetValueOrDefault(key) is not { } numbers || numbers.Length != 3 + empty.Stakes.Length || numbers.Any(number => number < 0)) return false;
        process = empty with { Reserve = new Reserve(numbers[0], (int)numbers[1], numbers[2]), Stakes = [.. numbers.Skip(3)] };
        return true;
    }

    private static bool TryRestore(SortedDictionary<string, double[]> parts, string key, TwoSampleProcess? empty, out TwoSampleProcess? process)
    {
        process = empty;
        if (empty is null) return !parts.ContainsKey(key);
        if (parts.GetValueOrDefault(key) is not { } numbers || numbers.Length != 3 + empty.Stakes.Length || numbers.Any(number => number < 0)) return false;
        process = empty with { Reserve = new Reserve(numbers[0], (int)numbers[1], numbers[2]), Stakes = [.. numbers.Skip(3)] };
        return true;
    }

    private static string Join(string key, params ReadOnlySpan<double> numbers)
    {
        var texts = new string[numbers.Length];
        for (var index = 0; index < numbers.Length; index++)
        {
            var number = numbers[index];
            texts[index] = number.Equals(Math.Round(number)) && Math.Abs(number) < 1e15 ? number.ToString("0", CultureInfo.InvariantCulture) : number.ToString("G5", CultureInfo.InvariantCulture);
        }

        return $"{key}={string.Join(',', texts)}";
    }
}
