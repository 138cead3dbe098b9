using FsCheck;
using FsCheck.Fluent;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>Crashes anywhere, accounts full of other people's databases, hands in between.</summary>
public sealed class RefreshFaultTests
{
    public static TheoryData<bool> Kinds() => [true, false];

    private static RefreshWorld World(bool cluster) => new RefreshWorld(cluster ? RefreshSpecs.Cluster() : RefreshSpecs.Instance()).WithSource();

    private static int Effects(bool cluster)
    {
        var world = World(cluster);
        world.Run().Should().Be(RunOutcome.Succeeded);
        return world.Done.Count;
    }

    private static void Ends(RefreshWorld world, string because)
    {
        world.Violations.Should().BeEmpty(because);
        world.ConfigMap.Should().NotBeNull(because);
        world.Databases.Where(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid)).Should().OnlyContain(database => database.Status == "deleting", because);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Select(restore => restore.Id).Distinct().Should().HaveCount(1, because);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_worker_that_dies_before_or_after_any_effect_is_gone_on_from_on_the_same_temporary_database(bool cluster)
    {
        var effects = Effects(cluster);
        for (var at = 0; at < effects; at++)
        {
            foreach (var before in new[] { true, false })
            {
                var world = World(cluster);
                var point = at;
                world.Run(dieBefore: count => before && count == point, dieAfter: count => !before && count == point).Should().Be(RunOutcome.Succeeded, $"{before} {point}");
                Ends(world, $"{before} {point}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_worker_that_dies_twice_is_gone_on_from_too(bool cluster)
    {
        var effects = Effects(cluster);
        for (var first = 0; first < effects; first++)
        {
            for (var second = first + 1; second < effects + 10; second++)
            {
                var world = World(cluster);
                var (one, two) = (first, second);
                world.Run(dieAfter: count => count == one || count == two).Should().Be(RunOutcome.Succeeded, $"{one} {two}");
                Ends(world, $"{one} {two}");
            }
        }
    }

    [Fact]
    public void Nothing_that_is_not_ours_is_ever_touched_and_nothing_unproved_shared()
    {
        var seeds = ArbMap.Default.GeneratorFor<int>().ToArbitrary();
        Prop.ForAll(seeds, seed =>
        {
            var random = new System.Random(seed);
            var world = random.Next(3) == 0 ? new RefreshWorld(RefreshSpecs.Fresh(random.Next(2) == 0 ? DatabaseKind.Cluster : DatabaseKind.Instance)).WithSource() : World(random.Next(2) == 0);
            Populate(world, random);
            var crash = random.Next(2, 12);
            world.After = effect =>
            {
                var own = world.Databases.Where(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid)).ToList();
                if (random.Next(15) == 0 && own.Count > 0) world.WriteBehind(own[random.Next(own.Count)].ResourceId);
            };
            world.Between = () =>
            {
                if (random.Next(40) == 0) Populate(world, random, 1);
                if (random.Next(40) == 0 && world.Status.Run is { } run) world.Status = world.Status with { Run = run with { Step = (RefreshStep)random.Next(Enum.GetValues<RefreshStep>().Length), Proof = null, Temporary = random.Next(2) == 0 ? run.Temporary : "shop-prod" } };
                if (random.Next(60) == 0 && world.Snapshots.Find(snapshot => Ownership.IsOurs(snapshot.Tags, RefreshWorld.Uid)) is { } mine)
                    world.Snapshots[world.Snapshots.IndexOf(mine)] = mine with { Tags = new SortedDictionary<string, string>(StringComparer.Ordinal) };
            };
            world.Run(most: 600, dieAfter: _ => random.Next(crash * 10) == 0);
            return world.Violations.Count == 0 ? true : throw new InvalidOperationException($"{seed}: {string.Join("; ", world.Violations)}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    // Names, parts and tags that are nearly ours.
    private static void Populate(RefreshWorld world, System.Random random, int? many = null)
    {
        var run = world.Observe().Run;
        string[] names = ["billing", CloudNames.Temporary(run with { RunId = "another" }), CloudNames.Member(CloudNames.Temporary(run)), CloudNames.Fresh(run), "penumbra-shop-nightly", "shop-clean-1"];
        for (var index = 0; index < (many ?? random.Next(1, 8)); index++)
        {
            var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
            if (random.Next(2) == 0) tags[Keys.CloudOwner] = random.Next(2) == 0 ? "someone-else" : RefreshWorld.Uid.ToUpperInvariant();
            if (random.Next(2) == 0) tags[Keys.CloudPart] = random.Next(2) == 0 ? Ownership.Temporary : Ownership.Published;
            if (random.Next(2) == 0) tags[Keys.CloudDigest] = "d1";
            if (random.Next(2) == 0) tags[Keys.CloudRun] = world.RunId;
            var kind = random.Next(2) == 0 ? DatabaseKind.Cluster : DatabaseKind.Instance;
            var name = names[random.Next(names.Length)] + (random.Next(2) == 0 ? "" : $"-{random.Next(99)}");
            switch (random.Next(3))
            {
                case 0: world.Databases.Add(new CloudDatabase { Kind = kind, Id = name, Arn = $"arn:{name}", ResourceId = $"foreign-{random.Next(999)}", Status = random.Next(4) == 0 ? "creating" : "available", CreatedAt = world.Now.AddHours(-random.Next(200)), Tags = tags }); break;
                case 1: world.Members.Add(new CloudDatabase { Kind = DatabaseKind.Instance, Id = name, ClusterId = random.Next(3) == 0 ? CloudNames.Temporary(run) : "billing", Status = "available", Tags = tags }); break;
                default: world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-random.Next(300)), kind) with { Id = name, Arn = $"arn:snap:{name}", Type = "manual", Tags = tags, SharedWith = [] }); break;
            }
        }
    }
}
