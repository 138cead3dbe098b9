using Npgsql;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>A server that logs every statement with its parameters, as a production parameter group may have it: what is bound still stands in no line of its log.</summary>
public sealed class SecrecyTests : IAsyncLifetime, IDisposable
{
    private const string Secret = "zqxparameterzqx";
    private readonly PostgresServer _server = new() { Settings = ["log_statement=all", "log_min_duration_statement=0", "log_parameter_max_length=-1", "log_parameter_max_length_on_error=-1"] };

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    [PostgresFact]
    public async Task No_parameter_and_no_key_stands_in_the_servers_log()
    {
        var database = await _server.NewDatabaseAsync(Shop.Script);
        await BindAsync(database, "zqxcontrolzqx");
        (await LogAsync()).Should().Contain("zqxcontrolzqx", "this server logs what is bound");

        var work = _server.Work(database);
        (await work.QuiesceAsync(CancellationToken.None)).Done();
        (await work.SanitizeAsync(Plan("UPDATE orders SET remark = $secret"), null, CancellationToken.None)).Done();
        VerifyCheck[] checks = [Shop.NoRealMail, Shop.Survivors];
        (await work.VerifyAsync(Shop.Verify(checks), null, CancellationToken.None)).Done();
        var log = await LogAsync();
        log.Should().Contain("UPDATE orders SET remark", "the statement itself is logged").And.NotContain(Secret);
        log.Should().NotContain(Convert.ToHexStringLower(Shop.Key), "nor is any key").And.NotContain("parameters: $1 = '\\x");
    }

    [PostgresFact]
    public async Task Nor_does_it_stand_there_when_the_statement_fails()
    {
        var database = await _server.NewDatabaseAsync(Shop.Script);
        var failure = (await _server.Work(database).SanitizeAsync(Plan("UPDATE orders SET total = ($secret)::text::int"), null, CancellationToken.None)).Failure!;
        failure.Message.Should().NotContain(Secret);

        // PostgreSQL itself quotes a value that it cannot convert: of the parameters as such it says nothing.
        (await LogAsync()).Should().NotContain($"$1 = '{Secret}'");
    }

    [PostgresFact]
    public async Task Who_may_not_silence_a_log_that_would_tell_is_told_what_to_set()
    {
        await _server.RunAsync("postgres", $"CREATE ROLE master LOGIN CREATEROLE PASSWORD '{PostgresServer.Password}'");
        var database = await _server.NewDatabaseAsync(owner: "master");
        var failure = (await _server.Work(database, "master", ["postgres"]).QuiesceAsync(CancellationToken.None)).Failure;
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.CannotQuiesce });
        failure!.Message.Should().StartWith("the server's log would tell parameters and keys (log_min_duration_statement = 0, log_statement = all)").And.Contain("log_parameter_max_length");
    }

    private static SanitizePlan Plan(string text) => new()
    {
        Steps = [Shop.Masks, Shop.Sql("keys", text, "lower-env-keys")], Checks = [Shop.NoRealMail, Shop.Survivors], Key = Shop.Key,
        Parameters = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["keys"] = new Dictionary<string, string> { ["secret"] = Secret } },
    };

    // What the server writes reaches us a little later: all that came before a mark is there when the mark is.
    private async Task<string> LogAsync()
    {
        var mark = $"mark {Guid.NewGuid()}";
        await _server.RunAsync("postgres", $"SELECT '{mark}'");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!_server.Log.Contains(mark, StringComparison.Ordinal)) await Task.Delay(10, patience.Token);
        return _server.Log;
    }

    private async Task BindAsync(string database, string value)
    {
        await using var connection = await _server.OpenAsync(database);
        await using var command = new NpgsqlCommand("SELECT $1", connection) { Parameters = { new NpgsqlParameter { Value = value } } };
        await command.ExecuteScalarAsync();
    }
}
