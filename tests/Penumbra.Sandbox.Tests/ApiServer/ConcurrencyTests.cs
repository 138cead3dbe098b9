using System.Text.Json.Nodes;
using static Penumbra.Sandbox.Tests.ApiServer.ApiServerFixture;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>Many clients at once.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class ConcurrencyTests(ApiServerFixture api)
{
    [Fact]
    public async Task A_watch_sees_each_of_many_concurrent_writes_once_and_in_order()
    {
        const int Writers = 8;
        const int Writes = 20;
        var version = (await api.GetAsync($"{Widgets}?limit=1")).Version;

        var events = await api.WatchAsync($"{Widgets}?watch=true&resourceVersion={version}&labelSelector=crowd", seen => seen.Count == Writers * (Writes + 1), () => Task.WhenAll(
            Enumerable.Range(0, Writers).Select(async writer =>
            {
                var widget = Widget($"crowd-{writer}");
                widget["metadata"]!["labels"] = new JsonObject { ["crowd"] = "yes" };
                await api.CreateAsync(widget);
                for (var i = 1; i <= Writes; i++) await api.PatchAsync($"{Widgets}/crowd-{writer}", "{\"spec\":{\"replicas\":" + (i + 1) + "}}");
            })));

        events.Select(one => long.Parse(one["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>())).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        events.Count(one => one["type"]!.GetValue<string>() == "ADDED").Should().Be(Writers);
    }

    [Fact]
    public async Task Of_many_writers_with_the_same_version_one_wins()
    {
        var name = api.NewName();
        var created = await api.CreateAsync(Widget(name));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => api.PatchAsync(
            $"{Widgets}/{name}", "{\"metadata\":{\"resourceVersion\":\"" + created.Version + "\"},\"spec\":{\"replicas\":" + (i + 2) + "}}")));

        answers.Count(answer => answer.Status == System.Net.HttpStatusCode.OK).Should().Be(1);
        answers.Count(answer => answer.Status == System.Net.HttpStatusCode.Conflict).Should().Be(9);
    }
}
