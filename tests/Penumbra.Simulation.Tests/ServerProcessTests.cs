using System.Text;
using Penumbra.Comparison.Configuration;
using Penumbra.Core.ShadowDeployments.Verdicts;
using Penumbra.Simulation.Shadows;

namespace Penumbra.Simulation.Tests;

/// <summary>The comparison servers of the stories count as the real one does.</summary>
public sealed class ServerProcessTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_shadow_that_starts_anew_is_one_mismatch_a_minute_and_nobody_excuses_it()
    {
        var reading = new ConfigReader(_ => Encoding.UTF8.GetBytes(new string('k', 32)))
            .Read("""{"name":"a","since":"2026-11-21T09:00:00Z","live":{"url":"http://live:8080"},"shadow":{"url":"http://shadow:8080"},"secretFile":"/key"}""");
        var process = new ServerProcess("a", "one", reading.Config!, null);
        process.Pass(Start.AddSeconds(30), TimeSpan.FromSeconds(30), 2, null);
        process.Evidence.Endpoints.Values.Single().Counts().Should().Be(new DifferenceCounts(0, 1, 0));
        process.Evidence.Endpoints.Values.Single().Differences().Keys.Should().Equal(new Difference("answer", DifferenceKind.Unreachable));
        process.Evidence.NotCompared.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create(NotCompared.SameOutage, 59L));
    }
}
