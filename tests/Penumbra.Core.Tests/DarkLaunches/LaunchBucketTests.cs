using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.DarkLaunches;

public sealed class LaunchBucketTests
{
    [Fact]
    public void A_bound_that_the_histogram_cannot_tell_stalls_the_launch_at_its_field()
    {
        var spec = Specs.Guarded();
        spec = spec with
        {
            Objectives = [.. spec.Objectives, new Objective { Name = "latency", Source = "pods", Indicator = new Indicator.Quantile("h", 0.9), Bound = new Bound.Max(2), MinSamples = 10 }],
        };
        var world = Specs.Adopted(spec);
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromMinutes(5));
        var memory = ObjectiveMemory.Empty with
        {
            Question = spec.Objectives[1].Question,
            ReadAt = world.Now,
            HasBaseline = true,
            Window = [new Increment(world.Now, 100, 0, ImmutableSortedDictionary<double, long>.Empty.Add(0.5, 100))],
        };
        var seen = world.Seen();
        var decision = Decide.Next(spec, seen with { Readings = [], Memory = seen.Memory with { Objectives = seen.Memory.Objectives.SetItem("latency", memory) } });
        var stalled = decision.Status.Conditions.Single(condition => condition.Type == "Stalled");
        stalled.Status.Should().Be(ConditionStatus.True);
        stalled.Reason.Should().Be(nameof(Reason.BoundOutsideBuckets));
        stalled.Message.Should().Contain("spec.objectives[1].max").And.Contain("le=\"2\"");
    }
}
