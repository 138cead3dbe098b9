using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Oracles;
using Penumbra.Simulation.Processes;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;
using Penumbra.Testing;

namespace Penumbra.Simulation.Tests;

/// <summary>A shadow goes, whatever refuses what its end takes.</summary>
public sealed class ShadowRemovalTests
{
    private const int Refusals = 12;

    [Theory]
    [InlineData("DELETE", "deployments/checkout-next-compare")]
    [InlineData("PATCH", "shadowdeployments/checkout-next")]
    public void What_is_refused_for_good_is_tried_more_and_more_rarely_and_said_once(string method, string what)
    {
        // Somebody's admission webhook refuses it until it is mended. Which write that is, a run without it tells.
        var (number, without, with) = (0, TimeSpan.Zero, TimeSpan.Zero);
        var notes = new List<string>();
        bool IsIt(ApiCall call) => call.Request.Method == method && $"{call.Plural}/{call.Name}{call.Subresource}" == what;
        Play(cluster => new Seen(cluster, call => (number, without) = IsIt(call) ? (call.Number, cluster.Time.Elapsed) : (number, without)));
        number.Should().BePositive();

        var run = Play(
            cluster => new Seen(
                cluster,
                call =>
                {
                    if (IsIt(call)) with = cluster.Time.Elapsed;
                    if (call.Plural == "events" && JsonNode.Parse(call.Request.Body.Span)?["note"]?.GetValue<string>() is { } note && note.Contains("was refused", StringComparison.Ordinal)) notes.Add(note);
                }),
            $"refuse {number} 422 {Refusals}");

        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        run.Hindered.Should().Be(Refusals);
        (with - without).Should().BeGreaterThan(TimeSpan.FromMinutes(2), "twelve tries, each after a longer wait");
        notes.Should().ContainSingle().Which.Should().StartWith("being deleted: ").And.Contain("checkout-next");
    }

    private static RunResult Play(Func<SimulatedCluster, Oracle> watch, params string[] faults)
    {
        var story = ScenarioReader.Read(Repository.Path("tests", "Simulation", "scenarios", "delete-shadow-while-comparing"));
        return OwnThread.Run(() => SimulationRun.Run(BaseCluster.Make(), story with { Watches = [watch] }, faults, 1));
    }

    private sealed class Seen(SimulatedCluster cluster, Action<ApiCall> seen) : Oracle(cluster)
    {
        public override void AfterCall(ApiCall call, ApiResponse response)
        {
            if (call.IsWrite && response.Status < 300) seen(call);
        }
    }
}
