using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.DarkLaunches;

public static class Specs
{
    public static DarkLaunchSpec Simple() => new()
    {
        Template = "checkout",
        Replicas = 4,
        Traffic = new TrafficSpec { Service = "checkout", PropagationDelay = TimeSpan.FromSeconds(3) },
        Steps =
        [
            new StepSpec { Share = Share.Percent(5), Hold = TimeSpan.FromSeconds(30) },
            new StepSpec { Share = Share.Percent(25), Hold = TimeSpan.FromSeconds(30) },
            new StepSpec { Share = Share.Percent(50), Hold = TimeSpan.FromSeconds(30) },
            new StepSpec { Share = Share.All },
        ],
        BakeTime = TimeSpan.FromSeconds(60),
        ProgressDeadline = TimeSpan.FromMinutes(2),
    };

    public static DarkLaunchSpec Guarded(ObjectiveMode mode = ObjectiveMode.Enforce) => Simple() with
    {
        Objectives =
        [
            new Objective { Name = "availability", Mode = mode, Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), MinSamples = 50 },
        ],
        Analysis = new AnalysisSettings { Interval = TimeSpan.FromSeconds(5) },
    };

    public static DarkLaunchSpec WithPilots() => Guarded() with
    {
        Traffic = Simple().Traffic with { Pilots = [new PilotMatch(PilotKind.Header, "X-Pilot", "true", false)] },
        Steps = [new StepSpec { Share = Share.None, PilotsOnly = true, Hold = TimeSpan.FromSeconds(30) }, .. Simple().Steps],
    };

    public static LaunchWorld Adopted(DarkLaunchSpec? spec = null, params string[] routes)
    {
        var world = new LaunchWorld(spec, routes);
        world.RunUntil(w => w.Status.Phase == Core.DarkLaunches.Status.LaunchPhase.Healthy, TimeSpan.FromMinutes(1));
        world.Run(TimeSpan.FromSeconds(10));
        return world;
    }
}
