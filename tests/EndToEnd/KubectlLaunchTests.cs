using System.Text.RegularExpressions;
using Penumbra.EndToEnd.Tools;

namespace Penumbra.EndToEnd;

/// <summary>What a person does with kubectl, and sees.</summary>
public sealed partial class KubectlLaunchTests
{
    private static readonly string Demo = Repository.Path("crds", "samples", "demo");

    [KubectlFact]
    public async Task The_sample_is_applied_to_an_empty_cluster_with_one_command_and_becomes_ready()
    {
        await using var shop = await Shop.OpenAsync(prepared: false);
        var kubectl = Tool.Kubectl(shop);
        var applied = await kubectl.RunAsync("apply", "-f", Demo);
        applied.Should().Contain("darklaunch.penumbra.dev/checkout created").And.Contain("deployment.apps/checkout created");
        (await kubectl.RunAsync("-n", "shop", "wait", "--for=condition=Ready", "dl/checkout", "--timeout=30s")).Should().Contain("condition met");

        // kubectl says "configured" of custom resources whose list items have defaults; nothing may have changed all the same.
        var generation = shop.Get("penumbra.dev", "darklaunches", "checkout")!["metadata"]!["generation"]!.ToJsonString();
        (await kubectl.RunAsync("apply", "-f", Demo)).Should().Contain("deployment.apps/checkout configured", "the template was scaled down");
        shop.Get("penumbra.dev", "darklaunches", "checkout")!["metadata"]!["generation"]!.ToJsonString().Should().Be(generation);

        var table = (await kubectl.RunAsync("-n", "shop", "get", "dl")).Split('\n');
        Columns(table[0]).Should().Equal("NAME", "PHASE", "WEIGHT", "STEP", "STABLE", "CANDIDATE", "REASON", "READY", "AGE");
        table[1].Should().StartWith("checkout   Healthy");
        (await kubectl.RunAsync("-n", "shop", "get", "dl", "-o", "wide")).Should().Contain("MESSAGE").And.Contain("serves everybody");
        (await kubectl.RunAsync("-n", "shop", "get", "penumbra")).Should().Contain("checkout", "the category lists all that is Penumbra's");
    }

    [KubectlFact]
    public async Task A_launch_is_watched_described_and_undone_by_hand()
    {
        await using var shop = await Shop.OpenAsync();
        var kubectl = Tool.Kubectl(shop);
        await shop.LaunchAsync(spec =>
        {
            spec.Remove("objectives");
            spec["steps"]![3]!["gate"] = "Manual";
        });
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");

        using var watch = kubectl.Start("-n", "shop", "get", "dl", "-w");
        var seen = watch.StandardOutput.ReadToEndAsync();
        await kubectl.RunAsync("-n", "shop", "set", "image", "deployment/checkout", "checkout=shop/checkout:2");
        await shop.UntilAsync(s => s.Status?["reason"]?.GetValue<string>() == "WaitingForApproval", "the manual gate is reached");
        var waits = (await kubectl.RunAsync("-n", "shop", "get", "dl", "checkout", "-o", "jsonpath={.status.message}")).Trim();
        waits.Should().Contain("penumbra.dev/approve: ");
        await kubectl.RunAsync("-n", "shop", "annotate", "dl/checkout", $"penumbra.dev/approve={Act().Match(waits).Groups[1].Value}");
        await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted after the approval");

        await kubectl.RunAsync("-n", "shop", "set", "image", "deployment/checkout", "checkout=shop/checkout:3");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() is "5" or "25", "version 3 climbs");
        var attempt = $"{shop.Status!["candidate"]!["revision"]}/{shop.Status!["candidate"]!["attempt"]}";
        await kubectl.RunAsync("-n", "shop", "annotate", "dl/checkout", $"penumbra.dev/abort={attempt}");
        await shop.UntilAsync(s => s.Phase == "RolledBack", "the abort annotation rolls back");
        await kubectl.RunAsync("-n", "shop", "annotate", "dl/checkout", $"penumbra.dev/retry={attempt}");
        await shop.UntilAsync(s => s.Phase == "Launching" && s.Status!["candidate"]!["attempt"]!.GetValue<int>() == 2, "the retry annotation starts the second attempt");

