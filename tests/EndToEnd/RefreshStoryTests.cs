using Penumbra.EndToEnd.Tools;
using Penumbra.Sandbox.Cloud;
using Penumbra.Sandbox.RefreshDemo;

namespace Penumbra.EndToEnd;

/// <summary>
/// A refresh as it would run anywhere: the operator in a process of its own under the chart's rights, workers as processes under their Role's token, a cloud that is imitated over HTTP, and real
/// PostgreSQL. The story is make demo-refresh's; the steps at which the worker is killed are others.
/// </summary>
public sealed class RefreshStoryTests : IDisposable
{
    private static readonly string Program = Repository.Program("Penumbra.Operator", "penumbra.dll");
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-refresh-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PostgresFact]
    public Task A_worker_killed_by_force_is_gone_on_from_and_what_is_not_clean_is_published_nowhere() => TellAsync("Rewrite", "Restore", "Rewrite");

    [PostgresFact]
    public async Task A_worker_killed_in_its_load_is_gone_on_from_and_no_file_of_what_is_published_holds_a_planted_value() =>
        (await TellAsync("Fresh", "Load", "Snapshot")).Should().Match<RefreshSummary>(summary => summary.Physical && summary.FoundInLog == 0);

    private async Task<RefreshSummary> TellAsync(string residue, params string[] killedAt)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        await using var world = await RefreshCluster.StartAsync(Repository.Path("."), Program, PostgresPrograms.Find()!, _folder, limit.Token);
        var story = new RefreshStory(world, Repository.Path("crds", "samples", "demo-refresh"), new RefreshView()) { Residue = residue, KilledAt = killedAt };
        var summary = await story.TellAsync(new PlantedShop(people: 2000), limit.Token);
        summary.Lines[^1].Should().Be("demo-refresh: published 1 clean snapshot after 2 crashes on 1 temporary database; 1 unclean run stopped; personal values found in published data: 0");
        summary.Forbidden.Should().BeEmpty("nobody asks for more than the rights that he has");
        summary.FoundInProduction.Should().Be(summary.Planted, "the search finds what is there");
        summary.Succeeded.Should().BeTrue(string.Join('\n', summary.Lines));

        // The workers were told no secret in words: their logs hold none of what they handled.
        foreach (var worker in world.Workers.Started) (await File.ReadAllTextAsync(worker.Log)).Should().NotContain("@post.ee").And.NotContain("MasterUserPassword");
        return summary;
    }
}
