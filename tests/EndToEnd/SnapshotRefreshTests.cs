using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.EndToEnd.Tools;
using Penumbra.Operator.SnapshotRefreshes;

namespace Penumbra.EndToEnd;

/// <summary>What the operator keeps for a SnapshotRefresh, on the embedded API server with the chart's rights and the CRD's own rules.</summary>
public sealed class SnapshotRefreshTests
{
    private const string Group = "penumbra.dev";

    private static async Task<Shop> OpenAsync()
    {
        var home = Directory.CreateTempSubdirectory("penumbra-helm-").FullName;
        try
        {
            var render = Path.Combine(home, "rendered.yaml");
            await File.WriteAllTextAsync(render, await Tool.Helm(Path.Combine(home, "none"), home).RunAsync(
                "template", "penumbra", Repository.Path("charts", "penumbra"), "--namespace", "penumbra-system", "--set", "refreshes.enabled=true"));
            var shop = await Shop.OpenAsync(startOperator: false, render: render);
            shop.StartOperator(refreshes: true);
            return shop;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static JsonObject Refresh(string name = "nightly") => JsonNode.Parse($$"""
        {"apiVersion":"penumbra.dev/v1alpha1","kind":"SnapshotRefresh","metadata":{"namespace":"shop","name":"{{name}}"},
         "spec":{"schedule":"0 2 * * *","timeZone":"Europe/Tallinn","serviceAccountName":"snapshot-refresh","provider":{"aws":{"region":"eu-north-1"} },"source":{"cluster":"shop-prod"},
          "temporary":{"instanceClass":"db.t4g.medium","securityGroups":["sg-0123"],"clusterParameterGroup":"quiet"},"database":{"name":"shop"},"sanitize":[{"name":"customers","sql":{"configMap":{"name":"shop-sanitize","key":"customers.sql"} },"parameters":{"secret":{"name":"keys"} } }],
          "verify":[{"name":"no-real-mail","sql":"SELECT 0","expect":"0"}],"encryption":{"kmsKey":"alias/lower-envs"},"share":{"accounts":["111122223333"]},
          "publish":{"configMap":{"name":"shop-snapshot"},"name":"shop-clean-DATE"}
         }
        }
        """.Replace("DATE", "{{date}}", StringComparison.Ordinal))!.AsObject();

    private static JsonObject Account() => JsonNode.Parse("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"shop","name":"snapshot-refresh"}}""")!.AsObject();

    private static string Uid(Shop shop) => Text(shop.Get(Group, "snapshotrefreshes", "nightly"), "metadata", "uid");

    private static JsonObject? Status(Shop shop, string name = "nightly") => shop.Get(Group, "snapshotrefreshes", name)?["status"] as JsonObject;

    private static string Text(JsonNode? node, params object[] path) => path.Aggregate(node, (at, step) => step is int index ? at?[index] : at?[(string)step])?.ToString() ?? "";

    [HelmFact]
    public async Task A_refresh_gets_a_CronJob_least_rights_and_a_word_when_it_runs_next()
    {
        await using var shop = await OpenAsync();
        await shop.ApplyAsync(Refresh());
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Stalled", "the service account is missing");
        Status(shop)!.ToJsonString().Should().Contain(nameof(Reason.ServiceAccountNotFound));
        await shop.ApplyAsync(Account());
        await shop.ApplyAsync(Refresh(), shop2 => shop2["metadata"]!["annotations"] = new JsonObject { ["touch"] = "1" });
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Scheduled" && Text(Status(s), "nextRun").Length > 0, "it is scheduled");

        var cron = shop.Get("batch", "cronjobs", "nightly-refresh")!["spec"]!;
        Text(cron, "suspend").Should().Be("false");
        Text(cron, "concurrencyPolicy").Should().Be("Forbid");
        Text(cron, "timeZone").Should().Be("Europe/Tallinn");
        var job = cron["jobTemplate"]!["spec"]!;
        Text(job, "podReplacementPolicy").Should().Be("Failed");
        job["podFailurePolicy"]!.ToJsonString().Should().ContainAll("DisruptionTarget", "Ignore", "FailJob");
        var pod = job["template"]!["spec"]!;
        Text(pod, "serviceAccountName").Should().Be("snapshot-refresh");
        Text(pod, "restartPolicy").Should().Be("Never");
        pod["containers"]!.ToJsonString().Should().NotContain("secretKeyRef");
        job["template"]!["metadata"]!["annotations"]!.ToJsonString().Should().Contain("safe-to-evict");
        shop.Get("batch", "cronjobs", "nightly-sweep").Should().NotBeNull();

        var rules = shop.Get("rbac.authorization.k8s.io", "roles", "nightly-refresh")!["rules"]!.ToJsonString();
        rules.Should().ContainAll("snapshotrefreshes/status", "shop-snapshot").And.NotContain("secrets").And.NotContain("\"*\"");
        shop.Get("", "secrets", RefreshNames.Key("nightly", Uid(shop)))!["immutable"]!.GetValue<bool>().Should().BeTrue();
        shop.Cluster.Server.Server.Log.Entries.Where(entry => entry.Status == 403).Select(entry => $"{entry.Verb} {entry.Resource}.{entry.Group}").Should().BeEmpty();
    }

    [HelmFact]
    public async Task One_word_starts_one_run_and_a_second_is_refused_while_it_is_under_way()
    {
        await using var shop = await OpenAsync();
        await shop.ApplyAsync(Account());
        await shop.ApplyAsync(Refresh(), refresh => refresh["metadata"]!["annotations"] = new JsonObject { [Keys.RunNow] = "first" });
        await shop.UntilAsync(s => Text(Status(s), "handledRefresh") == "first", "the run is started");
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Running", "it runs");
        await shop.ApplyAsync(Refresh(), refresh => refresh["metadata"]!["annotations"] = new JsonObject { [Keys.RunNow] = "second" });
        await shop.UntilAsync(s => Text(Status(s), "handledRefresh") == "second", "the second word is answered");
        var type = shop.Cluster.Server.Cluster.FindType("batch", "jobs")!;
        shop.Cluster.Server.Cluster.List(type, "shop").Should().HaveCount(1);
    }

    [HelmFact]
    public async Task Problems_hold_the_schedule_and_are_all_told()
    {
        await using var shop = await OpenAsync();
        await shop.ApplyAsync(Account());
        await shop.ApplyAsync(Refresh(), refresh =>
        {
            refresh["spec"]!["encryption"]!["kmsKey"] = "alias/aws/rds";
            refresh["spec"]!["deadline"] = "0s";
            refresh["spec"]!["database"]!["engine"] = "mysql";
        });
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Stalled", "it is stalled");
        Status(shop)!.ToJsonString().Should().ContainAll(nameof(Reason.NotYetSupported), "spec.deadline", "spec.database.engine");
        Text(shop.Get("batch", "cronjobs", "nightly-refresh"), "spec", "suspend").Should().BeOneOf("true", "");
    }

    [HelmFact]
    public async Task A_schedule_that_the_API_server_does_not_take_is_told_in_its_words_until_it_is_mended()
    {
        await using var shop = await OpenAsync();
        await shop.ApplyAsync(Account());
        foreach (var (field, value) in new[] { ("schedule", "61 2 * * *"), ("timeZone", "Mars/Olympus_Mons") })
        {
            await shop.ApplyAsync(Refresh(), refresh => refresh["spec"]![field] = value);
            await shop.UntilAsync(s => Text(Status(s), "phase") == "Stalled" && Status(s)!.ToJsonString().Contains($"spec.{field}", StringComparison.Ordinal), $"{field} is refused");
            Status(shop)!.ToJsonString().Should().ContainAll(nameof(Reason.ScheduleRefused), "nightly-refresh was refused", value.Split('/')[0]);
            shop.Get("batch", "cronjobs", "nightly-refresh").Should().BeNull("the server refused it");
        }

        await shop.ApplyAsync(Refresh());
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Scheduled", "a mended one is scheduled");
    }

    [HelmFact]
    public async Task A_schedule_that_is_edited_into_nonsense_runs_nothing_until_it_is_mended()
    {
        await using var shop = await OpenAsync();
        await shop.ApplyAsync(Account());
        await shop.ApplyAsync(Refresh());
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Scheduled", "it is scheduled");
        await shop.ApplyAsync(Refresh(), refresh => refresh["spec"]!["schedule"] = "61 2 * * *");
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Stalled" && IsHeld(s), "what it was runs no more");
        await shop.ApplyAsync(Refresh());
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Scheduled" && !IsHeld(s), "a mended one runs");
    }

    [HelmFact]
    public async Task A_refresh_whose_template_went_and_came_back_runs_again()
    {
        await using var shop = await OpenAsync();
        var template = new JsonObject { ["apiVersion"] = "penumbra.dev/v1alpha1", ["kind"] = "SnapshotRefreshTemplate", ["metadata"] = new JsonObject { ["name"] = "standard" }, ["spec"] = new JsonObject { ["deadline"] = "11h" } };
        await shop.ApplyAsync(Account());
        await shop.ApplyAsync(template.DeepClone().AsObject());
        await shop.ApplyAsync(Refresh(), refresh => refresh["spec"]!["templateRef"] = new JsonObject { ["name"] = "standard" });
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Scheduled", "it is scheduled");
        var cluster = shop.Cluster.Server.Cluster;
        cluster.Delete(cluster.FindType(Group, "snapshotrefreshtemplates")!, "", "standard");
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Stalled" && IsHeld(s), "nobody knows what a run would do");
        await shop.ApplyAsync(template);
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Scheduled" && !IsHeld(s), "it runs again");
    }

    private static bool IsHeld(Shop shop) => Text(shop.Get("batch", "cronjobs", "nightly-refresh"), "spec", "suspend") == "true";

    [HelmFact]
    public async Task A_refresh_that_ran_is_cleaned_up_after_by_a_Job_of_its_own_account_before_it_goes()
    {
        await using var shop = await OpenAsync();
        await RanAsync(shop);
        var (cluster, type) = (shop.Cluster.Server.Cluster, shop.Cluster.Server.Cluster.FindType(Group, "snapshotrefreshes")!);
        JsonObject? cleanup = null;
        var name = RefreshNames.CleanUp("nightly", Uid(shop));
        using var watching = cluster.Subscribe(change => cleanup ??= change.Object["kind"]?.GetValue<string>() == "Job" && Text(change.Object, "metadata", "name") == name ? change.Object : null);
        cluster.Delete(type, "shop", "nightly");
        await shop.UntilAsync(s => s.Get(Group, "snapshotrefreshes", "nightly") is null, "it goes once the Job has succeeded");

        var pod = cleanup!["spec"]!["template"]!["spec"]!;
        Text(pod, "serviceAccountName").Should().Be("snapshot-refresh");
        pod["containers"]![0]!["args"]!.ToJsonString().Should().Contain("--remove");
        Text(cleanup, "metadata", "ownerReferences").Should().BeEmpty("it outlives what it cleans up after");
        Events(shop).Should().NotContain(nameof(Reason.OrphanedDatabase));
        shop.Get("rbac.authorization.k8s.io", "roles", "nightly-refresh").Should().BeNull();
    }

    [HelmFact]
    public async Task What_a_cleanup_could_not_take_away_is_named_and_the_refresh_goes_all_the_same()
    {
        await using var shop = await OpenAsync();
        await RanAsync(shop);
        await shop.ApplyAsync(JsonNode.Parse("""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"namespace":"shop"},
             "spec":{"backoffLimit":0,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"worker","image":"penumbra:test","env":[{"name":"PENUMBRA_EXIT_CODE","value":"2"}]}]}}}}
            """)!.AsObject(), job => (job["metadata"]!["name"], job["metadata"]!["labels"]) = (RefreshNames.CleanUp("nightly", Uid(shop)), new JsonObject { [Keys.Refresh] = "nightly" }));
        var cluster = shop.Cluster.Server.Cluster;
        cluster.Delete(cluster.FindType(Group, "snapshotrefreshes")!, "shop", "nightly");
        await shop.UntilAsync(s => s.Get(Group, "snapshotrefreshes", "nightly") is null, "a cleanup that failed holds nobody up");
        await shop.UntilAsync(s => Events(s).Contains(nameof(Reason.OrphanedDatabase), StringComparison.Ordinal), "somebody must look");
        Events(shop).Should().Contain("arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-nightly-1");
    }

    // As a worker leaves it whose run failed.
    private static async Task RanAsync(Shop shop)
    {
        await shop.ApplyAsync(Account());
        await shop.ApplyAsync(Refresh());
        await shop.UntilAsync(s => Text(Status(s), "phase") == "Scheduled", "it is there");
        var cluster = shop.Cluster.Server.Cluster;
        var type = cluster.FindType(Group, "snapshotrefreshes")!;
        for (var written = false; !written;)
        {
            var refresh = (JsonObject)cluster.Get(type, "shop", "nightly")!.DeepClone();
            refresh["status"]!["run"] = JsonNode.Parse("""
                {"id":"20261121t000000z","startedAt":"2026-11-21T00:00:00Z","outcome":"Failed","reason":"VerifyFailed","message":"survivors","step":"Verify","steps":[],
                 "temporary":{"cluster":"penumbra-shop-nightly-1","arn":"arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-nightly-1"} }
                """);
            written = cluster.UpdateStatus(type, refresh).Succeeded;
        }

        // The operator has seen it.
        await shop.UntilAsync(s => Text(Status(s), "phase") is not "Scheduled", "the run is noticed");
    }

    private static string Events(Shop shop) => string.Join('\n', shop.Cluster.Server.Cluster.List(shop.Cluster.Server.Cluster.FindType("events.k8s.io", "events")!, "shop").Select(told => told.ToJsonString()));

    [HelmFact]
    public async Task Three_applications_share_one_template()
    {
        await using var shop = await OpenAsync();
        foreach (var document in Penumbra.Sandbox.Embedded.YamlJson.Read(await File.ReadAllTextAsync(Repository.Path("crds", "samples", "refresh", "three-applications.yaml"))).OfType<JsonObject>())
        {
            if (document["metadata"]!["namespace"] is not null) document["metadata"]!["namespace"] = "shop";
            if (document["kind"]!.GetValue<string>() != "Namespace") await shop.ApplyAsync(document);
        }

        foreach (var name in new[] { "orders", "invoices", "customers" })
        {
            await shop.UntilAsync(s => Text(Status(s, name), "phase") == "Scheduled", $"{name} is scheduled: {Status(shop, name)?.ToJsonString()}");
            shop.Get("batch", "cronjobs", $"{name}-refresh")!.ToJsonString().Should().Contain($"{name}-prod").And.Contain("db.t4g.medium");
        }

        Text(shop.Get("batch", "cronjobs", "invoices-refresh"), "spec", "schedule").Should().Be("0 4 * * 1", "its own field wins");
    }

    [HelmFact]
    public async Task Samples_are_taken_as_they_stand_and_scheduled()
    {
        await using var shop = await OpenAsync();
        foreach (var (name, given) in new[] { ("stable-masks", "/penumbra/mask-key"), ("fresh", "Fresh") })
        {
            var documents = Penumbra.Sandbox.Embedded.YamlJson.Read(await File.ReadAllTextAsync(Repository.Path("crds", "samples", "refresh", $"{name}.yaml"))).OfType<JsonObject>();
            foreach (var document in documents) await shop.ApplyAsync(document);
            await shop.UntilAsync(s => Text(Status(s, name), "phase") == "Scheduled", $"{name} is scheduled: {Status(shop, name)?.ToJsonString()}");
            shop.Get("batch", "cronjobs", $"{name}-refresh")!.ToJsonString().Should().Contain(given);
        }
    }

    [HelmFact]
    public async Task A_refresh_that_never_ran_goes_at_once_and_takes_its_rights_along()
    {
        await using var shop = await OpenAsync();
        await shop.ApplyAsync(Account());
        await shop.ApplyAsync(Refresh());
        await shop.UntilAsync(s => s.Get("batch", "cronjobs", "nightly-refresh") is not null && Text(Status(s), "phase") == "Scheduled", "it is there");
        shop.Cluster.Server.Cluster.Delete(shop.Cluster.Server.Cluster.FindType(Group, "snapshotrefreshes")!, "shop", "nightly");
        await shop.UntilAsync(s => s.Get(Group, "snapshotrefreshes", "nightly") is null, "it is gone");
        await shop.UntilAsync(s => s.Get("rbac.authorization.k8s.io", "roles", "nightly-refresh") is null && s.Get("batch", "cronjobs", "nightly-refresh") is null, "so are its rights");
    }
}
