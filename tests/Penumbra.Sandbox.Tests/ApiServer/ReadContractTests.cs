using System.Net;
using System.Text.Json.Nodes;
using static Penumbra.Sandbox.Tests.ApiServer.ApiServerFixture;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>How any API server answers lists and watches.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class ReadContractTests(ApiServerFixture api)
{
    [Fact]
    public async Task Pages_of_a_list_share_one_version_and_say_how_much_remains()
    {
        for (var i = 0; i < 3; i++) await api.CreateAsync(Widget(api.NewName("page")));

        var first = await api.GetAsync($"{Widgets}?limit=2");
        await api.CreateAsync(Widget(api.NewName("zz-later")));
        var token = first.Json["metadata"]!["continue"]!.GetValue<string>();
        var second = await api.GetAsync($"{Widgets}?limit=500&continue={Uri.EscapeDataString(token)}");

        first.Json["metadata"]!["remainingItemCount"]!.GetValue<int>().Should().BeGreaterThan(0);
        second.Version.Should().Be(first.Version);
        Names(first).Should().HaveCount(2);
        Names(second).Should().NotContain(name => name.StartsWith("zz-later"));
    }

    [Fact]
    public async Task A_bad_token_is_a_bad_request_and_a_version_to_come_is_too_large()
    {
        (await api.GetAsync($"{Widgets}?continue=bogus")).Status.Should().Be(HttpStatusCode.BadRequest);
        var future = await api.GetAsync($"{Widgets}?resourceVersion=99999999999");
        future.Status.Should().Be(HttpStatusCode.GatewayTimeout);
        future.Message.Should().Contain("Too large resource version");
    }

    [Fact]
    public async Task Selectors_choose_by_labels_and_by_name()
    {
        var widget = Widget(api.NewName());
        widget["metadata"]!["labels"] = new JsonObject { ["tier"] = "a", ["only"] = api.NewName() };
        var created = await api.CreateAsync(widget);
        var (name, only) = (created.Json["metadata"]!["name"]!.GetValue<string>(), widget["metadata"]!["labels"]!["only"]!.GetValue<string>());

        Names(await api.GetAsync($"{Widgets}?labelSelector=only%3D{only}")).Should().Equal(name);
        Names(await api.GetAsync($"{Widgets}?labelSelector=only%20in%20({only},x),tier!%3Db")).Should().Equal(name);
        Names(await api.GetAsync($"{Widgets}?labelSelector=only%3D{only},!tier")).Should().BeEmpty();
        Names(await api.GetAsync($"{Widgets}?fieldSelector=metadata.name%3D{name}")).Should().Equal(name);
        (await api.GetAsync($"{Widgets}?fieldSelector=spec.mode%3DAuto")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_watch_shows_what_a_selector_makes_of_changes()
    {
        var label = api.NewName();
        var widget = Widget(api.NewName());
        widget["metadata"]!["labels"] = new JsonObject { ["sel"] = label };
        var version = (await api.GetAsync($"{Widgets}?limit=1")).Version;
        var path = $"{Widgets}/{widget["metadata"]!["name"]}";

        var events = await api.WatchAsync($"{Widgets}?watch=true&resourceVersion={version}&labelSelector=sel%3D{label}", seen => seen.Count == 5, async () =>
        {
            await api.CreateAsync(widget);
            await api.PatchAsync(path, """{"spec":{"mode":"Manual"}}""");
            await api.PatchAsync(path, """{"metadata":{"labels":{"sel":"other"}}}""");
            await api.PatchAsync(path, "{\"metadata\":{\"labels\":{\"sel\":\"" + label + "\"}}}");
            await api.DeleteAsync(path);
        });

        events.Select(one => one["type"]!.GetValue<string>()).Should().Equal("ADDED", "MODIFIED", "DELETED", "ADDED", "DELETED");
        events.Select(one => long.Parse(one["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>())).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task A_watch_without_a_version_begins_with_what_is_there()
    {
        var name = api.NewName();
        await api.CreateAsync(Widget(name));

        var events = await api.WatchAsync($"{Widgets}?watch=true&fieldSelector=metadata.name%3D{name}", seen => seen.Count == 1);

        events[0]["type"]!.GetValue<string>().Should().Be("ADDED");
    }

    [Fact]
    public async Task Initial_events_end_with_a_marked_bookmark()
    {
        var name = api.NewName();
        await api.CreateAsync(Widget(name));

        var events = await api.WatchAsync(
            $"{Widgets}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&fieldSelector=metadata.name%3D{name}", seen => seen.Count == 2);

        events.Select(one => one["type"]!.GetValue<string>()).Should().Equal("ADDED", "BOOKMARK");
        events[1]["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!.GetValue<string>().Should().Be("true");
    }

    [Fact]
    public async Task A_watch_ends_in_the_time_that_was_asked_for()
    {
        var events = await api.WatchAsync($"{Widgets}?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dnone", _ => false);

        events.Where(one => one["type"]!.GetValue<string>() != "BOOKMARK").Should().BeEmpty();
    }

    [Fact]
    public async Task A_table_has_the_columns_of_the_definition()
    {
        var path = WriteContractTests.Path(await api.CreateAsync(Widget(api.NewName())));
        await api.PatchAsync($"{path}/status", """{"status":{"conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}]}}""");

        var table = await api.GetAsync(path, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

        table.Json["kind"]!.GetValue<string>().Should().Be("Table");
        table.Json["columnDefinitions"]!.AsArray().Select(column => column!["name"]!.GetValue<string>()).Should().Equal("Name", "Ready", "Mode", "Age");
        table.Json["rows"]![0]!["cells"]![1]!.GetValue<string>().Should().Be("True");
        table.Json["rows"]![0]!["object"]!["kind"]!.GetValue<string>().Should().Be("PartialObjectMetadata");
    }

    [Fact]
    public async Task Discovery_names_kinds_and_subresources()
    {
        var list = await api.GetAsync($"/apis/{Group}/v1");
        var aggregated = await api.GetAsync("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");

        list.Json["resources"]!.AsArray().Select(one => one!["name"]!.GetValue<string>()).Should().BeEquivalentTo("widgets", "widgets/status", "widgets/scale");
        aggregated.Json["kind"]!.GetValue<string>().Should().Be("APIGroupDiscoveryList");
        aggregated.Json["items"]!.AsArray().Select(one => one!["metadata"]!["name"]?.GetValue<string>()).Should().Contain(Group);
        (await api.GetAsync("/readyz")).Text.Should().Be("ok");
        (await api.GetAsync("/apis/none.example/v1")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private static List<string> Names(Answer list) => [.. list.Json["items"]!.AsArray().Select(item => item!["metadata"]!["name"]!.GetValue<string>())];
}
