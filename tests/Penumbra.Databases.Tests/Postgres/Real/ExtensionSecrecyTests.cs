using Npgsql;
using Penumbra.Databases.Postgres;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>
/// A server whose extensions log what statements bind, though its own settings tell nothing: auto_explain writes values into plans, pgaudit (not installed here, its setting is) writes parameters.
/// </summary>
public sealed class ExtensionSecrecyTests : IAsyncLifetime, IDisposable
{
    private readonly PostgresServer _server = new() { Settings = ["shared_preload_libraries=auto_explain", "auto_explain.log_min_duration=0", "pgaudit.log_parameter=on"] };

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    [PostgresFact]
    public async Task No_plan_in_the_servers_log_tells_a_parameter()
    {
        var database = await _server.NewDatabaseAsync(Shop.Script);
        await using (var connection = await _server.OpenAsync(database))
        {
            await using var command = new NpgsqlCommand("SELECT count(*) FROM orders WHERE remark = $1", connection) { Parameters = { new NpgsqlParameter { Value = "zqxcontrolzqx" } } };
            await command.ExecuteScalarAsync();
        }

        (await LogAsync()).Should().Contain("'zqxcontrolzqx'", "this server logs plans with what is bound");
        var plan = new SanitizePlan
        {
            Steps = [Shop.Sql("keys", "UPDATE orders SET remark = 'x' WHERE remark = $secret", "lower-env-keys")], Checks = [], Key = Shop.Key,
            Parameters = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["keys"] = new Dictionary<string, string> { ["secret"] = "zqxparameterzqx" } },
        };
        (await _server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done();
        (await LogAsync()).Should().NotContain("zqxparameterzqx");
    }

    [PostgresFact]
    public async Task Who_may_not_silence_them_is_told_what_to_set()
    {
        await _server.RunAsync("postgres", $"CREATE ROLE master LOGIN CREATEROLE PASSWORD '{PostgresServer.Password}'");
        var database = await _server.NewDatabaseAsync(owner: "master");
        (await _server.Work(database, "master", ["postgres"]).QuiesceAsync(CancellationToken.None)).Failure.Should().BeEquivalentTo(new
        {
            Kind = ErrorKind.Terminal,
            Problem = WorkProblem.CannotQuiesce,
            Message = "the server's log would tell parameters and keys (auto_explain.log_min_duration = 0, pgaudit.log_parameter = on): in the parameter group of the temporary database, set auto_explain.log_min_duration to -1 and pgaudit.log_parameter to off",
        });
    }

    // What the server writes reaches us a little later: all that came before a mark is there when the mark is.
    private async Task<string> LogAsync()
    {
        var mark = $"mark {Guid.NewGuid()}";
        await _server.RunAsync("postgres", $"SELECT '{mark}'");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!_server.Log.Contains(mark, StringComparison.Ordinal)) await Task.Delay(10, patience.Token);
        return _server.Log;
    }
}
