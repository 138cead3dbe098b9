using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.DarkLaunches;

namespace Penumbra.Operator.Tests;

/// <summary>A status is written over no newer one, and nothing that rests on it is done where it was not.</summary>
public sealed class LaunchStatusWriteTests
{
    private static readonly CustomView Launch = new() { Metadata = new ObjectMeta { Name = "checkout", Namespace = "shop", Uid = "uid-1", ResourceVersion = "1" } };
    private static readonly LaunchStatus Known = LaunchStatus.Empty with { ObservedGeneration = 1, Phase = LaunchPhase.Launching, Weight = Share.Percent(5) };
    private static readonly LaunchStatus Next = Known with { Weight = Share.Percent(50) };

    [Fact]
    public void While_it_is_what_was_decided_on_it_is_written_whatever_else_has_changed()
    {
        var write = Write(Next);
        var live = Live(Known);
        write.StillRests!(live).Should().BeTrue();
        write.Replan!(live)!.Body!.AsArray()[1]!["value"]!.GetValue<string>().Should().Be("2");
    }

    [Fact]
    public void What_another_process_has_decided_since_is_not_written_over()
    {
        Write(Next).StillRests!(Live(Known with { Phase = LaunchPhase.RollingBack, Weight = Share.None })).Should().BeFalse();
    }

    [Fact]
    public void Where_the_answer_was_lost_it_is_there_already()
    {
        var write = Write(Next);
        var live = Live(Next);
        write.StillRests!(live).Should().BeTrue();
        write.Replan!(live).Should().BeNull();
    }

    private static PlannedWrite Write(LaunchStatus next) => LaunchWrites.Status(Launch, Known, next, "Cause");

    private static JsonObject Live(LaunchStatus status) => new()
    {
        ["metadata"] = new JsonObject { ["uid"] = "uid-1", ["resourceVersion"] = "2" },
        ["status"] = Write(status).Write.Body!.AsArray()[2]!["value"]!.DeepClone(),
    };
}
