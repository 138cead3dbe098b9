using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.ShadowDeployments;
using Penumbra.Traffic.Mirroring;

namespace Penumbra.Operator.Tests;

/// <summary>A status is written over no newer one, whatever the cache has not seen yet.</summary>
public sealed class ShadowStatusWriteTests
{
    private const string Status = """{"subject":"a","since":"2026-11-21T03:00:00Z","resources":{"state":"AAAA"}}""";

    [Theory]
    [InlineData(Status, true)]
    [InlineData("""{"subject":"a","since":"2026-11-21T03:00:00Z","resources":{"state":"AAAA"},"seen":7}""", true)]
    [InlineData("""{"subject":"a","since":"2026-11-21T03:00:00Z","resources":{"state":"BBBB"}}""", false)]
    [InlineData("""{"subject":"a","since":"2026-11-21T03:00:00Z"}""", false)]
    [InlineData("""{"subject":"b","since":"2026-11-21T03:00:00Z","resources":{"state":"AAAA"}}""", false)]
    public void Where_the_version_has_moved_it_is_written_only_if_what_was_gathered_has_not(string stored, bool isWritten)
    {
        var entry = ShadowReading.Read(Of(Status, "1"));
        var seen = new ShadowObserved { Now = DateTimeOffset.UnixEpoch, Object = new ShadowFacts { Uid = "u" }, Status = entry.Status };
        var write = new ShadowWrites(entry, seen, Parts(entry), "Cause").Status(entry.Status);
        var live = JsonNode.Parse(JsonOf(stored, "2"))!.AsObject();
        write.StillRests!(live).Should().Be(isWritten, "to copy more is written after the status, and must not be done where that was not");
        if (isWritten) write.Replan!(live)!.Body!.AsArray()[1]!["value"]!.GetValue<string>().Should().Be("2");
    }

    [Fact]
    public void Where_a_process_before_this_one_has_begun_the_trial_nothing_is_copied_on_the_word_of_an_older_status()
    {
        var entry = ShadowReading.Read(Of(Status, "1"));
        var seen = new ShadowObserved { Now = DateTimeOffset.UnixEpoch, Object = new ShadowFacts { Uid = "u" }, Status = entry.Status };
        var write = new ShadowWrites(entry, seen, Parts(entry), "Cause").Status(entry.Status);
        var began = Status.Replace("\"resources\"", """ "mirror":{"sample":"1","since":"2026-11-21T03:01:00Z","instance":"a","seen":0},"resources" """, StringComparison.Ordinal);
        write.StillRests!(JsonNode.Parse(JsonOf(began, "2"))!.AsObject()).Should().BeFalse();
    }

    [Fact]
    public void A_status_whose_answer_was_lost_is_there_already_and_what_follows_it_is_done()
    {
        var entry = ShadowReading.Read(Of(Status, "1"));
        var seen = new ShadowObserved { Now = DateTimeOffset.UnixEpoch, Object = new ShadowFacts { Uid = "u" }, Status = entry.Status };
        var write = new ShadowWrites(entry, seen, Parts(entry), "Cause").Status(entry.Status with { Subject = "b" });
        var live = JsonNode.Parse(JsonOf(Status, "2"))!.AsObject();
        live["status"] = write.Write.Body!.AsArray()[2]!["value"]!.DeepClone();
        write.StillRests!(live).Should().BeTrue();
        write.Replan!(live).Should().BeNull();
    }

    private static ShadowParts Parts(ShadowEntry entry) => new() { Routers = new MirrorRouters([]), Target = MirrorTargets.Of(entry, null), Options = new ComparisonOptions("penumbra", new HashSet<string>()) };

    private static string JsonOf(string status, string version) =>
        $$"""{"metadata":{"namespace":"shop","name":"orders-next","uid":"u","resourceVersion":"{{version}}"},"spec":{"live":{"service":"orders","port":80,"gatewayAPI":{"routes":[{"name":"a"}]} },"shadow":{"service":"b"} },"status":{{status}} }""";

    private static CustomView Of(string status, string version) => JsonSerializer.Deserialize(JsonOf(status, version), ViewJson.Default.CustomView)!;
}
