using System.Text.Json.Nodes;

namespace Penumbra.EndToEnd;

/// <summary>What people get wrong: told with the field's path, before anything exists, and users notice nothing.</summary>
public sealed class BadInputTests
{
    private static readonly Dictionary<string, Case> Cases = new(StringComparer.Ordinal)
    {
        ["missing Deployment"] = new("TemplateNotFound", "spec.targetRef.name", spec => spec["targetRef"]!["name"] = "chekout"),
        ["missing route"] = new("RouteNotFound", "spec.traffic.gatewayAPI.routes[0]", spec => Traffic(spec, """{"gatewayAPI": {"routes": [{"name": "nowhere"}]}}""")),
        ["route of other Services"] = new("RouteNamesOtherServices", "spec.traffic.gatewayAPI.managed", spec => spec["traffic"]!["gatewayAPI"]!["managed"]!["rules"]![0]!["backendRefs"]![0]!["name"] = "payments"),
        ["missing source"] = new("SourceNotFound", "spec.objectives[0].source", spec => spec["objectives"]![0]!["source"] = "prometheus"),
        ["query on pods"] = new("SourceRefused", "spec.objectives[0]", spec => Objective(spec, """{"name": "a", "source": "pods", "indicator": {"query": "up"}, "min": "1"}""")),
        ["unknown port name"] = new("PortNotFound", "spec.traffic.service.ports[0].targetPort", spec => spec["traffic"]!["service"] = JsonNode.Parse("""{"ports": [{"name": "http", "port": 8080, "targetPort": "web"}]}""")),
        ["several container ports"] = new("PortNotFound", "spec.traffic.service.ports", _ => { }, template => Container(template)["ports"]!.AsArray().Add(JsonNode.Parse("""{"name": "admin", "containerPort": 9090}"""))),
        ["windows"] = new("NotYetSupported", "spec.windows", spec => spec["windows"] = JsonNode.Parse("""{"deny": [{"from": "2026-12-20T00:00:00Z", "to": "2027-01-02T00:00:00Z"}]}""")),
        ["guards"] = new("NotYetSupported", "spec.guards", spec => spec["guards"] = JsonNode.Parse("""[{"name": "p", "on": {"kind": "Service", "name": "p"}, "source": "pods", "indicator": {"quantile": {"of": "x_seconds", "q": "0.99"}}, "max": "1"}]""")),
        ["window of the sequential judge"] = new("InvalidSpec", "spec.objectives[0].window", spec => (spec["objectives"]![0]!["judge"], spec["objectives"]![0]!["window"]) = ("Sequential", "1m")),
        ["mirror"] = new("NotYetSupported", "spec.steps[1].mirror", spec => spec["steps"]![1] = JsonNode.Parse("""{"mirror": {"percent": 20}, "hold": "1s"}""")),
        ["tracked configuration"] = new("NotYetSupported", "spec.trackConfig", spec => spec["trackConfig"] = "ConfigMaps"),
        ["another router"] = new("NotYetSupported", "spec.traffic.istio", spec => Traffic(spec, """{"istio": {"virtualServices": [{"name": "checkout"}]}}""")),
        ["unknown pin"] = new("PinnedRevisionUnknown", "spec.pinnedRevision", spec => spec["pinnedRevision"] = "7f9c4d1a"),
        ["unit twice"] = new("InvalidSpec", "spec.bakeTime", spec => spec["bakeTime"] = "0h99999h"),
        ["wrong duration"] = new("InvalidSpec", "spec.bakeTime", spec => spec["bakeTime"] = "30d"),
    };