        watch.Kill();
        (await seen).Should().Contain("Launching").And.Contain("Baking").And.Contain("RolledBack").And.Contain("StepHolding").And.Contain("WaitingForApproval");
        var described = await kubectl.RunAsync("-n", "shop", "describe", "dl", "checkout");
        described.Should().Contain("Kind:         DarkLaunch").And.Contain("Events:").And.Contain("Promoted").And.Contain("Aborted").And.Contain("LaunchStarted");
        var events = await kubectl.RunAsync("-n", "shop", "get", "events");
        events.Should().Contain("darklaunch/checkout").And.Contain("Aborted");
        (await kubectl.RunAsync("-n", "shop", "delete", "dl", "checkout", "--timeout=30s")).Should().Contain("deleted");
        shop.Get("", "services", "checkout").Should().NotBeNull("stable stays and serves");
    }

    [KubectlFact]
    public async Task Size_and_fields_are_changed_as_of_any_other_object()
    {
        await using var shop = await Shop.OpenAsync();
        var kubectl = Tool.Kubectl(shop);
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");

        await kubectl.RunAsync("-n", "shop", "scale", "dl/checkout", "--replicas=3");
        await shop.UntilAsync(s => s.Status!["stable"]!["ready"]?.GetValue<int>() == 3, "stable has three ready pods");
        (await kubectl.RunAsync("-n", "shop", "get", "dl", "checkout", "-o", "jsonpath={.status.replicas} {.status.selector}")).Should().StartWith("3 ").And.Contain("penumbra.dev/launch=checkout");
        await shop.UntilAsync(s => s.Get("apps", "deployments", $"checkout-{s.Status!["stable"]!["revision"]}")?["status"]?["readyReplicas"]?.GetValue<int>() == 3, "its Deployment too");

        (await kubectl.RunAsync("-n", "shop", "patch", "dl", "checkout", "--type=merge", "-p", """{"spec": {"bakeTime": "7s"}}""")).Should().Contain("patched");
        (await kubectl.With("KUBE_EDITOR", "sed -i 's/bakeTime: 7s/bakeTime: 9s/'").RunAsync("-n", "shop", "edit", "dl", "checkout")).Should().Contain("edited");
        shop.Get("penumbra.dev", "darklaunches", "checkout")!["spec"]!["bakeTime"]!.GetValue<string>().Should().Be("9s");

        var refused = await kubectl.TryAsync("-n", "shop", "patch", "dl", "checkout", "--type=merge", "-p", """{"spec": {"onBad": "Explode"}}""");
        refused.Code.Should().Be(1);
        (await kubectl.RunAsync("explain", "dl.spec.steps")).Should().Contain("weight").And.Contain("hold").And.Contain("gate");
        (await kubectl.RunAsync("explain", "metricsource.spec")).Should().Contain("prometheus");
    }

    [OldKubectlFact]
    public async Task A_kubectl_of_2020_can_do_the_same()
    {
        await using var shop = await Shop.OpenAsync();
        var kubectl = Tool.Kubectl(shop, old: true);
        (await kubectl.RunAsync("apply", "-f", Demo)).Should().Contain("darklaunch.penumbra.dev/checkout created");
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        Columns((await kubectl.RunAsync("-n", "shop", "get", "dl")).Split('\n')[0]).Should().Equal("NAME", "PHASE", "WEIGHT", "STEP", "STABLE", "CANDIDATE", "REASON", "READY", "AGE");
        await kubectl.RunAsync("-n", "shop", "scale", "dl/checkout", "--replicas=3");
        await shop.UntilAsync(s => s.Get("apps", "deployments", $"checkout-{s.Status!["stable"]!["revision"]}")?["status"]?["readyReplicas"]?.GetValue<int>() == 3, "stable has three ready pods");
        await kubectl.RunAsync("-n", "shop", "patch", "dl", "checkout", "--type=merge", "-p", """{"spec": {"bakeTime": "7s"}}""");
        await kubectl.RunAsync("-n", "shop", "annotate", "dl/checkout", "team=shop");
        (await kubectl.RunAsync("-n", "shop", "describe", "dl", "checkout")).Should().Contain("Adopted").And.Contain("Events:");
        (await kubectl.RunAsync("-n", "shop", "wait", "--for=condition=Ready", "dl/checkout", "--timeout=20s")).Should().Contain("condition met");
        (await kubectl.RunAsync("-n", "shop", "delete", "dl", "checkout", "--timeout=30s")).Should().Contain("deleted");
    }

    private static string[] Columns(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"penumbra\.dev/approve: (\S+)")]
    private static partial Regex Act();
}
