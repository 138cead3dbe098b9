using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Tests.Simulated;
using Penumbra.Operator.SnapshotRefreshes;

namespace Penumbra.Operator.Tests;

/// <summary>What was applied for a refresh is believed for an hour, and forgotten with it.</summary>
public sealed class AppliedObjectsTests
{
    private static readonly ObjectKey Nightly = new("shop", "nightly");

    private readonly SimulatedTime _time = new();

    [Fact]
    public void It_is_believed_for_an_hour()
    {
        var applied = new AppliedObjects(_time);
        applied.Begin(Nightly, "u1").Should().Be(TimeSpan.FromHours(1));
        applied.Has(Nightly, "roles/a", "1").Should().BeFalse();
        applied.Note(Nightly, "roles/a", "1");
        _time.Advance(TimeSpan.FromMinutes(59));
        applied.Begin(Nightly, "u1").Should().Be(TimeSpan.FromMinutes(1));
        applied.Has(Nightly, "roles/a", "1").Should().BeTrue();
        applied.Has(Nightly, "roles/a", "2").Should().BeFalse("it is another now");
        _time.Advance(TimeSpan.FromMinutes(1));
        applied.Begin(Nightly, "u1").Should().Be(TimeSpan.FromHours(1));
        applied.Has(Nightly, "roles/a", "1").Should().BeFalse("a hand may have taken it away");
    }

    [Fact]
    public void A_refresh_that_is_gone_leaves_nothing_and_another_of_its_name_begins_anew()
    {
        var applied = new AppliedObjects(_time);
        applied.Begin(Nightly, "u1");
        applied.Note(Nightly, "roles/a", "1");
        applied.Begin(Nightly, "u2");
        applied.Has(Nightly, "roles/a", "1").Should().BeFalse();
        applied.Forget(Nightly);
        applied.Count.Should().Be(0);
        applied.Note(Nightly, "roles/a", "1");
        applied.Count.Should().Be(0);
    }

    [Fact]
    public void What_was_held_is_applied_again()
    {
        var applied = new AppliedObjects(_time);
        applied.Begin(Nightly, "u1");
        applied.Note(Nightly, "cronjobs/a", "1");
        applied.Drop(Nightly, "cronjobs/a");
        applied.Has(Nightly, "cronjobs/a", "1").Should().BeFalse();
    }
}