    [Fact]
    public async Task What_cannot_be_done_is_said_with_the_field_and_mended_without_a_trace()
    {
        await using var shop = await Shop.OpenAsync();
        var wrong = new List<string>();
        foreach (var (name, bad) in Cases)
        {
            if (await WrongWith(shop, bad) is { } complaint) wrong.Add($"{name}: {complaint}");
        }

        wrong.Should().BeEmpty();
        shop.Logs.Should().NotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mended_launch_goes_on_by_itself()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync(spec => (spec["targetRef"]!["name"], spec["traffic"]!["service"]) = ("later", JsonNode.Parse("""{"name": "checkout"}""")));
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "TemplateNotFound", "the missing Deployment is named");
        await shop.ApplyAsync("template.yaml", document => (document["metadata"]!["name"], document["spec"]!["replicas"]) = ("later", 2));
        await shop.UntilAsync(s => s.Serves("1"), "the launch adopts it when it comes");
    }

    [Fact]
    public async Task The_younger_of_two_launches_on_one_target_waits_and_names_the_older()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.ApplyAsync("darklaunch.yaml", document => (document["metadata"]!["name"], document["spec"]!["traffic"]!["service"]) = ("second", JsonNode.Parse("""{"name": "second"}""")));
        await shop.UntilAsync(s => s.Said("second", "Stalled", "reason") == "TargetTaken", "the second is stalled");
        shop.Said("second", "Stalled", "message").Should().Contain("spec.targetRef.name").And.Contain("DarkLaunch checkout");
        shop.Get("", "services", "second").Should().BeNull();
    }

    [Fact]
    public async Task An_autoscaler_on_the_template_is_named()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "checkout-hpa", "namespace": "shop"},
             "spec": {"minReplicas": 1, "maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "checkout"}}}
            """)!);
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "HpaOnTemplate", "the autoscaler is named");
        shop.Condition("Stalled", "message").Should().Contain("spec.targetRef.name").And.Contain("checkout-hpa").And.Contain("scaleTargetRef");
    }

    [Fact]
    public async Task A_launch_that_becomes_wrong_on_its_way_stays_where_it_is_and_still_goes_back()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync(spec =>
        {
            spec["steps"] = JsonNode.Parse("""[{"weight": 50, "hold": "3s"}]""");

            // What is called bad below, stable does as well: beside it nobody would be blamed.
            spec["objectives"]![0]!["control"] = "None";
        });
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await using var users = await Users.ComeAsync(shop);
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "50", "half of the users are on version 2");
        await EditLaunchAsync(shop, spec => spec["objectives"]![1]!["source"] = "gone");
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "SourceNotFound", "the missing source is named");
        shop.Condition("Stalled", "message").Should().Contain("spec.objectives[1].source");
        await Task.Delay(4000);
        shop.Status!["weight"]!.GetValue<string>().Should().Be("50", "a stalled launch does not advance");
        await EditLaunchAsync(shop, spec => spec["objectives"]![0]!["indicator"]!["ratio"]!["bad"] = "http_requests_total{code=~\"2..\"}");
        await shop.UntilAsync(s => s.Phase == "RolledBack", "what is Bad goes back, stalled or not", seconds: 30);
        await users.LeaveAsync();
        users.Traffic.Lost.Should().Be(0);
    }

    /// <summary>The sandbox does not evaluate CEL: there the operator alone stands between a slip and a second Service.</summary>
    [Theory]
    [InlineData("targetRef", "spec.targetRef.name: targetRef is immutable: this launch is of Deployment checkout")]
    [InlineData("service", "spec.traffic.service.name: service.name is immutable: users reach this launch by Service checkout")]
    public async Task A_name_that_cannot_change_is_told_and_nothing_is_made_under_the_new_one(string field, string told)
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await using var users = await Users.ComeAsync(shop);
        var made = new List<string>();
        using var watching = shop.Cluster.Server.Cluster.Subscribe(change =>
        {
            if (change.Object["metadata"]?["name"]?.GetValue<string>().StartsWith("chekout", StringComparison.Ordinal) == true) made.Add($"{change.Object["kind"]}");
        });
        await EditLaunchAsync(shop, spec =>
        {
            if (field == "targetRef") spec["targetRef"]!["name"] = "chekout";
            else spec["traffic"]!["service"] = JsonNode.Parse("""{"name": "chekout"}""");
        });
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "InvalidSpec", "the slip is named");
        shop.Condition("Stalled", "message").Should().Contain(told);

        await EditLaunchAsync(shop, spec =>
        {
            spec["targetRef"]!["name"] = "checkout";
            spec["traffic"]!.AsObject().Remove("service");
        });
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Serves("2"), "put back, it goes on", seconds: 60);
        await users.LeaveAsync();
        users.Traffic.Lost.Should().Be(0);
        made.Where(kind => kind != "Event").Should().BeEmpty();
        shop.Get("", "services", "chekout").Should().BeNull();
    }

    [Fact]
    public async Task A_right_that_is_missing_is_named_and_the_launch_heals_when_it_is_given()
    {
        await using var shop = await Shop.OpenAsync(startOperator: false);
        var giveBack = Without(shop, "services", "get", "list", "watch", "patch", "delete");

        shop.StartOperator();
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "WriteRefused", "the refused write is told");
        shop.Condition("Stalled", "message").Should().Contain("cannot create resource \"services\"");
        giveBack();
        await shop.UntilAsync(s => s.Serves("1"), "the right is used as soon as it is there", seconds: 70);
        await shop.UntilAsync(s => s.Condition("Stalled") == "False", "and nothing is stalled any more");
    }

    [Fact]
    public async Task Stable_grows_as_it_is_asked_to_while_a_release_is_refused_on_its_route()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        var giveBack = Without(shop, "httproutes", "get", "list", "watch");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "RouteRefused", "the route's refusal is told before there is any pod");
        var scaled = shop.Get("penumbra.dev", "darklaunches", "checkout")!["spec"]!.DeepClone();
        scaled["replicas"] = 5;
        await shop.ApplyAsync("darklaunch.yaml", document => document["spec"] = scaled);
        await shop.UntilAsync(s => s.Status?["stable"]?["ready"]?.GetValue<int>() == 5, "an autoscaler is listened to all the same");
        giveBack();
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "5", "and the release takes its first step once the route may be written", seconds: 90);
    }

    [Fact]
    public async Task A_namespace_that_is_deleted_in_the_middle_ends()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync(spec => spec["steps"] = JsonNode.Parse("""[{"weight": 50, "hold": "10m"}]"""));
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "50", "version 2 has half of the users");
        var cluster = shop.Cluster.Server.Cluster;
        cluster.Delete(cluster.FindType("", "namespaces")!, null, "shop");
        await shop.UntilAsync(s => s.Get("penumbra.dev", "darklaunches", "checkout") is null, "the launch is gone", seconds: 20);
        await shop.UntilAsync(s => s.Cluster.Get("", "namespaces", "", "shop") is null, "the namespace is gone", seconds: 20);
    }

    // Takes rights on a resource away from the operator; what it returns gives them back.
    private static Action Without(Shop shop, string resource, params string[] kept)
    {
        var cluster = shop.Cluster.Server.Cluster;
        var roles = cluster.FindType("rbac.authorization.k8s.io", "clusterroles")!;
        var whole = cluster.Get(roles, null, "penumbra")!.DeepClone().AsObject();
        var less = whole.DeepClone().AsObject();
        var rules = less["rules"]!.AsArray().Where(rule => rule!["resources"]!.ToJsonString() == $"""["{resource}"]""").ToList();
        rules.Should().NotBeEmpty();
        foreach (var rule in rules) rule!["verbs"] = new JsonArray([.. kept.Select(verb => JsonValue.Create(verb))]);
        foreach (var role in (JsonObject[])[less, whole]) role["metadata"]!.AsObject().Remove("resourceVersion");
        cluster.Update(roles, less).Succeeded.Should().BeTrue();
        return () => cluster.Update(roles, whole).Succeeded.Should().BeTrue();
    }

    // Null when the case is told as it should be, and nothing was made.
    private static async Task<string?> WrongWith(Shop shop, Case bad)
    {
        var cluster = shop.Cluster.Server.Cluster;
        await shop.ApplyAsync("template.yaml", document =>
        {
            document["spec"]!["replicas"] = 1;
            bad.EditTemplate?.Invoke(document);
        });
        var refused = await shop.TryApplyAsync("darklaunch.yaml", document => bad.Edit((JsonObject)document["spec"]!));
        if (refused is not null) return refused.Contains(bad.Path, StringComparison.Ordinal) ? null : $"refused without the path: {refused}";

        // What may still come is told after ten seconds.
        for (var attempt = 0; attempt < 400 && shop.Condition("Stalled", "reason") != bad.Reason; attempt++) await Task.Delay(50);
        var (reason, message) = (shop.Condition("Stalled", "reason"), shop.Condition("Stalled", "message"));
        string? complaint = reason != bad.Reason ? $"reason {reason}: {message}; {string.Join(" | ", shop.Logs.TakeLast(2))}"
            : !message.Contains(bad.Path, StringComparison.Ordinal) ? $"the message lacks {bad.Path}: {message}"
            : cluster.List(cluster.FindType("apps", "deployments")!, "shop").Count != 1 ? "a revision was made"
            : cluster.List(cluster.FindType("", "services")!, "shop").Count != 0 ? "a Service was made"
            : shop.Get("gateway.networking.k8s.io", "httproutes", "checkout") is not null ? "a route was made"
            : null;
        var replicas = shop.Get("apps", "deployments", "checkout")!["spec"]!["replicas"]!.GetValue<int>();
        if (complaint is null && replicas != 1) complaint = $"the template has {replicas} replicas";
        cluster.Delete(cluster.FindType("penumbra.dev", "darklaunches")!, "shop", "checkout");
        cluster.Delete(cluster.FindType("apps", "deployments")!, "shop", "checkout");
        await shop.UntilAsync(s => s.Get("penumbra.dev", "darklaunches", "checkout") is null && s.Get("apps", "deployments", "checkout") is null, "what is wrong can be deleted", seconds: 10);
        return complaint;
    }

    private static Task EditLaunchAsync(Shop shop, Action<JsonObject> edit)
    {
        var cluster = shop.Cluster.Server.Cluster;
        var launch = shop.Get("penumbra.dev", "darklaunches", "checkout")!.DeepClone().AsObject();
        launch["metadata"]!.AsObject().Remove("resourceVersion");
        edit(launch["spec"]!.AsObject());
        cluster.Update(cluster.FindType("penumbra.dev", "darklaunches")!, launch).Succeeded.Should().BeTrue();
        return Task.CompletedTask;
    }

    private static JsonObject Container(JsonObject template) => template["spec"]!["template"]!["spec"]!["containers"]![0]!.AsObject();

    private static void Traffic(JsonObject spec, string traffic) => spec["traffic"] = JsonNode.Parse(traffic);

    private static void Objective(JsonObject spec, string objective) => spec["objectives"]![0] = JsonNode.Parse(objective);

    private sealed record Case(string Reason, string Path, Action<JsonObject> Edit, Action<JsonObject>? EditTemplate = null);
}
