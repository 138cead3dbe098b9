using System.Collections.Immutable;
using System.Text.Json;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Evidence;

/// <summary>Reads what <see cref="EvidenceWriter"/> wrote. What the judge would stumble over (bins that no histogram has, blocks of another size, times of nothing) is refused as a whole.</summary>
internal static class EvidenceParser
{
    private const long MostCount = 1_000_000_000_000_000;

    /// <exception cref="InvalidDataException">It is no evidence; other exceptions of reading JSON mean the same.</exception>
    public static EvidenceExport Read(JsonElement root)
    {
        Demand(root.GetProperty("version").GetInt32() == EvidenceWriter.Version);
        var kinds = root.GetProperty("kinds").EnumerateArray().Select(kind => Enum.Parse<DifferenceKind>(Text(kind))).ToArray();
        Demand(kinds.All(Enum.IsDefined));
        var table = new Table([.. root.GetProperty("fields").EnumerateArray().Select(Text)], kinds);
        var slice = Ticks(root, "slice");
        Demand(slice > TimeSpan.Zero);
        var evidence = new ShadowEvidence
        {
            Subject = Text(root.GetProperty("subject")),
            Since = root.GetProperty("since").GetDateTimeOffset(),
            Slice = slice,
            Outages = Outages(root),
            NotCompared = root.GetProperty("notCompared").EnumerateObject().ToImmutableSortedDictionary(reason => Known<NotCompared>(reason.Name), reason => Count(reason.Value)),
            Endpoints = root.GetProperty("endpoints").EnumerateArray().ToImmutableSortedDictionary(Name, endpoint => Endpoint(endpoint, table), StringComparer.Ordinal),
            Latency = root.GetProperty("latency").EnumerateArray().ToImmutableSortedDictionary(Name, Latency, StringComparer.Ordinal),
        };
        return new EvidenceExport
        {
            Evidence = evidence,
            Replay = root.TryGetProperty("replay", out var replay) ? Replay(replay) : ReplayProgress.None,
            Health = new ShadowHealth(Ticks(root, "downFor"), Ticks(root, "downInAll")),
            Seen = Count(root.GetProperty("seen")),
            AskedLive = Count(root.GetProperty("askedLive")),
            AskedShadow = root.TryGetProperty("askedShadow", out var asked) ? Count(asked) : 0,
            Instance = Text(root.GetProperty("instance")),
            // Servers before this one did not say when.
            LoopedAgo = !root.GetProperty("isLooping").GetBoolean() ? null : root.TryGetProperty("loopedAgo", out _) ? Ticks(root, "loopedAgo") : TimeSpan.Zero,
        };
    }

    private static Outages Outages(JsonElement root)
    {
        var known = Core.ShadowDeployments.Verdicts.Outages.None with { Minute = root.GetProperty("outageMinute").GetInt64() };

        // Servers before this one knew the minute alone.
        if (!root.TryGetProperty("outage", out var json)) return known;
        return known with
        {
            Depth = Math.Min((int)Count(json.GetProperty("depth")), Core.ShadowDeployments.Verdicts.Outages.MostDepth),
            Since = json.TryGetProperty("since", out var since) ? since.GetDateTimeOffset() : null,
            PassedMinute = json.GetProperty("passedMinute").GetInt64(),
            PassedMinutes = Count(json.GetProperty("passedMinutes")),
        };
    }

    private static ReplayProgress Replay(JsonElement json) =>
        new(Count(json.GetProperty("replayed")), json.TryGetProperty("total", out var total) ? Count(total) : null, json.GetProperty("finished").GetBoolean())
        {
            Recording = json.TryGetProperty("recording", out var recording) ? recording.GetString() : null, IsChanged = json.TryGetProperty("changed", out var changed) && changed.GetBoolean(),
        };

