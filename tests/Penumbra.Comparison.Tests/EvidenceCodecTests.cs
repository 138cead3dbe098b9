using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Penumbra.Comparison.Evidence;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

public sealed class EvidenceCodecTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_was_encoded_is_decoded_as_it_was(int seed)
    {
        var random = new Random(seed);
        var export = new EvidenceExport
        {
            Evidence = Any(random, 1 + random.Next(6), random.Next(1_500)),
            Health = new ShadowHealth(TimeSpan.FromTicks(random.NextInt64(1L << 40)), TimeSpan.FromTicks(random.NextInt64(1L << 40))),
            Replay = random.Next(3) switch { 0 => ReplayProgress.None, 1 => new ReplayProgress(random.Next(), null, false) { IsChanged = random.Next(2) == 0 }, _ => new ReplayProgress(random.Next(), random.NextInt64(1L << 40), true) { Recording = $"{random.NextInt64():x16}" } },
            Seen = random.NextInt64(1L << 40),
            AskedLive = random.Next(),
            AskedShadow = random.Next(),
            Instance = $"i{random.Next():x}",
            LoopedAgo = random.Next(2) == 0 ? null : TimeSpan.FromTicks(random.NextInt64(1L << 40)),
        };
        var read = EvidenceCodec.Decode(EvidenceCodec.Encode(export))!;
        (read with { Evidence = export.Evidence }).Should().Be(export);
        Same(read.Evidence, export.Evidence);
        var rules = new VerdictRules { Over = TimeSpan.FromHours(2), MinComparisons = 3000 };
        Said(VerdictJudge.Judge(read.Evidence, rules, read.Health, Start.AddHours(3))).Should().Be(Said(VerdictJudge.Judge(export.Evidence, rules, export.Health, Start.AddHours(3))));

        // And it goes on as the other would.
        Same(More(read.Evidence, new Random(seed), 50), More(export.Evidence, new Random(seed), 50));
    }

    [Fact]
    public void Evidence_of_a_server_that_did_not_count_lives_answers_is_read()
    {
        var export = new EvidenceExport { Evidence = Any(new Random(3), 2, 40) };
        export.Evidence.Endpoints.Values.Should().Contain(endpoint => endpoint.Answers.Total > 0);
        var json = System.Text.Json.Nodes.JsonNode.Parse(Unpacked(EvidenceCodec.Encode(export)))!;
        foreach (var endpoint in json["endpoints"]!.AsArray()) endpoint!.AsObject().Remove("answers").Should().BeTrue();
        var read = EvidenceCodec.Decode(Packed(json.ToJsonString()))!.Evidence;
        read.Endpoints.Values.Should().OnlyContain(endpoint => endpoint.Answers == LiveAnswers.None);
        read.Endpoints.Keys.Should().Equal(export.Evidence.Endpoints.Keys);
    }

    [Fact]
    public void Evidence_of_a_server_that_dropped_what_was_missing_is_read_and_what_it_hid_holds_a_good_verdict_up()
    {
        var evidence = ShadowEvidence.Begin("s", Start, TimeSpan.FromHours(2));
        for (var number = 0; number < 20_000; number++) evidence = evidence.With(new Core.ShadowDeployments.Verdicts.Comparison { Endpoint = "GET /", At = Start.AddMilliseconds(number * 300) });
        for (var number = 0; number < 20_000; number++) evidence = evidence.With("GET /", TimeSpan.FromMilliseconds(9), TimeSpan.FromMilliseconds(9));
        evidence = evidence with { NotCompared = evidence.NotCompared.SetItem(NotCompared.SameOutage, 6_000) };
        var json = System.Text.Json.Nodes.JsonNode.Parse(Unpacked(EvidenceCodec.Encode(new EvidenceExport { Evidence = evidence })))!;
        json.AsObject().Remove("outage").Should().BeTrue();
        json["outageMinute"] = 77;
        var read = EvidenceCodec.Decode(Packed(json.ToJsonString()))!.Evidence;
        read.Outages.Should().Be(Outages.None with { Minute = 77 });
        var judgement = VerdictJudge.Judge(read, new VerdictRules { Over = TimeSpan.FromHours(2) }, ShadowHealth.Up, Start.AddHours(3));
        judgement.Should().BeEquivalentTo(new { Verdict = ShadowVerdict.Inconclusive, Why = VerdictWhy.ShadowDown, Message = "6000 of 26000 requests came while it mostly did not answer" });
    }

    [Fact]
    public void Two_hundred_endpoints_fit_and_lose_their_own_latencies_before_anything_else()
    {
        var random = new Random(1);
        var evidence = Any(random, 200, 4_000) with
        {
            Latency = Enumerable.Range(0, 200).Select(number => $"GET /{number}/{{id}}").Append(ShadowEvidence.Everything)
                .ToImmutableSortedDictionary(name => name, _ => Latency(random, LatencyPairs.MostBlocks - 1), StringComparer.Ordinal),
        };
        var encoded = EvidenceCodec.Encode(new EvidenceExport { Evidence = evidence });
        encoded.Length.Should().BeLessThanOrEqualTo(EvidenceCodec.MostEncoded);
        var read = EvidenceCodec.Decode(encoded)!.Evidence;
        read.Latency[ShadowEvidence.Everything].Blocks.Should().HaveCount(LatencyPairs.MostBlocks - 1);
        read.Latency[ShadowEvidence.Everything].Pairs.Should().Be(evidence.Latency[ShadowEvidence.Everything].Pairs);
        foreach (var (name, pairs) in read.Latency.Where(entry => entry.Key != ShadowEvidence.Everything)) pairs.Pairs.Should().Be(evidence.Latency[name].Pairs, "pairs are joined, not lost");
        foreach (var (name, endpoint) in read.Endpoints) endpoint.Counts().Should().Be(evidence.Endpoints[name].Counts());
    }

    [Fact]
    public void Even_patterns_without_end_fit_and_are_judged_as_they_were()
    {
        var random = new Random(2);
        var slices = Enumerable.Range(0, EndpointEvidence.MostSlices).ToImmutableSortedDictionary(slice => slice, slice => Enumerable.Range(0, EndpointEvidence.MostPatterns)
            .ToImmutableSortedDictionary(number => new OutcomePattern([new($"body.f{random.Next()}", DifferenceKind.Value), new($"body.g{slice}.{number}.{random.Next()}", DifferenceKind.Type)], null), _ => 1L + random.Next(9)));
        var evidence = ShadowEvidence.Begin("s", Start, TimeSpan.FromHours(2)) with
        {
            Endpoints = Enumerable.Range(0, 60).ToImmutableSortedDictionary(number => $"GET /{number}", _ => EndpointEvidence.Empty with { Patterns = slices, NoisePairs = 40, Fields = 99 }, StringComparer.Ordinal),
        };
        var encoded = EvidenceCodec.Encode(new EvidenceExport { Evidence = evidence });
        encoded.Length.Should().BeLessThanOrEqualTo(EvidenceCodec.MostEncoded);
        foreach (var (name, endpoint) in EvidenceCodec.Decode(encoded)!.Evidence.Endpoints) endpoint.Counts().Should().Be(evidence.Endpoints[name].Counts(), name);
    }

    [Fact]
    public void Garbage_is_no_evidence_and_no_exception()
    {
        var encoded = EvidenceCodec.Encode(new EvidenceExport { Evidence = Any(new Random(3), 3, 200) });
        var json = Unpacked(encoded);
        EvidenceCodec.Decode([]).Should().BeNull();
        EvidenceCodec.Decode("no gzip at all"u8).Should().BeNull();
        EvidenceCodec.Decode(new byte[EvidenceCodec.MostDecoded + 1]).Should().BeNull();
        foreach (var text in new[] { "", "{}", "[]", "null", "{\"version\":2}", json.Replace("\"version\":1", "\"version\":2"), json.Replace("\"slice\":", "\"slice\":0,\"was\":"), json.Replace("\"blockSize\":32", "\"blockSize\":31") })
            EvidenceCodec.Decode(Packed(text)).Should().BeNull(text.Length > 99 ? text[..99] : text);

        // Whatever one byte says, the judge has nothing to stumble over.
        var random = new Random(4);
        for (var round = 0; round < 3_000; round++)
        {
            var broken = round % 2 == 0 ? [.. encoded] : Encoding.UTF8.GetBytes(json);
            broken[random.Next(broken.Length)] = round % 4 < 2 ? (byte)random.Next(256) : (byte)('0' + random.Next(10));
            if (EvidenceCodec.Decode(round % 2 == 0 ? broken : Packed(broken)) is { } read) VerdictJudge.Judge(read.Evidence, new VerdictRules(), read.Health, Start.AddHours(1)).Should().NotBeNull();
        }
    }

    [Fact]
    public void A_few_bytes_that_unpack_to_a_gigabyte_are_not_unpacked()
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.SmallestSize))
        {
            var blank = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
            for (var megabyte = 0; megabyte < 100; megabyte++) gzip.Write(blank);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        EvidenceCodec.Decode(memory.ToArray()).Should().BeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(40 << 20);
    }

    private static ShadowEvidence Any(Random random, int endpoints, int comparisons)
    {
        var evidence = ShadowEvidence.Begin($"live {random.Next()} \"ä\"", Start.AddTicks(random.NextInt64(1L << 30)), TimeSpan.FromHours(2));
        for (var number = 0; number < endpoints; number++) evidence = More(evidence, random, comparisons / endpoints, $"GET /{number}/{{id}}");
        foreach (var reason in Enum.GetValues<NotCompared>().Where(_ => random.Next(2) == 0)) evidence = evidence.Without(reason);
        return evidence;
    }

    private static ShadowEvidence More(ShadowEvidence evidence, Random random, int comparisons, string endpoint = "GET /{other}")
    {
        ImmutableArray<Difference> Differences(int most) => [.. Enumerable.Range(0, random.Next(most)).Select(_ => new Difference($"body.field{random.Next(8)}", (DifferenceKind)random.Next(7))).Distinct().Order()];
        for (var number = 0; number < comparisons; number++)
        {
            evidence = evidence.With(new Core.ShadowDeployments.Verdicts.Comparison
            {
                Endpoint = endpoint, At = evidence.Since.AddSeconds(random.Next(20_000)), Shadow = random.Next(9) == 0 ? [new("answer", DifferenceKind.Unreachable)] : Differences(3), Live = random.Next(3) == 0 ? Differences(2) : null, LiveStatus = 200 + random.Next(303), Fields = random.Next(30),
            });
            if (random.Next(4) > 0) evidence = evidence.With(endpoint, TimeSpan.FromMilliseconds(random.NextDouble() * 80), TimeSpan.FromMilliseconds(random.NextDouble() * 90));
        }

        return evidence;
    }

    private static LatencyPairs Latency(Random random, int blocks)
    {
        LatencyHistogram Histogram(int count) => new() { Bins = Enumerable.Range(0, count).GroupBy(_ => 100 + random.Next(500)).ToImmutableSortedDictionary(group => group.Key, group => (long)group.Count()) };
        LatencyBlock Block(int count) => new(Histogram(count), Histogram(count), count);
        return new LatencyPairs { BlockSize = 256, Blocks = [.. Enumerable.Range(0, blocks).Select(_ => Block(256))], Open = Block(7), Pairs = (256L * blocks) + 7 };
    }

    private static void Same(ShadowEvidence left, ShadowEvidence right)
    {
        (left.Subject, left.Since, left.Slice, left.Outages).Should().Be((right.Subject, right.Since, right.Slice, right.Outages));
        left.NotCompared.Should().Equal(right.NotCompared);
        left.Endpoints.Keys.Should().Equal(right.Endpoints.Keys);
        foreach (var (name, endpoint) in left.Endpoints)
        {
            var other = right.Endpoints[name];
            (endpoint.NoisePairs, endpoint.Fields, endpoint.Answers).Should().Be((other.NoisePairs, other.Fields, other.Answers));
            endpoint.Noise.Should().Equal(other.Noise);
            endpoint.Apart.Should().Equal(other.Apart);
            endpoint.Differs.Should().Be(other.Differs);
            endpoint.Patterns.Keys.Should().Equal(other.Patterns.Keys);
            foreach (var (slice, counts) in endpoint.Patterns)
            {
                counts.Should().Equal(other.Patterns[slice]);
                foreach (var (one, same) in counts.Keys.Zip(other.Patterns[slice].Keys))
                {
                    one.Shadow.Should().Equal(same.Shadow);
                    (one.Live ?? []).Should().Equal(same.Live ?? []);
                    one.Live.HasValue.Should().Be(same.Live.HasValue);
                }
            }
        }

        left.Latency.Keys.Should().Equal(right.Latency.Keys);
        foreach (var (name, pairs) in left.Latency)
        {
            var other = right.Latency[name];
            (pairs.Pairs, pairs.BlockSize, pairs.Blocks.Length).Should().Be((other.Pairs, other.BlockSize, other.Blocks.Length));
            foreach (var (one, same) in pairs.Blocks.Append(pairs.Open).Zip(other.Blocks.Append(other.Open)))
            {
                one.Pairs.Should().Be(same.Pairs);
                one.Live.Bins.Should().Equal(same.Live.Bins);
                one.Shadow.Bins.Should().Equal(same.Shadow.Bins);
            }
        }
    }

    private static string Said(ShadowJudgement judgement) =>
        $"{judgement.Verdict} {judgement.Why} {judgement.Message} {judgement.Counts} {judgement.NotWorse} {judgement.Worse} {judgement.Median} {judgement.Tail} {string.Join(';', judgement.Endpoints)}";

    private static byte[] Packed(string text) => Packed(Encoding.UTF8.GetBytes(text));

    private static byte[] Packed(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(bytes);
        return memory.ToArray();
    }

    private static string Unpacked(byte[] bytes)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
