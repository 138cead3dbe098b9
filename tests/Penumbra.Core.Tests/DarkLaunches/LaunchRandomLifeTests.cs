using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Policies;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>Whatever happens in whatever order: the invariants hold after every write (LaunchWorld asserts them), the launch ends, and is quiet then.</summary>
public sealed class LaunchRandomLifeTests
{
    private static readonly string[] Templates = ["aaa", "bbb", "ccc", "ddd"];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_life_of_interleaved_events_ends_well(int seed)
    {
        var random = new Random(seed);
        var spec = random.Next(3) switch { 0 => Specs.Simple(), 1 => Specs.Guarded(), _ => Specs.WithPilots() };
        var world = Specs.Adopted(spec with { Replicas = 4 }, random.Next(2) == 0 ? ["checkout"] : ["web", "api"]);
        var told = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            told.Add($"{world.Now:HH:mm:ss} {Happen(world, random)}");
            world.Run(TimeSpan.FromSeconds(random.Next(1, 60)));
        }

        // The last fault is over.
        world.BeforeWrite = null;
        world.SourceSilent = false;
        world.Failing.Clear();
        world.NeverReady.Clear();
        world.Spec = world.Spec with { Paused = false, Replicas = 4 };
        world.Run(TimeSpan.FromSeconds(5));
        Resume(world);
        world.Run(TimeSpan.FromMinutes(15));
        Resume(world);
        world.Run(TimeSpan.FromMinutes(15));

        var story = $"seed {seed}\n{string.Join('\n', told)}\n{world.Status.Phase} {world.Status.Reason}: {world.Last?.Status.Message}\n{string.Join('\n', world.Log.TakeLast(15))}";
        Converged.Holds(LaunchViewing.Of(world.Spec, world.Seen())).Should().BeTrue(story);
        world.CandidateShare.Should().Be(Share.None, story);
        var writes = world.Writes;
        world.Run(TimeSpan.FromHours(1), stepSeconds: 20);
        world.Writes.Should().Be(writes, "a quiet system writes nothing: {0}", story);
    }

    // A retry that was carried out is said again by taking its annotation away first.
    private static void Resume(LaunchWorld world)
    {
        if (world.Status is not { Hold: not null, Candidate: { } held }) return;
        world.Acts.Remove("retry");
        world.Run(TimeSpan.FromSeconds(2));
        world.Acts["retry"] = $"{held.Revision}/{held.Attempt}";
    }

    private static string Happen(LaunchWorld world, Random random)
    {
        var template = Templates[random.Next(Templates.Length)];
        var subject = world.Status.Candidate;
        switch (random.Next(13))
        {
            case 0 or 1 or 2:
                world.Push(template);
                return $"push {template}";
            case 3:
                world.Spec = world.Spec with { Paused = !world.Spec.Paused };
                return $"paused {world.Spec.Paused}";
            case 4 when subject is not null:
                world.Acts["abort"] = $"{subject.Revision}/{subject.Attempt}";
                return $"abort {subject.Revision}/{subject.Attempt}";
            case 5 when subject is not null:
                world.Acts["retry"] = $"{subject.Revision}/{subject.Attempt}";
                return $"retry {subject.Revision}/{subject.Attempt}";
            case 6 when subject is not null:
                world.Acts["promote"] = $"{subject.Revision}/{subject.Attempt}";
                return $"promote {subject.Revision}/{subject.Attempt}";
            case 7:
                world.Failing[template] = world.Failing.GetValueOrDefault(template) > 0 ? 0 : 0.5;
                return $"failing {template} {world.Failing[template]}";
            case 8:
                if (!world.NeverReady.Remove(template)) world.NeverReady.Add(template);
                return $"never ready {template} {world.NeverReady.Contains(template)}";
            case 12:
                world.Spec = world.Spec with { Replicas = 4 - world.Spec.Replicas };
                return $"replicas {world.Spec.Replicas}";
            case 9:
                world.Restart();
                return "restart";
            case 10:
                var left = random.Next(6);
                world.BeforeWrite = effect => effect is LaunchEffect.EmitEvent || left-- != 0;
                return $"die after {left} writes";
            case 11 when world.Routes.Values.FirstOrDefault(route => route.NamesCandidate) is { } route:
                var share = new Share(random.Next(0, 100) * 1_000);
                world.Routes[route.Id.Name] = route with { Actual = share, NamesCandidate = share > Share.None || route.Pilots, AtRest = share == Share.None && !route.Pilots, ChangedBy = "kubectl-edit" };
                return $"a hand sets {share} on {route.Id.Name}";
            default:
                world.SourceSilent = !world.SourceSilent;
                return $"source silent {world.SourceSilent}";
        }
    }
}