    private static EndpointEvidence Endpoint(JsonElement json, Table table)
    {
        var patterns = json.GetProperty("slices").EnumerateArray().ToImmutableSortedDictionary(slice => slice[0].GetInt32(), slice => Patterns(slice, table));
        Demand(patterns.Count <= EndpointEvidence.MostSlices);
        var noise = json.GetProperty("noise");
        var apart = json.TryGetProperty("apart", out var known) ? known.EnumerateArray().ToArray() : [];
        Demand(apart.Length % 3 == 0);
        var endpoint = new EndpointEvidence
        {
            Patterns = patterns,
            Noise = Enumerable.Range(0, noise.GetArrayLength() / 2).ToImmutableSortedDictionary(index => table.Difference(noise[2 * index]), index => Count(noise[(2 * index) + 1])),

            // Servers before this one knew none of it.
            Apart = Enumerable.Range(0, apart.Length / 3).ToImmutableSortedDictionary(index => table.Difference(apart[3 * index]), index => new ApartCounts(Count(apart[(3 * index) + 1]), Count(apart[(3 * index) + 2]))),
            NoisePairs = Count(json.GetProperty("noisePairs")),
            Fields = json.GetProperty("fields").GetInt32(),

            // Servers before this one did not count them.
            Answers = json.TryGetProperty("answers", out var answers) ? Answers(answers) : LiveAnswers.None,
        };
        return endpoint.Known();
    }

    private static LiveAnswers Answers(JsonElement json) =>
        new() { Counts = json.EnumerateObject().ToImmutableSortedDictionary(answer => Known<LiveAnswer>(answer.Name), answer => Count(answer.Value)) };

    private static ImmutableSortedDictionary<OutcomePattern, long> Patterns(JsonElement slice, Table table)
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<OutcomePattern, long>();
        var parts = slice.EnumerateArray().Skip(1).ToArray();
        Demand(parts.Length % 3 == 0 && parts.Length / 3 <= EndpointEvidence.MostPatterns + EndpointEvidence.MostTogether);
        for (var index = 0; index < parts.Length; index += 3)
            counts.Add(new OutcomePattern(table.Differences(parts[index + 1]), parts[index + 2].ValueKind == JsonValueKind.Null ? null : table.Differences(parts[index + 2])), Count(parts[index]));
        return counts.ToImmutable();
    }

    private static LatencyPairs Latency(JsonElement json)
    {
        var size = json.GetProperty("blockSize").GetInt32();
        var histograms = json.GetProperty("blocks").EnumerateArray().Select(Histogram).ToArray();
        Demand(histograms.Length >= 2 && histograms.Length % 2 == 0 && histograms.Length / 2 <= LatencyPairs.MostBlocks && size >= LatencyPairs.FirstBlock);
        var blocks = Enumerable.Range(0, histograms.Length / 2).Select(index => new LatencyBlock(histograms[2 * index], histograms[(2 * index) + 1], histograms[2 * index].Count)).ToArray();
        Demand(blocks.All(block => block.Shadow.Count == block.Pairs) && blocks[..^1].All(block => block.Pairs == size) && blocks[^1].Pairs < size);
        return new LatencyPairs { Blocks = [.. blocks[..^1]], BlockSize = size, Open = blocks[^1], Pairs = blocks.Sum(block => block.Pairs) };
    }

    private static LatencyHistogram Histogram(JsonElement json)
    {
        var bins = ImmutableSortedDictionary.CreateBuilder<int, long>();
        var bin = 0;
        var numbers = json.EnumerateArray().ToArray();
        Demand(numbers.Length % 2 == 0);
        for (var index = 0; index < numbers.Length; index += 2)
        {
            bin = checked(bin + numbers[index].GetInt32());
            Demand(bin >= 0 && bin < LatencyHistogram.Size);
            bins.Add(bin, Count(numbers[index + 1]));
        }

        return new LatencyHistogram { Bins = bins.ToImmutable() };
    }

    private static string Name(JsonElement json) => Text(json.GetProperty("name"));

    private static string Text(JsonElement json) => json.GetString() ?? throw new InvalidDataException("a text");

    private static T Known<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name) is var known && Enum.IsDefined(known) ? known : throw new InvalidDataException("a word of ours");

    private static TimeSpan Ticks(JsonElement root, string name) => new(root.GetProperty(name).GetInt64());

    private static long Count(JsonElement json)
    {
        var count = json.GetInt64();
        Demand(count is >= 0 and <= MostCount);
        return count;
    }

    private static void Demand(bool isSo)
    {
        if (!isSo) throw new InvalidDataException("no evidence");
    }

    private sealed class Table(string[] fields, DifferenceKind[] kinds)
    {
        public Difference Difference(JsonElement json)
        {
            var code = json.GetInt32();
            Demand(code >= 0 && code / EvidenceWriter.Kinds < fields.Length && code % EvidenceWriter.Kinds < kinds.Length);
            return new Difference(fields[code / EvidenceWriter.Kinds], kinds[code % EvidenceWriter.Kinds]);
        }

        public ImmutableArray<Difference> Differences(JsonElement json) => [.. json.EnumerateArray().Select(Difference)];
    }
}
